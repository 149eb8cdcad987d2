"""Working days: Monday to Friday less the bank holidays of a UK division.

Day 0 is the day of receipt and the clock starts on the next working day, as the Cabinet Office's guidance on
correspondence counts. Dates come from dated data in the shape of GOV.UK's bank-holidays.json; `BANK_HOLIDAYS_FILE`
replaces it when a new year or a one-off holiday is announced.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_DATA = Path(__file__).parent / "data" / "bank-holidays.json"


class Calendar:
    """The working days of one division. `first` and `last` are the years whose bank holidays are known."""

    def __init__(self, division: str, holidays: Iterable[date]) -> None:
        self.division = division
        self.holidays = frozenset(holidays)
        self.first = min(day.year for day in self.holidays)
        self.last = max(day.year for day in self.holidays)
        days = (date(self.first - 1, 1, 1) + timedelta(n) for n in range((self.last - self.first + 5) * 366))
        self._days = [day for day in days if day.weekday() < 5 and day not in self.holidays]

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def add(self, start: date, count: int) -> date:
        """The date `count` working days after `start`, which is day 0 whether or not it is a working day."""
        if count <= 0:
            return start
        place = bisect_right(self._days, start) + count - 1
        if not self._covers(start) or place >= len(self._days):
            raise ValueError(
                f"The calendar of {self.division} does not reach from {start} by {count} working days"
            )
        return self._days[place]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def next(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the first one after it."""
        return self._days[bisect_left(self._days, day)]

    def _covers(self, day: date) -> bool:
        return self._days[0] <= day <= self._days[-1]


@cache
def calendar(division: str = "england-and-wales") -> Calendar:
    """The calendar of a division, read once a process."""
    source = Path(getattr(settings, "BANK_HOLIDAYS_FILE", "") or _DATA)
    events = json.loads(source.read_text())[division]["events"]
    return Calendar(division, [date.fromisoformat(event["date"]) for event in events])


def england_and_wales() -> Calendar:
    return calendar("england-and-wales")


def scotland() -> Calendar:
    return calendar("scotland")


def northern_ireland() -> Calendar:
    return calendar("northern-ireland")


def local_date(moment: datetime) -> date:
    """The day of receipt: a midnight in London decides, not one in UTC."""
    return timezone.localtime(moment).date()
