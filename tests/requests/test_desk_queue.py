"""A department's desk: its own rows and nobody else's, in views that each hold what they say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from engagement.requests.queues import DESK as TABS
from engagement.requests.queues import TRIAGE
from foundation.directory.models import Appointment, Team
from tests.factories import requests as make
from tests.requests.queue_doors import DESK, browser, following, refs, rows, text

S = State


@pytest.fixture
def desk(cast):
    client = browser(cast.officer)
    return lambda query="": client.get(DESK + query)


def test_it_is_for_those_who_deal_with_requests(cast, client):
    assert client.get(DESK).status_code == 302
    lead = make.official("civil_society_lead", cast.dcms)
    for user in (cast.officer, lead):
        assert browser(user).get(DESK).status_code == 200
    for role in ("triage", "auditor", "member", "lead", "respondent", "administrator", "secondments"):
        assert browser(getattr(cast, role)).get(DESK).status_code == 403, role


def test_each_view_holds_what_it_says(cast, desk):
    by_state = {
        state: cast.request(state).ref
        for state in (S.ROUTED, S.ACCEPTED, S.IN_PROGRESS, S.REOPENED, S.TRANSFER_OFFERED)
    }
    asked, answered = cast.request(S.CLARIFICATION_NEEDED).ref, cast.request(S.RESPONDED).ref
    closed = cast.request(S.CLOSED).ref
    (late,) = rows(
        cast.respondent, 1, S.IN_PROGRESS, department=cast.dcms, due_on=timezone.localdate() - timedelta(2)
    )
    cast.request()
    assert refs(desk()) == [by_state[S.ROUTED]]
    in_hand = {ref for state, ref in by_state.items() if state != S.ROUTED} | {late.ref}
    assert set(refs(desk("?tab=in-hand"))) == in_hand
    assert refs(desk("?tab=overdue")) == [late.ref]
    assert refs(desk("?tab=waiting")) == [asked]
    assert refs(desk("?tab=answered")) == [answered]
    assert set(refs(desk("?tab=all"))) == {*by_state.values(), asked, answered, closed, late.ref}
    theirs = browser(cast.other_officer).get(DESK + "?tab=offered")
    assert refs(theirs) == [by_state[S.TRANSFER_OFFERED]] and "Take it over" in text(theirs)


def test_no_view_shows_more_than_the_reader_may_see(cast):
    for state in (*make.PATHS, S.DRAFT):
        cast.request(state)
    actions.route(request=cast.request(), department=cast.mhclg, by=cast.triage)
    for role in (
        "officer",
        "other_officer",
        "third_officer",
        "triage",
        "auditor",
        "member",
        "stranger",
        "secondments",
    ):
        user = cast.fresh(getattr(cast, role))
        seen = set(EngagementRequest.objects.visible_to(user))
        for department in (cast.dcms.pk, cast.mhclg.pk, cast.defra.pk, None):
            for tab in (*TABS, *TRIAGE):
                assert set(tab.rows(user, department)) <= seen, (role, tab.key)


def test_mine_and_my_teams(cast, desk):
    team = Team.objects.create(department=cast.dcms, slug="rural", name="Rural team")
    Appointment.objects.filter(user=cast.officer).update(team=team)
    (mine,) = rows(cast.respondent, 1, S.ACCEPTED, department=cast.dcms, owner=cast.officer)
    (ours,) = rows(cast.respondent, 1, S.ACCEPTED, department=cast.dcms, team=team)
    (other,) = rows(cast.respondent, 1, S.ACCEPTED, department=cast.dcms)
    assert refs(desk("?tab=in-hand&who=mine")) == [mine.ref]
    assert refs(desk("?tab=in-hand&who=team")) == [ours.ref]
    assert set(refs(desk("?tab=in-hand"))) == {mine.ref, ours.ref, other.ref}


def test_whoever_works_in_two_departments_looks_at_one_at_a_time(cast):
    Appointment.objects.create(
        user=cast.officer, role="officer", department=cast.mhclg, valid_from=timezone.localdate()
    )
    (ours,) = rows(cast.respondent, 1, S.ROUTED, department=cast.dcms)
    (theirs,) = rows(cast.respondent, 1, S.ROUTED, department=cast.mhclg)
    client = browser(cast.officer)
    assert refs(client.get(DESK + "?department=MHCLG")) == [theirs.ref]
    assert refs(client.get(DESK + "?department=DCMS")) == [ours.ref] == refs(client.get(DESK))
    assert client.get(DESK + "?department=DEFRA").status_code == 400


def test_the_search_finds_only_ones_own(cast, desk):
    (ours,) = rows(cast.respondent, 1, S.ACCEPTED, department=cast.dcms, title="Kestrel counts")
    (theirs,) = rows(cast.respondent, 1, S.ACCEPTED, department=cast.mhclg, title="Kestrel boxes")
    assert refs(desk("?tab=all&q=kestrel")) == [ours.ref]
    assert desk(f"?q={ours.ref}").url == ours.get_absolute_url()
    assert "No request has the reference" in text(desk(f"?q={theirs.ref}"))


def test_the_lead_sees_how_the_department_does(cast):
    lead = make.official("civil_society_lead", cast.dcms)
    today = timezone.localdate()
    answered = {"department": cast.dcms, "responded_at": timezone.now()}
    rows(cast.respondent, 3, S.RESPONDED, **answered)
    rows(cast.respondent, 1, S.RESPONDED, **answered, reply_due_on=today - timedelta(1))
    long_ago = timezone.now() - timedelta(100)
    rows(
        cast.respondent,
        1,
        S.RESPONDED,
        **answered | {"responded_at": long_ago},
        reply_due_on=today - timedelta(200),
    )
    rows(cast.respondent, 2, S.IN_PROGRESS, department=cast.dcms, due_on=today - timedelta(1))
    page = text(browser(lead).get(DESK))
    assert "75%" in page and "3 of 4 answers, in the last 90 days" in page
    assert "How we are doing" in page
    assert "How we are doing" not in text(browser(cast.officer).get(DESK))


def test_a_department_without_answers_has_no_share(cast):
    page = text(browser(make.official("civil_society_lead", cast.dcms)).get(DESK))
    assert "No answer in the last 90 days" in page


@pytest.mark.parametrize("query", ["", "?tab=in-hand", "?tab=in-hand&kind=information", "?tab=all&q=plain"])
def test_no_more_than_six_queries_and_the_same_for_many_rows(cast, query):
    lead = make.official("civil_society_lead", cast.dcms)

    def cost() -> int:
        client = browser(lead)
        client.get(DESK + query)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(DESK + query).status_code == 200
        return len(seen)

    rows(cast.respondent, 3, S.IN_PROGRESS, department=cast.dcms, owner=cast.officer)
    rows(cast.respondent, 2, S.ROUTED, department=cast.dcms)
    few = cost()
    rows(cast.respondent, 40, S.IN_PROGRESS, department=cast.dcms, owner=cast.officer)
    rows(cast.respondent, 20, S.ROUTED, department=cast.dcms)
    assert cost() <= few <= 6


def test_pages_follow_each_other(cast, desk):
    made = rows(cast.respondent, 30, S.ROUTED, department=cast.dcms)
    first = desk()
    assert refs(first) + refs(desk(f"?after={following(first)}")) == [row.ref for row in made]


@pytest.mark.parametrize(
    "query",
    [
        "?tab=with-us",
        "?who=claimed",
        "?state=routed",
        "?ordering=owner",
        "?department=DCMS",
        "?tab=offered&sort=newest",
    ],
)
def test_what_the_desk_does_not_offer_is_refused(cast, desk, query):
    assert desk(query).status_code == 400
