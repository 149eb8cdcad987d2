"""Reminders: every row whose day has come is looked at, batch by batch to the end, and told of once."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, Exists, Func, OuterRef, QuerySet

from foundation import notifications
from foundation.common.workingdays import england_and_wales
from foundation.notifications import Telling
from secondments import clocks
from secondments.enums import AFTER, RUNNING, UNTOLD, OpportunityState, Point
from secondments.enums import PlacementState as P
from secondments.models import Nomination, Opportunity, Placement, ReintegrationPlan, Reminder
from secondments.presenting import silent, turn
from secondments.standing_by import Circle

BATCH = 500
FIRST_WORD = timedelta(days=10)  # after the first day: long enough to have something to say
ASKED_FOR = timedelta(days=60)  # what is older was asked long ago
Key = tuple[str, str, date]  # reference, what about, which day


def remind() -> int:
    """Remind the sides whose turn it is, on the working day before a date and once after it."""
    today = clocks.today()
    return _what_is_due(today) + _results(today) + _how_it_is(today) + _share_back(today)


def _batches(rows: QuerySet) -> Iterator[list[Any]]:
    """All rows, by key: however many there are, none waits behind others that stay in the way."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield batch


def _each_new(
    rows: QuerySet,
    full: QuerySet,
    key: Callable[[Any], Key],
    tell: Callable[[list[Any]], int],
) -> int:
    """Of each batch those that were not told of yet, in one transaction, read in `full` only then."""
    told = 0
    for batch in _batches(rows):
        with transaction.atomic():
            if new := _new({row.pk: key(row) for row in batch}):
                told += tell(list(full.filter(pk__in=new).order_by("pk")))
    return told


def _new(keys: dict[int, Key]) -> list[int]:
    """Write down that they are told of now. A second clock waits, and then finds them written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('secondments_remind'))")
    found = Reminder.objects.filter(ref__in=[ref for ref, _about, _on in keys.values()])
    known = set(found.values_list("ref", "about", "due_on"))
    new = {pk: key for pk, key in keys.items() if key not in known}
    Reminder.objects.bulk_create(Reminder(ref=ref, about=about, due_on=on) for ref, about, on in new.values())
    return list(new)


def _telling(row: Any, recipients: Any, **context: Any) -> Telling:
    said = {"ref": row.ref, "title": row.title} | context
    return Telling(recipients, row.ref, row.get_absolute_url(), said)


# What is due


LIGHT = ("pk", "ref", "state", "due_on", "ends_on", "ended_on", "interests_since")


def _what_is_due(today: date) -> int:
    soon = england_and_wales().add(today, 1)
    rows = Placement.objects.filter(due_on__lte=soon)
    full = Placement.objects.for_reading().select_related("reintegration")
    full = full.prefetch_related("agreements__signatures", "swap__placements", "evaluations")
    return _each_new(
        rows.only(*LIGHT), full, lambda row: (row.ref, f"{_about(row, today)}:{row.state}", row.due_on), _due
    )


def _about(row: Placement, today: date) -> str:
    """Once before the day and once after it; what the officer alone can do is asked for every ten working days."""
    if row.due_on >= today:
        return "due"
    if row.state in AFTER and today >= clocks.closing_due(row.ended_on or row.ends_on):
        return "close"
    again = england_and_wales().between(row.due_on, today) // clocks.CHASE_DAYS
    chased = row.state == P.CLEARANCE or row.interests_since is not None
    return f"overdue {again}" if again and chased else "overdue"


def _due(rows: list[Placement]) -> int:
    circle = Circle(rows)
    tellings = [
        _telling(row, circle.of_sides(row, turn(row).sides), step=row.get_state_display(), due=row.due_on)
        for row in rows
    ]
    notifications.tell_each(tellings, kind="secondment_due")
    return len(rows)


# Results


def _results(today: date) -> int:
    """Hosts owe applicants a result within 20 working days of the closing day, while somebody waits for one."""
    waiting = Nomination.objects.filter(opportunity=OuterRef("pk"), state__in=UNTOLD, announced_at=None)
    rows = Opportunity.objects.filter(
        Exists(waiting),
        state=OpportunityState.MATCHING,
        result_due_on__lte=england_and_wales().add(today, 1),
    )

    def key(row: Any) -> Key:
        return row.ref, "overdue" if row.result_due_on < today else "due", row.result_due_on

    full = Opportunity.objects.select_related("host_manager")
    return _each_new(rows.only("pk", "ref", "result_due_on"), full, key, _owed)


def _owed(rows: list[Opportunity]) -> int:
    circle = Circle(rows)
    tellings = [
        _telling(
            row,
            {*circle.of_side(row, "host"), *circle.officers(row.overseer_id)},
            step=row.get_state_display(),
            due=row.result_due_on,
        )
        for row in rows
    ]
    notifications.tell_each(tellings, kind="secondment_due")
    return len(rows)


# How it is


OURS = '"secondments_placement"'
# As clocks.middle has it.
MIDDLE = Func(
    template=f'({OURS}."starts_on" + ({OURS}."ends_on" - {OURS}."starts_on") / 2)', output_field=DateField()
)


def _how_it_is(today: date) -> int:
    """At the start and half way, the sides that have not said how it is are asked once."""
    running = Placement.objects.filter(state__in=RUNNING).only("pk", "ref", "ends_on")
    begun = running.filter(
        activated_on__lte=today - FIRST_WORD, activated_on__gt=today - FIRST_WORD - ASKED_FOR
    )
    half_way = running.alias(middle=MIDDLE).filter(middle__lte=today, middle__gt=today - ASKED_FOR)
    return _at(Point.START, begun) + _at(Point.MID, half_way)


def _at(point: Point, rows: QuerySet) -> int:
    full = Placement.objects.for_reading().prefetch_related("evaluations")

    def ask(found: list[Placement]) -> int:
        circle = Circle(found)
        waits = {row: silent(row, point) for row in found}
        tellings = [
            _telling(row, circle.of_sides(row, sides), point=point.label)
            for row, sides in waits.items()
            if sides
        ]
        notifications.tell_each(tellings, kind="secondment_evaluation")
        return len(tellings)

    return _each_new(rows, full, lambda row: (row.ref, f"evaluate:{point}", row.ends_on), ask)


# What was learned


def _share_back(today: date) -> int:
    """The home body is asked once, when the day has passed on which it meant to share what was learned."""
    late = ReintegrationPlan.objects.filter(
        share_back_held_on=None, share_back_on__lt=today, share_back_on__gte=today - ASKED_FOR
    )
    beside = ReintegrationPlan.objects.select_related("placement__home_manager")
    return _each_new(
        late.select_related("placement"),
        beside,
        lambda plan: (plan.placement.ref, "share_back", plan.share_back_on),
        _shared,
    )


def _shared(plans: list[ReintegrationPlan]) -> int:
    circle = Circle(plan.placement for plan in plans)
    tellings = [
        _telling(plan.placement, circle.of_sides(plan.placement, ["home"]), day=plan.share_back_on)
        for plan in plans
    ]
    notifications.tell_each(tellings, kind="secondment_share_back")
    return len(plans)
