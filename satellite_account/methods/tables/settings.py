"""What a build of the tables is told, and what it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from satellite_account.methods.accounts.supply_use import InputOutput
from satellite_account.methods.accounts.volunteers import FULL_TIME_HOURS
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.prices.balancing import Pin


@dataclass(frozen=True)
class Settings:
    """Parameters of a build; a run keeps them with its figures.

    method           named method: `do_now` or `intermediate`
    wage_variant     of WAGE_VARIANTS;  social  employers' contributions added to the wage, 0 or a rate
    full_time_hours  hours of a full-time equivalent a year
    reference_year   of volumes; None takes the last year but two
    bounds           of calibration factors, as (0.2, 5.0); None for plain GREG, whose weights may fall below zero in
                     small samples
    breaks           years from which a method or source is another one: OBS_STATUS B
    provisional      years with late returns nowcast: OBS_STATUS P
    least_returns    a figure on fewer returns is confidential (C), and so is what would give it away (D)
    balance          of BALANCES: how purchases by product (T13) are balanced; empty for the official shares
    pins             cells of that table that are held, each with its reason
    quarterly        of QUARTERLY: how years are spread over their quarters
    """

    vintage: str = "1"
    method: str = "do_now"
    wage_variant: str = "occupation_median"
    social: float = 0.0
    full_time_hours: float = FULL_TIME_HOURS
    reference_year: int | None = None
    bounds: tuple[float, float] | None = None
    country: str = "GB"
    breaks: tuple[int, ...] = ()
    provisional: tuple[int, ...] = ()
    quarterly: str = "denton"
    least_returns: int = 3
    balance: str = ""
    pins: tuple[Pin, ...] = ()

    def reference(self, years: Sequence[int]) -> int:
        return years[-min(3, len(years))] if self.reference_year is None else self.reference_year


class Sources(Protocol):
    """What `build_tables` reads; README.md gives every column."""

    @property
    def years(self) -> list[int]: ...
    @property
    def volunteering(self) -> pd.DataFrame: ...
    @property
    def wages(self) -> pd.DataFrame: ...
    @property
    def deflators(self) -> pd.DataFrame: ...
    @property
    def uk(self) -> pd.DataFrame: ...
    @property
    def npish(self) -> pd.DataFrame: ...
    @property
    def io(self) -> InputOutput | None: ...
    @property
    def countries(self) -> pd.DataFrame: ...
    @property
    def earlier(self) -> pd.DataFrame | None: ...
    @property
    def before(self) -> "Before | None": ...
    @property
    def sample_key(self) -> str: ...
    @property
    def indicators(self) -> pd.DataFrame | None: ...
    @property
    def workforce(self) -> pd.DataFrame | None: ...
    @property
    def walks(self) -> Walks: ...

    def returns(self, year: int) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Before:
    """What the earlier vintage read, and how: the error of a revision needs both samples."""

    source: Sources
    settings: Settings
