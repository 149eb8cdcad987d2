"""Every placement that somebody may see can be reached from their own page, and no other."""

import re
from datetime import date

import pytest

from secondments.models import Placement
from secondments.views import placements as page
from tests.factories import requests as make
from tests.secondments.doors import visitor

LIST = "/secondments/placements/"


@pytest.fixture
def three(cast):
    return [cast.placement("active", plan={"person": make.member(cast.riverside)}) for _number in range(3)]


def found(user, where=LIST):
    """References on a page, and where its next page is."""
    words = visitor(user).get(where).content.decode()
    refs = re.findall(r'href="/secondments/placements/(SC-[\d-]+)/"', words)
    further = re.search(r'href="([^"]*)" rel="next"', words)
    return refs, further and further[1].replace("&amp;", "&")


def walked(user, where=LIST):
    refs = []
    while where:
        some, where = found(user, where)
        refs += some
    return refs


def test_page_by_page_all_are_reached_once_the_closed_ones_too(cast, three, monkeypatch):
    monkeypatch.setattr(page, "SIZE", 1)
    closed = cast.placement("returned", plan={"person": make.member(cast.riverside)})
    Placement.objects.filter(pk=closed.pk).update(state="closed")
    expected = [row.ref for row in reversed([*three, closed])]
    for user in (cast.officer, cast.lead, cast.host_manager, cast.auditor):
        assert walked(user) == expected
    assert LIST in visitor(cast.officer).get("/secondments/mine/").content.decode()


def test_each_reads_those_of_their_own_and_of_no_other(cast, three):
    assert found(three[0].person)[0] == [three[0].ref]
    for user in (cast.other_officer, cast.other_lead, cast.outsider, cast.respondent, cast.civil_servant):
        assert found(user)[0] == []
    assert visitor().get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("state", "counted"),
    [("", 3), ("active", 2), ("closed", 1), ("open", 2), ("over", 1), ("paused", 0), ("nonsense", None)],
)
def test_it_is_narrowed_by_where_they_stand(cast, three, state, counted):
    Placement.objects.filter(pk=three[0].pk).update(state="closed", ended_on=date(2027, 7, 31))
    answer = visitor(cast.officer).get(LIST, {"state": state})
    refs = re.findall(r'href="/secondments/placements/(SC-[\d-]+)/"', answer.content.decode())
    assert answer.status_code == 200
    if counted is None:
        assert "<title>Error: Placements" in answer.content.decode()
    assert len(refs) == (counted or 0)
    assert (three[0].ref in refs) is (state in ("", "closed", "over"))
