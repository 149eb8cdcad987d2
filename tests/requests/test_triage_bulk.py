"""Acknowledging and routing many at once: what is said before, what becomes of each, what a crowd may not do."""

import pytest

from engagement.requests import actions
from engagement.requests.actions.triage import MAX_BULK
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, RoutingDecision
from foundation.audit.models import AuditEvent
from foundation.notifications.models import Message as Outbox
from tests.factories import requests as make
from tests.requests.queue_doors import browser, rows, text

CHOOSE, DONE = "/triage/selected/", "/triage/selected/done/"
S = State


@pytest.fixture
def team(cast):
    return browser(cast.triage)


def pick(client, verb, *found):
    return client.post(CHOOSE, {"verb": verb, "chosen": [row.ref for row in found]})


def run(client, verb, *found, **said):
    return client.post(
        f"/triage/selected/{verb}/", {"chosen": [row.ref for row in found], **said}, follow=True
    )


def test_nothing_happens_before_the_confirmation(cast, team):
    found = [cast.request() for _ in range(3)]
    page = text(pick(team, "acknowledge", *found))
    assert "Acknowledge 3 requests" in page and all(row.ref in page for row in found)
    assert set(EngagementRequest.objects.values_list("state", flat=True)) == {S.SUBMITTED}


def test_each_is_acknowledged_and_its_sender_told(cast, team):
    found = [cast.request() for _ in range(3)]
    page = text(run(team, "acknowledge", *found))
    assert "3 requests acknowledged" in page
    assert set(EngagementRequest.objects.values_list("state", flat=True)) == {S.ACKNOWLEDGED}
    for row in found:
        assert Outbox.objects.filter(about=row.ref, kind="request_acknowledged").exists()
        assert AuditEvent.objects.filter(target_ref=row.ref, verb="request.acknowledged").count() == 1


def test_what_cannot_be_done_is_left_out_with_the_reason(cast, team):
    ready, moved = cast.request(), cast.request(S.ROUTED)
    page = text(pick(team, "route", ready, moved))
    assert "Send 1 request to a department" in page and "1 request is left out" in page
    assert "With a department to accept" in page


def test_what_moved_between_the_pages_is_refused_and_the_rest_done(cast, team):
    stays, leaves = cast.request(), cast.request()
    pick(team, "route", stays, leaves)
    actions.withdraw(request=leaves, by=cast.member)
    page = text(run(team, "route", stays, leaves, department="MHCLG", note="One letter"))
    assert "1 request sent to MHCLG" in page and "1 request was not changed" in page and "Withdrawn" in page
    made = RoutingDecision.objects.get()
    assert made.request_id == stays.pk and made.note == "One letter"
    leaves.refresh_from_db()
    assert leaves.state == S.WITHDRAWN


def test_what_a_colleague_holds_and_what_is_ones_own_is_left_alone(cast, team):
    held = actions.claim(request=cast.request(), by=make.official("triage"))
    make.Membership.objects.create(
        user=cast.triage,
        organisation=cast.organisation,
        role="member",
        state="active",
        joined_at=make.timezone.now(),
        confirmed_by="lead",
    )
    (foreign,) = rows(cast.respondent, 1)
    own = actions.submit(request=make.draft_for(cast.organisation, cast.lead), by=cast.lead)
    page = text(run(browser(cast.triage), "route", held, own, foreign, department="DCMS"))
    assert "1 request sent to DCMS" in page and "2 requests were not changed" in page
    assert set(EngagementRequest.objects.filter(state=S.ROUTED)) == {foreign}


def test_a_department_must_be_chosen_and_the_ticks_stay(cast, team):
    found = [cast.request(), cast.request()]
    answer = run(team, "route", *found, department="")
    page = text(answer)
    assert "Select a department" in page and all(f'value="{row.ref}"' in page for row in found)
    assert not RoutingDecision.objects.exists()


def test_the_result_can_be_read_again_and_does_nothing_again(cast, team):
    row = cast.request()
    run(team, "acknowledge", row)
    assert all("1 request acknowledged" in text(team.get(DONE)) for _ in range(2))
    assert AuditEvent.objects.filter(target_ref=row.ref, verb="request.acknowledged").count() == 1
    again = text(run(team, "acknowledge", row))
    assert "Nothing was done" in again and "Acknowledged" in again


def test_no_more_than_a_hundred(cast, team):
    many = rows(cast.respondent, MAX_BULK + 1)
    assert pick(team, "acknowledge", *many).status_code == 400
    assert run(team, "acknowledge", *many).status_code == 400
    assert not EngagementRequest.objects.exclude(state=S.SUBMITTED).exists()


def test_ticking_nothing_says_so(cast, team):
    answer = team.post(CHOOSE, {"verb": "acknowledge"}, follow=True)
    assert answer.redirect_chain[0][0] == "/triage/" and "Tick at least one request" in text(answer)


@pytest.mark.parametrize("refs", [["nonsense"], ["FD-2026-999999"], ["' OR 1=1"], ["\u202e"], [""]])
def test_references_that_are_none_do_nothing(cast, team, refs):
    assert team.post(CHOOSE, {"verb": "route", "chosen": refs}).status_code == 302
    assert team.post("/triage/selected/acknowledge/", {"chosen": refs}).status_code == 302


def test_drafts_cannot_be_picked_by_name(cast, team):
    make.draft(cast.respondent)
    assert team.post(CHOOSE, {"verb": "acknowledge", "chosen": ["None", "draft"]}).status_code == 302


def test_only_the_team(cast, client):
    row = cast.request()
    assert pick(client, "acknowledge", row).status_code == 302
    for role in ("auditor", "officer", "member", "stranger", "administrator"):
        other = browser(getattr(cast, role))
        assert pick(other, "acknowledge", row).status_code == 403, role
        assert run(other, "acknowledge", row).status_code == 403, role
        assert other.get(DONE).status_code == 403, role
    row.refresh_from_db()
    assert row.state == S.SUBMITTED


def test_no_verb_but_these_two(cast, team):
    row = cast.request()
    assert pick(team, "decline", row).status_code == 400
    assert team.post("/triage/selected/decline/", {"chosen": [row.ref]}).status_code == 404
    assert team.get("/triage/selected/acknowledge/").status_code == 405
