"""The public register: which requests exist, whose they are, where they stand. What is not public is not even read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.requests import frequency, search
from engagement.requests.clocks import today
from engagement.requests.enums import OPEN, State
from engagement.requests.models import EngagementRequest
from engagement.requests.querysets import RequestQuerySet
from foundation.common.paging import Page, keyset, placed, token
from foundation.common.references import normalise
from foundation.common.workingdays import england_and_wales

ORDER = ("-submitted_at", "-pk")
SIZE = 25
MOST_ROWS = 10_000
RARE = 5000
MOST_HITS = 10_000
LOOKS_THROUGH = 1000
MOST_BATCHES = 100

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


def entries() -> RequestQuerySet:
    return EngagementRequest.objects.on_register().select_related("department", "organisation").only(*COLUMNS)


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows that a reader asked for, and words too common to be looked up: those are tried along the way."""

    rows: RequestQuerySet
    words: tuple[str, ...] = ()


def asked(said: dict[str, Any]) -> Asked:
    """`said` is what the filter form accepted."""
    rows = entries()
    if said.get("department"):
        rows = rows.filter(department=said["department"])
    if said.get("state"):
        rows = rows.filter(state__in=sorted(GROUPS[said["state"]][1]))
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    if said.get("month"):
        first, last = said["month"]
        rows = rows.filter(submitted_at__gte=first, submitted_at__lt=last)
    if said.get("overdue"):
        rows = rows.overdue()
    return _with_words(rows, said["q"]) if said.get("q") else Asked(rows)


def _with_words(rows: RequestQuerySet, text: str) -> Asked:
    """A reference finds its request, since that it exists is public; words are looked for in what was published."""
    if ref := normalise(text):
        return Asked(rows.filter(ref=ref))
    rare = frequency.rarest(text, RARE)
    if rare is None:
        return Asked(rows, tuple(search.words(text)))
    return (
        Asked(_mentioning(rows.filter(pk__in=holding(rare)), search.words(text)))
        if rare
        else Asked(rows.none())
    )


def with_words(rows: RequestQuerySet, text: str) -> QuerySet:
    """The same for readers who follow a cursor: published rows that hold the words, however common they are."""
    found = _with_words(rows, text)
    if not found.words:
        return found.rows
    return rows.published().alias(words=search.PublicWords()).filter(words=search.query(text))


def holding(word: str) -> list[int]:
    """Keys of the published rows that hold a rare word, from the index of words."""
    rows = EngagementRequest.objects.published().alias(words=search.PublicWords())
    return list(rows.filter(words=search.query(word)).order_by().values_list("pk", flat=True)[:MOST_HITS])


def _mentioning(rows: RequestQuerySet, words: Sequence[str]) -> QuerySet:
    return search.mentioning(rows.published(), list(words), search.PublicText) if words else rows


def page(found: Asked, after: str | None) -> tuple[Page, int | None]:
    """One page, and how many rows it looked through when it ends because of that."""
    if not found.words:
        return _shown(keyset(found.rows, order=ORDER, after=after, size=SIZE)), None
    ahead, _backwards = placed(found.rows, order=ORDER, after=after)
    matches = keyset(_window(ahead, found.words), order=ORDER, after=None, size=SIZE)
    last = None if matches.next else _last(ahead)
    if last is None:
        return _shown(matches), None
    return _shown(Page(matches.rows, token(last, ORDER), None)), LOOKS_THROUGH


def _shown(found: Page) -> Page:
    return Page([entry(row) for row in found], found.next, found.previous)


def _window(ahead: QuerySet, words: Sequence[str]) -> QuerySet:
    """Of the next rows, those that hold the words."""
    return _mentioning(
        entries().filter(pk__in=list(ahead.values_list("pk", flat=True)[:LOOKS_THROUGH])), words
    )


def _last(ahead: QuerySet) -> EngagementRequest | None:
    return next(iter(ahead[LOOKS_THROUGH - 1 : LOOKS_THROUGH]), None)


def every(found: Asked, most: int = MOST_ROWS) -> Iterator[Entry]:
    """The rows one after another, read in batches so that memory stays flat, up to a limit."""
    after, given = None, 0
    for _batch in range(MOST_BATCHES):
        ahead, _backwards = placed(found.rows, order=ORDER, after=after)
        batch = list(ahead[:LOOKS_THROUGH])
        chosen = {row.pk for row in _window(ahead, found.words)} if found.words else None
        for row in batch:
            if chosen is None or row.pk in chosen:
                yield entry(row)
                given += 1
                if given == most:
                    return
        if len(batch) < LOOKS_THROUGH:
            return
        after = token(batch[-1], ORDER)


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
