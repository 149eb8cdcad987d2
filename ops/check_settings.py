"""The portal's settings with the migration linter among the apps: it has no business in the portal itself."""

from portal import settings
from portal.settings import *  # noqa: F403

INSTALLED_APPS = [*settings.INSTALLED_APPS, "django_migration_linter"]
