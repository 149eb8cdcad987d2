"""What surrounds the invented organisations: prices, wages, volunteers, the whole economy, an input-output table."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.supply_use import INPUTS, InputOutput
from satellite_account.methods.accounts.volunteers import WAGE_VARIANTS
from satellite_account.methods.codes import ACTIVITIES

# role: (share of hours, wage in the first year in pounds an hour)
ROLES = {
    "Running an event": (0.30, 12.4),
    "Leading a group": (0.22, 16.9),
    "Giving care or advice": (0.24, 13.6),
    "Office work": (0.14, 13.1),
    "Trusteeship": (0.10, 21.5),
}
PER_ROLE = {"occupation_median"}
FLAT = {"social_services": 13.2, "labour_cost": 15.4, "median": 14.8, "minimum": 9.1}
INDUSTRIES = (
    *("01-39", "41-43", "45-56", "58-66", "68-82", "84", "85", "86-88"),
    *("NPISH_72", "NPISH_74", "NPISH_75", "NPISH_82", "NPISH_85", "NPISH_86", "NPISH_87-88", "NPISH_90"),
    *("NPISH_91", "NPISH_93", "NPISH_94", "NPISH_96"),
)


def deflators(years: Sequence[int]) -> pd.DataFrame:
    """Price indices by year, the first = 100: output, IC, wage, CFC."""
    steps = np.arange(len(years))
    growth = {"output": 0.024, "IC": 0.028, "wage": 0.035, "CFC": 0.019}
    wave = 1 + 0.01 * np.sin(steps)
    return pd.DataFrame(
        {name: 100 * (1 + rate) ** steps * wave / wave[0] for name, rate in growth.items()}, index=list(years)
    )


def wages(prices: pd.DataFrame) -> pd.DataFrame:
    """Pounds an hour by year, variant and role."""
    rows = [
        (
            year,
            variant,
            role,
            round((own if variant in PER_ROLE else FLAT[variant]) * prices.at[year, "wage"] / 100, 2),
        )
        for year, variant, (role, (_, own)) in product(prices.index, WAGE_VARIANTS, ROLES.items())
    ]
    return pd.DataFrame(rows, columns=["year", "variant", "role", "wage"])


def volunteering(
    years: Sequence[int], regions: Sequence[str], region_weights: Sequence[float], size: int, seed: int
) -> pd.DataFrame:
    """Volunteers and hours a year by activity, role, frequency, region and kind, with the standard error of the
    hours."""
    draw = np.random.default_rng([seed, 77])
    keys = list(
        product(ACTIVITIES, ROLES, ("monthly", "less often"), range(len(regions)), ("organisation", "direct"))
    )
    base = np.array([ROLES[role][0] * region_weights[at] for _, role, _, at, _ in keys])
    base *= np.where([often == "monthly" for _, _, often, _, _ in keys], 0.8, 0.2)
    base *= (
        np.where([kind == "organisation" for *_, kind in keys], 1.0, 0.6)
        * draw.gamma(6, 1 / 6, len(keys))
        / 12
    )
    frame = pd.DataFrame(keys, columns=["activity", "role", "frequency", "region", "kind"])
    frame["region"] = [regions[at] for at in frame["region"]]
    parts = []
    for step, year in enumerate(years):
        hours = np.round(base * size * 1_900 * (1 - 0.01 * step) * np.exp(draw.normal(0, 0.05, len(base))))
        people = np.ceil(hours / np.where(frame["frequency"] == "monthly", 110, 22))
        parts.append(frame.assign(year=year, hours=hours, volunteers=people, hours_se=0.25 * hours))
    return pd.concat(parts, ignore_index=True)


def uk(prices: pd.DataFrame) -> pd.DataFrame:
    """An invented whole economy by year, £ million."""
    grown = prices["output"] / 100 * 1.012 ** np.arange(len(prices))
    return pd.DataFrame(
        {"GVA": 1_900_000 * grown, "GDP": 2_130_000 * grown, "D.21": 250_000 * grown, "D.31": 20_000 * grown}
    )


def npish(prices: pd.DataFrame, size: int) -> pd.DataFrame:
    """An invented official S.15 by year, £ million: a total and the parts that are no charities of the account."""
    grown = prices["wage"] / 100 * size / 50_000
    parts = {"universities": 9_000.0, "further_education": 2_500.0, "unions": 700.0, "parties": 90.0}
    others = {name: value * grown for name, value in parts.items()}
    charities = 6_600.0 * grown * 1.013 ** np.arange(len(prices))
    return pd.DataFrame({"total": charities + sum(others.values()), **others})


def input_output(seed: int) -> InputOutput:
    """An invented table of 20 products that closes exactly, £ million."""
    draw = np.random.default_rng([seed, 99])
    p = len(INDUSTRIES)
    output = np.concatenate([draw.uniform(1e5, 6e5, 8), draw.uniform(300, 2e4, p - 8)]).round()
    share = draw.dirichlet(np.concatenate([np.full(8, 1.2), np.full(p - 8, 0.02)]), p).T * draw.uniform(
        0.2, 0.5, p
    )
    Z = np.round(share * output)
    rest = output - Z.sum(axis=0)
    split = draw.dirichlet([2, 0.5, 0.3, 6, 2], p) * rest[:, None]
    inputs = pd.DataFrame(np.round(split), columns=list(INPUTS), index=list(INDUSTRIES))
    inputs["B.2g"] += rest - inputs.sum(axis=1).to_numpy()
    return InputOutput(INDUSTRIES, Z, inputs, output)


def countries(year: int) -> pd.DataFrame:
    """Invented countries, under codes that ISO leaves to users."""
    rows = [("XA", 2.1, 3.4), ("XB", 4.9, np.nan), ("XC", 3.2, 4.6), ("XD", 1.4, 2.0)]
    named = [(code, year - at, share, more, "Invented") for at, (code, share, more) in enumerate(rows)]
    return pd.DataFrame(named, columns=["country", "year", "share", "share_with_volunteers", "source"])


# What moves each sector within the year: growth a quarter, and how far the seasons swing.
PACE = {"S.11": (0.006, 1.0), "S.12": (0.004, 0.3), "S.15": (0.009, 0.7)}
SEASON = np.array([-0.03, 0.01, 0.03, -0.01])


def indicators(years: Sequence[int], seed: int) -> pd.DataFrame:
    """Quarterly indices, tidy: output, value added and pay by sector and in all, and value added in volume (L)."""
    draw = np.random.default_rng([seed, 55])
    index = pd.MultiIndex.from_product([[*years, years[-1] + 1], [1, 2, 3, 4]], names=["year", "quarter"])[
        :-3
    ]
    steps = np.arange(len(index))
    parts = []
    for sto in ("P.1", "B.1g", "D.1"):
        moved = {
            sector: 100 * (1 + rate) ** steps * (1 + swing * SEASON[steps % 4]) * _noise(draw, steps)
            for sector, (rate, swing) in PACE.items()
        }
        wide = pd.DataFrame(moved, index=index)
        wide["_T"] = wide @ [0.25, 0.05, 0.70]
        parts.append(
            wide.stack()
            .rename("value")
            .rename_axis([*index.names, "sector"])
            .reset_index()
            .assign(sto=sto, prices="V")
        )
    volume = parts[1][parts[1]["sector"] == "_T"].assign(prices="L")
    volume["value"] /= 1.007**steps
    held = pd.concat([*parts, volume], ignore_index=True)
    return held.assign(value=held["value"].round(3))[["year", "quarter", "sto", "sector", "prices", "value"]]


def _noise(draw: np.random.Generator, steps: np.ndarray) -> np.ndarray:
    return np.exp(draw.normal(0, 0.01, len(steps)))
