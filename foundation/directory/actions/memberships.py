"""Coming into an organisation, leading it, leaving it. Each verb locks the organisation first."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.accounts.models import User
from foundation.common.errors import TooMany, WrongState
from foundation.directory import messages
from foundation.directory.enums import ConfirmedBy, Ending, MembershipRole, MembershipState, Verification
from foundation.directory.models import Membership, Organisation
from foundation.directory.proofs import domain_matches
from foundation.directory.rules import check, is_lead
from foundation.directory.standing import forget

MOST_ASKED = 20


def lock(organisation: Organisation) -> Organisation:
    return Organisation.objects.locked().get(pk=organisation.pk)


def has_lead(organisation: Organisation) -> bool:
    return organisation.memberships.active().filter(role=MembershipRole.LEAD).exists()


@transaction.atomic
def claim_membership(*, organisation: Organisation, by: User) -> Membership:
    """Say that one belongs to an organisation; `rules.py` says what follows. Saying it twice changes nothing."""
    organisation = lock(organisation)
    check(by, "claim", organisation)
    if present := organisation.memberships.open().filter(user=by).first():
        return present
    if Membership.objects.asking().filter(user=by).count() >= MOST_ASKED:
        raise TooMany(_("You are waiting for several organisations already."), retry_after=86_400)
    if has_lead(organisation):
        membership = Membership.objects.create(
            organisation=organisation, user=by, state=MembershipState.WAITING
        )
        messages.asked(membership)
    elif domain_matches(by, organisation):
        membership = _prove(organisation, by)
    else:
        membership = Membership.objects.create(
            organisation=organisation, user=by, state=MembershipState.CLAIMED
        )
    forget(by)
    audit.record(by=by, verb="membership.claimed", target=organisation, after=membership.state)
    return membership


def _prove(organisation: Organisation, by: User) -> Membership:
    membership = Membership(organisation=organisation, user=by)
    bring_in(membership, ConfirmedBy.DOMAIN)
    if organisation.verification_level < Verification.DOMAIN_MATCHED:
        organisation.verification_level = Verification.DOMAIN_MATCHED
        organisation.updated_at = timezone.now()
        organisation.save(update_fields=["verification_level", "updated_at"])
    return membership


def bring_in(membership: Membership, how: str) -> None:
    """Make it active. Whoever is first leads, and decides about those who only claimed."""
    first = not has_lead(membership.organisation)
    membership.state, membership.confirmed_by = MembershipState.ACTIVE, how
    membership.joined_at = timezone.now()
    if first:
        membership.role = MembershipRole.LEAD
    membership.save()
    if first:
        claims = membership.organisation.memberships.filter(state=MembershipState.CLAIMED)
        claims.update(state=MembershipState.WAITING)


@transaction.atomic
def confirm_membership(*, membership: Membership, by: User) -> Membership:
    """Say yes to somebody who asked."""
    membership = _locked(membership)
    check(by, "decide", membership)
    if membership.state not in (MembershipState.CLAIMED, MembershipState.WAITING):
        raise WrongState(_("This person is no longer waiting for an answer."))
    before = membership.state
    bring_in(membership, ConfirmedBy.LEAD if is_lead(by, membership.organisation) else ConfirmedBy.OFFICIAL)
    _record(membership, by, "membership.confirmed", before)
    messages.confirmed(membership)
    return membership


@transaction.atomic
def decline_membership(*, membership: Membership, by: User) -> Membership:
    """Say no to somebody who asked."""
    membership = _locked(membership)
    check(by, "decide", membership)
    if membership.state not in (MembershipState.CLAIMED, MembershipState.WAITING):
        raise WrongState(_("This person is no longer waiting for an answer."))
    before = _end(membership, Ending.DECLINED)
    _record(membership, by, "membership.declined", before)
    messages.declined(membership)
    return membership


@transaction.atomic
def leave(*, organisation: Organisation, by: User) -> Membership:
    """Leave, or stop asking. The last lead cannot leave the others without one."""
    organisation = lock(organisation)
    membership = organisation.memberships.open().filter(user=by).first()
    if membership is None:
        raise WrongState(_("You do not belong to this organisation."))
    _keep_a_lead(membership)
    before = _end(membership, Ending.LEFT)
    _leave_claims_to_officials(organisation)
    forget(by)
    _record(membership, by, "membership.left", before)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> Membership:
    """Take somebody out. Invitations that they sent and nobody accepted go with them."""
    membership = _locked(membership)
    check(by, "remove", membership)
    if membership.state != MembershipState.ACTIVE:
        raise WrongState(_("This person is not a member."))
    _keep_a_lead(membership)
    before = _end(membership, Ending.REMOVED)
    open_invitations = membership.organisation.invitations.open().filter(invited_by=membership.user_id)
    open_invitations.update(withdrawn_at=timezone.now())
    _record(membership, by, "membership.removed", before)
    messages.removed(membership)
    return membership


@transaction.atomic
def make_lead(*, membership: Membership, by: User) -> Membership:
    membership = _locked(membership)
    check(by, "make_lead", membership)
    if membership.state != MembershipState.ACTIVE or membership.role == MembershipRole.LEAD:
        raise WrongState(_("Only a member who does not lead yet can become a lead."))
    membership.role = MembershipRole.LEAD
    membership.save(update_fields=["role"])
    _record(membership, by, "membership.made_lead", MembershipRole.MEMBER, MembershipRole.LEAD)
    messages.made_lead(membership)
    return membership


@transaction.atomic
def step_down(*, membership: Membership, by: User) -> Membership:
    """Be a member again; another lead stays."""
    membership = _locked(membership)
    check(by, "step_down", membership)
    if membership.state != MembershipState.ACTIVE or membership.role != MembershipRole.LEAD:
        raise WrongState(_("You do not lead this organisation."))
    if not _other_leads(membership).exists():
        raise WrongState(_("Make somebody else a lead first."))
    membership.role = MembershipRole.MEMBER
    membership.save(update_fields=["role"])
    forget(by)
    _record(membership, by, "membership.stepped_down", MembershipRole.LEAD, MembershipRole.MEMBER)
    return membership


def _locked(membership: Membership) -> Membership:
    organisation = lock(membership.organisation)
    fresh = Membership.objects.select_related("user").get(pk=membership.pk)
    fresh.organisation = organisation
    return fresh


def _other_leads(membership: Membership) -> Any:
    active = membership.organisation.memberships.active().exclude(pk=membership.pk)
    return active.filter(role=MembershipRole.LEAD)


def _keep_a_lead(membership: Membership) -> None:
    if (
        not membership.is_active
        or membership.role != MembershipRole.LEAD
        or _other_leads(membership).exists()
    ):
        return
    if membership.organisation.memberships.active().exclude(pk=membership.pk).exists():
        raise WrongState(_("Make somebody else a lead first."))


def _leave_claims_to_officials(organisation: Organisation) -> None:
    if not has_lead(organisation):
        waiting = organisation.memberships.filter(state=MembershipState.WAITING)
        waiting.update(state=MembershipState.CLAIMED)


def _end(membership: Membership, ending: str) -> str:
    before = membership.state
    membership.state, membership.ending = MembershipState.ENDED, ending
    membership.left_at = timezone.now()
    membership.save(update_fields=["state", "ending", "left_at"])
    forget(membership.user)
    return before


def _record(membership: Membership, by: Any, verb: str, before: str, after: str = "") -> None:
    audit.record(
        by=by,
        verb=verb,
        target=membership.organisation,
        before=before,
        after=after or membership.state,
        member=str(membership.user.public_id),
    )
