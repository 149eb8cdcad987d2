"""What the portal writes to people about their role and their account; sent whatever they prefer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation import notifications
from foundation.accounts.models import User
from foundation.directory.enums import GovernmentRole
from foundation.directory.models import Appointment

PURPOSE = _("it concerns your account.")


def register() -> None:
    notifications.register(
        "role_given",
        subject=_("You have a role on Front Door"),
        body=_(
            "An administrator gave you this role: %(role)s. Sign in with this email address. The first time, you will "
            "be asked to set up a second factor."
        ),
        purpose=PURPOSE,
        mandatory=True,
    )
    notifications.register(
        "second_factor_reset",
        subject=_("Your second factor was removed"),
        body=_(
            "An administrator removed your second factor and your recovery codes, and signed you out everywhere. Sign "
            "in and set up a new one. If you did not ask for this, tell your administrator at once."
        ),
        purpose=PURPOSE,
        mandatory=True,
        urgent=True,
    )


def role_given(appointment: Appointment) -> None:
    notifications.tell(
        [appointment.user],
        kind="role_given",
        url=reverse("account"),
        context={"role": GovernmentRole(appointment.role).label},
    )


def second_factor_reset(user: User) -> None:
    notifications.tell([user], kind="second_factor_reset", url=reverse("account"))
