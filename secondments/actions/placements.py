"""From match to start: conflicts, approvals, clearance, the recruitment exception, and the start itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from foundation.common.references import next_reference
from secondments import clocks, halves, people
from secondments.actions import swaps
from secondments.actions.reopening import give_place_back
from secondments.actions.steps import finish, move, must_be, refusals, require, save, take, tell_people
from secondments.covering import must_cover
from secondments.enums import (
    BEFORE,
    CLEARANCE_RANK,
    PLACEMENT_MOVES,
    RUNNING,
    ApprovalKind,
    CandidateState,
    Direction,
    ExceptionBasis,
    Mitigation,
)
from secondments.enums import PlacementState as P
from secondments.identity import person_key
from secondments.models import (
    Approval,
    Candidate,
    Conflict,
    Nomination,
    Opportunity,
    Placement,
    Recusal,
    Swap,
)
from secondments.onboarding import HOME_MATTER, items_for


@transaction.atomic
def place(*, nomination: Nomination, by: Any) -> Placement:
    """Make a placement of a match. The home body's own bids and grants are a recusal from the first moment.

    Profile and opportunity are taken as they now stand, not as they stood when the nomination was read.
    """
    person = Candidate.objects.locked().get(pk=nomination.candidate_id)
    post = Opportunity.objects.locked().select_related("swap").get(pk=nomination.opportunity_id)
    today = clocks.today()
    inward = post.host_department_id is not None
    row = Placement(
        ref=next_reference("SC"),
        nomination=nomination,
        person_id=person.person_id,
        direction=Direction.INWARD if inward else Direction.OUTWARD,
        swap_id=post.swap_id if halves.is_tied(post) else None,
        home_department_id=person.home_department_id,
        home_organisation_id=person.home_organisation_id,
        host_department_id=post.host_department_id,
        host_organisation_id=post.host_organisation_id,
        home_manager_id=person.manager_id,
        host_manager_id=post.host_manager_id,
        title=post.title,
        level=post.level,
        shape=post.shape,
        funding=post.funding,
        clearance_level=post.clearance,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
        contract_ends_on=person.contract_ends_on,
        matched_on=today,
        state_since=today,
    )
    finish(row, by=by, verb="matched", before="", tell=False)
    _recuse_from_home(row)
    row.onboardingitems.bulk_create(items_for(row))
    return advance(row, by=by)


def _recuse_from_home(row: Placement) -> None:
    Recusal.objects.create(
        placement=row,
        organisation_id=row.home_organisation_id or row.host_organisation_id,
        matter=HOME_MATTER,
        from_on=row.starts_on,
        to_on=row.ends_on,
    )


def missing(row: Placement, today: date) -> list[str]:
    """Gates that are still shut, in the order in which they are shown."""
    cleared = row.clearance_granted_on and row.clearance_expires_on and row.clearance_expires_on >= today
    approved = row.hr_approved_on and row.finance_approved_on
    if row.direction == Direction.INWARD:
        known = row.exception != ExceptionBasis.THREE or row.person_key
        approved = approved and row.exception and row.exception_recorded_on and known
    gates = {
        P.CONFLICT_CHECK: row.conflicts_declared_on and row.conflicts_signed_off_on,
        P.APPROVALS: approved,
        P.CLEARANCE: cleared,
        P.AGREEMENT: row.agreement_signed_on,
    }
    return [gate for gate, is_open in gates.items() if not is_open]


def advance(row: Placement, *, by: Any, verb: str = "advanced", reason: str = "", **facts: Any) -> Placement:
    """Before the start, the state is the first gate that is still shut."""
    before = row.state
    if row.state in BEFORE:
        shut = missing(row, clocks.today())
        row.state = shut[0] if shut else P.AGREEMENT_SIGNED
    return finish(row, by=by, verb=verb, before=before, reason=reason, **facts)


@transaction.atomic
def declare(*, placement: Placement, interests: Sequence[str], by: Any) -> Placement:
    """The secondee names interests that could pull the other way, or says that there are none; the officer decides.

    A new one may be named on any day until the end. Before the start it shuts the gate until it is signed off.
    """
    row = take(placement, by=by, verb="declare")
    must_be(row, *BEFORE, *RUNNING)
    named = [text.strip()[:1000] for text in interests if text.strip()]
    if not named and row.conflicts_declared_on is not None:
        raise Invalid({"interests": [_("You have declared your interests before. Enter what is new.")]})
    Conflict.objects.bulk_create(Conflict(placement=row, interest=text) for text in named)
    row.conflicts_declared_on = clocks.today()
    row.interests_since = row.interests_since or clocks.today()
    if row.state in BEFORE:
        row.conflicts_signed_off_on, row.conflicts_signed_off_by = None, None
    advance(row, by=by, verb="declared")
    officers = people.officers(row.host_department_id or row.home_department_id)
    tell_people(officers, row, "secondment_interest", by, due=clocks.interests_due(row.interests_since))
    return row


@transaction.atomic
def mitigate(
    *,
    placement: Placement,
    conflict: Conflict,
    mitigation: str,
    by: Any,
    detail: str = "",
    organisation: Any = None,
) -> Placement:
    """Decide what is done about one interest. A recusal enters the register that departments' systems ask."""
    row = take(placement, by=by, verb="sign_off")
    must_be(row, *BEFORE, *RUNNING)
    found = row.conflicts.select_for_update().get(pk=conflict.pk)
    found.mitigation, found.detail = Mitigation(mitigation), detail[:1000]
    found.reviewed_on, found.reviewed_by = clocks.today(), by
    found.save()
    if mitigation == Mitigation.RECUSE:
        matter = require(detail, "detail", _("Enter what the person stays out of"), 300)
        Recusal.objects.create(
            placement=row,
            organisation=organisation,
            matter=matter,
            conflict=found,
            from_on=row.starts_on,
            to_on=row.ends_on,
        )
    if row.state in RUNNING and not row.conflicts.filter(reviewed_on=None).exists():
        row.interests_since = None
    return advance(row, by=by, verb="mitigated", mitigation=mitigation)


@transaction.atomic
def sign_off(*, placement: Placement, by: Any) -> Placement:
    """Sign the conflicts off, once each has its mitigation."""
    row = take(placement, by=by, verb="sign_off")
    must_be(row, *BEFORE)
    if row.conflicts_declared_on is None:
        raise Invalid({"": [_("The secondee has not declared their interests yet.")]})
    if row.conflicts.filter(reviewed_on__isnull=True).exists():
        raise Invalid({"": [_("Decide what is done about each interest first.")]})
    row.conflicts_signed_off_on, row.conflicts_signed_off_by = clocks.today(), by
    row.interests_since = None
    return advance(row, by=by, verb="conflicts_signed_off")


@transaction.atomic
def approve(
    *,
    placement: Placement,
    kind: str,
    by: Any,
    reference: str = "",
    note: str = "",
    until: date | None = None,
) -> Placement:
    """Record an approval: of HR, of finance, or from outside with its reference.

    It holds for the last day as it now stands; the Commission says itself how far its approval reaches.
    """
    row = take(placement, by=by, verb="approve_placement")
    must_be(row, *BEFORE, P.ACTIVE, P.ENDING)
    today, kind = clocks.today(), ApprovalKind(kind)
    if kind in (ApprovalKind.COMMISSION, ApprovalKind.TREASURY):
        reference = require(reference, "reference", _("Enter the reference of the approval"), 60)
    if kind == ApprovalKind.COMMISSION and until is None:
        raise Invalid({"until": [_("Enter the last day that the Commission approved")]})
    said = {"reference": reference, "note": note[:1000], "by": by, "on": today}
    last = until if kind == ApprovalKind.COMMISSION else row.ends_on
    Approval.objects.create(placement=row, kind=kind, until=last, **said)
    match kind:
        case ApprovalKind.HR:
            row.hr_approved_on = today
        case ApprovalKind.FINANCE:
            row.finance_approved_on = today
        case ApprovalKind.COMMISSION:
            row.commission_ref = reference
            must_cover(row, row.ends_on, "until")
        case ApprovalKind.TREASURY:
            row.treasury_ref = reference
    return advance(row, by=by, verb="approved", kind=kind)


@transaction.atomic
def record_exception(
    *, placement: Placement, basis: str, by: Any, full_name: str = "", born_on: date | None = None
) -> Placement:
    """Record on what ground somebody joins the Civil Service without open competition, or after one.

    An exception needs name and date of birth from an identity document: neither is kept, only a key made of them.
    """
    row = take(placement, by=by, verb="approve_placement")
    must_be(row, *BEFORE)
    if row.direction != Direction.INWARD:
        raise Invalid({"basis": [_("Only those who come into the Civil Service need one.")]})
    if not basis:
        raise Invalid({"basis": [_("Select the ground")]})
    today = clocks.today()
    row.exception, row.exception_recorded_on = ExceptionBasis(basis), today
    row.person_key, row.identity_checked_on = "", None
    if basis == ExceptionBasis.THREE:
        if born_on is None:
            raise Invalid({"born_on": [_("Enter the date of birth, as the document has it.")]})
        row.person_key, row.identity_checked_on = person_key(full_name, born_on, today), today
    return advance(row, by=by, verb="exception_recorded", basis=basis)


@transaction.atomic
def ask_clearance(*, placement: Placement, by: Any) -> Placement:
    """Note that clearance was asked for; it is chased every ten working days."""
    row = take(placement, by=by, verb="clear")
    must_be(row, *BEFORE)
    row.clearance_requested_on = clocks.today()
    return advance(row, by=by, verb="clearance_asked")


@transaction.atomic
def grant_clearance(*, placement: Placement, level: str, expires_on: date, by: Any) -> Placement:
    """Record a clearance at the level of the post or above, and the last day on which it holds."""
    row = take(placement, by=by, verb="clear")
    must_be(row, *BEFORE, P.ACTIVE, P.PAUSED, P.ENDING)
    today = clocks.today()
    if CLEARANCE_RANK[level] < CLEARANCE_RANK[row.clearance_level]:
        raise Invalid({"level": [_("The post needs a higher level.")]})
    if expires_on < today:
        raise Invalid({"expires_on": [_("This clearance has run out.")]})
    if row.state in BEFORE or row.clearance_granted_on is None:
        row.clearance_granted_on = today
    row.clearance_expires_on = expires_on
    return advance(row, by=by, verb="clearance_granted", level=level)


@transaction.atomic
def start(*, placement: Placement, by: Any) -> Placement:
    """Make the placement active. Every gate is asked again here, and by the database. A swap starts as a whole."""
    half = _half(placement)
    row = take(placement, by=by, verb="start")
    if half is None:
        return _start(row, by)
    if half.state not in (*BEFORE, *RUNNING):
        raise Invalid(
            {"": [_("The other half of the swap has ended. Decide first what becomes of this one.")]}
        )
    if half.state in BEFORE:
        other = take(half, by=by, verb="start")
        _may_start(row)
        if shut := missing(other, clocks.today()):
            gates = ", ".join(str(P(gate).label) for gate in shut)
            raise Invalid({"": [_("The other half of the swap is not ready: %(gates)s") % {"gates": gates}]})
        _start(other, by)
    return _start(row, by)


def _half(row: Placement) -> Placement | None:
    """The other half of a tied swap. The swap is locked first, so that two hands on its halves wait for each other."""
    if row.swap_id is None:
        return None
    Swap.objects.locked().get(pk=row.swap_id)
    return halves.other(Placement.objects.select_related("swap").get(pk=row.pk))


def _start(row: Placement, by: Any) -> Placement:
    today = _may_start(row)
    before = row.state
    move(row, P.ACTIVE, PLACEMENT_MOVES)
    row.activated_on = today
    with refusals():
        return finish(row, by=by, verb="started", before=before)


def _may_start(row: Placement) -> date:
    must_be(row, *BEFORE)
    today = clocks.today()
    if shut := missing(row, today):
        raise Invalid({"": [P(gate).label for gate in shut]})
    if today < row.starts_on:
        raise Invalid({"": [_("It can start on its first day, not before.")]})
    return today


@transaction.atomic
def set_dates(*, placement: Placement, starts_on: date, ends_on: date, by: Any) -> Placement:
    """Change the dates before the agreement is signed, of a swap both halves'; a signed text is replaced first.

    A longer placement is approved again by HR and finance, who said yes to a shorter one.
    """
    half = _half(placement)
    row = take(placement, by=by, verb="draft_agreement")
    if half is not None:
        _set_dates(Placement.objects.locked().get(pk=half.pk), starts_on, ends_on, by)
    return _set_dates(row, starts_on, ends_on, by)


def _set_dates(row: Placement, starts_on: date, ends_on: date, by: Any) -> Placement:
    must_be(row, *BEFORE)
    _must_be_unsigned(row)
    must_cover(row, ends_on, "ends_on")
    if ends_on > row.ends_on or starts_on < row.starts_on:
        row.hr_approved_on, row.finance_approved_on = None, None
    row.starts_on, row.ends_on = starts_on, ends_on
    row.agreements.filter(state="draft").update(starts_on=starts_on, ends_on=ends_on)
    with refusals():
        advance(row, by=by, verb="dates_set")
    row.recusals.update(from_on=starts_on, to_on=ends_on)
    return row


def _must_be_unsigned(row: Placement) -> None:
    """The dates stand in the text: one that is out, or signed, is replaced first."""
    if row.agreements.filter(state="issued").exists():
        raise Invalid({"": [_("The agreement is out to be signed. Take it back, then change the dates.")]})
    if row.agreement_signed_on is not None:
        sentence = _(
            "The agreement is signed with these dates. Draw up a new text to replace it, then change the dates."
        )
        raise Invalid({"": [sentence]})


@transaction.atomic
def cancel(*, placement: Placement, reason: str, by: Any) -> Placement:
    """Give a placement up before it starts; the person may apply again."""
    row = take(placement, by=by, verb="give_up")
    before = row.state
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    move(row, P.CANCELLED, PLACEMENT_MOVES)
    finish(row, by=by, verb="cancelled", before=before, reason=reason)
    free(row, by=by)
    give_place_back(row, by=by)
    swaps.ask_about_the_other(row, by=by)
    return row


def free(row: Placement, *, by: Any) -> None:
    """The person may apply again, with the consent that they have."""
    candidate = Candidate.objects.locked().get(nominations=row.nomination_id)
    if candidate.state == CandidateState.PLACED:
        candidate.state = CandidateState.AGREED
        save(candidate, by=by, verb="candidate.free", before=CandidateState.PLACED, only=["state"])
