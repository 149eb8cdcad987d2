"""Opportunities that wait for a person or are of their bodies, in one statement whatever the bodies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing
from foundation.directory.words import in_language
from secondments import addresses, clocks, halves, rules
from secondments.enums import UNTOLD
from secondments.enums import OpportunityState as State
from secondments.models import Nomination, Opportunity
from secondments.models.common import words_of
from secondments.querysets import offices

FEW, MOST = 20, 40
STATE = Opportunity._meta.get_field("state")
OVER = (State.FILLED, State.WITHDRAWN)
SHOWN = (
    *(
        "pk",
        "ref",
        "title",
        "state",
        "closes_on",
        "result_due_on",
        "created_at",
        "created_by_id",
        "host_manager_id",
    ),
    *("host_department_id", "host_organisation_id", "swap_id"),
    *("host_department__name", "host_department__name_cy", "host_organisation__name"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """An opportunity as its line shows it. To the rules it is an opportunity, for as long as no swap ties it."""

    pk: int
    ref: str
    title: str
    state: str
    closes_on: date
    result_due_on: date | None
    created_at: datetime
    created_by_id: int
    host_manager_id: int | None
    host_department_id: int | None
    host_organisation_id: int | None
    swap_id: int | None
    department: str | None
    department_cy: str | None
    organisation: str | None
    is_awaited: bool

    @property
    def results_by(self) -> date | None:
        """As the opportunity has it: a day that is to come, while somebody waits."""
        due = self.result_due_on
        return due if self.is_awaited and due is not None and due >= clocks.today() else None

    @property
    def host(self) -> str:
        return in_language(self.department or "", self.department_cy or "") or self.organisation or ""

    @property
    def state_words(self) -> str:
        return words_of(STATE, get_language())[self.state]

    @property
    def href(self) -> str:
        return addresses.of("opportunity", self.ref)


@dataclass(frozen=True, slots=True)
class Posts:
    hosted: list[Post]
    to_agree: list[Post]
    to_approve: list[Post]


TABLE = Opportunity._meta.db_table
LIVE = f"state NOT IN ({', '.join(['%s'] * len(OVER))}) ORDER BY closes_on, id LIMIT {MOST}"
Part = tuple[str, list[Any]]


def _hosted(column: str, bodies: Any) -> Part:
    """Of each body those that close first, so that an index gives them without a look at the others."""
    rows = f"SELECT id FROM {TABLE} WHERE {column} = body AND {LIVE}"  # noqa: S608  (names of ours)
    found = f"SELECT one.id FROM unnest(%s::bigint[]) body, LATERAL ({rows}) one"  # noqa: S608
    return found, [bodies, *OVER]


def _drafts(column: str, bodies: Any) -> Part:
    rows = f"SELECT id FROM {TABLE} WHERE state = %s AND {column} = ANY(%s::bigint[])"  # noqa: S608
    return f"{rows} ORDER BY created_at, id LIMIT {MOST}", [State.DRAFT, bodies]


def _of_organisations() -> Part:
    rows = f"SELECT id FROM {TABLE} WHERE state = %s AND host_organisation_id IS NOT NULL"  # noqa: S608
    return f"{rows} ORDER BY created_at, id LIMIT {MOST}", [State.DRAFT]


def _candidates(reader: Any) -> RawSQL | None:
    who, own = standing(reader), offices(reader)
    bodies = (
        (_hosted, "host_department_id", who.department_ids),
        (_hosted, "host_organisation_id", who.organisation_ids),
        (_drafts, "host_department_id", own),
        (_drafts, "host_organisation_id", who.lead_organisation_ids),
    )
    parts = [part(column, keys) for part, column, keys in bodies if keys]
    parts += [_of_organisations()] if own else []
    if not parts:
        return None
    sql = " UNION ALL ".join(f"({part})" for part, _given in parts)
    return RawSQL(sql, [value for _part, given in parts for value in given])  # noqa: S611  (names of ours)


def _posts(slot: Any, reader: Any) -> QuerySet:
    rows, near = Opportunity.objects.visible_to(reader), _candidates(reader)
    rows = rows.none() if near is None else rows.filter(pk__in=near)
    waiting = Nomination.objects.filter(opportunity=OuterRef("pk"), state__in=UNTOLD, announced_at=None)
    return rows.order_by("closes_on", "pk").values_list(*SHOWN, Exists(waiting))


POSTS = PreparedFor(_posts, one_plan=True)


def of(user: Any) -> Posts:
    """What the person's bodies offer, the halves of swaps proposed to them, and what waits for their approval."""
    found = [Post(*row) for row in POSTS(user)]
    who = standing(user)
    mine = [
        row
        for row in found
        if row.state not in OVER
        and (row.host_department_id in who.department_ids or row.host_organisation_id in who.organisation_ids)
    ]
    drafts = sorted((row for row in found if row.state == State.DRAFT), key=lambda row: row.created_at)
    asked = _asked(drafts)
    return Posts(
        hosted=mine[:MOST],
        to_agree=[row for row in drafts if _waits(asked(row), user)][:FEW],
        to_approve=[row for row in drafts if offices(user) and rules.may_approve(user, asked(row))][:FEW],
    )


def _asked(drafts: list[Post]) -> Callable[[Post], Any]:
    """The rows that rules are asked about: with the other half, for halves of swaps."""
    tied = [row.pk for row in drafts if row.swap_id]
    if not tied:
        return lambda row: row
    rows = Opportunity.objects.filter(pk__in=tied).select_related("swap")
    known = {row.pk: row for row in rows.prefetch_related("swap__opportunities")}
    return lambda row: known.get(row.pk, row)


def _waits(row: Any, user: Any) -> bool:
    """A half of a swap that was proposed to a body this person speaks for."""
    return row.swap_id is not None and halves.is_proposed(row) and rules.may_agree_swap(user, row)
