"""The service navigation: a registry that upper rooms fill in AppConfig.ready() and every page reads."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    label: Any
    url_name: str
    roles: frozenset[str] | None
    order: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as one reader sees it, in one language."""

    key: str
    label: str
    href: str


_items: dict[str, Item] = {}
_shown: dict[tuple[str, frozenset[str]], tuple[Entry, ...]] = {}


def add(
    key: str, label: Any, url_name: str, *, roles: Collection[str] | None = None, order: int = 100
) -> None:
    """Offer a page in the service navigation, to everybody or to those who hold one of `roles`.

    `roles=["signed-in"]` means anybody who is signed in.
    """
    _items[key] = Item(key, label, url_name, None if roles is None else frozenset(roles), order)
    _shown.clear()


def remove(key: str) -> None:
    _items.pop(key, None)
    _shown.clear()


def _roles(request: HttpRequest | None) -> frozenset[str]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frozenset()
    standing = getattr(request, "standing", None) or getattr(user, "standing", None)
    return frozenset(getattr(standing, "roles", ())) | {"signed-in"}


def navigation(request: HttpRequest | None) -> tuple[Entry, ...]:
    """What this reader may go to, in order. Remembered per language and set of roles."""
    roles = _roles(request)
    key = (get_language() or "", roles)
    found = _shown.get(key)
    if found is None:
        items = sorted(_items.values(), key=lambda item: (item.order, item.key))
        found = _shown[key] = tuple(
            Entry(item.key, str(item.label), reverse(item.url_name))
            for item in items
            if item.roles is None or item.roles & roles
        )
    return found
