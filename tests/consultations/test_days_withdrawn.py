"""Days for which a page was withdrawn are days that nobody could answer: they are taken off its length."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, gates
from engagement.consultations.models import Consultation
from foundation.common.errors import Invalid
from tests.consultations.doors import as_person
from tests.consultations.test_length import london
from tests.factories.consultations import Cast, at

OPENS, CLOSES = "2026-09-07 09:00", "2026-11-30 23:45"  # twelve weeks, over the change of clocks


@pytest.fixture
def row(cast: Cast) -> Consultation:
    with at(london("2026-09-01 10:00")):
        row = cast.draft()
        row = actions.save_details(
            consultation=row, by=cast.officer, opening_at=london(OPENS), closing_at=london(CLOSES)
        )
        row = actions.save_principles(consultation=row, by=cast.officer, length_reason="")
        row = actions.submit(consultation=row, by=cast.officer)
        return actions.approve(consultation=row, by=cast.second)


def away(cast, row, begins, ends, **said):
    with at(london(begins)):
        actions.withdraw(consultation=row, by=cast.officer, reason="A mistake in the text.")
    with at(london(ends)):
        return actions.unwithdraw(consultation=row, by=cast.officer, **said)


WHY = {"length_reason": "A mistake in the text had to be mended."}


@pytest.mark.parametrize(("begins", "ends", "days"), [
    ("2026-09-20 09:00", "2026-09-20 17:00", 84),  # within a day: that day they could read it
    ("2026-09-20 23:59", "2026-09-21 00:01", 83),  # two minutes over midnight are a day, as in all lengths
    ("2026-10-20 12:00", "2026-10-27 12:00", 77),  # a week, over the night the clocks change
    ("2026-09-02 12:00", "2026-09-05 12:00", 84),  # before it opened nobody lost a day
    ("2026-09-02 12:00", "2026-09-09 12:00", 82),  # of which two after it had opened
    ("2026-11-25 12:00", "2027-02-01 12:00", 79),  # back long after its close: five days were lost
    ("2026-12-02 12:00", "2026-12-05 12:00", 84),  # all of it after the close
])  # fmt: skip
def test_the_days_it_was_away_are_taken_off(cast, row, begins, ends, days):
    back = away(cast, row, begins, ends, **(WHY if days < 84 else {}))
    assert back.length() == timedelta(days=days)


def test_every_time_counts_and_a_later_close_makes_up_for_it(cast, row):
    away(cast, row, "2026-09-10 12:00", "2026-09-12 12:00", **WHY)
    row = away(cast, row, "2026-10-01 12:00", "2026-10-06 12:00")
    assert (row.days_withdrawn, row.length().days, row.weeks) == (7, 77, 11)
    with at(london("2026-10-07 12:00")):
        later = {"closing_at": london("2026-12-07 23:45"), "change_note": "A week more, for the one lost"}
        row = actions.amend(consultation=row, by=cast.officer, **later)
    assert row.weeks == 12


def test_while_it_is_away_it_counts_until_that_day(cast, row):
    with at(london("2026-09-28 12:00")):
        row = actions.withdraw(consultation=row, by=cast.officer, reason="The law changed.")
        assert (row.length().days, row.weeks) == (21, 3)


def test_less_than_twelve_weeks_that_are_left_need_a_reason(cast, row):
    """As a check before publication would ask for one; refused, it stays withdrawn and nothing is lost."""
    with pytest.raises(Invalid) as refused:
        away(cast, row, "2026-09-20 12:00", "2026-09-27 12:00")
    assert "11 weeks" in refused.value.errors["length_reason"][0]
    row.refresh_from_db()
    assert (row.workflow, row.days_withdrawn, row.length_reason) == ("withdrawn", 0, "")
    with at(london("2026-09-27 12:00")):
        row = actions.unwithdraw(consultation=row, by=cast.officer, **WHY)
        assert row.workflow == "published" and "short" not in {gate.code for gate in gates.gates(row)}


def test_officials_are_asked_in_the_form_and_readers_told_on_the_page(cast):
    row = cast.published(weeks=13, opens_in=0)
    Consultation.objects.filter(pk=row.pk).update(length_reason="")
    actions.withdraw(consultation=row, by=cast.officer, reason="A mistake in the text.")
    ago = timezone.now() - timedelta(days=14)
    Consultation.objects.filter(pk=row.pk).update(
        withdrawn_at=ago, publish_at=ago - timedelta(days=7), opening_at=ago - timedelta(days=7)
    )
    row.refresh_from_db()
    whole = (row.closing_at.date() - row.opening_at.date()).days
    officer, address = as_person(cast.officer), f"{row.get_absolute_url()}manage/do/unwithdraw/"
    Consultation.objects.filter(pk=row.pk).update(closing_at=row.closing_at - timedelta(weeks=4))
    refused = officer.post(address)
    assert refused.status_code == 200 and "people have 10 weeks to answer" in refused.content.decode()
    answer = officer.post(address, WHY)
    assert answer.status_code == 303
    assert "Brought back" in officer.get(f"{row.get_absolute_url()}manage/").content.decode()
    cache.clear()
    page = Client().get(row.get_absolute_url()).content.decode()
    assert whole // 7 == 16 and "Open for 10 weeks." in page and WHY["length_reason"] in page
