"""The service navigation: a registry that upper rooms fill in AppConfig.ready() and every page reads."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    label: Any
    url_name: str
    roles: frozenset[str] | None
    unless: frozenset[str]
    order: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as one reader sees it, in one language."""

    key: str
    label: str
    href: str


_items: dict[str, Item] = {}
_read_roles: Callable[[Any], frozenset[str]] = lambda _user: frozenset()  # noqa: E731
_shown: dict[tuple[str | None, str, frozenset[str]], tuple[Entry, ...]] = {}


def add(
    key: str,
    label: Any,
    url_name: str,
    *,
    roles: Collection[str] | None = None,
    unless: Collection[str] = (),
    order: int = 100,
) -> None:
    """Offer a page in the service navigation, to everybody or to those who hold one of `roles`, and none of `unless`.

    `roles=["signed-in"]` means anybody who is signed in.
    """
    who = None if roles is None else frozenset(roles)
    _items[key] = Item(key, label, url_name, who, frozenset(unless), order)
    _shown.clear()


def remove(key: str) -> None:
    _items.pop(key, None)
    _shown.clear()


def read_roles(read: Callable[[Any], frozenset[str]]) -> None:
    """Say how the roles of a person who is signed in are found; the room that knows calls this once."""
    global _read_roles
    _read_roles = read


def _roles(request: HttpRequest | None) -> frozenset[str]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frozenset()
    return _read_roles(user) | {"signed-in"}


def navigation(request: HttpRequest | None) -> tuple[Entry, ...]:
    """What this reader may go to, in order. Remembered per language and set of roles."""
    roles = _roles(request)
    key = (get_language(), settings.ROOT_URLCONF, roles)
    found = _shown.get(key)
    if found is None:
        items = sorted(_items.values(), key=lambda item: (item.order, item.key))
        found = _shown[key] = tuple(
            Entry(item.key, str(item.label), reverse(item.url_name))
            for item in items
            if (item.roles is None or item.roles & roles) and not item.unless & roles
        )
    return found
