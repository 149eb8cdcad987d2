"""The front-door team's queue: who sees it, in which order, what filters, words and hostile addresses do."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.requests import actions, frequency, listing
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, Topic
from engagement.requests.views import triage
from foundation.directory.prepared import PreparedFor
from tests.factories import requests as make
from tests.requests.queue_doors import QUEUE, browser, following, refs, rows, text

S = State


@pytest.fixture(autouse=True)
def unknown_words():
    cache.delete(frequency.KEPT)
    yield
    cache.delete(frequency.KEPT)


@pytest.fixture
def queue(cast):
    client = browser(cast.triage)
    return lambda query="": client.get(QUEUE + query)


def test_it_is_the_teams_and_the_auditors(cast, client):
    assert client.get(QUEUE).status_code == 302
    for role in ("triage", "auditor"):
        assert browser(getattr(cast, role)).get(QUEUE).status_code == 200
    for role in ("officer", "member", "lead", "respondent", "administrator", "secondments", "stranger"):
        assert browser(getattr(cast, role)).get(QUEUE).status_code == 403, role


def test_the_auditor_sees_and_cannot_touch(cast):
    cast.request()
    page = text(browser(cast.auditor).get(QUEUE))
    assert 'name="chosen"' not in page and ">Claim<" not in page and "A plain" not in page


def test_what_is_due_first_comes_first_and_risk_to_people_before_all(cast, queue):
    today = timezone.localdate()
    (late,) = rows(cast.respondent, 1, due_on=today - timedelta(9))
    (soon,) = rows(cast.respondent, 1, due_on=today + timedelta(1))
    (risk,) = rows(cast.respondent, 1, due_on=today + timedelta(2), kind="early_warning", risk_to_people=True)
    (warning,) = rows(cast.respondent, 1, due_on=today + timedelta(3), kind="early_warning")
    answer = queue()
    assert refs(answer) == [risk.ref, late.ref, soon.ref, warning.ref]
    page = text(answer)
    assert "1 early warning of risk to people waits for us" in page
    assert "Overdue" in page and "working days" in page


def test_the_other_orders_go_by_receipt(cast, queue):
    made = rows(cast.respondent, 3)
    assert refs(queue("?sort=newest")) == [row.ref for row in made]
    assert refs(queue("?sort=oldest")) == [row.ref for row in reversed(made)]


def test_each_view_holds_what_it_says(cast, queue):
    with_us = {cast.request(state).ref for state in (S.SUBMITTED, S.ACKNOWLEDGED, S.TRIAGE)}
    asked = actions.ask(request=cast.request(), body="Which county?", by=cast.triage)
    away = {cast.request(state).ref for state in (S.ROUTED, S.ACCEPTED, S.CLARIFICATION_NEEDED, S.REOPENED)}
    ended = {cast.request(state).ref for state in (S.CLOSED, S.WITHDRAWN, S.DECLINED, S.RESPONDED)}
    make.draft(cast.respondent)
    assert set(refs(queue())) == with_us
    assert refs(queue("?tab=waiting")) == [asked.ref]
    assert set(refs(queue("?tab=departments"))) == away
    assert set(refs(queue("?tab=all"))) == with_us | away | ended | {asked.ref}


def test_filters_narrow_the_view(cast, queue):
    topic = Topic.objects.first()
    rows(cast.respondent, 2)
    (meant,) = rows(
        cast.respondent, 1, S.ACKNOWLEDGED, kind="funding_query", nations=["wales", "england"], topic=topic
    )
    for query in ("kind=funding_query", "nation=wales", f"topic={topic.code}", "state=acknowledged"):
        assert refs(queue(f"?{query}")) == [meant.ref], query
    assert refs(queue(f"?kind=funding_query&nation=wales&topic={topic.code}")) == [meant.ref]
    assert refs(queue("?kind=funding_query&nation=scotland")) == []
    assert len(refs(queue("?nation=england"))) == 3


def test_overdue_mine_and_unclaimed(cast, queue):
    (late,) = rows(cast.respondent, 1, due_on=timezone.localdate() - timedelta(3))
    mine = cast.request(S.TRIAGE)
    (others,) = rows(cast.respondent, 1, S.TRIAGE, claimed_by=cast.auditor, claimed_at=timezone.now())
    lapsed_at = timezone.now() - timedelta(hours=1)
    (lapsed,) = rows(cast.respondent, 1, S.TRIAGE, claimed_by=cast.auditor, claimed_at=lapsed_at)
    assert refs(queue("?late=on")) == [late.ref]
    assert refs(queue("?who=claimed")) == [mine.ref]
    assert set(refs(queue("?who=free"))) == {late.ref, lapsed.ref}
    assert others.ref in refs(queue())


def test_departments_are_told_apart(cast, queue):
    ours = cast.request(S.ROUTED)
    theirs = actions.route(request=cast.request(), department=cast.mhclg, by=cast.triage)
    assert refs(queue("?tab=departments&department=MHCLG")) == [theirs.ref]
    assert refs(queue("?tab=all&department=DCMS")) == [ours.ref]


def test_words_and_references(cast, queue):
    (meant,) = rows(cast.respondent, 1, title="Élan Valley footpaths", organisation_name="Ramblers of Powys")
    rows(cast.respondent, 2)
    assert refs(queue("?q=elan")) == [meant.ref]
    assert refs(queue("?q=POWYS footpath")) == [meant.ref]
    assert refs(queue("?q=elan+nowhere")) == []
    loose = meant.ref.lower().replace("-", " ")
    straight = queue(f"?q={loose}")
    assert straight.status_code == 302 and straight.url == meant.get_absolute_url()
    missing = text(queue("?q=fd 2019 77"))
    assert "No request has the reference FD-2019-000077" in missing


def test_a_draft_is_not_found_by_any_word(cast, queue):
    make.draft(cast.respondent, title="Unsent thoughts")
    assert refs(queue("?q=unsent")) == [] == refs(queue("?tab=all&q=unsent"))


def test_common_words_are_met_by_reading_along(cast, queue, monkeypatch):
    monkeypatch.setattr(listing, "RARE", -1)
    monkeypatch.setattr(listing, "READS_THROUGH", 10)
    made = rows(cast.respondent, 25, title="Plain")
    deep = made[0]
    EngagementRequest.objects.filter(pk=deep.pk).update(
        title="Deep down", due_on=timezone.localdate() + timedelta(9)
    )
    answer = queue("?q=deep")
    page = text(answer)
    assert refs(answer) == []
    assert "Nothing matches in the first 10 requests" in page and "Look through the next 10" in page
    second = queue(f"?q=deep&after={following(answer)}")
    third = queue(f"?q=deep&after={following(second)}")
    assert refs(third) == [deep.ref] and following(third) is None
    assert "Back to the first page" in text(third)


def test_rare_filters_look_only_so_far_and_lose_nothing(cast, queue, monkeypatch):
    monkeypatch.setattr(listing, "LOOKS_THROUGH", 7)
    made = rows(cast.respondent, 40)
    EngagementRequest.objects.filter(pk__in=[row.pk for row in made[::9]]).update(kind="visit_invitation")
    found, after, pages = [], "", 0
    while after is not None and pages < 20:
        answer = queue(f"?kind=visit_invitation&after={after}" if after else "?kind=visit_invitation")
        found += refs(answer)
        after, pages = following(answer), pages + 1
    assert sorted(found) == sorted(row.ref for row in made[::9]) and pages == 6


def test_every_row_is_on_one_page_and_the_way_back_is_the_same(cast, queue):
    made = rows(cast.respondent, 60)
    first = queue()
    second = queue(f"?after={following(first)}")
    third = queue(f"?after={following(second)}")
    assert refs(first) + refs(second) + refs(third) == [row.ref for row in made]
    assert refs(queue(f"?after={following(second, 'previous')}")) == refs(first)
    assert following(third) is None


def test_proposals_name_the_department_and_why(cast, queue):
    rows(cast.respondent, 1, title="Tenants evicted without notice")
    page = text(queue())
    assert "Ministry of Housing" in page and "suggest a topic: evicted, tenants" in page


@pytest.mark.parametrize("query", ["", "?kind=information", "?tab=all", "?tab=departments", "?q=plain"])
def test_no_more_than_six_queries_and_the_same_for_many_rows(cast, query):
    def cost() -> int:
        client = browser(cast.triage)
        client.get(QUEUE + query)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(QUEUE + query).status_code == 200
        return len(seen)

    rows(cast.respondent, 3)
    rows(cast.respondent, 2, S.ROUTED, department=cast.dcms)
    few = cost()
    rows(cast.respondent, 40)
    rows(cast.respondent, 20, S.ROUTED, department=cast.dcms)
    assert cost() <= few <= 6


def test_the_beginning_of_the_queue_asks_three_statements(cast, queue, django_assert_num_queries):
    """The person and their standing, the rows with all that their lines show, the numbers in the tabs."""
    rows(cast.respondent, 30)
    client = browser(cast.triage)
    client.get(QUEUE)
    with django_assert_num_queries(3):
        assert client.get(QUEUE).status_code == 200


HOSTILE = [
    "?ordering=user__password",
    "?sort=submitter__password",
    "?sort=-queue_on",
    "?tab=users",
    "?submitter=1",
    "?state=draft",
    "?state=closed",
    "?kind=' OR 1=1--",
    "?topic=housing' UNION SELECT",
    "?nation=",
    "?nation=england&nation=wales",
    "?after=eyJ",
    "?after=" + "A" * 3000,
    "?after=-1&after=2",
    "?page=0",
    "?limit=1000000",
    "?late=maybe",
    "?department=DCMS",
    "?tab=departments&department=NOPE",
    "?tab=departments&who=claimed",
    "?q=" + "x" * 201,
    "?q=%00",
    "?q=%ff%fe",
    "?q=%ed%a0%80",
    "?q=" + "a " * 90,
    "?q=(((((.*)*)*)*)*)*",
    "?q=%25' OR '1'='1",
    "?q='; DROP TABLE requests_engagementrequest;--",
    "?q=:*%26!|<->",
    "?q=\\",
    "?q=%5B%5E%5D",
]
FINE = {"?nation=", "?late=maybe"}


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_addresses_are_refused_or_harmless(cast, queue, query):
    (kept,) = rows(cast.respondent, 1)
    answer = queue(query)
    if query.startswith("?q="):
        assert answer.status_code in (200, 400)
    else:
        assert answer.status_code == (200 if query in FINE else 400), query
    assert EngagementRequest.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    "words", ["(((((.*)*)*)*)*)*", "'; DROP TABLE x;--", ":*&!|<->", "\\m\\", "a'b", "[^]"]
)
def test_words_are_never_patterns(cast, queue, words, monkeypatch):
    """Both ways of searching, with what a regular expression or a text query would take as its own."""
    rows(cast.respondent, 3)
    for rare in (5000, -1):
        monkeypatch.setattr(listing, "RARE", rare)
        assert queue("?" + urlencode({"q": words})).status_code == 200


def test_what_people_typed_is_inert_and_isolated(cast, queue):
    rows(cast.respondent, 1, title='<img src=x onerror="alert(1)">\u202egnp', organisation_name="{{ 7*7 }}")
    page = queue().content.decode()
    assert "<img src=x" not in page and "{{ 7*7 }}" in page and "<bdi>" in page


def test_counts_stop_at_a_thousand(cast, queue, monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    monkeypatch.setattr(triage, "COUNTS", PreparedFor(triage._counts))
    rows(cast.respondent, 9)
    assert re.search(r'With us <span class="fd-tabs__count">6</span>', text(queue()))
