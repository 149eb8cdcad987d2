"""What waits for a person, in all the parts they play; the pages of the room and the dashboard ask here."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, QuerySet, Subquery
from django.db.models.functions import JSONObject

from foundation.accounts.models import User
from foundation.directory.prepared import PreparedFor
from secondments import rules
from secondments.enums import CandidateState, NominationState, RoundState
from secondments.models import Candidate, Nomination, Opportunity, Placement, Round
from secondments.querysets import me, offices

FEW, COUNTED = 20, 1000


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks to be released. To the rules it is their profile."""

    ref: str
    asked_at: datetime
    name: str
    email: str
    person_id: int
    manager_id: int | None
    home_department_id: int | None
    home_organisation_id: int | None

    @property
    def person(self) -> str:
        return self.name or self.email


def _askers(slot: Any, reader: Any) -> QuerySet:
    rows = Candidate.objects.filter(state=CandidateState.ASKED).visible_to(reader).exclude(person=reader.pk)
    return rows.order_by("asked_at", "pk").values_list(
        *("ref", "asked_at", "person__name", "person__email", "person_id", "manager_id"),
        *("home_department_id", "home_organisation_id"),
    )[: FEW * 2]


ASKERS = PreparedFor(_askers)


def to_release(user: Any) -> list[Asker]:
    """People who wait for this person's yes or no."""
    return [row for row in (Asker(*row) for row in ASKERS(user)) if rules.may_release(user, row)][:FEW]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a person plays beside those that placements and opportunities tell."""

    profile: dict[str, Any] | None
    was_placed: bool
    new: Counter[int]  # people put forward whom nobody at the host has looked at, by opportunity
    rounds: list[dict[str, Any]]
    is_officer: bool

    @property
    def may_meet_alumni(self) -> bool:
        """Those who are or were on a placement themselves, and those who look after secondments."""
        return self.is_officer or self.was_placed


def _parts(slot: Any, reader: Any) -> QuerySet:
    profiles = Candidate.objects.filter(me(reader, "person")).exclude(state=CandidateState.WITHDRAWN)
    placed = Placement.objects.filter(me(reader, "person")).started()
    new = Nomination.objects.for_host(reader).filter(state=NominationState.NOMINATED).order_by()
    rounds = Round.objects.filter(department__in=offices(reader)).exclude(state=RoundState.ANNOUNCED)
    return User.objects.filter(pk=slot("reader", BigIntegerField())).values_list(
        Subquery(profiles.order_by("pk").values(row=JSONObject(ref="ref", state="state"))[:1]),
        Exists(placed),
        ArraySubquery(new.values("opportunity")[:COUNTED]),
        ArraySubquery(
            rounds.order_by("-pk").values(row=JSONObject(ref="ref", name="name", state="state"))[:FEW]
        ),
    )


PARTS = PreparedFor(_parts)


def parts(user: Any) -> Parts:
    ((profile, was_placed, new, rounds),) = PARTS(user)
    return Parts(
        profile=profile and profile | {"state_words": CandidateState(profile["state"]).label},
        was_placed=was_placed,
        new=Counter(new or ()),
        rounds=[row | {"state_words": RoundState(row["state"]).label} for row in rounds or ()],
        is_officer=bool(offices(user)),
    )


def to_shortlist(user: Any, found: Parts) -> list[tuple[Opportunity, int]]:
    """Opportunities with people whom the host has not looked at, where this person may; those with most first."""
    if not found.new:
        return []
    first = dict(found.new.most_common(FEW))
    rows = Opportunity.objects.visible_to(user).filter(pk__in=first)
    return sorted(
        ((row, first[row.pk]) for row in rows if rules.hosts(user, row)), key=lambda one: (-one[1], one[0].pk)
    )


def may_meet_alumni(user: Any) -> bool:
    return bool(offices(user)) or Placement.objects.filter(me(user, "person")).started().exists()
