"""Pausing, coming home, ending early, and closing the file."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments import clocks
from secondments.actions import swaps
from secondments.actions.placements import free
from secondments.actions.spoken import evaluated_if_all_spoke, what_is_missing
from secondments.actions.steps import finish, move, must_be, require, take
from secondments.enums import AFTER, PLACEMENT_MOVES, RUNNING, EarlyReason, Outcome
from secondments.enums import PlacementState as P
from secondments.models import Placement


@transaction.atomic
def pause(*, placement: Placement, reason: str, by: Any) -> Placement:
    """Stop for a time: illness, an election, clearance that ran out. The last day does not move."""
    row = take(placement, by=by, verb="pause")
    before = row.state
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    move(row, P.PAUSED, PLACEMENT_MOVES)
    row.paused_on = clocks.today()
    return finish(row, by=by, verb="paused", before=before, reason=reason)


@transaction.atomic
def resume(*, placement: Placement, by: Any) -> Placement:
    """Go on after a pause, with clearance in date."""
    row = take(placement, by=by, verb="pause")
    must_be(row, P.PAUSED)
    today = clocks.today()
    if row.clearance_expires_on is None or row.clearance_expires_on < today:
        raise Invalid({"": [_("Clearance is not in date.")]})
    move(row, P.ENDING if today >= clocks.reintegration_due(row) else P.ACTIVE, PLACEMENT_MOVES)
    row.paused_on = None
    return finish(row, by=by, verb="resumed", before=P.PAUSED)


@transaction.atomic
def come_home(*, placement: Placement, by: Any, outcome: str = Outcome.RETURNED) -> Placement:
    """The placement ran its course; the person is home again."""
    row = take(placement, by=by, verb="end")
    must_be(row, *RUNNING)
    today = clocks.today()
    if today < row.ends_on:
        raise Invalid({"": [_("Its last day has not come. End it early, with a reason, if it has to stop.")]})
    return end_of_term(row, by=by, outcome=outcome)


def end_of_term(row: Placement, *, by: Any, outcome: str = Outcome.RETURNED) -> Placement:
    """Its last day is over: returned, or ended early where all three signed an earlier last day."""
    if row.early_reason:
        return _ended(row, P.ENDED_EARLY, by=by, verb="ended_early", outcome=outcome)
    return _ended(row, P.RETURNED, by=by, verb="returned", outcome=outcome)


@transaction.atomic
def end_early(*, placement: Placement, cause: str, note: str, by: Any) -> Placement:
    """End today, without a paper: the officer alone, with a reason that all three parties are told of.

    Parties ask for an early end, which is a paper (`changes.ask_early_end`). The agreement's notice still binds them.
    """
    row = take(placement, by=by, verb="end_at_once")
    must_be(row, *RUNNING)
    row.early_reason = EarlyReason(cause)
    row.early_note = require(note, "note", _("Enter a reason"), 1000)
    _ended(row, P.ENDED_EARLY, by=by, verb="ended_early", outcome=Outcome.RETURNED)
    swaps.ask_about_the_other(row, by=by)
    return row


def _ended(row: Placement, state: str, *, by: Any, verb: str, outcome: str) -> Placement:
    before = row.state
    move(row, state, PLACEMENT_MOVES)
    row.ended_on = min(clocks.today(), row.ends_on)
    row.outcome = Outcome(outcome)
    finish(row, by=by, verb=verb, before=before, reason=row.early_note)
    row.recusals.filter(to_on__gt=row.ended_on, from_on__lte=row.ended_on).update(to_on=row.ended_on)
    free(row, by=by)
    return evaluated_if_all_spoke(row, by=by)


@transaction.atomic
def close(*, placement: Placement, by: Any) -> Placement:
    """Close the file six months after the end. What a side never said is written down as missing."""
    row = take(placement, by=by, verb="end")
    must_be(row, *AFTER)
    before = row.state
    if clocks.today() < clocks.follow_up_due(row.ended_on or row.ends_on):
        raise Invalid({"": [_("It is closed six months after the end, when the last evaluation is due.")]})
    move(row, P.CLOSED, PLACEMENT_MOVES)
    return finish(row, by=by, verb="closed", before=before, reason=what_is_missing(row))
