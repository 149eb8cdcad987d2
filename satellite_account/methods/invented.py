"""An invented economy: organisations, returns and everything around them, to show the account and to measure it.

NOTHING IN IT IS REAL. Every number comes from a random generator with a fixed seed; identifiers start with `INV-` and
`Economy.label` says so and must be shown wherever its figures are.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from satellite_account.methods import invented_context as context
from satellite_account.methods.accounts.supply_use import InputOutput
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.codes import ACTIVITIES, SIZES, size_band
from satellite_account.methods.estimation.matching import match_business, match_employment
from satellite_account.methods.frames import Array
from satellite_account.methods.invented_returns import accounts_of, surveyed_business, surveyed_jobs
from satellite_account.methods.tables.settings import Before

LABEL = "Invented data: no organisation, person or figure here is real."
GROUPS = {
    "A": ("A10", "A20", "A30"),
    "B": ("B10", "B20", "B30"),
    "C": ("C10", "C20", "C30"),
    "D": ("D10", "D20", "D30", "D40"),
    "E": ("E10", "E20"),
    "F": ("F10", "F20", "F30"),
    "G": ("G10", "G30"),
    "H": ("H10", "H90"),
    "I": ("I10", "I90"),
    "J": ("J10", "J20"),
    "K": ("K10", "K20"),
    "L": ("L30", "L90"),
}
ACTIVITY_WEIGHTS = (0.18, 0.12, 0.06, 0.22, 0.05, 0.09, 0.05, 0.07, 0.09, 0.02, 0.03, 0.02)
# ITL 1 codes of the twelve nations and regions.
REGIONS = ("TLC", "TLD", "TLE", "TLF", "TLG", "TLH", "TLI", "TLJ", "TLK", "TLL", "TLM", "TLN")
REGION_WEIGHTS = (0.03, 0.09, 0.07, 0.06, 0.07, 0.09, 0.19, 0.13, 0.09, 0.05, 0.09, 0.04)
# institution: (share of units, sector, market producer, legal form)
INSTITUTIONS = {
    "nonmarket_charity": (0.80, "S.15", False, "charity"),
    "market_charity": (0.08, "S.11", True, "charitable company"),
    "cic": (0.05, "S.11", True, "community interest company"),
    "cooperative": (0.03, "S.11", True, "co-operative"),
    "mutual": (0.015, "S.12", True, "mutual"),
    "social_enterprise": (0.015, "S.11", True, "company"),
    "government_controlled": (0.01, "S.13", False, "charity"),
}
# Legal forms with a number of their own as a business.
BUSINESSES = {
    "charitable company": "COH", "community interest company": "COH", "company": "COH", "co-operative": "MPR",
    "mutual": "MPR",
}  # fmt: skip
SAMPLED = dict(zip(SIZES, (0.02, 0.04, 0.06, 0.12, 0.30, 0.60, 1.0, 1.0), strict=True))


@dataclass(frozen=True)
class Economy:
    """An invented economy over several years; the shapes are those of `Sources`.

    matched      whether a survey of jobs was matched, as the method "intermediate" asks
    size         organisations alive in the first year;  first_year, length  years covered;  seed  the same seed, the
                 same economy
    """

    size: int = 50_000
    first_year: int = 2019
    length: int = 6
    seed: int = 2026
    matched: bool = False
    label: str = field(default=LABEL, init=False)

    @property
    def sample_key(self) -> str:
        """Equal for the same returns."""
        return f"{self.size} {self.first_year} {self.length} {self.seed} {self.matched}"

    @property
    def years(self) -> list[int]:
        return list(range(self.first_year, self.first_year + self.length))

    @cached_property
    def units(self) -> pd.DataFrame:
        """What stays the same of every organisation that ever lived: unit_id, name, sector, market, institution,
        legal_form,
        activity, region, born, died (years), level (log income in the first year), growth (log, a year)."""
        draw = np.random.default_rng([self.seed, 0])
        n = self.size + (self.size // 30) * (self.length - 1)
        numbers = np.arange(1, n + 1)
        letters = draw.choice(list(ACTIVITIES), n, p=ACTIVITY_WEIGHTS)
        kinds = draw.choice(list(INSTITUTIONS), n, p=[row[0] for row in INSTITUTIONS.values()])
        died = np.where(draw.random(n) < 0.12, self.first_year + draw.integers(1, self.length + 4, n), 9999)
        columns = {
            "unit_id": [f"INV-{number:07d}" for number in numbers],
            "name": [f"Invented organisation {number}" for number in numbers],
            **{
                name: pd.Categorical([INSTITUTIONS[kind][at] for kind in kinds])
                for at, name in ((1, "sector"), (3, "legal_form"))
            },
            "market": np.isin(kinds, [kind for kind, row in INSTITUTIONS.items() if row[2]]),
            "institution": pd.Categorical(kinds),
            "activity": pd.Categorical(_groups(letters, draw)),
            "region": pd.Categorical(draw.choice(REGIONS, n, p=REGION_WEIGHTS)),
            "born": np.where(numbers <= self.size, 1900, self.first_year + 1 + (numbers - self.size - 1) %
            (self.length - 1 or 1)),
            "died": died,
            "level": draw.normal(10.3, 2.1, n) + 0.6 * np.isin(letters, ["B", "C", "K"]),
            "growth": draw.normal(0.03, 0.04, n),
        }  # fmt: skip
        units = pd.DataFrame(columns)
        return units[units["born"] + 1 < units["died"]].reset_index(drop=True)

    def returns(self, year: int) -> pd.DataFrame:
        """The year's returns: one row an organisation alive; accounts of sampled organisations only, NaN for
        others. With `matched`, what surveys of jobs and of businesses know of each stands beside them."""
        held = self._alone(year)
        if not self.matched:
            return held
        units, links = held["unit_id"], self.business_links
        jobs = match_employment(units, links, self.employment(year, held))
        return held.join([jobs, match_business(units, held["market"], links, self.business(year, held))])

    def _alone(self, year: int) -> pd.DataFrame:
        draw = np.random.default_rng([self.seed, year])
        units = self.units
        held = units[(units["born"] <= year) & (units["died"] > year)].reset_index(drop=True)
        age = year - self.first_year
        income = np.exp(
            np.minimum(held["level"] + held["growth"] * age + draw.normal(0, 0.08, len(held)), 19.8)
        )
        held["income"] = np.round(income)
        held["expenditure"] = np.round(income * np.exp(draw.normal(-0.03, 0.07, len(held))))
        held["income_band"] = size_band(held["income"])
        held["status"] = np.select(
            [held["born"] == year, held["died"] == year + 1], ["birth", "death"], "existing"
        )
        held["fye"] = pd.Timestamp(year, 3, 31)
        held = held.assign(**self._sample(held, draw))
        chosen = held.index[held["responded"]]
        accounts = accounts_of(held.loc[chosen], draw, wages=self.deflators.at[year, "wage"] / 100)
        return held.drop(columns=["level", "growth", "born", "died"]).join(accounts)

    def _sample(self, held: pd.DataFrame, draw: np.random.Generator) -> dict[str, Array]:
        """Strata of activity by size; the largest are all taken, and imputed when they do not answer."""
        section = held["activity"].astype(str).str[0]
        stratum = section + " " + held["income_band"].astype(str)
        rate = held["income_band"].astype(str).map(SAMPLED).to_numpy(float)
        ticket = pd.Series(draw.random(len(held))).groupby(stratum).rank()
        counts = stratum.map(stratum.value_counts())
        chosen = (ticket <= np.maximum(np.ceil(rate * counts), np.minimum(counts, 3))).to_numpy()
        silent = chosen & (draw.random(len(held)) < 0.07)
        takeall = rate >= 1
        return {
            "stratum": pd.Categorical(stratum),
            "in_sample": chosen,
            "responded": chosen & (~silent | takeall),
            "imputed": np.where(silent & takeall, 1.0, np.where(chosen, draw.beta(0.3, 8, len(held)), 0.0)),
        }

    @cached_property
    def deflators(self) -> pd.DataFrame:
        return context.deflators(self.years)

    @cached_property
    def wages(self) -> pd.DataFrame:
        return context.wages(self.deflators)

    @cached_property
    def volunteering(self) -> pd.DataFrame:
        return context.volunteering(self.years, REGIONS, REGION_WEIGHTS, self.size, self.seed)

    @cached_property
    def uk(self) -> pd.DataFrame:
        return context.uk(self.deflators)

    @cached_property
    def npish(self) -> pd.DataFrame:
        """Invented official S.15 by year, £ million; consistent with the size of the economy."""
        return context.npish(self.deflators, self.size)

    @cached_property
    def io(self) -> InputOutput:
        return context.input_output(self.seed)

    @cached_property
    def countries(self) -> pd.DataFrame:
        return context.countries(self.years[-1])

    @cached_property
    def indicators(self) -> pd.DataFrame | None:
        """Quarterly indicators: year, quarter, sto, sector, prices, value; one quarter beyond the last year."""
        return context.indicators(self.years, self.seed)

    @cached_property
    def links(self) -> pd.DataFrame:
        """Pairs of identifiers of one body in two registers (org_id_a, org_id_b): every hundredth organisation has a
        second."""
        firsts = self.units["unit_id"].iloc[::100]
        return pd.DataFrame({"org_id_a": firsts, "org_id_b": "INV-SC-" + firsts.str[4:]}).reset_index(
            drop=True
        )

    @cached_property
    def business_links(self) -> pd.DataFrame:
        """Organisations with a company or society number of their own: org_id_a that number, org_id_b they."""
        held = self.units[self.units["legal_form"].isin(list(BUSINESSES))]
        scheme = held["legal_form"].astype(str).map(BUSINESSES)
        number = "INV-" + scheme + "-" + held["unit_id"].str[4:]
        return pd.DataFrame({"org_id_a": number, "org_id_b": held["unit_id"]}).reset_index(drop=True)

    def employment(self, year: int, held: pd.DataFrame | None = None) -> pd.DataFrame:
        """A survey of jobs and pay of those with a business number: unit_id (that number), jobs, pay."""
        there, named = self._businesses(self._alone(year) if held is None else held)
        draw = np.random.default_rng([self.seed, year, 5])
        jobs = surveyed_jobs(there, draw, wages=self.deflators.at[year, "wage"] / 100)
        return jobs.assign(unit_id=named, year=year)

    def business(self, year: int, held: pd.DataFrame | None = None) -> pd.DataFrame:
        """A survey of market producers with a business number: unit_id (that number), output, purchases (pounds)."""
        there, named = self._businesses(self._alone(year) if held is None else held)
        found = surveyed_business(there, np.random.default_rng([self.seed, year, 6]))
        return found.assign(unit_id=named[found.index], year=year)

    def _businesses(self, returns: pd.DataFrame) -> tuple[pd.DataFrame, Array]:
        """The returns of those with a business number, and these numbers."""
        named = (
            returns[["unit_id"]]
            .reset_index(names="at")
            .merge(self.business_links, left_on="unit_id", right_on="org_id_b")
        )
        return returns.iloc[named["at"]].reset_index(drop=True), named["org_id_a"].to_numpy()

    @cached_property
    def workforce(self) -> pd.DataFrame | None:
        """A labour force survey of all jobs: year, measure, group, value."""
        rows = [
            (year, "jobs", "_T", round(2.1 * self.size * 1.01**at, -2)) for at, year in enumerate(self.years)
        ]
        return pd.DataFrame(rows, columns=["year", "measure", "group", "value"])

    earlier: pd.DataFrame | None = None
    before: Before | None = None
    walks: Walks = field(default_factory=Walks)


def _groups(letters: Array, draw: np.random.Generator) -> list[str]:
    ticket = np.square(draw.random(len(letters)))
    return [GROUPS[letter][int(at * len(GROUPS[letter]))] for letter, at in zip(letters, ticket, strict=True)]


def economy(
    units: int = 50_000, *, first_year: int = 2019, years: int = 6, seed: int = 2026, matched: bool = False
) -> Economy:
    """An invented economy of so many organisations over so many years. Show its `label` wherever its figures
    appear.
    matched  whether a survey of jobs is matched, as the method "intermediate" asks
    units, first_year, years, seed  organisations alive at first, years covered, and the seed that decides everything
    returns  Economy, with the attributes of `Sources`. Raises nothing of its own. Source: none, all of it is invented
    """
    return Economy(size=units, first_year=first_year, length=years, seed=seed, matched=matched)
