"""The list: what was composed once gives what would be asked anew, and first pages are kept for a minute at most."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.cache import cache

from foundation.common import keeping
from foundation.common.prepared import Prepared
from secondments import finding
from secondments.finding import COUNTED, ORDER, SIZE, rows_for
from secondments.models import Opportunity, Skill
from tests.factories.secondments import START, TODAY, on
from tests.secondments.doors import visitor

SAID = [
    {},
    {"q": "youth"},
    {"q": "YOUTH cl"},
    {"q": "nothing like it"},
    {"q": "'; --"},
    {"q": "!!!"},
    {"direction": "inward"},
    {"direction": "outward", "q": "youth"},
    {"time": "full", "remote": "hybrid", "cost": "none"},
    {"cost": "part"},
    {"length": "short"},
    {"length": "long", "skill": "s:budgets"},
    {"skill": "s:budgets", "q": "youth"},
    {"place": "E12000007"},
    {"mission": "none-of-ours"},
]


@pytest.fixture
def offered(cast):
    cache.clear()
    skill = Skill.objects.create(code="s:budgets", taxonomy="s", name="Budgets")
    lengths, costs = (60, 150, 300), (100, 50, 0)
    with on(TODAY):
        for number, (days, percent) in enumerate(product(lengths, costs)):
            said = {"ends_on": START + timedelta(days), "reimbursed_percent": percent}
            said |= {"skills": [skill]} if number % 2 else {}
            cast.post(title=f"Post {number} for youth clubs", **said)
        cast.post(title="Elsewhere", problem="Trees.", team="", remote="full")
        yield cast


@pytest.mark.parametrize("said", SAID, ids=str)
def test_what_is_found_is_what_would_be_asked_anew(offered, said):
    plain = rows_for(said, Opportunity.objects.open()).order_by(*ORDER)
    for _again in range(2):
        found = finding.find(said, None)
        assert [row.pk for row in found.page.rows] == [row.pk for row in plain[:SIZE]]
        assert found.count == plain.count()


def test_common_words_are_met_along_the_list(offered, monkeypatch):
    monkeypatch.setattr(finding, "COUNTED", 3)
    monkeypatch.setattr(finding, "HOLDING", Prepared(finding._holding))
    plain = rows_for({"q": "youth"}, Opportunity.objects.open()).order_by(*ORDER)
    for _again in range(2):
        found = finding.find({"q": "youth"}, None)
        assert [row.pk for row in found.page.rows] == [row.pk for row in plain[:SIZE]]
        assert found.count > 3
    assert COUNTED == 1000


def test_a_change_is_on_the_list_at_once_for_everybody(offered):
    def titles():
        return visitor().get("/secondments/").content.decode()

    assert titles() == titles() and "Elsewhere" in titles()
    row = Opportunity.objects.get(title="Elsewhere")
    from secondments.actions import opportunities

    opportunities.withdraw(opportunity=row, reason="The work stopped.", by=offered.host_manager)
    assert "Elsewhere" not in titles()


def test_what_is_kept_is_of_the_day_the_language_and_the_filters(offered):
    with on(TODAY):
        pages = {
            visitor().get(where).content
            for where in ("/secondments/", "/cy/secondments/", "/secondments/?time=part")
        }
        assert len(pages) == 3
        closing = Opportunity.objects.first().closes_on
    with on(closing + timedelta(1)):
        assert "Elsewhere" not in visitor().get("/secondments/").content.decode()


def test_a_reader_who_is_signed_in_never_gets_or_leaves_a_kept_page(offered):
    anonymous = visitor().get("/secondments/").content.decode()
    own = visitor(offered.person).get("/secondments/")
    assert "Your secondments" in own.content.decode() and "Your secondments" not in anonymous
    assert "public" not in own.get("Cache-Control", "")
    assert visitor().get("/secondments/").content.decode() == anonymous


def kept_by(queries):
    """How many pages these addresses leave behind."""
    cache.clear()
    for query in queries:
        visitor().get(f"/secondments/{query}")
    return len(cache.keys("secondments-list-*"))


def test_made_up_filters_are_not_kept(offered):
    strange = ("?direction=up", "?x=1", "?time=full&time=full", "?after=x", "?q=" + "x" * 101)
    assert kept_by(strange) == 0


def test_so_many_pages_are_kept_in_a_minute_and_no_more(offered, monkeypatch):
    monkeypatch.setattr(keeping, "MINUTE", 86_400)  # one minute for the whole of the test
    monkeypatch.setattr(keeping, "MOST", 3)
    assert kept_by([f"?q=word{number}" for number in range(6)]) == 3
    monkeypatch.setattr(keeping, "MOST", 0)
    assert kept_by(["?q=another"]) == 0
