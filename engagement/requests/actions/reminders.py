"""Telling officials, once each, that a request falls due on the next working day or is overdue."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.requests import clocks
from engagement.requests.enums import WITH_DEPARTMENT, State
from engagement.requests.models import EngagementRequest
from engagement.requests.models.history import Reminder
from engagement.requests.people import officers
from foundation.accounts.models import User
from foundation.common.workingdays import england_and_wales
from foundation.directory.models import Department
from foundation.notifications.actions import Telling, tell_each

About = Reminder.About
KINDS = {About.DUE: "request_due", About.OVERDUE: "request_overdue"}
BATCH = 5000


def remind() -> int:
    """Remind every department. Run again, or twice at once, it says nothing a second time."""
    return sum(
        _remind(department, about)
        for department in Department.objects.order_by("pk").values_list("pk", flat=True)
        for about in KINDS
    )


@transaction.atomic
def _remind(department: int, about: str) -> int:
    """One message a person for all that concerns them, however much it is. The department's row is the queue for it."""
    rows = _unreminded(department, about)
    if not rows.exists():
        return 0
    Department.objects.select_for_update(no_key=True).get(pk=department)
    found = list(rows.order_by("due_on", "pk")[:BATCH])
    Reminder.objects.bulk_create(Reminder(request=row, about=about, due_on=row.due_on) for row in found)
    tell_each(_tellings(found, department), kind=KINDS[About(about)])
    return len(found)


def _unreminded(department: int, about: str) -> QuerySet:
    told = Reminder.objects.filter(request=OuterRef("pk"), about=about, due_on=OuterRef("due_on"))
    first, last = _span(about)
    turn = Q(department=department, offered_to__isnull=True) | Q(offered_to=department)
    late = EngagementRequest.objects.filter(turn, state__in=sorted(WITH_DEPARTMENT), due_on__lte=last)
    if first is not None:
        late = late.filter(due_on__gte=first)
    return late.exclude(Exists(told)).only("ref", "title", "due_on", "owner", "state")


def _span(about: str) -> tuple[date | None, date]:
    """Due: from today to the next working day, so that Friday speaks of Monday. Overdue: all that is past."""
    today = clocks.today()
    if about == About.DUE:
        return today, england_and_wales().add(today, 1)
    return None, today - timedelta(1)


def _tellings(rows: Iterable[EngagementRequest], department: int) -> list[Telling]:
    """The owner where there is one; for the rest, and for what another department offers, the officers."""
    rows = list(rows)
    owned = {row.owner_id for row in rows if row.state != State.TRANSFER_OFFERED and row.owner_id}
    owners = User.objects.filter(is_active=True).in_bulk(owned)
    everybody = officers(department)
    return [
        Telling(
            [owners[row.owner_id]]
            if row.state != State.TRANSFER_OFFERED and row.owner_id in owners
            else everybody,
            about=row.ref,
            url=f"/requests/{row.ref}/",
            context={"ref": row.ref, "title": row.title, "due": row.due_on},
        )
        for row in rows
    ]
