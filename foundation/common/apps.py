from functools import lru_cache

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import trans_real

TEXTS = 8192


class CommonConfig(AppConfig):
    name = "foundation.common"
    label = "common"

    def ready(self) -> None:
        """Catalogues are read before workers are forked, and look each text up once: they do not change."""
        for language, _name in settings.LANGUAGES:
            catalogue = trans_real.translation(language)
            catalogue.gettext = lru_cache(TEXTS)(catalogue.gettext)  # type: ignore[method-assign]
