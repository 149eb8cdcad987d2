"""Addresses of rows in lists: asked of the resolver once, then put together."""

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

ANY = "SC-0000-000000"
VERB = "any-verb"


def of(name: str, ref: str) -> str:
    """The page of this name and reference, in the language being read."""
    before, after = _around(name, get_language(), settings.ROOT_URLCONF)
    return f"{before}{ref}{after}"


def of_verb(noun: str, ref: str, slug: str) -> str:
    before, between, after = _around_verb(noun, get_language(), settings.ROOT_URLCONF)
    return f"{before}{ref}{between}{slug}{after}"


@cache
def _around(name: str, language: str, urls: str) -> tuple[str, ...]:
    return tuple(reverse(f"secondments:{name}", kwargs={"ref": ANY}).split(ANY))


@cache
def _around_verb(noun: str, language: str, urls: str) -> tuple[str, ...]:
    before, rest = reverse(f"secondments:{noun}-verb", kwargs={"ref": ANY, "verb": VERB}).split(ANY)
    return (before, *rest.split(VERB))
