"""A secondment in words: where it is, who must act, by when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments import clocks, halves
from secondments.enums import BEFORE, RUNNING, AgreementState, Direction, Point
from secondments.enums import CandidateState as C
from secondments.enums import NominationState as N
from secondments.enums import OpportunityState as O
from secondments.enums import PlacementState as P
from secondments.models import Placement

OPPORTUNITY_COLOURS = {
    O.DRAFT: "grey",
    O.APPROVED: "blue",
    O.ADVERTISED: "green",
    O.MATCHING: "purple",
    O.FILLED: "grey",
    O.WITHDRAWN: "orange",
}
CANDIDATE_COLOURS = {
    C.DRAFT: "grey",
    C.ASKED: "yellow",
    C.AGREED: "green",
    C.REFUSED: "orange",
    C.PLACED: "teal",
    C.WITHDRAWN: "grey",
}
NOMINATION_COLOURS = {
    N.NOMINATED: "blue",
    N.SHORTLISTED: "purple",
    N.MATCHED: "green",
    N.NOT_MATCHED: "grey",
    N.DECLINED: "grey",
    N.WITHDRAWN: "grey",
}
PLACEMENT_COLOURS = {
    P.MATCHED: "blue",
    P.CONFLICT_CHECK: "yellow",
    P.APPROVALS: "yellow",
    P.CLEARANCE: "yellow",
    P.AGREEMENT: "yellow",
    P.AGREEMENT_SIGNED: "green",
    P.ACTIVE: "green",
    P.PAUSED: "orange",
    P.ENDING: "teal",
    P.RETURNED: "purple",
    P.EVALUATED: "blue",
    P.CLOSED: "grey",
    P.ENDED_EARLY: "orange",
    P.CANCELLED: "grey",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Who must act, what on, and by when."""

    sides: tuple[str, ...]
    sentence: Any
    due_on: date | None = None
    late: bool = False

    @property
    def who(self) -> str:
        return ", ".join(str(SIDES[side]) for side in self.sides)


SIDES = {
    "secondee": _("The secondee"),
    "home": _("The home body"),
    "host": _("The host"),
    "officer": _("The secondments officer"),
}
ALL = ("secondee", "home", "host")

SENTENCES: dict[str, tuple[tuple[str, ...], Any]] = {
    P.APPROVALS: (("officer",), _("HR and finance approve, and the recruitment exception is recorded.")),
    P.CLEARANCE: (("officer",), _("Security clearance has to be in date before the first day.")),
    P.AGREEMENT_SIGNED: (("officer",), _("Every gate is open. The placement can start on its first day.")),
    P.PAUSED: (("officer",), _("The placement stands still until the officer resumes it.")),
    P.CLOSED: ((), _("The file is closed.")),
    P.CANCELLED: ((), _("It was given up before it started.")),
}


def turn(row: Placement) -> Turn:
    """Where a placement is, and whose turn it is."""
    sides, sentence = _waiting(row)
    late = row.due_on is not None and row.due_on < clocks.today()
    return Turn(sides, sentence, row.due_on, late)


def _waiting(row: Placement) -> tuple[tuple[str, ...], Any]:
    if row.state in (*BEFORE, *RUNNING) and halves.is_undecided(row):
        return ("officer",), _(
            "The other half of the swap stopped. The officer decides what becomes of this one."
        )
    if row.state == P.AGREEMENT_SIGNED and halves.waits_for_the_other(row) is not None:
        return ("officer",), _(
            "Every gate of this half is open. It starts when the other half of the swap can."
        )
    if row.state in (P.MATCHED, P.CONFLICT_CHECK):
        if row.conflicts_declared_on is None:
            return ("secondee",), _(
                "The secondee names interests that could conflict, or says that there are none."
            )
        return ("officer",), _("The officer decides what is done about each interest, and signs off.")
    if row.state == P.AGREEMENT:
        return _signing(row)
    if row.state == P.ENDING:
        if not has_return_plan(row):
            return ("home",), _("The plan for the return is missing. The home body writes it now.")
        return ("home", "secondee"), _("The placement comes to its end. The way back is planned.")
    if row.state == P.ACTIVE:
        return _running(row)
    if row.state in (P.RETURNED, P.ENDED_EARLY):
        early = _("It ended before its last day. Each of the three says how it was.")
        return silent(row, Point.END), early if row.state == P.ENDED_EARLY else _(
            "Each of the three says how it was."
        )
    if row.state == P.EVALUATED:
        return _six_months(row)
    return SENTENCES[row.state]


def _running(row: Placement) -> tuple[tuple[str, ...], Any]:
    if has_return_plan(row):
        return (), _("It runs, and the way back is planned.")
    return ("home",), _("The home body writes how the person comes back, eight weeks before the end.")


def _six_months(row: Placement) -> tuple[tuple[str, ...], Any]:
    due = clocks.next_due(row)
    if due is not None and clocks.today() < due:
        return (), _("Six months after the end, each of the three says what has lasted.")
    if waits := silent(row, Point.SIX_MONTHS):
        return waits, _("Each of the three says what has lasted, six months on.")
    return ("officer",), _("All three have spoken. The officer closes the file.")


def silent(row: Placement, point: str) -> tuple[str, ...]:
    """The sides that have not said how it was at this moment."""
    said = {one.party for one in row.evaluations.all() if one.point == point}
    return tuple(side for side in ALL if side not in said)


def _signing(row: Placement) -> tuple[tuple[str, ...], Any]:
    text = next((one for one in row.agreements.all() if one.state == AgreementState.ISSUED), None)
    if text is None:
        return ("officer",), _("The officer draws up the agreement and gives it out to be signed.")
    signed = {one.party for one in text.signatures.all()}
    return tuple(side for side in ALL if side not in signed), _("The agreement waits to be signed.")


def has_return_plan(row: Placement) -> bool:
    return hasattr(row, "reintegration")


def is_inward(row: Placement) -> bool:
    return row.direction == Direction.INWARD
