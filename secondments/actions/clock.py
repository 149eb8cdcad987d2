"""What the clock does by itself: closes adverts, brings placements towards their end, pauses, reminds, alerts."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, Func, Q
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from foundation import notifications
from foundation.common.actors import SYSTEM
from foundation.common.workingdays import england_and_wales
from secondments import clocks, people
from secondments.actions.endings import end_of_term
from secondments.actions.opportunities import start_matching
from secondments.actions.steps import finish
from secondments.enums import RUNNING, OpportunityState, Point
from secondments.enums import PlacementState as P
from secondments.following import stop_link
from secondments.models import Opportunity, Placement, ReintegrationPlan, Reminder, SavedSearch

BATCH = 500
LONGEST_ADDRESS = 300
FIRST_WORD = timedelta(days=10)  # after the first day: long enough to have something to say
ASKED_FOR = timedelta(days=60)  # what is older was asked long ago


def sweep() -> int:
    """Everything whose day has come. Run again, it finds nothing."""
    return sum(step() for step in (_close_adverts, _pause_uncleared, _near_the_end, _past_the_end))


def _close_adverts() -> int:
    late = Opportunity.objects.filter(state=OpportunityState.ADVERTISED, closes_on__lt=clocks.today())
    found = list(late.order_by("pk")[:BATCH])
    for row in found:
        start_matching(opportunity=row, by=SYSTEM)
    return len(found)


def _each(rows: Any, change: Callable[[Placement], Any]) -> int:
    """Each in a transaction of its own, on a locked row that still is as it was found."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    done = 0
    for key in keys:
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).filter(pk=key).first()
            if row is not None:
                change(row)
                done += 1
    return done


def _pause_uncleared() -> int:
    late = Placement.objects.filter(
        state__in=(P.ACTIVE, P.ENDING), clearance_expires_on__lt=clocks.today(), ends_on__gte=clocks.today()
    )
    return _each(late, _pause)


def _pause(row: Placement) -> None:
    before, row.state, row.paused_on = row.state, P.PAUSED, clocks.today()
    finish(
        row, by=SYSTEM, verb="clearance_ran_out", before=before, reason=str(_("Clearance is not in date."))
    )


def _near_the_end() -> int:
    soon = Placement.objects.filter(state=P.ACTIVE, ends_on__lte=clocks.today() + clocks.REINTEGRATION)
    return _each(soon, lambda row: _to(row, P.ENDING, "ending"))


def _to(row: Placement, state: str, verb: str) -> None:
    before, row.state = row.state, state
    finish(row, by=SYSTEM, verb=verb, before=before)


def _past_the_end() -> int:
    over = Placement.objects.filter(state__in=(P.ACTIVE, P.PAUSED, P.ENDING), ends_on__lt=clocks.today())
    return _each(over, lambda row: end_of_term(row, by=SYSTEM))


def remind() -> int:
    """Remind the sides whose turn it is, on the working day before a date and once after it."""
    today = clocks.today()
    soon = england_and_wales().add(today, 1)
    found = Placement.objects.filter(due_on__lte=soon).exclude(due_on=None).for_reading()
    found = found.select_related("reintegration").prefetch_related(
        "agreements__signatures", "swap__placements", "evaluations"
    )
    told = 0
    for row in found.order_by("due_on", "pk")[:BATCH]:
        told += _remind(row, _about(row, today))
    return told + _chase_results(today) + _ask_how_it_is(today) + _chase_share_back(today)


def _about(row: Placement, today: date) -> str:
    """Once before the day and once after it; clearance is chased again each time that its days have passed anew."""
    if row.due_on >= today:
        return "due"
    again = england_and_wales().between(row.due_on, today) // clocks.CHASE_DAYS
    return f"overdue {again}" if again and row.state == P.CLEARANCE else "overdue"


@transaction.atomic
def _remind(row: Placement, about: str) -> int:
    _kept, new = Reminder.objects.get_or_create(ref=row.ref, about=f"{about}:{row.state}", due_on=row.due_on)
    if not new:
        return 0
    from secondments.presenting import turn

    sides = turn(row).sides
    notifications.tell(
        _sides(row, sides),
        kind="secondment_due",
        about=row.ref,
        url=row.get_absolute_url(),
        context={"ref": row.ref, "title": row.title, "step": row.get_state_display(), "due": row.due_on},
    )
    return 1


def _sides(row: Placement, sides: Iterable[str]) -> list[Any]:
    found: dict[int, Any] = {}
    for side in sides:
        if side == "secondee":
            found[row.person_id] = row.person
        elif side == "officer":
            found |= {
                one.pk: one for one in people.officers(row.host_department_id or row.home_department_id)
            }
        else:
            found |= {one.pk: one for one in people.of_side(row, side)}
    return list(found.values())


OURS = '"secondments_placement"'
# As clocks.middle has it.
MIDDLE = Func(
    template=f'({OURS}."starts_on" + ({OURS}."ends_on" - {OURS}."starts_on") / 2)', output_field=DateField()
)


def _ask_how_it_is(today: date) -> int:
    """At the start and half way, the sides that have not said how it is are asked once."""
    told = 0
    running = Placement.objects.filter(state__in=RUNNING).for_reading().prefetch_related("evaluations")
    begun = running.filter(
        activated_on__lte=today - FIRST_WORD, activated_on__gt=today - FIRST_WORD - ASKED_FOR
    )
    half_way = running.annotate(middle=MIDDLE).filter(middle__lte=today, middle__gt=today - ASKED_FOR)
    for point, rows in ((Point.START, begun), (Point.MID, half_way)):
        for row in rows.order_by("pk")[:BATCH]:
            told += _ask(row, point)
    return told


@transaction.atomic
def _ask(row: Placement, point: Point) -> int:
    from secondments.presenting import silent

    _kept, new = Reminder.objects.get_or_create(ref=row.ref, about=f"evaluate:{point}", due_on=row.ends_on)
    waits = silent(row, point)
    if not new or not waits:
        return 0
    context = {"ref": row.ref, "title": row.title, "point": point.label}
    notifications.tell(
        _sides(row, waits),
        kind="secondment_evaluation",
        about=row.ref,
        url=row.get_absolute_url(),
        context=context,
    )
    return 1


def _chase_share_back(today: date) -> int:
    """The home body is asked once, when the day has passed on which it meant to share what was learned."""
    told = 0
    late = ReintegrationPlan.objects.filter(
        share_back_held_on=None, share_back_on__lt=today, share_back_on__gte=today - ASKED_FOR
    )
    for plan in late.select_related("placement__home_manager").order_by("pk")[:BATCH]:
        row = plan.placement
        with transaction.atomic():
            about = {"ref": row.ref, "about": "share_back", "due_on": plan.share_back_on}
            if not Reminder.objects.get_or_create(**about)[1]:
                continue
            context = {"ref": row.ref, "title": row.title, "day": plan.share_back_on}
            notifications.tell(
                _sides(row, ["home"]), kind="secondment_share_back", about=row.ref,
                url=row.get_absolute_url(), context=context,
            )  # fmt: skip
            told += 1
    return told


def _chase_results(today: Any) -> int:
    """Hosts owe applicants a result within 20 working days of the closing day."""
    late = Opportunity.objects.filter(
        state=OpportunityState.MATCHING, result_due_on__lte=england_and_wales().add(today, 1)
    )
    told = 0
    for row in late.order_by("result_due_on", "pk")[:BATCH]:
        with transaction.atomic():
            about = "overdue" if row.result_due_on < today else "due"
            _kept, new = Reminder.objects.get_or_create(ref=row.ref, about=about, due_on=row.result_due_on)
            if new:
                context = {"ref": row.ref, "title": row.title, "step": row.get_state_display()}
                notifications.tell(
                    {*people.of_side(row, "host"), *people.officers(row.overseer_id)},
                    kind="secondment_due",
                    about=row.ref,
                    url=row.get_absolute_url(),
                    context=context | {"due": row.result_due_on},
                )
                told += 1
    return told


def alert() -> int:
    """Tell people of what is new in the lists they follow; what was told once is not told again."""
    from secondments.finding import rows_for

    newest = timezone.now()
    changed = SavedSearch.objects.filter(seen_at__lt=newest - timedelta(minutes=5))
    fresh = Opportunity.objects.open().filter(
        Q(advertised_at__gt=newest - timedelta(days=14)), advertised_at__lte=newest
    )
    if not fresh.exists():
        return 0
    told = 0
    for search in changed.select_related("user").order_by("pk").iterator(chunk_size=BATCH):
        new = list(rows_for(search.said, fresh.filter(advertised_at__gt=search.seen_at))[:10])
        told += _alert(search, new, newest)
    return told


@transaction.atomic
def _alert(search: SavedSearch, new: list[Opportunity], newest: Any) -> int:
    seen = SavedSearch.objects.filter(pk=search.pk, seen_at=F("seen_at"), seen_at__lt=newest)
    if not seen.update(seen_at=newest) or not new:
        return 0
    titles = "\n".join(f"{post.title}, {post.host}" for post in new)
    context = {"name": search.name, "titles": titles, "stop": stop_link(search)}
    where = f"/secondments/?{urlencode(search.said)}"
    if len(where) > LONGEST_ADDRESS:
        where = "/secondments/searches/"
    notifications.tell([search.user], kind="secondment_alert", about=search.name, url=where, context=context)
    return 1
