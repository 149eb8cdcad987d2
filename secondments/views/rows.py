"""One profile, one application, one round, one placement: for those who may see it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from secondments import clocks, reading, round_pages, rules, showing, showing_rounds
from secondments.actions.placements import missing
from secondments.enums import Party
from secondments.enums import PlacementState as P
from secondments.lines import yours
from secondments.models import Candidate, Nomination, Placement, Round
from secondments.named_codes import missions_of, of_codes
from secondments.presenting import (
    CANDIDATE_COLOURS,
    NOMINATION_COLOURS,
    PLACEMENT_COLOURS,
    SIDES,
    turn,
)
from secondments.querysets import reads_all
from secondments.showing_halves import half_of
from secondments.timeline import timeline
from secondments.views.shared import SECTION, buttons, read, reader, signed_in

BESIDE = ("person", "home_department", "home_organisation", "manager", "place", "consented_by")


@signed_in
def candidate(request: HttpRequest, ref: str) -> HttpResponse:
    row = read(Candidate.objects.visible_to(request.user).select_related(*BESIDE), ref)
    mine = rules.is_person(request.user, row)
    beside = ("opportunity__host_department", "opportunity__host_organisation", "candidate__person", "round")
    applications = row.nominations.select_related(*beside).order_by("wish", "pk")
    context = SECTION | {
        "row": row,
        "mine": mine,
        "placement": _placement_of(row, request.user),
        "asked_me": row.manager_id == request.user.pk,
        "colour": CANDIDATE_COLOURS[row.state],
        "buttons": buttons("candidate", row, request.user),
        "skills": row.skills.all(),
        "goals": of_codes(row.goal_codes),
        "missions": missions_of(row.mission_codes),
        "applications": [(one, showing.view(one, request.user)) for one in applications],
        "colours": NOMINATION_COLOURS,
    }
    return render(request, "secondments/candidate.html", context)


def _placement_of(row: Candidate, user: Any) -> str | None:
    """The reference of the latest that came of the profile, when the reader may see it."""
    rows = Placement.objects.visible_to(user).filter(nomination__candidate=row)
    return rows.order_by("-pk").values_list("ref", flat=True).first() if row.state == "placed" else None


@signed_in
def nomination(request: HttpRequest, ref: str) -> HttpResponse:
    rows = Nomination.objects.visible_to(request.user).select_related(
        "opportunity__host_department",
        "opportunity__host_organisation",
        "round",
        "candidate__place",
        *(f"candidate__{name}" for name in ("person", "home_department", "home_organisation")),
    )
    row = read(rows, ref)
    context = SECTION | {
        "row": row,
        "seen": showing.view(row, request.user),
        "person": row.candidate,
        "skills": row.candidate.skills.all(),
        "buttons": buttons("nomination", row, request.user),
        "colours": NOMINATION_COLOURS,
        "placement": Placement.objects.visible_to(request.user).filter(nomination=row).first(),
    }
    return render(request, "secondments/nomination.html", context)


@signed_in
def round(request: HttpRequest, ref: str) -> HttpResponse:
    row = read(Round.objects.visible_to(request.user).select_related("department"), ref)
    pairs = round_pages.page_of(round_pages.pairs_of(row), request.GET.get("pairs"), round_pages.PAIRS)
    posts = round_pages.page_of(round_pages.posts_of(row), request.GET.get("posts"), round_pages.POSTS)
    halves, of_halves = round_pages.halves_of(row)
    seen = [(pair, showing.view(pair, request.user)) for pair in of_halves]
    context = SECTION | {
        "row": row,
        "buttons": buttons("round", row, request.user),
        "pairs": [(pair, showing.view(pair, request.user)) for pair in pairs.rows],
        "pages": {"pairs": pairs, "posts": posts},
        "posts": posts.rows,
        "swaps": showing_rounds.swaps_of(halves, seen),
    }
    return render(request, "secondments/round.html", context)


GATES = (P.CONFLICT_CHECK, P.APPROVALS, P.CLEARANCE, P.AGREEMENT)


@signed_in
def placement(request: HttpRequest, ref: str) -> HttpResponse:
    user = reader(request)
    row = reading.placement(user, ref)
    if row is None:
        raise Http404
    side = rules.side_of(user, row)
    officer, now = rules.is_officer(user, row), turn(row)
    context = SECTION | {
        "row": row,
        "side": side,
        "officer": officer,
        "turn": now,
        "yours": yours(row, user, now),
        "colour": PLACEMENT_COLOURS[row.state],
        "buttons": buttons("placement", row, user),
        "shut": missing(row, clocks.today()),
        "gates": GATES,
        "before": row.state in (*GATES, P.MATCHED, P.AGREEMENT_SIGNED),
        "today": clocks.today(),
        "reintegration_due": clocks.reintegration_due(row),
        "plan": getattr(row, "reintegration", None),
        "parties": [(party, SIDES[party]) for party in Party.values],
        "timeline": timeline(row),
        "half": half_of(row, user),
        "outside": next((one for one in reversed(row.signing) if one.mine), None),
        # The last word of each party: who is with the service, and with whom that went wrong.
        "sent": {one.party: one for one in row.signing},
        "service": settings.ESIGN_NAME,
    }
    return render(request, "secondments/placement.html", context | _parts(row, side, officer, user))


def _parts(row: Placement, side: str, officer: bool, user: Any) -> dict[str, Any]:
    """Conflicts are for the secondee and the officer; issues for who raised them and the officer."""
    inside = officer or side == Party.SECONDEE or reads_all(user)
    issues = [one for one in row.issues.all() if officer or one.by_id == user.pk]
    return {
        "texts": list(row.agreements.all()),
        "conflicts": list(row.conflicts.all()) if inside else [],
        "interests": row.nomination.candidate.interests if officer or side == Party.SECONDEE else "",
        "recusals": list(row.recusals.all()),
        "approvals": list(row.approvals.all()),
        "onboarding": list(row.onboardingitems.all()),
        "learning": list(row.learningoutcomes.all()),
        "reviews": list(row.reviews.all()),
        "absences": list(row.absences.all()),
        "issues": issues,
        "evaluations": list(row.evaluations.all()),
        "adjustments": _adjustments(row, side),
    }


def _adjustments(row: Placement, side: str) -> str:
    person = row.nomination.candidate
    shown = side == Party.SECONDEE or (side == Party.HOST and person.share_adjustments)
    return person.adjustments if shown else ""
