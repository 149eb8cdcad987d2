"""Feeds and diaries at any number of consultations: nothing new is missed, and the database is asked as often."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations.models import Consultation

_number = count(1)
MANY = 320


def add(cast, title: str, *, opens: int, closes: int, times: int = 1, **fields) -> list[Consultation]:
    """So many that are published; days from now on which they open and close."""
    now = timezone.now()
    rows = [
        Consultation(
            **{
                "ref": f"CN-2020-{(number := next(_number)):06}",
                "slug": f"many-{number}",
                "title": title,
                "summary": "One of many.",
                "department": cast.dcms,
                "workflow": "published",
                "opening_at": now + timedelta(days=opens, seconds=number),
                "closing_at": now + timedelta(days=closes, seconds=number),
                "publish_at": now + timedelta(days=min(opens, -1)),
                "forced_at": now,
                "force_reason": "A fixture of tests.",
            }
            | fields
        )
        for _each in range(times)
    ]
    return Consultation.objects.bulk_create(rows)


def feed(query: str = "") -> str:
    return Client().get(f"/consultations/feed/{query}").content.decode()


def diary(query: str = "") -> str:
    return Client().get(f"/consultations/calendar/{query}").content.decode().replace("\r\n ", "")


@pytest.fixture
def many(cast):
    """Hundreds that open later and hundreds that opened lately; one opened before all of them and changes now."""
    add(cast, "Later", opens=40, closes=90, times=MANY)
    add(cast, "Lately", opens=-9, closes=50, times=MANY)
    return cast


def test_what_closes_now_is_told_whenever_it_opened(many):
    add(many, "Old and closed", opens=-90, closes=-1)
    assert "Closed: Old and closed" in feed()
    assert "Closes: Old and closed" in diary()


def test_an_outcome_of_today_is_told(many):
    now = timezone.now()
    add(many, "Old with an outcome", opens=-300, closes=-200, outcome_published_at=now - timedelta(minutes=5))
    assert "Outcome: Old with an outcome" in feed()


def test_a_withdrawal_of_today_is_told_and_cancelled(many):
    now = timezone.now()
    gone = {"workflow": "withdrawn", "withdrawn_at": now - timedelta(minutes=5), "notice": "By mistake."}
    add(many, "Old and withdrawn", opens=-90, closes=80, **gone)
    words = feed()
    assert "Withdrawn: Old and withdrawn" in words and "Closed: Old and withdrawn" not in words
    assert "Withdrawn: Old and withdrawn" in diary()


def test_many_withdrawn_ones_push_no_closing_out_of_the_feed(cast):
    gone = {"workflow": "withdrawn", "withdrawn_at": timezone.now() - timedelta(days=60), "notice": "No."}
    add(cast, "Gone", opens=-70, closes=-1, times=60, **gone)
    add(cast, "Closed last week", opens=-90, closes=-7)
    assert "Closed: Closed last week" in feed()


def test_what_became_public_after_its_opening_day_is_new_on_that_day(many):
    late = timezone.now() - timedelta(minutes=5)
    add(many, "Public today", opens=-60, closes=20, publish_at=late)
    assert "Opened: Public today" in feed()


def test_what_is_still_to_come_is_in_the_diary_and_not_in_the_feed(many):
    assert "Opens: Later" in diary() and "Later" not in feed()
    assert diary().count("SUMMARY:Closes: Lately") == MANY
    add(many, "Long over", opens=-200, closes=-90)
    assert "Long over" not in diary()


def test_a_diary_that_is_full_holds_the_soonest(many, monkeypatch):
    monkeypatch.setattr("engagement.consultations.views.feeds.AHEAD", 10)
    add(many, "Closes tomorrow", opens=-60, closes=1)
    words = diary()
    assert "Closes: Closes tomorrow" in words and words.count("BEGIN:VEVENT") == 20


@pytest.mark.parametrize(("tail", "most"), [("feed", 4), ("calendar", 1)])
def test_the_database_is_asked_as_often_for_one_as_for_hundreds(cast, django_assert_num_queries, tail, most):
    add(cast, "One", opens=-5, closes=50)
    for _each in range(2):
        with django_assert_num_queries(most):
            assert Client().get(f"/consultations/{tail}/?q=o").status_code == 200
        add(cast, "Lots of others", opens=-4, closes=40, times=MANY)
