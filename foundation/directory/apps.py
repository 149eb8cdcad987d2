from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "foundation.directory"
    label = "directory"

    def ready(self) -> None:
        from foundation.common import navigation
        from foundation.directory.standing import standing

        navigation.read_roles(lambda user: standing(user).roles)
