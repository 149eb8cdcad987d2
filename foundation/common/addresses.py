"""Addresses of pages by name. Lists show the same ones to everybody, so those asked for lately are remembered."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

KEPT = 8192


def url(name: str, **kwargs: Any) -> str:
    """The address of a named page in the language being read."""
    return _address(name, get_language(), settings.ROOT_URLCONF, *kwargs.items())


@lru_cache(KEPT)
def _address(name: str, language: str | None, urlconf: str, *kwargs: tuple[str, Any]) -> str:
    return reverse(name, kwargs=dict(kwargs))
