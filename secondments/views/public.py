"""What everybody may read: the list of opportunities, each of them, and how it works."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from foundation.directory.standing import standing
from secondments import clocks, finding, rules
from secondments.enums import IN_PLAY
from secondments.forms.opportunities import Finder
from secondments.models import Candidate, Nomination, Opportunity
from secondments.presenting import NOMINATION_COLOURS, OPPORTUNITY_COLOURS
from secondments.showing_halves import half_of
from secondments.views.shared import SECTION, buttons, read

FRESH = 60


def shared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let caches keep what everybody sees alike; never the page of somebody who is signed in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES:
        patch_cache_control(response, public=True, max_age=FRESH)
    return response


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = Finder(request.GET)
    said = form.cleaned_data if form.is_valid() else None
    page = finding.page(said, request.GET.get("after")) if said is not None else None
    context = SECTION | {
        "form": form,
        "page": page,
        "count": finding.count(said) if said is not None else 0,
        "counted": finding.COUNTED,
        "today": clocks.today(),
        "may_offer": _may_offer(request),
        "wide": True,
    }
    return shared(request, render(request, "secondments/list.html", context))


def _may_offer(request: HttpRequest) -> bool:
    who = standing(request.user)
    return bool(who.organisation_ids or who.department_ids) and not who.has("machine")


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    return shared(request, render(request, "secondments/how.html", SECTION))


@require_safe
def opportunity(request: HttpRequest, ref: str) -> HttpResponse:
    rows = Opportunity.objects.visible_to(request.user).select_related(
        "host_department", "host_organisation", "place", "priority", "overseer", "host_manager", "swap"
    )
    row = read(rows, ref)
    context = SECTION | {
        "row": row,
        "skills": row.skills.all(),
        "colour": OPPORTUNITY_COLOURS[row.state],
        "open": row.is_open(clocks.today()),
        "today": clocks.today(),
        "person_colours": NOMINATION_COLOURS,
        "half": half_of(row, request.user),
    }
    if request.user.is_authenticated:
        context |= _own(request.user, row)
    return shared(request, render(request, "secondments/opportunity.html", context))


def _own(user: Any, row: Opportunity) -> dict[str, Any]:
    """What stands there for this reader: their own application, the host's list, what may be done."""
    mine = (
        Nomination.objects.filter(candidate__person=user, opportunity=row).exclude(state="withdrawn").first()
    )
    return {
        "mine": mine,
        "profile": Candidate.objects.filter(person=user).exclude(state="withdrawn").first(),
        "buttons": buttons("opportunity", row, user),
        "may_edit": row.state in ("draft", "approved") and rules.allowed(user, "edit_opportunity", row),
        "nominees": _nominees(user, row),
    }


def _nominees(user: Any, row: Opportunity) -> list[Nomination] | None:
    """Those put forward, for the host and the officer; None for everybody else."""
    if not (rules.hosts(user, row) or rules.oversees(user, row)):
        return None
    seen = (
        Nomination.objects.filter(opportunity=row)
        .for_host(user)
        .filter(state__in=(*IN_PLAY, "declined", "matched"))
    )
    beside = seen.select_related(
        "candidate__person", "candidate__home_organisation", "candidate__home_department"
    )
    return list(beside.order_by("host_rank", "pk")[:500])
