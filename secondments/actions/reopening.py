"""Places that stay free: after an announcement, or when a placement was given up. Advertised again, or closed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments import clocks, halves, people
from secondments.actions.steps import move, must_be, refusals, save, take, tell_people
from secondments.enums import NOMINATION_MOVES, OPPORTUNITY_MOVES, RoundState
from secondments.enums import NominationState as N
from secondments.enums import OpportunityState as O
from secondments.models import Nomination, Opportunity, Placement


def tell_of_free_places(row: Opportunity, by: Any) -> None:
    told = {one.pk: one for one in (*people.of_side(row, "host"), *people.officers(row.overseer_id))}
    tell_people(told.values(), row, "secondment_places_left", by)


def give_place_back(placement: Placement, *, by: Any) -> None:
    """A match that came to nothing before the start takes no place any more."""
    row = Nomination.objects.locked().get(pk=placement.nomination_id)
    if row.state != N.MATCHED:
        return
    before = row.state
    move(row, N.WITHDRAWN, NOMINATION_MOVES)
    save(row, by=by, verb="nomination.placement_given_up", before=before)
    post = Opportunity.objects.locked().get(pk=row.opportunity_id)
    if post.state == O.FILLED:
        move(post, O.MATCHING, OPPORTUNITY_MOVES)
        save(post, by=by, verb="opportunity.place_free", before=O.FILLED)
    tell_of_free_places(post, by)


@transaction.atomic
def advertise_again(
    *,
    opportunity: Opportunity,
    closes_on: date,
    by: Any,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Opportunity:
    """Put what has places left on the public list again, until a new closing day; of a swap both halves."""
    half = halves.other(opportunity)
    row = take(opportunity, by=by, verb="advertise")
    if closes_on < clocks.today():
        raise Invalid({"closes_on": [_("Choose a closing day that has not passed.")]})
    dates = (closes_on, starts_on or row.starts_on, ends_on or row.ends_on)
    if half is not None:
        _again(Opportunity.objects.locked().get(pk=half.pk), dates, by)
    return _again(row, dates, by)


def _again(row: Opportunity, dates: tuple[date, date, date], by: Any) -> Opportunity:
    from secondments.actions.opportunities import check

    must_be(row, O.MATCHING, O.FILLED)
    _must_be_free(row)
    before = row.state
    if row.state == O.FILLED:
        move(row, O.MATCHING, OPPORTUNITY_MOVES)
    move(row, O.ADVERTISED, OPPORTUNITY_MOVES)
    row.closes_on, row.starts_on, row.ends_on = dates
    check(row)
    row.advertised_at, row.result_due_on = timezone.now(), clocks.result_due(row.closes_on)
    row.filled_at = None
    with refusals():
        return save(row, by=by, verb="opportunity.advertised_again", before=before)


def _must_be_free(row: Opportunity) -> None:
    if row.places_left() < 1:
        raise Invalid({"": [_("No place is left: each has somebody.")]})
    if row.rounds.exclude(state=RoundState.ANNOUNCED).exists():
        raise Invalid({"": [_("It is in a round that is not announced. Announce the round first.")]})


@transaction.atomic
def close_rest(*, opportunity: Opportunity, by: Any) -> Opportunity:
    """Leave the places that are left empty. Nobody may wait for a result; with nobody placed it is withdrawn."""
    row = take(opportunity, by=by, verb="advertise")
    if row.has_waiting():
        raise Invalid({"": [_("Somebody waits for a result. Gather a round and announce it first.")]})
    if row.places_left() == row.places:
        raise Invalid({"": [_("Nobody was placed. Withdraw it instead, with a reason.")]})
    before = row.state
    move(row, O.FILLED, OPPORTUNITY_MOVES)
    row.filled_at = timezone.now()
    return save(row, by=by, verb="opportunity.closed", before=before)
