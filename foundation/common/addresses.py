"""Addresses of pages by name. Lists show the same ones to everybody, so those asked for lately are remembered."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

KEPT = 8192


def url(name: str, **kwargs: Any) -> str:
    """The address of a named page in the language being read."""
    return _address(name, get_language(), settings.ROOT_URLCONF, *kwargs.items())


def along(name: str, part: str, shape: str, **kwargs: Any) -> Callable[[str], str]:
    """The addresses of the rows of a list, which differ in one part alone: the way there is looked up once.

    `shape` is such a part, as long as it holds no letter that an address would have to escape: FD-0000-000000.
    """
    before, after = url(name, **{part: shape}, **kwargs).rsplit(shape, 1)
    return lambda value: f"{before}{value}{after}"


@lru_cache(KEPT)
def _address(name: str, language: str | None, urlconf: str, *kwargs: tuple[str, Any]) -> str:
    return reverse(name, kwargs=dict(kwargs))
