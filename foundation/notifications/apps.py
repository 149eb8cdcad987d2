from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "foundation.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from foundation.common import navigation
        from foundation.notifications import checks  # noqa: F401
        from foundation.notifications.kinds import DIGEST, MAIL, register

        register(
            MAIL,
            subject="%(subject)s",
            body="%(body)s",
            mandatory=True,
            urgent=True,
            passing=True,
            repeat=False,
        )
        register(
            DIGEST,
            subject=_("Your daily summary: %(count)s updates"),
            body=_("Here is what happened since your last summary."),
            mandatory=True,
        )
        navigation.add("outbox", _("Emails"), "notifications:outbox", roles=["administrator"], order=900)
