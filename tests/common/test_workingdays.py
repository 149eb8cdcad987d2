"""The calendars agree with the bank holidays that are known, division by division."""

from datetime import date

import pytest

from foundation.common.workingdays import calendar, england_and_wales, local_date, northern_ireland, scotland

KNOWN = {
    ("england-and-wales", 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    ("england-and-wales", 2027): "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    ("scotland", 2026): "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
    ("northern-ireland", 2026): "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
}


@pytest.mark.parametrize(("division", "year"), KNOWN)
def test_bank_holidays(division, year):
    found = sorted(day.strftime("%m-%d") for day in calendar(division).holidays if day.year == year)
    assert " ".join(found) == KNOWN[division, year]


@pytest.mark.parametrize("division", ["england-and-wales", "scotland", "northern-ireland"])
def test_every_year_from_2024_to_2028_is_known(division):
    years = {day.year for day in calendar(division).holidays}
    assert years == {2024, 2025, 2026, 2027, 2028}


def test_divisions_differ():
    saint_andrew, saint_patrick = date(2026, 11, 30), date(2026, 3, 17)
    assert england_and_wales().is_working_day(saint_andrew) and not scotland().is_working_day(saint_andrew)
    assert not northern_ireland().is_working_day(saint_patrick)


def test_day_one_is_the_next_working_day():
    assert england_and_wales().add(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert england_and_wales().add(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert england_and_wales().add(date(2026, 11, 23), 0) == date(2026, 11, 23)


def test_twenty_working_days_of_a_letter():
    assert england_and_wales().add(date(2026, 11, 2), 20) == date(2026, 11, 30)


def test_a_year_that_nobody_knows_is_refused_rather_than_guessed():
    with pytest.raises(ValueError, match="does not reach"):
        england_and_wales().add(date(2060, 1, 1), 5)


def test_a_newer_file_replaces_the_dates(settings, tmp_path):
    path = tmp_path / "holidays.json"
    path.write_text('{"england-and-wales": {"events": [{"date": "2026-11-24", "title": "Jubilee"}]}}')
    settings.BANK_HOLIDAYS_FILE = str(path)
    calendar.cache_clear()
    try:
        assert england_and_wales().add(date(2026, 11, 23), 1) == date(2026, 11, 25)
    finally:
        calendar.cache_clear()


def test_the_day_of_receipt_is_londons():
    from datetime import UTC, datetime

    assert local_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
