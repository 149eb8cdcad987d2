"""Mine, by role: what waits for this person, and the way to the rest."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engagement.consultations import mine as consultations
from engagement.programmes import models as programmes
from engagement.requests import names
from engagement.requests.enums import OPEN, RUNNING, WITH_CENTRE, State
from engagement.requests.models import EngagementRequest
from engagement.requests.presenting import COLOURS, Turn, turn
from engagement.requests.querysets import desks
from foundation.directory.models import Invitation
from foundation.directory.standing import Standing, standing
from secondments import lines, posts
from secondments import mine as secondments
from secondments.presenting import OPPORTUNITY_COLOURS, PLACEMENT_COLOURS

FEW = 5
QUEUE_AGE = 30  # seconds that the numbers of a queue may lag behind

CENTRAL = sorted(WITH_CENTRE)
SHOWN = (
    *(
        "ref",
        "public_id",
        "title",
        "state",
        "due_on",
        "updated_at",
        "reopen_until",
        "department",
        "offered_to",
    ),
)


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    who = standing(request.user)
    context: dict[str, Any] = {"section": "dashboard", "who": who, "colours": COLOURS, "places": _places(who)}
    for applies, panel in PANELS:
        if applies(request.user, who):
            context |= panel(request.user, who)
    return render(request, "portal/dashboard.html", context)


def _places(who: Standing) -> list[tuple[str, Any]]:
    """Where those may go for whom nothing waits."""
    public = [
        ("requests:register", _("Register of engagement")),
        ("directory:organisations", _("Organisations")),
        ("directory:departments", _("Departments")),
    ]
    if who.has("administrator"):
        return [
            ("directory:people", _("People and their roles")),
            ("directory:machines", _("Departments’ systems")),
            ("notifications:outbox", _("Emails")),
            *public,
        ]
    bench = ("satellite:workbench", _("Satellite account workbench"))
    if who.has("statistician", "publisher"):
        return [bench, ("satellite:public", _("Satellite account")), *public]
    return (
        [("requests:triage", _("Every request, as the front-door team sees them")), bench, *public]
        if who.has("auditor")
        else public
    )


def _sends(user: Any, who: Standing) -> bool:
    """Officials see their own requests too, once they belong to an organisation; others always."""
    return not who.is_government or bool(who.organisation_ids or who.claimed_organisation_ids)


def _own(user: Any, who: Standing) -> dict[str, Any]:
    """What the person and their organisations have open, next deadline first, with drafts; and who invites them."""
    rows = EngagementRequest.objects.sent_by_or_for(user)
    waiting = rows.filter(state__in=[*sorted(OPEN), State.RESPONDED, State.DRAFT])
    found = list(waiting.only(*SHOWN).order_by("due_on", "-pk")[: FEW * 4])
    names.put(found, "department", "offered_to")
    sent = [row for row in found if row.state in OPEN]
    yours = [row for row in sent if row.state == State.CLARIFICATION_NEEDED]
    others = [row for row in sent if row.state != State.CLARIFICATION_NEEDED]
    invitations = Invitation.objects.open().filter(email__iexact=user.email).select_related("organisation")
    return {
        "own": True,
        "yours": yours,
        "others": [(row, turn(row, sender=True)) for row in others[:FEW]],
        "answered": [row for row in found if row.state == State.RESPONDED][:FEW],
        "drafts": [row for row in found if row.state == State.DRAFT][:FEW],
        "invitations": list(invitations[:FEW]),
        "answered_consultations": consultations.answered(user),
    }


def _has_desk(user: Any, who: Standing) -> bool:
    return bool(desks(user))


def _desk(user: Any, who: Standing) -> dict[str, Any]:
    """The department's queue in five numbers, and what is due next."""
    mine = sorted(desks(user))
    rows = EngagementRequest.objects.filter(
        Q(department__in=mine) | Q(offered_to__in=mine), due_on__isnull=False
    )
    running = rows.filter(state__in=sorted(RUNNING))
    return {
        "desk": _remembered(f"desk-{'-'.join(map(str, mine))}", lambda: _desk_numbers(rows, mine)),
        "next_up": _next(running),
    }


def _desk_numbers(rows: QuerySet, mine: list[int]) -> dict[str, int]:
    today = timezone.localdate()
    return rows.aggregate(
        to_accept=Count("pk", filter=Q(state=State.ROUTED, department__in=mine)),
        offered=Count("pk", filter=Q(state=State.TRANSFER_OFFERED, offered_to__in=mine)),
        working=Count("pk", filter=Q(state__in=[State.ACCEPTED, State.IN_PROGRESS, State.REOPENED])),
        waiting=Count("pk", filter=Q(state=State.CLARIFICATION_NEEDED)),
        overdue=Count("pk", filter=Q(state__in=sorted(RUNNING), due_on__lt=today)),
    )


def _consults(user: Any, who: Standing) -> bool:
    return bool(programmes.desks(user))


def _consultations(user: Any, who: Standing) -> dict[str, Any]:
    """The department's consultations: what closes soon, waits for a second check, or owes an outcome."""
    return {"consultations": consultations.waiting(user, programmes.desks(user))}


def _is_triage(user: Any, who: Standing) -> bool:
    return who.has("triage")


def _queue(user: Any, who: Standing) -> dict[str, Any]:
    """The health of the front-door team's queue: how much, how late, how old."""
    rows = EngagementRequest.objects.filter(state__in=CENTRAL)
    return {
        "queue": _remembered("queue", lambda: _queue_numbers(rows)),
        "next_in": _next(rows),
    }


def _queue_numbers(rows: QuerySet) -> dict[str, int]:
    today = timezone.localdate()
    return rows.aggregate(
        new=Count("pk", filter=Q(state=State.SUBMITTED)),
        waiting=Count("pk"),
        today=Count("pk", filter=Q(due_on=today)),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        risk=Count("pk", filter=Q(risk_to_people=True)),
    )


def _next(rows: QuerySet) -> list[tuple[EngagementRequest, Turn]]:
    """The few that are due first, with whose turn it is."""
    few = list(rows.only(*SHOWN).order_by("due_on", "pk")[:FEW])
    names.put(few, "department", "offered_to")
    return [(row, turn(row, sender=False)) for row in few]


def _remembered(name: str, ask: Callable[[], dict[str, int]]) -> dict[str, int]:
    return cache.get_or_set(f"dashboard-{name}", ask, QUEUE_AGE) or ask()


def _moves(user: Any, who: Standing) -> bool:
    return not who.has("administrator")


def _secondments(user: Any, who: Standing) -> dict[str, Any]:
    """Placements that wait for this person, and people who ask them to be released."""
    rows = lines.placements(user)
    return {
        "placements": [row for row in rows if row[2]][:FEW],
        "to_release": secondments.to_release(user)[:FEW] if who.has("lead", "secondments") else [],
        "to_approve": posts.of(user).to_approve[:FEW] if who.has("secondments") else [],
        "placement_colours": PLACEMENT_COLOURS,
        "opportunity_colours": OPPORTUNITY_COLOURS,
        "is_secondments": who.has("secondments"),
    }


PANELS: tuple[tuple[Callable[[Any, Standing], bool], Callable[[Any, Standing], dict[str, Any]]], ...] = (
    (_sends, _own),
    (_has_desk, _desk),
    (_consults, _consultations),
    (_is_triage, _queue),
    (_moves, _secondments),
)
