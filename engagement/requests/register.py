"""The public register: which requests exist, whose they are, where they stand. What is not public is not even read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.requests import search
from engagement.requests.clocks import today
from engagement.requests.enums import OPEN, State
from engagement.requests.models import EngagementRequest
from foundation.common.paging import Page, keyset
from foundation.common.workingdays import england_and_wales

ORDER = ("-submitted_at", "-pk")
SIZE = 25
BATCH = 1000
MOST_ROWS = 10_000

COLUMNS = (
    *("ref", "title", "organisation_name", "capacity", "kind", "state", "may_publish", "hops", "due_on"),
    *("submitted_at", "submitted_on", "reply_due_on", "acknowledged_at", "routed_at", "accepted_at"),
    *("responded_at", "closed_at", "days_taken", "outcome"),
    *("organisation__source", "organisation__verification_level"),
    *("department__code", "department__slug", "department__name", "department__name_cy"),
)

GROUPS: dict[str, tuple[Any, frozenset[str]]] = {
    "open": (_("Open"), OPEN),
    "answered": (_("Answered"), frozenset({State.RESPONDED})),
    "closed": (_("Closed"), frozenset({State.CLOSED})),
    "declined": (_("Declined"), frozenset({State.DECLINED})),
    "withdrawn": (_("Withdrawn"), frozenset({State.WITHDRAWN})),
}
IN_PLAIN_WORDS: dict[str, Any] = {
    State.SUBMITTED: _("Received"),
    State.ACKNOWLEDGED: _("With the front-door team"),
    State.TRIAGE: _("With the front-door team"),
    State.ROUTED: _("Sent to a department"),
    State.ACCEPTED: _("With the department"),
    State.IN_PROGRESS: _("With the department"),
    State.CLARIFICATION_NEEDED: _("Waiting for the sender"),
    State.TRANSFER_OFFERED: _("Moving between departments"),
    State.REOPENED: _("Open again"),
    State.RESPONDED: _("Answered"),
    State.CLOSED: _("Closed"),
    State.DECLINED: _("Declined"),
    State.WITHDRAWN: _("Withdrawn by the sender"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What anybody may know about one request."""

    ref: str
    title: str
    organisation: str
    is_checked: bool
    is_individual: bool
    may_publish: bool
    kind: str
    state: str
    department: Any
    hops: int
    received_on: date
    reply_due_on: date
    acknowledged_on: date | None
    routed_on: date | None
    accepted_on: date | None
    answered_on: date | None
    ended_on: date | None
    days: int
    is_running: bool
    is_late: bool
    is_overdue: bool
    touched_at: datetime

    @property
    def state_words(self) -> Any:
        return IN_PLAIN_WORDS[self.state]

    @property
    def shown_title(self) -> Any:
        if self.title:
            return self.title
        return _("Title not published") if not self.may_publish else _("Title not shown yet")

    @property
    def shown_organisation(self) -> Any:
        if self.is_individual:
            return _("An individual")
        if self.organisation:
            return self.organisation
        return _("Name not published") if not self.may_publish else _("Name not shown yet")


def entries() -> QuerySet:
    return EngagementRequest.objects.on_register().select_related("department", "organisation").only(*COLUMNS)


def filtered(said: dict[str, Any]) -> QuerySet:
    """Rows that a reader asked for; `said` is what the filter form accepted."""
    rows: Any = entries()
    if said.get("q"):
        words = search.query(said["q"])
        rows = (
            rows.published().alias(words=search.PublicWords()).filter(words=words) if words else rows.none()
        )
    if said.get("department"):
        rows = rows.filter(department=said["department"])
    if said.get("state"):
        rows = rows.filter(state__in=sorted(GROUPS[said["state"]][1]))
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    if said.get("month"):
        first, last = said["month"]
        rows = rows.filter(submitted_at__gte=first, submitted_at__lt=last)
    return rows.overdue() if said.get("overdue") else rows


def page(rows: QuerySet, after: str | None) -> Page:
    found = keyset(rows, order=ORDER, after=after, size=SIZE)
    return Page([entry(row) for row in found], found.next, found.previous)


def every(rows: QuerySet, most: int = MOST_ROWS) -> Iterator[Entry]:
    """The rows one after another, read in batches so that memory stays flat."""
    after, given = None, 0
    while given < most:
        batch = keyset(rows, order=ORDER, after=after, size=min(BATCH, most - given))
        yield from map(entry, batch)
        given, after = given + len(batch), batch.next
        if after is None or not len(batch):
            return


def entry(row: EngagementRequest) -> Entry:
    """The public side of a row. Names and titles wait until somebody has read them."""
    answered_at = row.responded_at if row.days_taken is not None else None
    days = row.days_taken
    running = days is None and row.state in OPEN
    if days is None:
        until = today() if running else _day(row.closed_at) or today()
        days = england_and_wales().between(row.submitted_on, until)
    times = (
        row.submitted_at,
        row.acknowledged_at,
        row.routed_at,
        row.accepted_at,
        row.responded_at,
        row.closed_at,
    )
    return Entry(
        ref=row.ref,
        title=row.public_title,
        organisation=row.public_organisation,
        is_checked=row.organisation is None or row.organisation.may_speak_publicly,
        is_individual=row.capacity == "individual",
        may_publish=row.may_publish,
        kind=row.get_kind_display(),
        state=row.state,
        department=row.department,
        hops=row.hops,
        received_on=row.submitted_on,
        reply_due_on=row.reply_due_on,
        acknowledged_on=_day(row.acknowledged_at),
        routed_on=_day(row.routed_at),
        accepted_on=_day(row.accepted_at),
        answered_on=_day(answered_at),
        ended_on=_day(row.closed_at),
        days=days,
        is_running=running,
        is_late=days > england_and_wales().between(row.submitted_on, row.reply_due_on),
        is_overdue=row.is_overdue(today()),
        touched_at=max(filter(None, times)),
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None
