from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "engagement.requests"
    label = "requests"
    verbose_name = _("Engagement requests")

    def ready(self) -> None:
        from engagement.requests import messages

        messages.register()
