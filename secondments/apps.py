from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecondmentsConfig(AppConfig):
    name = "secondments"
    verbose_name = _("Secondments")

    def ready(self) -> None:
        from foundation.common import navigation
        from secondments import checks, messages  # noqa: F401

        messages.register()
        navigation.add("secondments", _("Secondments"), "secondments:list", order=60)
