"""Another format extends that person's time by whole days, with a week in hand at least, to the end of a day."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.actions.responses import Closed
from engagement.consultations.waiting import extended_until
from foundation.notifications.models import Message
from foundation.notifications.wording import letter
from tests.factories.consultations import Writer, at

SECOND = timedelta(seconds=1)


def london(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(("asked", "provided", "closing", "until"), [
    # Within minutes, and within the same day: one day more than others have.
    ("2026-09-10 10:00", "2026-09-10 10:05", "2026-11-30 23:45", "2026-12-01"),
    ("2026-09-10 00:00", "2026-09-10 23:59:59", "2026-11-30 23:45", "2026-12-01"),
    # A minute before and after midnight is a day, and so are 47 hours 58 minutes over two of them.
    ("2026-09-10 23:59", "2026-09-11 00:01", "2026-11-30 23:45", "2026-12-01"),
    ("2026-09-10 00:01", "2026-09-11 23:59", "2026-11-30 23:45", "2026-12-01"),
    ("2026-09-10 23:59", "2026-09-12 00:01", "2026-11-30 23:45", "2026-12-02"),
    # Ten working days, with the closing time early in the day and late.
    ("2026-09-10 10:00", "2026-09-24 10:00", "2026-11-30 00:00", "2026-12-14"),
    ("2026-09-10 10:00", "2026-09-24 10:00", "2026-11-30 23:59:59", "2026-12-14"),
    # Near the close the week in hand is what counts: to the day on which both are equal, and after it.
    ("2026-11-24 10:00", "2026-11-24 11:00", "2026-11-30 23:45", "2026-12-01"),
    ("2026-11-25 10:00", "2026-11-25 11:00", "2026-11-30 23:45", "2026-12-02"),
    ("2026-11-30 23:44", "2026-11-30 23:59", "2026-11-30 23:45", "2026-12-07"),
    ("2026-11-30 23:44", "2026-12-14 16:00", "2026-11-30 23:45", "2026-12-21"),
    # Over the change of clocks, in both directions.
    ("2026-10-24 23:30", "2026-10-25 23:30", "2026-11-30 23:45", "2026-12-01"),
    ("2026-03-28 23:30", "2026-03-29 23:30", "2026-06-30 23:45", "2026-07-01"),
])  # fmt: skip
def test_whole_days_are_added_and_a_week_is_left(asked, provided, closing, until):
    found = extended_until(asked_at=london(asked), provided_at=london(provided), closing_at=london(closing))
    assert found == london(f"{until} 23:59:59")


def test_on_the_last_evening_the_week_begins_with_the_format(cast):
    """Asked for in the last minute and provided at once: a week for this person, to the second, and nobody else."""
    row = cast.published()
    with at(row.closing_at - timedelta(minutes=1)):
        asked = actions.ask_format(consultation=row, by=None, format="large_print", email="l@mail.example")
        given, secret = actions.provide_format(format_request=asked, by=cast.officer)
        other = Writer(row)
    until = given.response.extended_until
    assert timezone.localdate(until) == timezone.localdate(row.closing_at) + timedelta(days=7)
    assert "11:59pm" in letter(Message.objects.get(kind="format_provided")).text
    theirs = Writer.__new__(Writer)
    theirs.response, theirs.secret, theirs.by = given.response, secret, other.by
    with at(until):
        theirs.who()
    with at(until + SECOND), pytest.raises(Closed):
        theirs.who()
    with at(row.closing_at + SECOND), pytest.raises(Closed):
        other.who()


def test_who_asks_is_told_the_rule(cast, client):
    row = cast.published()
    said = {"format": "large_print", "email": "l@mail.example"}
    page = client.post(f"/consultations/{row.slug}/formats/", said)
    rule = "The days that you wait are added to your time to respond, and you have at least 7 days"
    assert rule in page.content.decode()
    assert rule in letter(Message.objects.get(kind="format_received")).text
