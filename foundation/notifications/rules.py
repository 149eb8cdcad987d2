"""Who may look after the outbox. Roles are known upstairs: the directory says here who is an administrator."""

from collections.abc import Callable
from typing import Any

_administrators: list[Callable[[Any], bool]] = []


def administrators(predicate: Callable[[Any], bool]) -> None:
    """Called in AppConfig.ready(): `predicate(user)` says whether a signed-in person administers the portal."""
    _administrators.append(predicate)


def may_administer(user: Any) -> bool:
    return bool(user.is_authenticated) and any(predicate(user) for predicate in _administrators)
