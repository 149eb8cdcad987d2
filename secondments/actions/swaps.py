"""The verbs of a swap: propose the other half, agree to it, untie the halves, decide about the one that is left."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, WrongState
from foundation.common.references import next_reference
from foundation.directory.models import Department, Organisation
from secondments import clocks, halves, people
from secondments.actions.steps import finish, must_be, refusals, require, save, take, tell_people
from secondments.enums import BEFORE, RUNNING, Direction, EarlyReason
from secondments.enums import OpportunityState as O
from secondments.models import Opportunity, Placement, Swap

# What the proposed half takes over; its host says the rest when it reads it.
ALIKE = (
    *("shape", "title", "problem", "outcomes", "level", "fte_percent", "starts_on", "ends_on", "closes_on"),
    *("remote", "funding", "reimbursed_percent", "selection", "is_blind", "priority_id", "created_by_id"),
)


def begin(row: Opportunity, partner: Any, *, by: Any) -> Swap:
    """The tie between the half that is being written and the one that is proposed with it."""
    wanted = Organisation if row.host_department_id is not None else Department
    if not isinstance(partner, wanted):
        raise Invalid(
            {"partner": [_("A swap is between a department and a civil society body: name the other.")]}
        )
    swap = Swap(ref=next_reference("SC"), from_government=row.host_department_id is not None)
    return save(swap, by=by, verb="swap.proposed")


def propose(row: Opportunity, partner: Any, *, by: Any) -> Opportunity:
    """Write the other half as a draft of the partner's, who is asked to agree and to put it in its own words."""
    into = "host_organisation" if row.host_department_id is not None else "host_department"
    half = Opportunity(
        ref=next_reference("SC"),
        direction=Direction.SWAP,
        swap=row.swap,
        nationality_rule="none",
        **{into: partner},
        **{name: getattr(row, name) for name in ALIKE},
    )
    with refusals():
        save(half, by=by, verb="opportunity.proposed")
    tell_people(people.of_side(half, "host"), half, "secondment_swap", by, step=_("Proposed to you"))
    return half


@transaction.atomic
def agree(*, opportunity: Opportunity, by: Any) -> Opportunity:
    """Say yes, for the body to which it was proposed, to hosting this half and sending somebody to the other."""
    row = take(opportunity, by=by, verb="agree_swap")
    if not halves.is_proposed(row):
        raise WrongState(_("This half of the swap waits for nobody’s yes."))
    swap = Swap.objects.locked().get(pk=row.swap_id)
    swap.agreed_by, swap.agreed_at = by, timezone.now()
    save(swap, by=by, verb="swap.agreed")
    if row.host_manager_id is None:
        row.host_manager = by
        save(row, by=by, verb="opportunity.edited")
    half = halves.other(row)
    tell_people(people.of_side(half, "host"), half, "secondment_swap", by, step=_("Agreed by the other side"))
    return row


def must_be_agreed(row: Opportunity) -> None:
    if halves.is_tied(row) and row.swap.agreed_at is None:
        raise Invalid({"": [_("The other side has not agreed to the swap yet.")]})


def follow_dates(row: Opportunity, *, by: Any) -> None:
    """Both halves have the same days. What was agreed or approved for other days is asked again."""
    half = halves.other(row)
    if half is None or (half.starts_on, half.ends_on) == (row.starts_on, row.ends_on):
        return
    half = Opportunity.objects.locked().get(pk=half.pk)
    must_be(half, O.DRAFT, O.APPROVED)
    before = half.state
    half.starts_on, half.ends_on = row.starts_on, row.ends_on
    half.closes_on = min(half.closes_on, row.closes_on)
    half.state, half.approved_by, half.approved_at, half.overseer = O.DRAFT, None, None, None
    with refusals():
        save(half, by=by, verb="opportunity.edited", before=before)
    by_proposer = row.swap.from_government == (row.host_department_id is not None)
    if row.swap.agreed_at is not None and by_proposer:
        swap = Swap.objects.locked().get(pk=row.swap_id)
        swap.agreed_by, swap.agreed_at = None, None
        save(swap, by=by, verb="swap.dates_changed")


@transaction.atomic
def untie(*, reason: str, by: Any, opportunity: Any = None, placement: Any = None) -> Any:
    """Set the halves free of each other, with the reason that both sides read. Each is a secondment of its own then."""
    from secondments.actions import changes

    row = take(opportunity or placement, by=by, verb="untie")
    if not halves.is_tied(row):
        raise WrongState(_("It is tied to no other half."))
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    swap = Swap.objects.locked().get(pk=row.swap_id)
    half = swap.beside(row)
    swap.untied_by, swap.untied_at, swap.untied_reason = by, timezone.now(), reason
    swap.undecided_since = None
    save(swap, by=by, verb="swap.untied")
    for post in swap.opportunities.locked().order_by("pk"):
        if post.direction == Direction.SWAP:
            post.direction = Direction.INWARD if post.host_department_id else Direction.OUTWARD
            save(post, by=by, verb="opportunity.untied")
    for one in swap.placements.locked().filter(state__in=(*BEFORE, *RUNNING)).order_by("pk"):
        finish(one, by=by, verb="untied", before=one.state, reason=reason)
        if one.state in RUNNING and (text := changes.waiting(one)) is not None:
            changes.carry_over(one, text, by=by)
        tell_people(
            people.of_placement(one), one, "secondment_swap", by, step=_("Untied from the other half")
        )
    if placement is None and half is not None:
        tell_people(
            people.of_side(half, "host"), half, "secondment_swap", by, step=_("Untied from the other half")
        )
    return type(row).objects.get(pk=row.pk)


def ask_about_the_other(row: Placement, *, by: Any) -> None:
    """One half stopped before its time: somebody has to say what becomes of the other."""
    half = halves.other(row)
    if half is None or half.state not in (*BEFORE, *RUNNING):
        return
    swap = Swap.objects.locked().get(pk=row.swap_id)
    swap.undecided_since = clocks.today()
    save(swap, by=by, verb="swap.half_stopped")
    half = swap.placements.locked().get(pk=half.pk)
    finish(half, by=by, verb="half_stopped", before=half.state)
    officers = people.officers(half.host_department_id or half.home_department_id)
    tell_people(
        officers, half, "secondment_swap", by, step=_("The other half stopped: decide about this one")
    )


@transaction.atomic
def decide(*, placement: Placement, what: str, reason: str, by: Any) -> Placement:
    """Say what becomes of the half that is left: it goes on by itself, or it ends too."""
    from secondments.actions import endings, placements

    row = take(placement, by=by, verb="untie")
    if not halves.is_undecided(row):
        raise WrongState(_("Nothing has to be decided about the other half."))
    if what == "goes_on":
        return untie(placement=row, reason=reason, by=by)
    swap = Swap.objects.locked().get(pk=row.swap_id)
    swap.undecided_since = None
    save(swap, by=by, verb="swap.half_ends_too")
    if row.state in BEFORE:
        return placements.cancel(placement=row, reason=reason, by=by)
    return endings.end_early(placement=row, cause=EarlyReason.OTHER, note=reason, by=by)
