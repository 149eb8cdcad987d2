"""Mine, by role."""

import pytest
from django.core.cache import cache
from django.test import Client

from engagement.requests import names
from engagement.requests.enums import State
from foundation.directory import actions as directory
from foundation.directory.models import Department
from tests.factories.requests import Cast, days_ago

ROLES = ("respondent", "member", "lead", "triage", "officer", "auditor", "administrator", "secondments")


@pytest.fixture
def cast(db):
    cache.clear()
    return Cast()


def seen(user) -> str:
    browser = Client()
    browser.force_login(user)
    answer = browser.get("/dashboard/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_visitors_sign_in_first(client, db):
    assert client.get("/dashboard/").headers["Location"] == "/sign-in/?next=/dashboard/"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_one_and_it_asks_seven_questions_at_most(cast, role, django_assert_max_num_queries):
    for state in list(State):
        cast.request(state)
    browser = Client()
    browser.force_login(getattr(cast, role))
    names.known(Department, cast.dcms.pk)  # departments by name are read once a minute, whoever asks
    with django_assert_max_num_queries(7):
        answer = browser.get("/dashboard/")
    assert answer.status_code == 200 and answer.content.count(b"<h1") == 1


def test_a_member_sees_what_waits_for_them_and_what_is_open(cast):
    question = cast.request(State.CLARIFICATION_NEEDED, title="Answer me")
    opened = cast.request(State.ROUTED, title="On its way")
    unsent = cast.request(State.DRAFT, title="Half written")
    html = seen(cast.member)
    assert "A question waits for your answer" in html
    assert all(row.title in html for row in (question, opened, unsent))
    assert "Half written" not in seen(cast.lead) and "On its way" in seen(cast.lead)


def test_others_see_nothing_of_it(cast):
    cast.request(State.ROUTED, title="On its way")
    for role in ("stranger", "respondent", "other_officer", "auditor", "administrator", "secondments"):
        assert "On its way" not in seen(getattr(cast, role))


def test_an_officer_sees_the_departments_queue(cast):
    late = days_ago(cast.request(State.ACCEPTED, title="Overlong"), 60)
    cast.request(State.ROUTED)
    html = seen(cast.officer)
    assert "Your department’s requests" in html and late.title in html and "Late" in html
    assert "Overlong" not in seen(cast.third_officer)


def test_the_front_door_team_sees_its_queue(cast):
    cast.request(State.SUBMITTED, title="Fresh")
    html = seen(cast.triage)
    assert "The front-door queue" in html and "Fresh" in html
    assert "The front-door queue" not in seen(cast.officer)


def test_an_invitation_is_shown_to_the_one_invited(cast):
    directory.invite(organisation=cast.organisation, email=cast.stranger.email.upper(), by=cast.lead)
    assert "<bdi>Riverside Food Bank</bdi> invites you to join" in seen(cast.stranger)
    assert "invites you" not in seen(cast.respondent)


def test_hostile_titles_are_shown_as_text(cast):
    cast.request(State.ROUTED, title="<script>alert(1)</script>")
    assert "<script>alert" not in seen(cast.member)
