"""Public states as GOV.UK computes them: from dates and outcome, at the moment that somebody asks."""

from datetime import date, datetime, timedelta

from engagement.consultations.enums import Kind, Phase, PublicState
from foundation.common.workingdays import local_date

RESPONSE_WEEKS = 12
CALL_REMINDER_WEEKS = 8

_STATES = {
    (Kind.CONSULTATION, Phase.UPCOMING): PublicState.UPCOMING_CONSULTATION,
    (Kind.CONSULTATION, Phase.OPEN): PublicState.OPEN_CONSULTATION,
    (Kind.CONSULTATION, Phase.CLOSED): PublicState.CLOSED_CONSULTATION,
    (Kind.CONSULTATION, Phase.OUTCOME): PublicState.CONSULTATION_OUTCOME,
    (Kind.CALL_FOR_EVIDENCE, Phase.UPCOMING): PublicState.UPCOMING_CALL,
    (Kind.CALL_FOR_EVIDENCE, Phase.OPEN): PublicState.OPEN_CALL,
    (Kind.CALL_FOR_EVIDENCE, Phase.CLOSED): PublicState.CLOSED_CALL,
    (Kind.CALL_FOR_EVIDENCE, Phase.OUTCOME): PublicState.CALL_OUTCOME,
}
COLOURS = {
    Phase.UPCOMING: "grey",
    Phase.OPEN: "green",
    Phase.CLOSED: "yellow",
    Phase.OUTCOME: "blue",
    Phase.WITHDRAWN: "red",
}


def phase(opening_at: datetime, closing_at: datetime, outcome_at: datetime | None, now: datetime) -> Phase:
    """Open from the opening to the closing moment, both included; an outcome counts once it is closed."""
    if now < opening_at:
        return Phase.UPCOMING
    if now <= closing_at:
        return Phase.OPEN
    return Phase.OUTCOME if outcome_at is not None and outcome_at <= now else Phase.CLOSED


def public_state(kind: str, phase: Phase) -> PublicState:
    return PublicState.WITHDRAWN if phase == Phase.WITHDRAWN else _STATES[Kind(kind), phase]


def response_due(closing_on: date) -> date:
    """Twelve weeks after the closing day."""
    return closing_on + timedelta(weeks=RESPONSE_WEEKS)


def opens(opening_at: datetime, public_at: datetime) -> datetime:
    """When people could truly begin to answer: nobody answers a page that is not public yet."""
    return max(opening_at, public_at)


def days_open(opens_at: datetime, closing_at: datetime) -> timedelta:
    """From the day it truly opens to the day it closes, both by London's calendar: clocks that change take no day."""
    return timedelta(days=max(0, (local_date(closing_at) - local_date(opens_at)).days))
