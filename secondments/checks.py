"""Settings that would make signing fail are said when the portal is checked, not when somebody signs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.compatibility)
def trusted_issuers_are_there(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    where = settings.ESIGN_TRUST
    if not where or Path(where).exists():
        return []
    return [
        Error(
            f"There is nothing at ESIGN_TRUST ({where}).",
            hint="Name a PEM file, or a folder of .pem and .crt files, or leave it empty to trust nobody.",
            id="secondments.E001",
        )
    ]
