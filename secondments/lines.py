"""Placements as lines of a list: what a line shows and whose turn it is, in one statement whatever the bodies."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.utils.translation import get_language

from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing
from secondments import addresses, rules
from secondments.enums import OPEN_PLACEMENTS, AgreementState, PlacementState
from secondments.models import Agreement, Evaluation, Placement, ReintegrationPlan
from secondments.models.common import words_of
from secondments.presenting import Facts, Turn, turn_of
from secondments.querysets import offices

MOST = 40
STATE = Placement._meta.get_field("state")
SHOWN = (
    *("ref", "title", "state", "due_on", "ended_on", "ends_on", "conflicts_declared_on", "interests_since"),
    *("person_id", "person__name", "person__email"),
    *(f"{side}_{name}_id" for side in ("home", "host") for name in ("manager", "department", "organisation")),
    *("early_reason", "swap__undecided_since"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A placement as its line shows it. To the rules it is a placement: it says who is on which side."""

    ref: str
    title: str
    state: str
    due_on: date | None
    ended_on: date | None
    ends_on: date
    conflicts_declared_on: date | None
    interests_since: date | None
    person_id: int
    name: str
    email: str
    home_manager_id: int | None
    home_department_id: int | None
    home_organisation_id: int | None
    host_manager_id: int | None
    host_department_id: int | None
    host_organisation_id: int | None
    early_reason: str
    undecided_since: date | None
    is_tied: bool
    beside: str | None
    is_planned: bool
    signed: list[str | None]
    said: list[str]

    @property
    def state_words(self) -> str:
        return words_of(STATE, get_language())[self.state]

    @property
    def href(self) -> str:
        return addresses.of("placement", self.ref)

    @property
    def person(self) -> str:
        return self.name or self.email

    def facts(self) -> Facts:
        return Facts(
            state=self.state,
            due_on=self.due_on,
            over_on=self.ended_on or self.ends_on,
            has_declared=self.conflicts_declared_on is not None,
            has_new_interest=self.interests_since is not None,
            has_return_plan=self.is_planned,
            is_undecided=self.is_tied and self.undecided_since is not None and not self.early_reason,
            beside=self.beside if self.is_tied else None,
            signed=frozenset(filter(None, self.signed)) if self.signed else None,
            said=frozenset(self.said),
        )


FEW_OF = f"state IN ({', '.join(['%s'] * len(OPEN_PLACEMENTS))}) ORDER BY due_on, id LIMIT {MOST}"
TABLE = Placement._meta.db_table


def _nearest(column: str, body: Any) -> tuple[str, list[Any]]:
    """Of each body the few that are due first, so that an index gives them without a look at the others."""
    rows = f"SELECT id FROM {TABLE} WHERE {column} = body AND {FEW_OF}"  # noqa: S608  (names of ours)
    found = f"SELECT one.id FROM unnest(%s::bigint[]) body, LATERAL ({rows}) one"  # noqa: S608
    return found, [body, *OPEN_PLACEMENTS]


def _naming(column: str, reader: Any) -> tuple[str, list[Any]]:
    rows = f"SELECT id FROM {TABLE} WHERE {column} = %s::bigint AND {FEW_OF}"  # noqa: S608
    return rows, [reader.pk, *OPEN_PLACEMENTS]


def _candidates(reader: Any) -> RawSQL:
    """Few enough to look at each: those that name the reader, and those of the bodies that they speak for."""
    bodies = {"department": offices(reader), "organisation": standing(reader).lead_organisation_ids}
    parts = [_naming(f"{name}_id", reader) for name in ("person", "home_manager", "host_manager")]
    for kind, keys in bodies.items():
        parts += [_nearest(f"{side}_{kind}_id", keys) for side in ("home", "host") if keys]
    sql = " UNION ALL ".join(f"({part})" for part, _given in parts)
    return RawSQL(sql, [value for _part, given in parts for value in given])  # noqa: S611  (names of ours)


def _lines(slot: Any, reader: Any) -> QuerySet:
    tied = Q(swap__isnull=False, swap__untied_at__isnull=True)
    issued = Agreement.objects.filter(placement=OuterRef("pk"), state=AgreementState.ISSUED).order_by()
    said = Evaluation.objects.filter(placement=OuterRef("pk")).order_by()
    beside = Placement.objects.filter(swap=OuterRef("swap")).exclude(state=PlacementState.CANCELLED)
    rows = Placement.objects.visible_to(reader).filter(pk__in=_candidates(reader), state__in=OPEN_PLACEMENTS)
    return rows.order_by("due_on", "pk").values_list(
        *SHOWN,
        ExpressionWrapper(tied, BooleanField()),
        Subquery(beside.exclude(pk=OuterRef("pk")).values("state")[:1]),
        Exists(ReintegrationPlan.objects.filter(placement=OuterRef("pk"))),
        ArraySubquery(issued.values("signatures__party")),
        ArraySubquery(said.values_list(Concat("point", Value(" "), "party"))),
    )[:MOST]


LINES = PreparedFor(_lines, one_plan=True)


def placements(user: Any) -> list[tuple[Line, Turn, tuple[str, ...]]]:
    """Those of all three parties, next date first, with whose turn it is and for which sides this person must act."""
    if not getattr(user, "pk", None):
        return []
    found = [Line(*row) for row in LINES(user)]
    return [(line, now := turn_of(line.facts()), yours(line, user, now)) for line in found]


def yours(row: Any, user: Any, now: Turn) -> tuple[str, ...]:
    """The sides of those whose turn it is for which the person acts."""
    if now.to_sign and not rules.may_sign(user, row):
        return ()
    mine = {rules.side_of(user, row)} | ({"officer"} if rules.is_officer(user, row) else set())
    return tuple(side for side in now.sides if side in mine)
