"""A secondment in words: where it is, who must act, by when."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from secondments import clocks, halves
from secondments.enums import AFTER, BEFORE, RUNNING, AgreementState, Direction, Point
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
    to_sign: bool = False  # then it is for those who may sign for a side

    def who(self, you: tuple[str, ...] = ()) -> str:
        """As it stands in a sentence; the sides that the reader is on are "you"."""
        return _who(self.sides, you, get_language())


SIDES = {
    "secondee": _("The secondee"),
    "home": _("The home body"),
    "host": _("The host"),
    "officer": _("The secondments officer"),
}
INSIDE = {
    "secondee": _("the secondee"),
    "home": _("the home body"),
    "host": _("the host"),
    "officer": _("the secondments officer"),
}
ALL = ("secondee", "home", "host")


@cache
def _who(sides: tuple[str, ...], you: tuple[str, ...], language: str | None) -> str:
    found = [str(INSIDE[side]) for side in sides if side not in you]
    if len(found) < len(sides):
        found.insert(0, str(_("you")))
    *rest, last = found
    return str(_(" and ")).join([", ".join(rest), last]) if rest else last


SPOKEN = AFTER  # states in which a side still has to say how it was

SENTENCES: dict[str, tuple[tuple[str, ...], Any]] = {
    P.APPROVALS: (("officer",), _("HR and finance approve, and the recruitment exception is recorded.")),
    P.CLEARANCE: (("officer",), _("Security clearance has to be in date before the first day.")),
    P.AGREEMENT_SIGNED: (("officer",), _("Every gate is open. The placement can start on its first day.")),
    P.PAUSED: (("officer",), _("The placement stands still until the officer resumes it.")),
    P.CLOSED: ((), _("The file is closed.")),
    P.CANCELLED: ((), _("It was given up before it started.")),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells whose turn it is."""

    state: str
    due_on: date | None
    over_on: date
    has_declared: bool
    has_new_interest: bool  # that waits for the officer
    has_return_plan: bool
    is_undecided: bool  # the other half of the swap stopped
    beside: str | None  # the state of the other half, while they are tied
    signed: frozenset[str] | None  # who signed the text that is out to be signed, if one is
    said: frozenset[str]  # the moments at which a side said how it was: "end home"


def facts(row: Placement) -> Facts:
    """Of a row with what stands around it; what its state does not turn on is not asked for."""
    half = halves.other(row) if row.state == P.AGREEMENT_SIGNED else None
    said = row.evaluations.all() if row.state in SPOKEN else ()
    return Facts(
        state=row.state,
        due_on=row.due_on,
        over_on=row.ended_on or row.ends_on,
        has_declared=row.conflicts_declared_on is not None,
        has_new_interest=row.interests_since is not None,
        has_return_plan=has_return_plan(row),
        is_undecided=halves.is_undecided(row),
        beside=half.state if half is not None else None,
        signed=_signed(row) if row.state in (P.AGREEMENT, *RUNNING) else None,
        said=frozenset(f"{one.point} {one.party}" for one in said),
    )


def _signed(row: Placement) -> frozenset[str] | None:
    text = next((one for one in row.agreements.all() if one.state == AgreementState.ISSUED), None)
    return None if text is None else frozenset(one.party for one in text.signatures.all())


def turn(row: Placement) -> Turn:
    """Where a placement is, and whose turn it is."""
    return turn_of(facts(row))


def turn_of(found: Facts) -> Turn:
    if _changes(found):
        sides, sentence = _unsigned(found), _("A change of the agreement waits to be signed.")
        return Turn(sides, sentence, None, False, to_sign=True)
    sides, sentence = _waiting(found)
    late = found.due_on is not None and found.due_on < clocks.today()
    return Turn(
        sides, sentence, found.due_on, late, to_sign=found.state == P.AGREEMENT and found.signed is not None
    )


def _changes(found: Facts) -> bool:
    """A paper of changes waits for somebody, and nothing else is due within the week."""
    if found.state not in RUNNING or found.signed is None or found.is_undecided or found.has_new_interest:
        return False
    return found.due_on is None or found.due_on > clocks.today() + timedelta(days=7)


def _unsigned(found: Facts) -> tuple[str, ...]:
    return tuple(side for side in ALL if side not in (found.signed or ()))


def _waiting(found: Facts) -> tuple[tuple[str, ...], Any]:
    state = found.state
    if state in (*BEFORE, *RUNNING) and found.is_undecided:
        return ("officer",), _(
            "The other half of the swap stopped. The officer decides what becomes of this one."
        )
    if state == P.AGREEMENT_SIGNED and found.beside in halves.NOT_READY:
        return ("officer",), _(
            "Every gate of this half is open. It starts when the other half of the swap can."
        )
    if state in RUNNING and found.has_new_interest:
        return ("officer",), _("A new interest was declared. The officer decides what is done about it.")
    if state in (P.MATCHED, P.CONFLICT_CHECK):
        return _declaring(found)
    if state == P.AGREEMENT:
        return _signing(found)
    if state in (P.ACTIVE, P.ENDING):
        return _running(found)
    if state in AFTER and clocks.today() >= clocks.closing_due(found.over_on) and _owes(found):
        return ("officer",), _(
            "Not everybody has said how it was. The officer may close the file, and what is missing is written down."
        )
    if state in (P.RETURNED, P.ENDED_EARLY):
        early = _("It ended before its last day. Each of the three says how it was.")
        words = early if state == P.ENDED_EARLY else _("Each of the three says how it was.")
        return _silent(found, Point.END), words
    if state == P.EVALUATED:
        return _six_months(found)
    return SENTENCES[state]


def _declaring(found: Facts) -> tuple[tuple[str, ...], Any]:
    if not found.has_declared:
        return ("secondee",), _(
            "The secondee names interests that could conflict, or says that there are none."
        )
    return ("officer",), _("The officer decides what is done about each interest, and signs off.")


def _signing(found: Facts) -> tuple[tuple[str, ...], Any]:
    if found.signed is None:
        return ("officer",), _("The officer draws up the agreement and gives it out to be signed.")
    return _unsigned(found), _("The agreement waits to be signed.")


def _running(found: Facts) -> tuple[tuple[str, ...], Any]:
    if found.state == P.ENDING:
        if not found.has_return_plan:
            return ("home",), _("The plan for the return is missing. The home body writes it now.")
        return ("home", "secondee"), _("The way back is planned. Hand over what is open before the last day.")
    if found.has_return_plan:
        return (), _("It runs, and the way back is planned.")
    return ("home",), _("The home body writes how the person comes back, eight weeks before the end.")


def _owes(found: Facts) -> bool:
    return bool(_silent(found, Point.END) or _silent(found, Point.SIX_MONTHS))


def _six_months(found: Facts) -> tuple[tuple[str, ...], Any]:
    if clocks.today() < clocks.follow_up_due(found.over_on):
        return (), _("Six months after the end, each of the three says what has lasted.")
    if waits := _silent(found, Point.SIX_MONTHS):
        return waits, _("Each of the three says what has lasted, six months on.")
    return ("officer",), _("All three have spoken. The officer closes the file.")


def _silent(found: Facts, point: str) -> tuple[str, ...]:
    return tuple(side for side in ALL if f"{point} {side}" not in found.said)


def silent(row: Placement, point: str) -> tuple[str, ...]:
    """The sides that have not said how it was at this moment."""
    said = {one.party for one in row.evaluations.all() if one.point == point}
    return tuple(side for side in ALL if side not in said)


def has_return_plan(row: Placement) -> bool:
    return hasattr(row, "reintegration")


def is_inward(row: Placement) -> bool:
    return row.direction == Direction.INWARD
