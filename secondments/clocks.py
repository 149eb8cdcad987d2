"""What is due when. Working days are those of England and Wales; weeks are the calendar's."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from foundation.common.workingdays import england_and_wales
from secondments.enums import BEFORE, RUNNING
from secondments.enums import PlacementState as P

RESULT_DAYS = 20
AGREEMENT_DAYS = 15
CHASE_DAYS = 10
EVALUATION_DAYS = 20
INTEREST_DAYS = 5
DECISION_DAYS = 10  # as the clause on swaps says
REINTEGRATION = timedelta(weeks=8)
FOLLOW_UP_MONTHS = 6


def today() -> date:
    return timezone.localdate()


def working(start: date, days: int) -> date:
    """Day 0 is `start`. Beyond the years whose bank holidays are known, weekends alone are left out."""
    try:
        return england_and_wales().add(start, days)
    except ValueError:
        return start + timedelta(days * 7 // 5)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise ValueError(day)


def last_day_without_approval(starts_on: date) -> date:
    """The last day that a placement may end on without the Commission's approval: 24 months, to the day."""
    return months_after(starts_on, 24) - timedelta(1)


def result_due(closes_on: date) -> date:
    return working(closes_on, RESULT_DAYS)


def reintegration_due(placement: Any) -> date:
    return placement.ends_on - REINTEGRATION


def follow_up_due(over_on: date) -> date:
    return months_after(over_on, FOLLOW_UP_MONTHS)


def closing_due(over_on: date) -> date:
    """From when the officer closes the file, even if a side has said nothing."""
    return working(follow_up_due(over_on), EVALUATION_DAYS)


def middle(placement: Any) -> date:
    return placement.starts_on + (placement.ends_on - placement.starts_on) / 2


def interests_due(since: date) -> date:
    """When the officer has decided what is done about interests that were declared."""
    return working(since, INTEREST_DAYS)


def next_due(placement: Any) -> date | None:
    """When the step that the state waits for is due; a half of a swap that stands alone is decided about first."""
    swap = placement.swap if placement.state in (*BEFORE, *RUNNING) else None
    if placement.early_reason:  # it is the half that stops
        swap = None
    if swap is not None and swap.is_tied and swap.undecided_since is not None:
        return working(swap.undecided_since, DECISION_DAYS)
    if placement.interests_since is not None and placement.state in (*BEFORE, *RUNNING):
        return interests_due(placement.interests_since)
    match placement.state:
        case P.MATCHED | P.CONFLICT_CHECK | P.APPROVALS | P.AGREEMENT:
            return working(placement.matched_on, AGREEMENT_DAYS)
        case P.CLEARANCE:
            return working(placement.clearance_requested_on or placement.state_since, CHASE_DAYS)
        case P.AGREEMENT_SIGNED:
            return placement.starts_on
        case P.ACTIVE:
            return None if hasattr(placement, "reintegration") else reintegration_due(placement)
        case P.PAUSED:
            return reintegration_due(placement)
        case P.ENDING:
            return placement.ends_on if hasattr(placement, "reintegration") else reintegration_due(placement)
        case P.RETURNED | P.ENDED_EARLY:
            return working(placement.ended_on or placement.ends_on, EVALUATION_DAYS)
        case P.EVALUATED:
            return follow_up_due(placement.ended_on or placement.ends_on)
    return None
