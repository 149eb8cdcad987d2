"""What waits for a person, in all the parts they play; the pages of the room and the dashboard ask here."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, prefetch_related_objects

from foundation.common.prepared import Prepared
from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing
from secondments import halves, rules
from secondments.enums import IN_PLAY, OPEN_PLACEMENTS, PlacementState, RoundState
from secondments.models import Candidate, Nomination, Opportunity, Placement, Round
from secondments.presenting import Turn, turn
from secondments.querysets import bodies, managed, me, offices

FEW, MOST, COUNTED = 20, 40, 1000
SPOKEN = (PlacementState.RETURNED, PlacementState.ENDED_EARLY, PlacementState.EVALUATED)

# What a line shows, and what tells whose turn it is.
LINE = (
    *("ref", "title", "state", "due_on", "ended_on", "ends_on"),
    *("person__name", "person__email", "reintegration__placement"),
    *("swap", "swap__untied_at", "swap__undecided_since"),
    *(f"{side}_{name}" for side in ("home", "host") for name in ("department", "organisation", "manager")),
)


def _open(rows: Any) -> QuerySet:
    beside = rows.filter(state__in=OPEN_PLACEMENTS).select_related("person", "reintegration", "swap")
    return beside.only(*LINE).order_by("due_on", "pk")[:MOST]


def _of_body(slot: Any, column: str) -> QuerySet:
    """Of one body, so that an index gives them by date without a look at the others."""
    return _open(Placement.objects.filter(**{column: slot("body", BigIntegerField())}))


def _named(slot: Any, reader: Any) -> QuerySet:
    """Those that name the person."""
    named = managed(reader, "home") | managed(reader, "host")
    return _open(Placement.objects.filter(me(reader, "person") | named))


OF_BODY, NAMED = Prepared(_of_body), PreparedFor(_named)


def _found(user: Any) -> list[Placement]:
    """What `visible_to` gives of the three parties, asked side by side; the next date first."""
    bodies = {"department": offices(user), "organisation": standing(user).lead_organisation_ids}
    rows = list(NAMED(user))
    for kind, keys in bodies.items():
        for key in sorted(keys)[:FEW]:
            for side in ("home", "host"):
                rows += OF_BODY(f"{side}_{kind}", body=key)
    once = {row.pk: row for row in rows}.values()
    return sorted(once, key=lambda row: (row.due_on or date.max, row.pk))[:MOST]


def placements(user: Any) -> list[tuple[Placement, Turn, bool]]:
    """Those of all three parties, next date first; the last of the three says whether this person must act."""
    if not getattr(user, "pk", None):
        return []
    found = _found(user)
    signing = [row for row in found if row.state == PlacementState.AGREEMENT]
    prefetch_related_objects(signing, "agreements__signatures")
    prefetch_related_objects([row for row in found if row.swap_id], "swap__placements")
    prefetch_related_objects([row for row in found if row.state in SPOKEN], "evaluations")
    return [(row, now := turn(row), waits(row, user, now)) for row in found]


def may_meet_alumni(user: Any) -> bool:
    """Those who are or were on a placement themselves, and those who look after secondments."""
    return bool(offices(user)) or Placement.objects.filter(me(user, "person")).started().exists()


def waits(row: Placement, user: Any, now: Turn) -> bool:
    if "officer" in now.sides and rules.is_officer(user, row):
        return True
    return rules.side_of(user, row) in now.sides


def _profile(slot: Any) -> QuerySet:
    rows = Candidate.objects.filter(person=slot("person", BigIntegerField()))
    return rows.exclude(state="withdrawn").order_by("pk")[:1]


def _to_release(slot: Any, reader: Any) -> QuerySet:
    rows = Candidate.objects.filter(state="asked").visible_to(reader).exclude(person=reader.pk)
    return rows.select_related("person").order_by("asked_at", "pk")[: FEW * 2]


PROFILE, TO_RELEASE = Prepared(_profile), PreparedFor(_to_release)


def profile(user: Any) -> Candidate | None:
    return next(iter(PROFILE(person=user.pk)), None)


def to_release(user: Any) -> list[Candidate]:
    """People who wait for this person's yes or no."""
    return [row for row in TO_RELEASE(user) if rules.may_release(user, row)][:FEW]


def _hosted(slot: Any, column: str) -> QuerySet:
    rows = Opportunity.objects.filter(**{column: slot("body", BigIntegerField())})
    rows = rows.exclude(state__in=("withdrawn", "filled")).select_related(
        "host_department", "host_organisation"
    )
    return rows.order_by("closes_on", "pk")[: FEW * 2]


HOSTED = Prepared(_hosted)


def hosted(user: Any) -> list[Opportunity]:
    who = standing(user)
    bodies = {"host_department": who.department_ids, "host_organisation": who.organisation_ids}
    rows = [
        row
        for column, keys in bodies.items()
        for key in sorted(keys)[:FEW]
        for row in HOSTED(column, body=key)
    ]
    return sorted(rows, key=lambda row: (row.closes_on, row.pk))[: FEW * 2]


def _to_approve(slot: Any, reader: Any) -> QuerySet:
    waiting = Q(host_department__in=offices(reader)) | Q(host_organisation__isnull=False)
    rows = Opportunity.objects.filter(waiting, state="draft")
    return rows.select_related("host_department", "host_organisation").order_by("created_at", "pk")[: FEW * 3]


def _rounds(slot: Any, reader: Any) -> QuerySet:
    rows = Round.objects.filter(department__in=offices(reader)).exclude(state=RoundState.ANNOUNCED)
    return rows.order_by("-pk")[:FEW]


def _to_shortlist(slot: Any, reader: Any) -> QuerySet:
    rows = Nomination.objects.for_host(reader).filter(state=IN_PLAY[0])
    return rows.order_by().values_list("pk")[:COUNTED]


TO_APPROVE, ROUNDS, TO_SHORTLIST = PreparedFor(_to_approve), PreparedFor(_rounds), PreparedFor(_to_shortlist)


def to_agree(user: Any) -> list[Opportunity]:
    """Halves of swaps that were proposed to a body this person speaks for."""
    rows = Opportunity.objects.filter(bodies(user, "host"), state="draft", swap__agreed_at=None)
    rows = rows.filter(swap__isnull=False, swap__untied_at=None).exclude(created_by=user)
    found = rows.select_related("swap", "host_department", "host_organisation").order_by("pk")[: FEW * 2]
    return [row for row in found if halves.is_proposed(row)][:FEW]


def to_approve(user: Any) -> list[Opportunity]:
    if not offices(user):
        return []
    return [row for row in TO_APPROVE(user) if rules.may_approve(user, row)][:FEW]


def rounds(user: Any) -> list[Round]:
    return ROUNDS(user) if offices(user) else []


def to_shortlist(user: Any) -> int:
    """Applications that nobody at the host has looked at, counted to a thousand."""
    return len(TO_SHORTLIST(user))
