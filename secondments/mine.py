"""What waits for a person, in all the parts they play; the pages of the room and the dashboard ask here."""

from typing import Any

from secondments import halves, rules
from secondments.enums import IN_PLAY, RoundState
from secondments.models import Candidate, Nomination, Opportunity, Placement, Round
from secondments.presenting import Turn, turn
from secondments.querysets import bodies, managed, me, offices

FEW = 20
OPEN_STATES = (
    *("matched", "conflict_check", "approvals", "clearance", "agreement", "agreement_signed"),
    *("active", "paused", "ending", "returned", "evaluated", "ended_early"),
)


def placements(user: Any) -> list[tuple[Placement, Turn, bool]]:
    """Those of all three parties, next date first; the last of the three says whether this person must act."""
    rows = Placement.objects.visible_to(user).filter(state__in=OPEN_STATES)
    if not getattr(user, "pk", None):
        return []
    sides = bodies(user, "home") | bodies(user, "host") | managed(user, "home") | managed(user, "host")
    found = rows.filter(me(user, "person") | sides).for_reading().select_related("reintegration")
    found = found.prefetch_related("agreements__signatures", "swap__placements", "evaluations").order_by(
        "due_on", "pk"
    )[: FEW * 5]
    return [(row, now := turn(row), waits(row, user, now)) for row in found]


def may_meet_alumni(user: Any) -> bool:
    """Those who are or were on a placement themselves, and those who look after secondments."""
    return bool(offices(user)) or Placement.objects.filter(me(user, "person")).exists()


def waits(row: Placement, user: Any, now: Turn) -> bool:
    if "officer" in now.sides and rules.is_officer(user, row):
        return True
    return rules.side_of(user, row) in now.sides


def profile(user: Any) -> Candidate | None:
    return Candidate.objects.filter(person=user).exclude(state="withdrawn").first()


def to_release(user: Any) -> list[Candidate]:
    """People who wait for this person's yes or no."""
    rows = Candidate.objects.filter(state="asked").visible_to(user)
    found = rows.exclude(person=user).select_related("person").order_by("asked_at", "pk")[: FEW * 2]
    return [row for row in found if rules.may_release(user, row)][:FEW]


def hosted(user: Any) -> list[Opportunity]:
    rows = Opportunity.objects.filter(Opportunity.objects.of_hosts(user)).exclude(
        state__in=("withdrawn", "filled")
    )
    return list(
        rows.select_related("host_department", "host_organisation").order_by("closes_on", "pk")[: FEW * 2]
    )


def to_agree(user: Any) -> list[Opportunity]:
    """Halves of swaps that were proposed to a body this person speaks for."""
    rows = Opportunity.objects.filter(bodies(user, "host"), state="draft", swap__agreed_at=None)
    rows = rows.filter(swap__isnull=False, swap__untied_at=None).exclude(created_by=user)
    found = rows.select_related("swap", "host_department", "host_organisation").order_by("pk")[: FEW * 2]
    return [row for row in found if halves.is_proposed(row)][:FEW]


def to_approve(user: Any) -> list[Opportunity]:
    own = offices(user)
    if not own:
        return []
    drafts = Opportunity.objects.filter(state="draft").select_related("host_department", "host_organisation")
    seen = drafts.filter(host_department__in=own) | drafts.filter(host_organisation__isnull=False)
    return [row for row in seen.order_by("created_at", "pk")[: FEW * 3] if rules.may_approve(user, row)][:FEW]


def rounds(user: Any) -> list[Round]:
    rows = Round.objects.filter(department__in=offices(user)).exclude(state=RoundState.ANNOUNCED)
    return list(rows.order_by("-pk")[:FEW])


def to_shortlist(user: Any) -> int:
    """Applications that nobody at the host has looked at."""
    return Nomination.objects.for_host(user).filter(state=IN_PLAY[0]).count()
