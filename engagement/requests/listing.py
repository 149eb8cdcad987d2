"""Reading one page of a queue at a cost that does not grow with the queue.

The order of a queue is an index. Where filters or words must be tried row by row, a page looks through a fixed number
of rows, says so, and offers to look further. Rare words are looked up instead, wherever in the queue they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from engagement.requests import evidence, frequency, search
from engagement.requests.filters import Filters
from engagement.requests.models import EngagementRequest
from foundation.accounts.models import User
from foundation.common.paging import Page, keyset, placed, token

SIZE = 25
MOST_COUNTED = 1000
LOOKS_THROUGH = 2000
READS_THROUGH = 1000
RARE = 5000
MOST_HITS = 10_000
MOST_EXPORTED = 10_000
CHUNK = 1000
MOST_CHUNKS = 100

REQUESTS = EngagementRequest.objects
Order = tuple[str, ...]
SHOWN = (
    *("ref", "version", "title", "organisation_name", "kind", "state", "risk_to_people", "submitted_at"),
    *("due_on", "queue_on", "claimed_at", "ask", "why_now", "affected_groups", "nations", "submitter"),
    *("organisation", "topic__code", "topic__name", "topic__name_cy", "preferred_department", "hops"),
    *("department__code", "department__name", "department__name_cy", "claimed_by__name", "claimed_by__email"),
    *("owner__name", "owner__email", "offered_to__code", "reply_due_on", "days_taken"),
)
BESIDE = ("claimed_by", "department", "topic", "owner", "offered_to")
# What the lines of a page are made of: values with the names that the rules know. Departments and topics are kept.
VALUES = (
    *(
        "pk",
        "ref",
        "version",
        "title",
        "organisation_name",
        "kind",
        "state",
        "submitted_at",
        "due_on",
        "queue_on",
    ),
    *("ask", "why_now", "affected_groups", "nations", "hops", "submitter_id", "organisation_id", "topic_id"),
    *("preferred_department_id", "department_id", "offered_to_id", "claimed_at", "claimed_by_id", "owner_id"),
    *("claimed_by__name", "claimed_by__email", "owner__name", "owner__email"),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. `looked` is set when it ends because it looked through so many rows, not because nothing is left."""

    page: Page
    looked: int | None = None


def read(rows: QuerySet, filters: Filters, words: str, *, order: Order, after: str | None) -> Listing:
    """A page of an indexed walk, with filters and words tried on the way."""
    rows = filters.lead(rows)
    rare = frequency.rarest(words, RARE) if words else None
    if rare == "":
        return Listing(Page([], None, None))
    if rare:
        found = filters.narrow(rows.filter(pk__in=hits(rare, words)))
        return Listing(_page(found, order, after))
    if words or filters.tries:
        return _windowed(rows, filters, words, order, after)
    return Listing(_page(rows, order, after))


def _page(rows: QuerySet, order: Order, after: str | None) -> Page:
    """Which rows is settled within; what stands beside them is joined to these few alone."""
    few, _backwards = placed(rows, order=order, after=after)
    return keyset(_beside(few), order=order, after=after, size=SIZE)


def _beside(few: QuerySet) -> QuerySet:
    rows = REQUESTS.filter(pk__in=few.values("pk")[: SIZE + 1])
    return rows.values_list(*VALUES, named=True)


def beginning(rows: QuerySet, order: Order) -> QuerySet:
    """What `paging.first` makes the first page of."""
    return _beside(rows.order_by(*order)).order_by(*order)[: SIZE + 1]


def _windowed(rows: QuerySet, filters: Filters, words: str, order: Order, after: str | None) -> Listing:
    """Only forwards: whoever wants what lies before looks from the start again."""
    reach = READS_THROUGH if words else LOOKS_THROUGH
    ahead, _backwards = placed(rows, order=order, after=after)
    page = _page(_matching(ahead, filters, words, reach), order, None)
    further = page.next
    if not further and (last := _last(ahead, order, reach)):
        return Listing(Page(page.rows, token(last, order), None), looked=reach)
    return Listing(Page(page.rows, further, None))


def _matching(ahead: QuerySet, filters: Filters, words: str, reach: int) -> QuerySet:
    window = REQUESTS.filter(pk__in=ahead.values("pk")[:reach])
    return filters.narrow(search.mentioning(window, search.words(words)))


def _last(ahead: QuerySet, order: Order, reach: int) -> EngagementRequest | None:
    found = list(ahead.only(*(name.lstrip("-") for name in order))[reach - 1 : reach])
    return found[0] if found else None


def _shown(rows: QuerySet) -> QuerySet:
    return rows.select_related(*BESIDE).only(*SHOWN)


def hits(rare: str, words: str) -> QuerySet:
    """What the index holds for a rare word, tried for the other words, and what evidence files say."""
    in_files = REQUESTS.filter(public_id__in=evidence.mentioned(words, MOST_HITS)).order_by().values("pk")
    return _said(rare, words).union(in_files)


def _said(rare: str, words: str) -> QuerySet:
    known = REQUESTS.alias(words=search.PrivateWords()).filter(words=search.query(rare))
    found = known.order_by().values("pk")[:MOST_HITS]
    others = [word for word in search.words(words) if word != rare]
    if not others:
        return found
    return search.mentioning(REQUESTS.filter(pk__in=found), others).order_by().values("pk")[:MOST_HITS]


class BoundedCount(Subquery):
    """How many rows, counted no further than the slice it is given."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def count(user: Any, counted: dict[str, QuerySet]) -> dict[str, int]:
    """Several bounded counts in one query."""
    return dict(zip(counted, counting(user, counted).get(), strict=True))


def counting(user: Any, counted: dict[str, QuerySet]) -> QuerySet:
    """The counts as one row of values, hung on the reader's own row."""
    slices = {
        f"n{place}": BoundedCount(rows.values("pk") if rows.query.is_sliced else _most(rows))
        for place, rows in enumerate(counted.values())
    }
    return User.objects.filter(pk=user.pk).annotate(**slices).values_list(*slices)


def _most(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("pk")[: MOST_COUNTED + 1]


def export(rows: QuerySet, filters: Filters, words: str, *, order: Order) -> Iterator[EngagementRequest]:
    """The same rows as the pages give, in chunks, up to a limit."""
    rows = filters.lead(rows)
    rare = frequency.rarest(words, RARE) if words else None
    if rare == "":
        return
    if rare:
        rows, words = rows.filter(pk__in=hits(rare, words)), ""
    after, given = None, 0
    for _chunk in range(MOST_CHUNKS):
        ahead, _backwards = placed(rows, order=order, after=after)
        for row in _shown(_matching(ahead, filters, words, CHUNK)).order_by(*order):
            yield row
            given += 1
            if given == MOST_EXPORTED:
                return
        last = _last(ahead, order, CHUNK)
        if last is None:
            return
        after = token(last, order)
