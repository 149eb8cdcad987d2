"""What the calculator is asked and what it answers."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from secondments.wording import Reason


class Party(StrEnum):
    HOME = "home"
    HOST = "host"
    PROGRAMME = "programme"


class Every(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"  # of the calendar: to the end of March, June, September and December


class Pension(StrEnum):
    ALPHA = "alpha"  # the Civil Service scheme's contribution
    MINIMUM = "minimum"  # the least that automatic enrolment allows, on qualifying earnings
    PERCENT = "percent"  # the home body's own percentage of all pay
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Vat:
    """Whether the home body charges VAT on what it is paid, and how much of that the host can recover.

    A department can recover none (VATGPB11350), which is what is assumed until its finance team says otherwise.
    """

    charged: bool = True
    recoverable: int = 0  # hundredths of a percent


@dataclass(frozen=True, slots=True)
class Backfill:
    """A grant towards the cost of cover for small bodies: a share of what cover costs beyond the reimbursement."""

    cover: int  # pence a year that cover of this working time costs, on-costs included
    share: int = 10_000  # hundredths of a percent
    most_a_month: int | None = None  # pence
    sizes: frozenset[str] = frozenset({"micro", "small"})


@dataclass(frozen=True, slots=True)
class Terms:
    """`salary` and `allowances` are pence a year at full time; working time is in hundredths of full time."""

    start: date
    end: date
    salary: int
    allowances: int = 0
    contract_fte: int = 100  # the person's working time at home
    placement_fte: int = 100  # of which this much goes to the host
    pays_ni: bool = True  # False where the Employment Allowance covers all the home body's contributions
    pays_levy: bool = False  # the Apprenticeship Levy
    pension: Pension = Pension.PERCENT
    pension_percent: int = 0  # hundredths of a percent, for Pension.PERCENT
    reimbursed: int = 10_000  # hundredths of a percent of salary and on-costs that the host pays
    fee: int = 0  # pence that the host pays the home body for its administration, spread over the placement
    expenses: int = 0  # pence a month that the host pays for travel and the like, outside the reimbursement
    vat: Vat = field(default_factory=Vat)
    every: Every = Every.MONTH
    home_size: str = "unknown"  # a size band of foundation.directory
    backfill: Backfill | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An amount with its explanation; `said` holds what the words need."""

    said: Reason
    amount: int


@dataclass(frozen=True, slots=True)
class Instalment:
    """What the host pays for the days from `first` to `last`, due on the last of them."""

    first: date
    last: date
    net: int
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.vat


@dataclass(frozen=True)
class Costing:
    """`shares` says what each party bears in the end; together they make `total`."""

    lines: tuple[Line, ...]  # what the placement costs, adding up to `total`
    instalments: tuple[Instalment, ...]
    grants: tuple[tuple[date, int], ...]  # the backfill grant by month, empty where there is none
    shares: dict[Party, tuple[Line, ...]]
    notes: tuple[Reason, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    def borne_by(self, party: Party) -> int:
        return sum(line.amount for line in self.shares[party])

    @property
    def payable(self) -> int:
        """All instalments with their VAT: what the host's budget must hold, expenses apart."""
        return sum(instalment.gross for instalment in self.instalments)
