"""Why something cannot be done to a placement yet, and from when it can."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import words
from secondments import clocks
from secondments.actions import placements
from secondments.enums import AFTER, BEFORE, RUNNING
from secondments.enums import PlacementState as P

GATES = {
    P.CONFLICT_CHECK: _("conflicts of interest"),
    P.APPROVALS: _("approvals"),
    P.CLEARANCE: _("clearance"),
    P.AGREEMENT: _("the agreement"),
}


def why_not_started(row: Any) -> Any:
    """Which gates are shut, or the day that has not come."""
    if row.state not in BEFORE:
        return None
    if shut := placements.missing(row, clocks.today()):
        return _("It cannot start yet. These gates are still shut: %(gates)s.") % {
            "gates": ", ".join(str(GATES[P(gate)]) for gate in shut)
        }
    return _("It can start on its first day, %(day)s.") % {"day": words.day(row.starts_on)}


def all_open(row: Any, by: Any) -> bool:
    return clocks.today() >= row.starts_on


def has_come(row: Any, by: Any) -> bool:
    return clocks.today() >= row.ends_on


def may_close(row: Any, by: Any) -> bool:
    return clocks.today() >= clocks.follow_up_due(row.ended_on or row.ends_on)


def why_not_closed(row: Any) -> Any:
    if row.state not in AFTER:
        return None
    day = clocks.follow_up_due(row.ended_on or row.ends_on)
    return _("The file can be closed from %(day)s, six months after the end.") % {"day": words.day(day)}


def why_not_home(row: Any) -> Any:
    if row.state not in RUNNING:
        return None
    return _("The return can be recorded from the last day, %(day)s.") % {"day": words.day(row.ends_on)}
