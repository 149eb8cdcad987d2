"""What builders of tables share: the sources, the settings, the value of volunteer work."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.volunteers import ORGANISED, value_volunteer_work
from satellite_account.methods.prices.volumes import chain_volumes
from satellite_account.methods.tables.deflated import value_added_and_prices
from satellite_account.methods.tables.settings import Settings, Sources


@dataclass(frozen=True)
class Context:
    """One build. The book is what `year_book` estimated for all years."""

    source: Sources
    settings: Settings
    book: pd.DataFrame

    @property
    def years(self) -> list[int]:
        return self.source.years

    def volunteers(self, by: list[str], kind: str = "organisation") -> pd.DataFrame:
        """Hours, FTE, wage, value (pounds), volunteers, and the standard errors hours_se and value_se."""
        settings, hours = self.settings, self.source.volunteering
        held = value_volunteer_work(
            hours,
            self.source.wages,
            variant=settings.wage_variant,
            social=settings.social,
            full_time_hours=settings.full_time_hours,
            by=["year", *by],
            kinds=[kind],
        )
        if "hours_se" not in hours:
            return held.assign(hours_se=np.nan, value_se=np.nan)
        return held.join(self._errors(hours[hours["kind"] == kind], by))

    def priced_hours(self, by: list[str]) -> pd.DataFrame:
        """Rows of the survey of hours in organisations: the columns `by`, hours, hours_se, and the price of an hour."""
        hours, wages = self.source.volunteering, self.source.wages
        of = wages.loc[wages["variant"] == self.settings.wage_variant, ["year", "role", "wage"]]
        both = hours[hours["kind"] == ORGANISED].merge(of, on=["year", "role"])
        both["price"] = both["wage"] * (1 + self.settings.social)
        if "hours_se" not in both:
            both["hours_se"] = np.nan
        return both[[*by, "hours", "hours_se", "price"]]

    def _errors(self, hours: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        """Errors of cells of the survey taken as independent; wages taken as known."""
        wages = self.source.wages
        of = wages.loc[wages["variant"] == self.settings.wage_variant, ["year", "role", "wage"]]
        both = hours.merge(of, on=["year", "role"])
        both["hours_se"] = np.square(both["hours_se"])
        both["value_se"] = both["hours_se"] * np.square(both["wage"] * (1 + self.settings.social))
        return np.sqrt(both.groupby(["year", *by], observed=True)[["hours_se", "value_se"]].sum())

    @cached_property
    def v(self) -> pd.DataFrame:
        """Volunteer work by (year, activity)."""
        return self.volunteers(["activity"])

    @cached_property
    def v_total(self) -> pd.DataFrame:
        """Volunteer work by year."""
        return self.volunteers([])

    @cached_property
    def value_added_and_prices(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """B.1g by year and section in pounds, and its deflator (reference year = 100)."""
        return value_added_and_prices(self.book, self.source.deflators, self.settings.reference(self.years))

    @cached_property
    def chained(self) -> pd.DataFrame:
        """Volumes by year and section, and of all, in prices of the reference year."""
        cp, deflators = self.value_added_and_prices
        return chain_volumes(cp, deflators, reference=self.settings.reference(self.years))
