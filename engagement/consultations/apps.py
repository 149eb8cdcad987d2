from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "engagement.consultations"
    label = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from engagement.consultations import files, messages
        from foundation.common import navigation

        messages.register()
        files.register()
        navigation.add("consultations", _("Consultations"), "consultations:list", order=35)
