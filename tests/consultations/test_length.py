"""How long it is open is counted from the day on which people can truly begin: gates, pages and feeds follow."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, gates
from engagement.consultations.models import Consultation, PreElectionPeriod
from engagement.consultations.report import content
from foundation.common.errors import Invalid
from foundation.common.workingdays import local_date
from tests.consultations.doors import as_person
from tests.factories.consultations import at

WEEK = timedelta(weeks=1)


def london(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def draft(cast, opens, closes, reason="", **said):
    row = cast.draft(**said)
    row = actions.save_details(consultation=row, by=cast.officer, opening_at=opens, closing_at=closes)
    return actions.save_principles(consultation=row, by=cast.officer, length_reason=reason)


def codes(row, public_at=None):
    return {gate.code for gate in gates.gates(Consultation.objects.get(pk=row.pk), public_at=public_at)}


@pytest.mark.parametrize(("public", "weeks", "short", "very_short"), [
    ("2026-09-01 08:00", 12, False, False),  # before it opens
    ("2026-09-07 23:59", 12, False, False),  # on its opening day, however late
    ("2026-09-08 00:00", 11, True, False),   # the day after
    ("2026-10-19 12:00", 6, True, False),    # six weeks to the day
    ("2026-10-20 12:00", 5, True, True),
    ("2026-11-29 12:00", 0, True, True),
])  # fmt: skip
def test_days_before_it_is_public_do_not_count(cast, public, weeks, short, very_short):
    with at(london("2026-08-20")):
        row = draft(cast, london("2026-09-07 09:00"), london("2026-11-30 23:45"))
        found = codes(row, london(public))
        assert row.length(london(public)).days // 7 == weeks
        assert ("short" in found, "very_short" in found) == (short, very_short)


@pytest.mark.parametrize(("opens", "closes"), [
    ("2027-01-18 09:00", "2027-04-12 09:00"), ("2026-09-07 09:00", "2026-11-30 09:00"),
])  # fmt: skip
def test_twelve_weeks_are_twelve_weeks_when_clocks_change(cast, opens, closes):
    with at(london("2026-08-20")):
        assert "short" not in codes(draft(cast, london(opens), london(closes)))


def submitted(cast, row):
    return actions.submit(consultation=row, by=cast.officer)


@pytest.mark.parametrize("verb", ["approve", "force_publish"])
def test_a_later_day_of_publication_needs_the_reason_that_its_true_length_needs(cast, verb):
    """A draft of 13 weeks passes; published two weeks into them it is one of 11, and says why or does not go out."""
    opens = timezone.now() + timedelta(days=1)
    late = opens + 2 * WEEK
    row = submitted(cast, draft(cast, opens, opens + 13 * WEEK))
    said = {"consultation": row, "by": cast.second, "publish_at": late}
    said |= {"reason": "It cannot wait"} if verb == "force_publish" else {}
    with pytest.raises(Invalid) as refused:
        getattr(actions, verb)(**said)
    [sentence] = refused.value.errors[""]
    assert "11 weeks, counted from" in sentence and "reason" in sentence
    row.refresh_from_db()
    assert row.workflow == "submitted"
    actions.save_principles(
        consultation=actions.reject(consultation=row, by=cast.second, reason="Say why it is short"),
        by=cast.officer,
        length_reason="The fund opens in spring",
    )
    row = submitted(cast, row)
    row = getattr(actions, verb)(**(said | {"consultation": row}))
    assert row.workflow == "scheduled" and row.weeks == 11


def test_a_check_that_takes_weeks_does_not_count_as_time_to_answer(cast):
    """Nobody moved a date, but the second pair of eyes came when its opening day had long passed."""
    opens = timezone.now() + timedelta(days=1)
    row = submitted(cast, draft(cast, opens, opens + 12 * WEEK))
    with at(opens + WEEK), pytest.raises(Invalid):
        actions.approve(consultation=row, by=cast.second)
    with at(opens - timedelta(hours=1)):
        assert actions.approve(consultation=row, by=cast.second).weeks == 12


def test_the_page_of_the_check_says_so_and_keeps_the_day(cast):
    opens = timezone.now() + timedelta(days=1)
    row = submitted(cast, draft(cast, opens, opens + 12 * WEEK))
    day = local_date(opens + 2 * WEEK)
    said = {"publish_on-day": day.day, "publish_on-month": day.month, "publish_on-year": day.year}
    page = as_person(cast.second).post(f"{row.get_absolute_url()}manage/do/approve/", said)
    text = page.content.decode()
    assert "Give a reason for less than 12 weeks" in text and f'value="{day.year}"' in text


def test_readers_feeds_and_the_report_say_when_it_truly_opened(cast):
    """Its dates say a week ago; it was published today."""
    row = cast.published(weeks=8, opens_in=-7)
    assert row.opens_at() == row.publish_at and row.weeks == 7
    assert "Open for 7 weeks" in Client().get(row.get_absolute_url()).content.decode()
    feed = Client().get("/consultations/feed/").content.decode()
    assert f"<updated>{row.publish_at:%Y-%m-%d}" in feed and f"<updated>{row.opening_at:%Y-%m-%d}" not in feed
    today = timezone.localtime(row.publish_at)
    assert f"DTSTART:{row.publish_at:%Y%m%d}" in Client().get("/consultations/calendar/").content.decode()
    assert content(row)["dates"].startswith(f"Open from {today.day} {today:%B %Y}")


def test_what_is_published_in_a_pre_election_period_is_launched_in_it(cast):
    """Whatever opening date before the period it names."""
    today = timezone.localdate()
    PreElectionPeriod.objects.create(
        name="A poll", starts_on=today - timedelta(days=3), ends_on=today + timedelta(days=3), source="x"
    )
    row = draft(cast, timezone.now() - WEEK, timezone.now() + 13 * WEEK, reason="Spring")
    assert "pre_election" in codes(row)
    assert "pre_election" not in codes(row, timezone.now() + WEEK)


def test_officials_are_warned_of_an_opening_day_that_nobody_sees(cast):
    assert "opens_late" in codes(draft(cast, timezone.now() - WEEK, timezone.now() + 13 * WEEK))
    assert "opens_late" not in codes(draft(cast, timezone.now() + WEEK, timezone.now() + 13 * WEEK))
