from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "foundation.directory"
    label = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        from foundation.accounts import backends
        from foundation.common import navigation
        from foundation.directory import account_messages, messages
        from foundation.directory.standing import BESIDE_PERSON, read_beside_person, standing
        from foundation.notifications import rules

        backends.read_beside(BESIDE_PERSON, read_beside_person)
        messages.register()
        account_messages.register()
        rules.administrators(lambda person: standing(person).has("administrator"))
        navigation.read_roles(lambda user: standing(user).places)
        navigation.add("organisations", _("Organisations"), "directory:organisations", order=50)
        navigation.add("departments", _("Departments"), "directory:departments", order=60)
        navigation.add(
            "administration",
            _("Administration"),
            "directory:administration",
            roles=["administrator", "auditor"],
            order=90,
        )
