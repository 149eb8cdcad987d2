from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "engagement.requests"
    label = "requests"
    verbose_name = _("Engagement requests")

    def ready(self) -> None:
        from engagement.requests import evidence, messages
        from foundation.common import navigation

        messages.register()
        evidence.register()
        # Officials answer here. One who also writes for a charity has both.
        government = ["government"]
        navigation.add("dashboard", _("Dashboard"), "dashboard", roles=["signed-in"], order=10)
        navigation.add(
            "requests", _("Requests"), "requests:list", roles=["signed-in"], unless=government, order=20
        )
        navigation.add("triage", _("Triage"), "requests:triage", roles=["triage", "auditor"], order=22)
        navigation.add("desk", _("Desk"), "requests:desk", roles=["officer", "civil_society_lead"], order=24)
        navigation.add("new", _("Start a request"), "requests:new", unless=government, order=30)
        navigation.add("register", _("Register"), "requests:register", order=40)
