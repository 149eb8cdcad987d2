"""A host's verbs: offer, approve, advertise, fill, withdraw."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, WrongState
from foundation.common.references import next_reference
from secondments import clocks, halves, people, rules
from secondments.actions import swaps
from secondments.actions.reopening import tell_of_free_places
from secondments.actions.steps import assign, move, must_be, require, save, take, tell_people
from secondments.enums import OPPORTUNITY_MOVES, Direction, Shape
from secondments.enums import OpportunityState as O
from secondments.models import Opportunity
from secondments.querysets import offices

FIELDS = frozenset(
    {
        *("direction", "shape", "title", "team", "priority", "problem", "outcomes", "level", "fte_percent"),
        *("places", "starts_on", "ends_on", "place", "town", "remote", "clearance", "nationality_rule"),
        *("funding", "reimbursed_percent", "backfill_grant", "access", "closes_on", "selection", "is_blind"),
        *("host_manager", "wanted_codes", "teaches_codes"),
    }
)
SHORTEST, LONGEST = timedelta(weeks=4), timedelta(weeks=12)


@transaction.atomic
def offer(
    *, by: Any, department: Any = None, organisation: Any = None, partner: Any = None, **said: Any
) -> Opportunity:
    """Write a new opportunity as a draft of a department or an organisation.

    A swap names its `partner`, the body on the other side; the half that the partner would host is proposed to it.
    """
    row = Opportunity(
        ref=next_reference("SC"), host_department=department, host_organisation=organisation, created_by=by
    )
    rules.check(by, "offer", row)
    skills = said.pop("skills", ())
    assign(row, said, FIELDS)
    check(row)
    if row.host_manager is None and department is not None:
        row.host_manager = by
    if row.direction == Direction.SWAP:
        row.swap = swaps.begin(row, partner, by=by)
    save(row, by=by, verb="opportunity.offered")
    _put_skills(row, skills)
    if row.swap is not None:
        swaps.propose(row, partner, by=by)
    waiting = people.of_side(row, "host") if department else []
    tell_people(waiting, row, "secondment_to_approve", by)
    return row


@transaction.atomic
def edit(*, opportunity: Opportunity, by: Any, **said: Any) -> Opportunity:
    """Change a draft. What was approved goes back to be approved again."""
    row = take(opportunity, by=by, verb="edit_opportunity")
    must_be(row, O.DRAFT, O.APPROVED)
    before = row.state
    skills = said.pop("skills", None)
    if (said.get("direction", row.direction) == Direction.SWAP) != (row.direction == Direction.SWAP):
        raise Invalid({"direction": [_("A swap is written as one, and untied with a reason.")]})
    assign(row, said, FIELDS)
    check(row)
    if row.state == O.APPROVED:
        row.state = O.DRAFT
        row.approved_by, row.approved_at, row.overseer = None, None, None
    save(row, by=by, verb="opportunity.edited", before=before)
    if skills is not None:
        _put_skills(row, skills)
    swaps.follow_dates(row, by=by)
    return row


def _put_skills(row: Opportunity, skills: Any) -> None:
    row.skills.set(skills)
    row.skill_codes = sorted(skill.code for skill in skills)
    row.save(update_fields=["skill_codes"])


def check(row: Opportunity) -> None:
    """What one row must say by itself, in words of the form; the database holds the rest."""
    length = row.ends_on - row.starts_on + timedelta(1)
    if row.shape == Shape.SHORT and not SHORTEST <= length <= LONGEST:
        raise Invalid({"ends_on": [_("A short placement lasts 4 to 12 weeks.")]})
    if row.direction == Direction.SWAP and row.places != 1:
        raise Invalid({"places": [_("A swap is one person for one person.")]})
    if row.shape == Shape.FULL and row.fte_percent < 100:
        raise Invalid({"fte_percent": [_("A full-time post is 100 per cent of full time.")]})
    if row.shape == Shape.PART and row.fte_percent >= 100:
        raise Invalid({"fte_percent": [_("A part-time post is less than 100 per cent of full time.")]})
    if row.direction != "outward" and row.ends_on > clocks.last_day_without_approval(row.starts_on):
        raise Invalid({"ends_on": [_("A post in the Civil Service lasts 24 months at most.")]})
    if row.closes_on >= row.starts_on:
        raise Invalid({"closes_on": [_("Applications must close before the first day.")]})
    if row.ends_on <= row.starts_on:
        raise Invalid({"ends_on": [_("The last day must be after the first.")]})


@transaction.atomic
def approve(*, opportunity: Opportunity, by: Any) -> Opportunity:
    """Approve a draft, as a second person. The officer's department looks after it from then on."""
    row = take(opportunity, by=by, verb="approve")
    before = row.state
    swaps.must_be_agreed(row)
    move(row, O.APPROVED, OPPORTUNITY_MOVES)
    row.approved_by, row.approved_at = by, timezone.now()
    row.overseer_id = row.host_department_id or halves.department_of(row) or min(offices(by))
    save(row, by=by, verb="opportunity.approved", before=before)
    tell_people(_host(row), row, "secondment_approved", by)
    return row


@transaction.atomic
def send_back(*, opportunity: Opportunity, reason: str, by: Any) -> Opportunity:
    """Return what was approved to its writer as a draft."""
    row = take(opportunity, by=by, verb="approve")
    require(reason, "reason", _("Enter a reason"))
    before = row.state
    move(row, O.DRAFT, OPPORTUNITY_MOVES)
    row.approved_by, row.approved_at, row.overseer = None, None, None
    save(row, by=by, verb="opportunity.sent_back", before=before)
    return row


@transaction.atomic
def advertise(*, opportunity: Opportunity, by: Any) -> Opportunity:
    """Put an approved opportunity on the public list until its closing day; a swap with both halves at once."""
    half = halves.other(opportunity)
    if half is not None and half.state != O.APPROVED:
        raise Invalid({"": [_("The other half of the swap is not approved yet.")]})
    row = take(opportunity, by=by, verb="advertise")
    must_be(row, O.APPROVED)
    if half is not None:
        _to_the_list(Opportunity.objects.locked().get(pk=half.pk), by)
    return _to_the_list(row, by)


def _to_the_list(row: Opportunity, by: Any) -> Opportunity:
    before = row.state
    if row.closes_on < clocks.today():
        raise Invalid({"": [_("The closing day has passed. Change it first.")]})
    move(row, O.ADVERTISED, OPPORTUNITY_MOVES)
    row.advertised_at, row.result_due_on = timezone.now(), clocks.result_due(row.closes_on)
    save(row, by=by, verb="opportunity.advertised", before=before)
    return row


@transaction.atomic
def start_matching(*, opportunity: Opportunity, by: Any) -> Opportunity:
    """Close it to new applications, early or because its day has come."""
    row = Opportunity.objects.locked().get(pk=opportunity.pk)
    if not getattr(by, "is_system", False):
        rules.check(by, "advertise", row)
    before = row.state
    move(row, O.MATCHING, OPPORTUNITY_MOVES)
    return save(row, by=by, verb="opportunity.matching", before=before)


@transaction.atomic
def withdraw(*, opportunity: Opportunity, reason: str, by: Any) -> Opportunity:
    """Take it off the list; everybody who applied is told. Of a swap, the other half goes with it."""
    row = take(opportunity, by=by, verb="withdraw_opportunity")
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    if (half := halves.other(row)) is not None:
        tell_people(_host(half), half, "secondment_swap", by, step=O.WITHDRAWN.label)
        _off_the_list(Opportunity.objects.locked().get(pk=half.pk), reason, by)
    return _off_the_list(row, reason, by)


def _off_the_list(row: Opportunity, reason: str, by: Any) -> Opportunity:
    before, row.withdrawn_reason = row.state, reason
    move(row, O.WITHDRAWN, OPPORTUNITY_MOVES)
    save(row, by=by, verb="opportunity.withdrawn", before=before)
    from secondments.actions.nominations import close_for_withdrawal

    close_for_withdrawal(row, by=by)
    return row


def filled_if_full(row: Opportunity, *, by: Any) -> None:
    """After an announcement: no place left means filled; of one that is left the host is told."""
    taken = row.nominations.filter(state="matched").count()
    if taken > row.places:
        raise WrongState(_("All places of this opportunity are taken."))
    if row.state == O.MATCHING and taken < row.places and not row.has_waiting():
        tell_of_free_places(row, by)
    if taken == row.places and row.state == O.MATCHING:
        row.state, row.filled_at = O.FILLED, timezone.now()
        save(row, by=by, verb="opportunity.filled", before=O.MATCHING)


def _host(row: Opportunity) -> list[Any]:
    return list({one.pk: one for one in [row.created_by, *people.of_side(row, "host")]}.values())
