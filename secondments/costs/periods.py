"""The months of a placement."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a calendar month on which the placement runs."""

    first: date
    last: date

    @property
    def part(self) -> Fraction:
        return Fraction((self.last - self.first).days + 1, monthrange(self.first.year, self.first.month)[1])

    @property
    def ends_quarter(self) -> bool:
        return self.last.month % 3 == 0


def months(start: date, end: date) -> Iterator[Month]:
    first = start
    while first <= end:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield Month(first, min(last, end))
        first = last + timedelta(1)
