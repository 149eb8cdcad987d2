"""One request: who may read it, what each reader sees, and what it says about whose turn it is."""

import pytest
from django.test import Client

from engagement.requests import actions
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, Message
from tests.factories.requests import days_ago, draft

HOSTILE = '<script>alert(1)</script>{{ 7*7 }}"><svg onload=x>'
READERS = ("member", "lead", "triage", "officer", "auditor")
OTHERS = ("stranger", "respondent", "other_officer", "administrator", "secondments")


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def read(cast, role: str, row: EngagementRequest) -> str:
    answer = signed_in(getattr(cast, role)).get(f"/requests/{row.ref}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", READERS)
def test_both_sides_read_it(cast, role):
    row = cast.request(State.ACCEPTED)
    html = read(cast, role, row)
    assert row.ref in html and row.ask in html


@pytest.mark.parametrize("role", OTHERS)
def test_to_others_it_is_not_there(cast, role):
    row = cast.request(State.ACCEPTED)
    assert signed_in(getattr(cast, role)).get(f"/requests/{row.ref}/").status_code == 404


def test_visitors_sign_in_first_whether_it_exists_or_not(client, cast):
    row = cast.request()
    for ref in (row.ref, "FD-2026-999999"):
        answer = client.get(f"/requests/{ref}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next=/requests/{ref}/")


def test_notes_are_for_government_alone(cast):
    row = cast.request(State.ACCEPTED)
    actions.note(request=row, body="SECRET-NOTE", by=cast.officer)
    for role in ("officer", "triage", "auditor"):
        html = read(cast, role, row)
        assert "SECRET-NOTE" in html and "Government only" in html
    for role in ("member", "lead"):
        assert "SECRET-NOTE" not in read(cast, role, row)


def test_an_official_does_not_read_the_notes_on_their_own_organisations_request(cast):
    from foundation.directory.models import Membership

    row = cast.request(State.ACCEPTED)
    actions.note(request=row, body="SECRET-NOTE", by=cast.officer)
    for role in ("officer", "triage"):
        Membership.objects.create(
            user=getattr(cast, role),
            organisation=cast.organisation,
            role="member",
            state="active",
            joined_at=row.created_at,
            confirmed_by="lead",
        )
        html = read(cast, role, row)
        assert "SECRET-NOTE" not in html and "It is theirs" not in html


def test_officials_are_not_named_to_the_sender(cast):
    for name, user in (("Olwen Officer", cast.officer), ("Terry Triage", cast.triage)):
        user.name = name
        user.save()
    row = cast.request(State.RESPONDED)
    html = read(cast, "member", row)
    assert "Olwen" not in html and "Terry" not in html
    assert "Answered by Department for Culture, Media and Sport" in html


def test_what_departments_say_to_each_other_stays_between_them(cast):
    row = cast.request(State.TRANSFER_OFFERED)
    assert "It is theirs" in read(cast, "officer", row)
    assert "It is theirs" not in read(cast, "member", row)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.SUBMITTED, "The front-door team reads it"),
        (State.TRIAGE, "The front-door team has read it"),
        (State.ROUTED, "accepts it or passes it on by"),
        (State.ACCEPTED, "is working on it and answers by"),
        (State.CLARIFICATION_NEEDED, "It is your turn"),
        (State.TRANSFER_OFFERED, "can answer it better"),
        (State.RESPONDED, "you can reopen it until"),
        (State.CLOSED, "This request is closed. You can reopen it until"),
        (State.DECLINED, "This request was declined. You can reopen it until"),
        (State.WITHDRAWN, "Nobody works on it any more"),
        (State.REOPENED, "It is open again"),
    ],
)
def test_it_says_whose_turn_it_is(cast, state, words):
    assert words in read(cast, "member", cast.request(state))


def test_being_late_is_said_with_an_apology(cast):
    row = days_ago(cast.request(State.ACCEPTED), 60)
    html = read(cast, "member", row)
    assert "working days late, and we are sorry" in html and "Late" in html


def test_a_refusal_says_why_and_what_can_be_done(cast):
    html = read(cast, "member", cast.request(State.DECLINED))
    for text in (
        "It is too early or too late for this decision",
        "The decision was made in May.",
        "Parliamentary and Health Service Ombudsman",
        "within 3 months of the decision",
        "/reopen/",
    ):
        assert text in html
    assert "Ombudsman" not in read(cast, "officer", cast.request(State.DECLINED))


def test_why_it_went_there_is_told(cast):
    html = read(cast, "member", cast.request(State.ROUTED))
    assert "Why it went there" in html


@pytest.mark.parametrize("state", list(State)[1:])
def test_every_state_reads_well_for_everybody_in_both_languages(cast, state):
    row = cast.request(state)
    for role in READERS if row.department_id else ("member", "lead", "triage", "auditor"):
        for prefix in ("", "/cy"):
            assert signed_in(getattr(cast, role)).get(f"{prefix}/requests/{row.ref}/").status_code == 200


def test_only_what_the_reader_may_do_is_offered(cast):
    row = cast.request(State.ROUTED)
    assert "/withdraw/" in read(cast, "member", row) and "/accept/" not in read(cast, "member", row)
    assert "/accept/" in read(cast, "officer", row) and "/withdraw/" not in read(cast, "officer", row)
    auditor = read(cast, "auditor", row)
    assert "/accept/" not in auditor and "/withdraw/" not in auditor and "/note/" not in auditor


def test_hostile_text_is_shown_as_text(cast):
    row = cast.request(State.ACCEPTED, title=HOSTILE, ask=HOSTILE, evidence=HOSTILE, represents=HOSTILE)
    actions.comment(request=row, body=HOSTILE + " javascript:alert(1)", by=cast.member)
    EngagementRequest.objects.filter(pk=row.pk).update(contact=HOSTILE, outcome_text=HOSTILE)
    for role in ("member", "officer"):
        html = read(cast, role, row)
        assert "<script>alert" not in html and "<svg onload" not in html
        assert 'href="javascript' not in html and "{{ 7*7 }}" in html


def test_a_page_asks_two_questions(cast, django_assert_max_num_queries):
    row = cast.request(State.CLOSED)
    for _ in range(5):
        Message.objects.create(
            request=row, kind="comment", body="More", from_government=False, by=cast.member
        )
    for role in READERS:
        browser = signed_in(getattr(cast, role))
        browser.get(f"/requests/{row.ref}/")
        with django_assert_max_num_queries(2):  # the person and their standing, the request and all beside it
            assert browser.get(f"/requests/{row.ref}/").status_code == 200


def test_an_individual_reads_their_own(cast):
    row = actions.submit(request=draft(cast.respondent), by=cast.respondent)
    assert row.ask in read(cast, "respondent", row)
    assert "as an individual" in read(cast, "triage", row)
