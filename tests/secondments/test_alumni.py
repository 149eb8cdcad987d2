"""The list of alumni: paged, found by filters, and as many questions for one as for many."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secondments.actions import life
from secondments.models import Placement
from secondments.views import alumni
from tests.factories import requests as make
from tests.secondments.doors import visitor

PAGE = "/secondments/alumni/"


@pytest.fixture
def one(cast):
    row = cast.placement("returned")
    life.join_alumni(placement=row, contact="Ask me", by=cast.person)
    return row


def another(cast, n):
    """Somebody else who came home, brought there by the real verbs."""
    person = make.member(cast.riverside)
    row = cast.placement(
        "returned",
        title=f"Placement number {n}",
        plan={"person": person},
    )
    life.join_alumni(placement=row, contact=f"Contact {n}", by=person)
    return row


def read(client, where=PAGE):
    return client.get(where).content.decode()


def test_pages_hold_everybody_once_and_lead_both_ways(cast, one, monkeypatch):
    for n in range(4):
        another(cast, n)
    monkeypatch.setattr(alumni, "SIZE", 2)
    client, where, seen, pages = visitor(cast.officer), PAGE, [], 0
    while where:
        page = read(client, where)
        seen += re.findall(r"Contact \d|Ask me", page)
        pages += 1
        following = re.search(r'href="([^"]*after=[^"]*)"[^>]*rel="next"', page)
        where = PAGE + "?" + following[1].replace("&amp;", "&").partition("?")[2] if following else ""
    assert pages == 3 and sorted(seen) == ["Ask me", *(f"Contact {n}" for n in range(4))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=number", ["Contact 1"]),
        ("?q=design youth", ["Ask me"]),
        ("?q=nothing", []),
        ("?direction=inward", ["Ask me", "Contact 1"]),
        ("?direction=outward", []),
        ("?department=DCMS&level=g7", ["Ask me", "Contact 1"]),
        ("?department=MHCLG", []),
        ("?level=eo", []),
    ],
)
def test_filters(cast, one, query, found):
    another(cast, 1)
    assert sorted(re.findall(r"Contact \d|Ask me", read(visitor(cast.officer), PAGE + query))) == found


def test_wrong_filters_and_edited_pages_are_said_so(cast, one):
    client = visitor(cast.officer)
    assert "There is a problem" in read(client, PAGE + "?direction=sideways")
    assert client.get(PAGE + "?after=forged").status_code == 400


def test_many_take_as_many_questions_as_one(cast, one):
    client = visitor(cast.officer)
    client.get(PAGE)

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(PAGE)
        return len(found)

    before = asked()
    for n in range(3):
        another(cast, n)
    assert asked() == before
    assert Placement.objects.filter(alumni_since__isnull=False).count() == 4
