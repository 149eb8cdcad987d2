"""The two halves of a swap, asked from either of them; nothing once they are untied."""

from typing import Any

from secondments.enums import OpportunityState
from secondments.models import Opportunity, Placement


def is_tied(row: Any) -> bool:
    return row.swap_id is not None and row.swap.is_tied


def other(row: Any) -> Any:
    """The other opportunity, or the other placement that was not given up; None when there is none to heed."""
    return row.swap.beside(row) if is_tied(row) else None


def department_of(row: Any) -> int | None:
    """The department that takes part in the swap; it looks after both halves."""
    half = other(row)
    return None if half is None else half.host_department_id or row.host_department_id


def is_proposed(row: Opportunity) -> bool:
    """Whether this half waits for the yes of the body that would host it."""
    if not is_tied(row) or row.swap.agreed_at is not None or row.state != OpportunityState.DRAFT:
        return False
    return row.swap.from_government == (row.host_organisation_id is not None)


def waits_for_the_other(row: Placement) -> Placement | None:
    """The other half, while it keeps this one from starting."""
    half = other(row)
    return half if half is not None and half.state in NOT_READY else None


NOT_READY = ("matched", "conflict_check", "approvals", "clearance", "agreement")


def is_undecided(row: Placement) -> bool:
    """The other half stopped, and the officer has not said what becomes of this one."""
    return is_tied(row) and row.swap.undecided_since is not None and not row.early_reason
