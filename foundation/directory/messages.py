"""What the portal writes to people about the organisations they belong to."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from foundation import notifications
from foundation.accounts.models import User
from foundation.directory.models import Invitation, Membership, Organisation

LEADS = _("you lead this organisation.")
BELONGS = _("you belong to this organisation, or asked to.")

KINDS = {
    "membership_asked": (
        _("Somebody asks to join %(organisation)s"),
        _("%(name)s says that they belong to %(organisation)s. Sign in to say yes or no."),
        LEADS,
    ),
    "membership_confirmed": (
        _("You belong to %(organisation)s now"),
        _("You can send requests for %(organisation)s, and see those that others in it have sent."),
        BELONGS,
    ),
    "membership_declined": (
        _("%(organisation)s did not confirm you"),
        _("You asked to join %(organisation)s and were not confirmed. You can still write as an individual."),
        BELONGS,
    ),
    "membership_removed": (
        _("You no longer belong to %(organisation)s"),
        _("A lead of %(organisation)s has ended your membership. You can no longer see its requests."),
        BELONGS,
    ),
    "membership_made_lead": (
        _("You lead %(organisation)s now"),
        _("You can invite people to %(organisation)s, confirm those who ask to join, and say what it does."),
        BELONGS,
    ),
    "organisation_verified": (
        _("%(organisation)s has been verified"),
        _("An official or an infrastructure body vouched for %(organisation)s."),
        LEADS,
    ),
}


def register() -> None:
    for name, (subject, body, purpose) in KINDS.items():
        notifications.register(name, subject=subject, body=body, purpose=purpose)


def _leads(organisation: Organisation) -> list[User]:
    rows = organisation.memberships.active().filter(role="lead").select_related("user")[:20]
    return [row.user for row in rows if row.user.is_active]


def _tell(people: list[User], kind: str, organisation: Organisation, **context: str) -> None:
    notifications.tell(
        people,
        kind=kind,
        about=organisation,
        url=reverse("directory:organisation", args=[organisation.ref]),
        context={"organisation": organisation.name, **context},
    )


def asked(membership: Membership) -> None:
    name = membership.user.name or say("A person")
    _tell(_leads(membership.organisation), "membership_asked", membership.organisation, name=name)


def confirmed(membership: Membership) -> None:
    _tell([membership.user], "membership_confirmed", membership.organisation)


def declined(membership: Membership) -> None:
    _tell([membership.user], "membership_declined", membership.organisation)


def removed(membership: Membership) -> None:
    _tell([membership.user], "membership_removed", membership.organisation)


def made_lead(membership: Membership) -> None:
    _tell([membership.user], "membership_made_lead", membership.organisation)


def verified(organisation: Organisation) -> None:
    _tell(_leads(organisation), "organisation_verified", organisation)


def invited(invitation: Invitation, token: str, by: User) -> None:
    """The link's secret is in this text only, which is erased when it is sent."""
    from foundation.notifications.actions import queue_mail

    with override(by.language):
        facts = {
            "name": by.name or say("A person"),
            "organisation": invitation.organisation.name,
            "address": settings.SITE_URL + reverse("directory:invitation", args=[token]),
        }
        subject = say("Join %(organisation)s on Front Door") % facts
        body = (
            say(
                "%(name)s invites you to join %(organisation)s on Front Door, where civil society organisations bring "
                "their requests to government.\n\nOpen this link and sign in with the address that this message was "
                "sent to:\n\n%(address)s\n\nThe link works once, for 14 days. If you do not know %(organisation)s, "
                "ignore this message."
            )
            % facts
        )
    queue_mail([invitation.email], subject=" ".join(subject.split()), body=body, language=by.language)
