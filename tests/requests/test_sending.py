"""Sending at the address of a draft: few statements, the same people told, and a row that says what was written."""

import pytest
from django.test import Client

from engagement.requests import actions, clocks
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, ServiceLevel
from engagement.requests.people import followers, followers_of_draft
from foundation.common import near
from foundation.common.errors import Invalid
from foundation.notifications.models import Message
from tests.factories.requests import draft, draft_for, member, person
from tests.requests.sender import at

pytestmark = pytest.mark.django_db

# The person and their standing; a savepoint; draft, followers, reference; row, step, trail, fact, message; the end.
STATEMENTS = 11


def drafts(cast):
    """Each kind of sender: an individual, a member whose organisation has two leads, one of these leads."""
    second = member(cast.organisation, "lead")
    return {
        "individual": draft(cast.respondent),
        "member": draft_for(cast.organisation, cast.member),
        "lead": draft_for(cast.organisation, second),
    }


def test_sending_asks_eleven_statements(cast, django_assert_num_queries):
    for row in drafts(cast).values():
        browser = Client()
        browser.force_login(row.submitter)
        clocks.service_levels()
        with django_assert_num_queries(STATEMENTS):
            assert browser.post(at("check", row)).headers["Location"] == at("sent", row)


def test_whoever_follows_a_request_hears_that_it_was_received(cast):
    for kind, row in drafts(cast).items():
        wanted = {each.pk for each in followers(row)}
        assert {each.pk for each in followers_of_draft(row.public_id, row.submitter)(row)} == wanted
        sent = actions.submit_at(key=row.public_id, by=row.submitter)
        told = Message.objects.filter(about=sent.ref, kind="request_received")
        assert sorted(told.values_list("recipient", flat=True)) == sorted(wanted)
        assert len(wanted) == {"individual": 1, "member": 3, "lead": 2}[kind]


def test_both_ways_of_sending_write_the_same(cast):
    one, two = (draft_for(cast.organisation, cast.member) for _ in range(2))
    actions.submit(request=one, by=cast.member)
    actions.submit_at(key=two.public_id, by=cast.member)
    rows = [EngagementRequest.objects.get(pk=row.pk) for row in (one, two)]
    own = {"id", "public_id", "ref", "created_at", "updated_at", "submitted_at"}
    for field in EngagementRequest._meta.concrete_fields:
        if field.name not in own:
            assert getattr(rows[0], field.attname) == getattr(rows[1], field.attname), field.name
    steps = [row.history.get(verb="submitted") for row in rows]
    assert steps[0].by_id == steps[1].by_id == cast.member.pk
    assert {(step.from_state, step.to_state, step.side) for step in steps} == {
        ("draft", "submitted", "sender")
    }


def test_the_row_it_gives_is_the_row_that_was_written(cast):
    before = draft(cast.respondent)
    given = actions.submit_at(key=before.public_id, by=cast.respondent)
    written = EngagementRequest.objects.get(pk=before.pk)
    assert written.state == State.SUBMITTED and written.version == before.version + 1
    assert written.updated_at > before.updated_at
    for field in EngagementRequest._meta.concrete_fields:
        if not field.generated:
            assert getattr(given, field.attname) == getattr(written, field.attname), field.name


def test_what_lacks_an_answer_is_not_sent_and_leaves_nothing(cast):
    row = draft(cast.respondent, title="")
    with pytest.raises(Invalid) as refused:
        actions.submit_at(key=row.public_id, by=cast.respondent)
    assert set(refused.value.errors) == {"title"}
    row.refresh_from_db()
    assert (row.state, row.ref, row.history.count()) == (State.DRAFT, None, 0)
    assert not Message.objects.exists()


def test_nobody_else_sends_a_draft(cast):
    row = draft_for(cast.organisation, cast.member)
    for other in (cast.lead, cast.triage, cast.officer, person()):
        assert actions.submit_at(key=row.public_id, by=other) is None
    cast.member.memberships.update(state="ended", left_at="2026-01-01T00:00:00Z", ending="left")
    browser = Client()
    browser.force_login(cast.member)
    assert browser.post(at("check", row)).status_code == 404
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_service_levels_are_read_once_a_minute(cast, django_assert_num_queries):
    assert clocks.service_levels().days["triage"] == 3
    ServiceLevel.objects.filter(step="triage").update(working_days=4)
    with django_assert_num_queries(0):
        assert clocks.service_levels().days["triage"] == 3
    near.forget()
    assert clocks.service_levels().days["triage"] == 4
