"""Asking somebody in by e-mail. The link holds a secret; the database holds its hash."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.accounts.addresses import canonical, same
from foundation.accounts.models import User
from foundation.common.errors import Invalid, NotAllowed, TooMany, WrongState
from foundation.directory import messages
from foundation.directory.actions.memberships import bring_in, lock
from foundation.directory.enums import ConfirmedBy, MembershipState
from foundation.directory.models import Invitation, Membership, Organisation
from foundation.directory.rules import check
from foundation.directory.standing import forget

LASTS = timedelta(days=14)
MOST_OPEN = 50


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, organisation: Organisation, email: str, by: User) -> Invitation:
    """Send a link that lets the holder of this address join. A new invitation replaces an older one.

    Nothing here depends on whether somebody has an account with the address.
    """
    organisation = lock(organisation)
    check(by, "invite", organisation)
    email = _address(email)
    if organisation.memberships.active().filter(user__email__iexact=email).exists():
        raise WrongState(_("A member of this organisation has this address already."))
    standing_ones = organisation.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    standing_ones.filter(email__iexact=email).update(withdrawn_at=timezone.now())
    if organisation.invitations.open().count() >= MOST_OPEN:
        raise TooMany(_("Many invitations are open already. Withdraw some first."), retry_after=3600)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        token_hash=fingerprint(token),
        invited_by=by,
        expires_at=timezone.now() + LASTS,
    )
    audit.record(by=by, verb="invitation.sent", target=organisation, invitation=invitation.pk)
    messages.invited(invitation, token, by)
    return invitation


def _address(email: str) -> str:
    try:
        return canonical(email)
    except ValidationError as error:
        raise Invalid({"email": error.messages}) from None


def find_invitation(token: str) -> Invitation | None:
    """The invitation behind a link, while it can be accepted."""
    if len(token) > 100:
        return None
    rows = Invitation.objects.select_related("organisation", "invited_by").open()
    return rows.filter(token_hash=fingerprint(token)).first()


@transaction.atomic
def accept_invitation(*, token: str, by: User) -> Membership:
    """Join by invitation: once, in time, and with the address that it was sent to."""
    found = find_invitation(token)
    if found is None:
        raise WrongState(_("This invitation has expired or was used already. Ask for a new one."))
    organisation = lock(found.organisation)
    invitation = Invitation.objects.select_for_update().get(pk=found.pk)
    if not invitation.is_open:
        raise WrongState(_("This invitation has expired or was used already. Ask for a new one."))
    if not same(invitation.email, by.email):
        raise NotAllowed(_("This invitation was sent to another e-mail address. Sign in with that address."))
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = organisation.memberships.open().filter(user=by).first()
    membership = membership or Membership(organisation=organisation, user=by)
    if membership.state != MembershipState.ACTIVE:
        membership.organisation = organisation
        bring_in(membership, ConfirmedBy.INVITATION)
    forget(by)
    audit.record(
        by=by,
        verb="invitation.accepted",
        target=organisation,
        after=membership.state,
        invitation=invitation.pk,
    )
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    organisation = lock(invitation.organisation)
    check(by, "invite", organisation)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise WrongState(_("This invitation was accepted or withdrawn already."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(by=by, verb="invitation.withdrawn", target=organisation, invitation=invitation.pk)
    return invitation
