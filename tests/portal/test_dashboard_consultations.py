"""An official's dashboard: consultations that close soon, wait for a check, or owe an outcome."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, mine
from engagement.consultations.models import Consultation
from tests.factories.consultations import ANSWERS, Cast, Writer


@pytest.fixture
def cast(db):
    cache.clear()
    return Cast()


def seen(user) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.get("/dashboard/").content.decode()


def stage(cast):
    soon = cast.published(title="Closes within days", weeks=2, opens_in=-7)
    cast.published(title="Closes in weeks", weeks=12, opens_in=-7)
    waiting = actions.submit(consultation=cast.draft(title="Look at me"), by=cast.officer)
    late = cast.closed(title="No outcome yet", days_ago=100)
    cast.closed(title="Still in time", days_ago=70)
    withdrawn = cast.published(title="Taken back", weeks=2, opens_in=-7)
    actions.withdraw(consultation=withdrawn, by=cast.officer, reason="x")
    return soon, waiting, late


def test_three_matters_and_nothing_else(cast):
    soon, waiting, late = stage(cast)
    html = seen(cast.second)
    assert all(row.title in html for row in (soon, waiting, late))
    for title in ("Closes in weeks", "Still in time", "Taken back"):
        assert title not in html
    found = mine.waiting(cast.second, [cast.dcms.pk])
    assert {name: each.many for name, each in found.items()} == {"closing": 1, "to_check": 1, "overdue": 1}
    due = late.response_due_on
    assert f"due on {due.day} {due:%B %Y}" in html


def test_who_sent_it_for_the_check_is_not_asked_to_check_it(cast):
    _soon, waiting, _late = stage(cast)
    assert "Look at me" not in seen(cast.officer)
    assert mine.waiting(cast.second, [cast.dcms.pk])["to_check"].rows == [waiting]


def test_it_is_the_departments_alone(cast):
    stage(cast)
    for role in ("other_officer", "member", "stranger", "triage", "auditor", "administrator"):
        html = seen(getattr(cast, role))
        assert "Look at me" not in html and "No outcome yet" not in html, role
    assert "Your department’s consultations" not in seen(cast.member)


def test_one_question_and_a_few_rows_however_many_there_are(cast, django_assert_num_queries):
    for n in range(8):
        cast.published(title=f"Closing {n}", weeks=2, opens_in=-7)
    moment = timezone.now() + timedelta(days=3)
    Consultation.objects.filter(title="Closing 7").update(closing_at=moment)
    with django_assert_num_queries(1):
        found = mine.waiting(cast.officer, [cast.dcms.pk])["closing"]
    assert found.many == 8 and len(found.rows) == mine.FEW
    assert found.rows[0].title == "Closing 7"


def test_a_person_finds_what_they_answered_and_what_became_of_it(cast):
    """Begun, sent, and once the outcome is out: each time with the way to it; nobody else sees it there."""
    row = cast.published()
    begun = Writer(row, by=cast.respondent)
    html = seen(cast.respondent)
    assert "Consultations that you answered" in html and "Not yet sent" in html and "Send it by" in html
    assert begun.response.get_absolute_url() in html
    sent = sent_by(row, cast.respondent)
    assert sent.ref in seen(cast.respondent) and "You can change it until" in seen(cast.respondent)
    assert "Consultations that you answered" not in seen(cast.member)
    past = {
        "opening_at": timezone.now() - timedelta(days=200),
        "closing_at": timezone.now() - timedelta(days=90),
    }
    Consultation.objects.filter(pk=row.pk).update(**past)
    assert "It can no longer be sent." in seen(cast.respondent)
    Consultation.objects.filter(pk=row.pk).update(outcome_published_at=timezone.now() - timedelta(days=1))
    assert "See what happened to what you said" in seen(cast.respondent)


def sent_by(row, person):
    writer = Writer(row, by=person)
    for page, said in ANSWERS.items():
        writer.answer(page, said)
    writer.who(email="")
    return writer.send()
