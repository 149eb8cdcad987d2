"""A door leads to every address of its room, and turns away what is for another."""

import pytest
from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve, reverse

from foundation.common.doors import Door


def doors() -> list[Door]:
    found = [
        each for resolver in get_resolver().url_patterns for each in getattr(resolver, "url_patterns", [])
    ]
    return [each for each in found if isinstance(each, Door)]


def test_rooms_stand_behind_doors():
    words = [each.words for each in doors()]
    assert {"requests", "triage", "desk", "register"} in words
    assert None in words, "a room whose addresses are patterns has every address tried"


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("requests:detail", {"ref": "FD-2026-000123"}),
        ("requests:register", {}),
        ("directory:organisations", {}),
        ("secondments:list", {}),
        ("satellite:public", {}),
        ("account", {}),
    ],
)
def test_a_name_leads_there_and_back(name, kwargs):
    assert resolve(reverse(name, kwargs=kwargs), settings.ROOT_URLCONF).view_name == name


def test_what_is_for_elsewhere_is_turned_away():
    door = next(each for each in doors() if each.words and "triage" in each.words)
    with pytest.raises(Resolver404):
        door.resolve("organisations/")
    with pytest.raises(Resolver404):
        door.resolve("triage-of-another-kind/")
