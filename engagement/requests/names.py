"""Departments and topics by key, kept in the process for a minute: all pages name them, hardly anything changes."""

from collections.abc import Iterable
from time import monotonic
from typing import Any

from engagement.requests.models import Topic
from foundation.directory.models import Department

SECONDS = 60
_kept: dict[type, tuple[float, dict[int, Any]]] = {}

PLACES = (
    ("department", Department),
    ("offered_to", Department),
    ("preferred_department", Department),
    ("topic", Topic),
)


def known(model: type, key: int) -> Any:
    """The row with this key; read again when it is not among those kept."""
    read_at, rows = _kept.get(model, (0.0, {}))
    if key not in rows or monotonic() - read_at > SECONDS:
        rows = model.objects.in_bulk()  # type: ignore[attr-defined]
        _kept[model] = (monotonic(), rows)
    return rows[key]


def put(rows: Iterable[Any], *names: str) -> None:
    """Give rows the departments and topics that they point at, so that reading their names asks nothing."""
    places = [(name, model) for name, model in PLACES if not names or name in names]
    for row in rows:
        for name, model in places:
            if (key := getattr(row, f"{name}_id", None)) is not None:
                setattr(row, name, known(model, key))


def forget() -> None:
    _kept.clear()
