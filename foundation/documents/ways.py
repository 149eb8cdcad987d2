"""The ways by which somebody comes to a file, each with the question whether it is still open to them.

    ways.register("consultations.released", lambda file, who: …)   # in AppConfig.ready()

Where files have an origin of their own, the question is asked a second time, there: whoever was sent to it a moment ago
may have lost the permission since.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from foundation.documents.models import Document

Still = Callable[[Document, Any], bool]
SEEN = "seen"


def _seen(file: Document, who: Any) -> bool:
    return Document.objects.visible_to(who).filter(pk=file.pk).exists()


_ways: dict[str, Still] = {SEEN: _seen}


def register(name: str, still: Still) -> None:
    _ways[name] = still


def is_open(name: str, file: Document, who: Any) -> bool:
    if name not in _ways:
        raise ImproperlyConfigured(f"Nobody registered the way {name!r} to files.")
    return _ways[name](file, who)
