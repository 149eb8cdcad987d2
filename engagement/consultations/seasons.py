"""Times of the year in which people are away: August, Christmas, Easter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Season:
    code: str
    name: str
    days: int


def easter(year: int) -> date:
    """Easter Sunday of the western churches (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _times(year: int) -> Iterator[tuple[str, str, date, date]]:
    sunday = easter(year)
    yield "christmas", f"Christmas {year - 1}", date(year - 1, 12, 20), date(year, 1, 3)
    yield "easter", f"Easter {year}", sunday - timedelta(days=7), sunday + timedelta(days=7)
    yield "august", f"August {year}", date(year, 8, 1), date(year, 8, 31)


def clashes(opens: date, closes: date) -> list[Season]:
    """The seasons in which it is open, with the days of each."""
    found = []
    for year in range(opens.year, closes.year + 2):
        for code, name, first, last in _times(year):
            days = (min(last, closes) - max(first, opens)).days + 1
            if days > 0:
                found.append(Season(code, name, days))
    return found
