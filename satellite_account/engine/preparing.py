"""Returns of a run as its recipe wants them prepared: periods aligned, gaps filled, late returns carried forward."""

from functools import cached_property

import numpy as np
import pandas as pd

from satellite_account.methods.codes import UNKNOWN
from satellite_account.methods.estimation.found import Found
from satellite_account.methods.preparing.hindcast import found_errors
from satellite_account.methods.preparing.periods import align_accounts, whole_years
from satellite_account.methods.preparing.prepared import Preparation, prepare
from satellite_account.models import Run

ORDER = ("unit_id", "variable")


def wanted(run: Run) -> Preparation:
    """What the parameters of a run ask for."""
    said = run.parameters
    years = tuple(int(year) for year in said.get("provisional") or ())
    return Preparation(said.get("align", ""), said.get("impute", ""), bool(said.get("late")), years)


class Prepared:
    """The accounts of a run by year, each year prepared once; `population` and `accounts` as the files have them."""

    def __init__(self, how: Preparation, population: pd.DataFrame, accounts: pd.DataFrame) -> None:
        self.how, self.population = how, population
        self.values = [name for name in accounts.select_dtypes("number") if name not in {"year", "imputed"}]
        self.given = accounts
        self.known: dict[int, tuple[pd.DataFrame, pd.DataFrame]] = {}
        self.errors: dict[int, Found | None] = {}

    @cached_property
    def keyed(self) -> pd.DataFrame:
        """Accounts that are in, of the years that the account speaks of: unit_id, year, imputed, values."""
        flags = self.population[["year", "unit_id", "responded", "status"]]
        held = self.given.merge(flags, on=["year", "unit_id"], how="left")
        held = held[held["responded"].isna() | held["responded"].eq(True)].drop(
            columns=["responded", "status"]
        )
        held = held.assign(imputed=held["imputed"].fillna(0.0) if "imputed" in held else 0.0)
        if not self.how.align:
            return held
        made = align_accounts(held, self.values, self.how.align)
        state = made[["year", "unit_id"]].merge(flags, on=["year", "unit_id"], how="left")["status"]
        made = whole_years(made, self.values, state.isin(["existing", UNKNOWN]))
        own = held[["year", "unit_id", "imputed"]].drop_duplicates(["year", "unit_id"])
        return made.merge(own, on=["year", "unit_id"], how="left")

    def year(self, held: pd.DataFrame, year: int) -> pd.DataFrame:
        """`held` is the year's population; with the accounts of those who answer, prepared."""
        keyed = self.keyed[self.keyed["year"] == year].drop(columns=["year"])
        both = held.merge(keyed, on="unit_id", how="left")
        there = both["unit_id"].isin(keyed["unit_id"])
        both["responded"] = both["responded"].astype(bool) & there
        both["in_sample"] = both["in_sample"].astype(bool)
        before = self.keyed[self.keyed["year"] == year - 1]
        last = before.drop_duplicates("unit_id").set_index("unit_id")[self.values]
        made, flags = prepare(both, self.values, last, self.how, year=year)
        self.errors[year] = found_errors(both, made, self.values, last, flags)
        made.loc[~made["responded"], self.values] = np.nan
        self.known[year] = made.loc[made["responded"], ["unit_id", *self.values]], flags
        return made.drop(columns=["covered", "moved", "estimated"], errors="ignore")

    def flags(self, year: int) -> pd.DataFrame:
        """What was done to whom, in one order."""
        return self.known[year][1].sort_values(list(ORDER), kind="stable").reset_index(drop=True)
