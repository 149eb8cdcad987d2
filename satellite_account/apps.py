from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SatelliteAccountConfig(AppConfig):
    name = "satellite_account"
    verbose_name = _("Satellite account")

    def ready(self) -> None:
        from foundation.common import navigation

        navigation.add(
            "satellite",
            _("Satellite account"),
            "satellite:workbench",
            roles=["statistician", "publisher", "auditor"],
            order=26,
        )
