"""A round may take everything that waits; its page shows pairs and opportunities page by page."""

import re

import pytest
from django.urls import reverse

from bench.rounds import stored
from foundation.audit.models import AuditEvent
from secondments.actions import rounds
from secondments.models import Nomination, Opportunity, Round
from tests.secondments.doors import visitor

NEW = "secondments:new-round"


@pytest.fixture
def many(cast):
    """A department with 230 opportunities; one of another department waits beside them."""
    officer, department = stored(30, 230)
    return officer, department, cast.post()


def test_all_that_wait_go_into_one_round_and_no_other_departments(cast, many):
    officer, department, other = many
    client = visitor(officer)
    page = client.get(reverse(NEW)).content.decode()
    assert "All that wait (230)" in page and "The 200 that close first" in page
    assert page.count('name="opportunities"') == 200
    said = {"name": "All", "department": department.code, "method": "stable", "everything": "on"}
    assert client.post(reverse(NEW), said).status_code == 302
    row = Round.objects.get()
    assert row.opportunities.count() == 230
    assert set(Opportunity.objects.filter(rounds=row).values_list("state", flat=True)) == {"matching"}
    assert Opportunity.objects.get(pk=other.pk).state == "advertised"
    assert AuditEvent.objects.filter(verb="opportunity.matching").count() == 230
    assert Nomination.objects.filter(round=row).count() == 150
    assert "All that wait (0)" in client.get(reverse(NEW)).content.decode()


def test_nothing_chosen_is_said_in_words(many):
    officer, department, _other = many
    said = {"name": "All", "department": department.code, "method": "stable"}
    page = visitor(officer).post(reverse(NEW), said).content.decode()
    assert "Choose at least one opportunity." in page and not Round.objects.exists()


def test_every_pair_and_opportunity_is_on_one_page_of_the_round(many):
    officer, department, _other = many
    posts = Opportunity.objects.filter(overseer=department)
    row = rounds.open_round(by=officer, department=department, name="R", opportunities=posts)
    rounds.ask_to_run(round=row, by=officer)
    rounds.run_waiting()
    client, seen, listed = visitor(officer), [], []
    for number in (1, 2, 3):
        page = client.get(f"{row.get_absolute_url()}?pairs={number}&posts={number}").content.decode()
        seen += re.findall(r"/applications/(SC-1997-\d{6})/", page)
        listed += re.findall(r"/secondments/(SC-1999-\d{6})/", page)
    assert len(seen) == len(set(seen)) == 150 and len(listed) == len(set(listed)) == 230
    for strange in ("0", "-1", "x", "9" * 30, "٣"):
        assert client.get(f"{row.get_absolute_url()}?pairs={strange}").status_code == 200
