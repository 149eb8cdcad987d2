"""What every page template may use without asking for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {"DEMO": settings.DEMO, "user": getattr(request, "user", None)}
