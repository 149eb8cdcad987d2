"""The facts of a placement that the figures read, and the quarters they are told for."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Placement:
    """One placement, as the standard data commission asks: who came or went, from where, at which grade."""

    key: str
    direction: str  # inward, outward or swap
    department: str
    partner: str  # the body on the other side
    partner_size: str  # a size band of foundation.directory
    grade: str
    start: date
    end: date  # the day it ended or is to end
    cost_model: str = ""  # full, part or none of the cost reimbursed
    outcome: str = ""  # of the evaluation; empty while there is none
    field: str = ""  # the partner's field of work, for the flows; without one a placement is in no flow


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of the financial year's calendar: Quarter(2026, 2) is April to June 2026."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        following = self.next().first
        return date.fromordinal(following.toordinal() - 1)

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
