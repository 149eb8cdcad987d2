"""Accounts of invented organisations, each consistent in itself."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.output import sum_of_costs
from satellite_account.methods.codes import SOURCES, USES
from satellite_account.methods.frames import Array

SALES = [source for source, (_, code) in SOURCES.items() if code == "P.11"]
TRANSFERS = [source for source, (_, code) in SOURCES.items() if code == "D.7"]
GRANTS = [use for use in USES if use.startswith("grants_")]
# Weights of the sources, in the order of SOURCES, of those who sell and those who do not.
SELLER = np.array([1, 6, 0.4, 0.1, 7, 1, 0.3, 2, 0.1, 0.3, 1, 0.4])
GIVER = np.array([2, 2, 6, 1, 1.5, 1.5, 0.8, 0.2, 0.5, 1.5, 0.2, 1.2])
SPENT = np.array([14, 1, 0.3, 0.4, 0.1, 1.5, 0.6])
PAY, FTE_A_JOB, HOURS = 24_000.0, 0.78, 1_650.0


def accounts_of(units: pd.DataFrame, draw: np.random.Generator, *, wages: float) -> pd.DataFrame:
    """Sources, uses, the leaves of the sequence and employment of each unit, in pounds; the index is that of the
    units."""
    market = units["market"].to_numpy(bool)
    income, spending = units["income"].to_numpy(float), units["expenditure"].to_numpy(float)
    received = _shares(np.where(market[:, None], SELLER, GIVER), draw) * income[:, None]
    maker = (units["activity"] == "H10").to_numpy()
    used = _shares(SPENT * np.where(maker[:, None], [0.2, 8, 3, 4, 1, 0.5, 1], 1.0), draw) * spending[:, None]
    sources = pd.DataFrame(received, columns=list(SOURCES), index=units.index)
    uses = pd.DataFrame(used, columns=list(USES), index=units.index)
    costs = spending - uses[GRANTS].sum(axis=1).to_numpy()
    _no_more_sales_than_half(sources, np.where(market, np.inf, 0.49 * costs))
    leaves = _leaves(sources, uses, costs, market, draw)
    return pd.concat([sources, uses, leaves, _employment(leaves, draw, wages)], axis=1)


def _shares(weights: Array, draw: np.random.Generator) -> Array:
    parts = draw.gamma(weights * 0.8) + 1e-9
    return parts / parts.sum(axis=1, keepdims=True)


def _no_more_sales_than_half(sources: pd.DataFrame, most: Array) -> None:
    """Non-market producers sell for less than half of their costs; what is over counts as donations."""
    sold = sources[SALES].sum(axis=1).to_numpy()
    kept = np.minimum(1.0, most / np.maximum(sold, 1e-9))
    sources["donations"] += sold * (1 - kept)
    sources[SALES] = sources[SALES].mul(kept, axis=0)


def _leaves(
    sources: pd.DataFrame, uses: pd.DataFrame, costs: Array, market: Array, draw: np.random.Generator
) -> pd.DataFrame:
    n = len(costs)
    employs = draw.random(n) < 1 / (1 + np.exp(-(np.log(np.maximum(costs, 1)) - 10.8)))
    pay = costs * np.where(employs, draw.beta(8, 5, n), 0.0)
    capital = (costs - pay) * draw.beta(2, 16, n)
    tax = costs * 0.003
    subsidy = np.where(draw.random(n) < 0.05, 0.01 * costs, 0.0)
    held = pd.DataFrame({"P.2": costs - pay - capital - tax + subsidy, "P.51c": capital}, index=sources.index)
    held["D.11"], held["D.12"], held["D.1"] = 0.88 * pay, 0.12 * pay, pay
    held["D.29"], held["D.39"] = tax, subsidy
    held["P.11"] = sources[SALES].sum(axis=1)
    held["P.12"] = np.where(draw.random(n) < 0.03, 0.005 * costs, 0.0)
    held["P.13"] = np.where(market, 0.0, sum_of_costs(held)["P.13"])
    held["D.4r"], held["D.4p"] = sources["investments"], 0.05 * sources["investments"]
    held["D.5p"] = np.where(market, 0.01 * held["P.11"], 0.0)
    held["D.7r"], held["D.7p"] = sources[TRANSFERS].sum(axis=1), uses[GRANTS].sum(axis=1)
    held["D.9r"] = sources["legacies"]
    held["P.5g"] = capital * np.exp(draw.normal(0.1, 0.4, n))
    held["P.3"] = held["D.63"] = np.where(market, 0.0, held["P.13"])
    return held.drop(columns="D.1")


def _employment(leaves: pd.DataFrame, draw: np.random.Generator, wages: float) -> pd.DataFrame:
    pay = (leaves["D.11"] + leaves["D.12"]).to_numpy()
    fte = pay / (PAY * wages * np.exp(draw.normal(0.15, 0.15, len(pay))))
    jobs = fte / FTE_A_JOB
    full, women = draw.beta(6, 4, len(pay)), draw.beta(13, 7, len(pay))
    columns = {
        "jobs": jobs,
        "fte": fte,
        "hours": fte * HOURS,
        "jobs_full_time": jobs * full,
        "jobs_female": jobs * women,
    }
    return pd.DataFrame(columns, index=leaves.index)


SURVEYED = 100_000  # pounds of income from which the invented survey of businesses asks


def surveyed_business(units: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    """Output and purchases as a survey of businesses has them: of market producers of some size (rows keep their
    index), near what those say who sent accounts, drawn for the others."""
    n = len(units)
    output = units["income"].to_numpy(float) * draw.beta(18, 4, n)
    bought = output * draw.beta(7, 11, n)
    said = units["responded"].to_numpy(bool)
    noise = np.exp(draw.normal(0, 0.03, n))
    own = {name: units[name].fillna(0.0).to_numpy() * noise for name in ("P.11", "P.12", "P.2")}
    made = pd.DataFrame(
        {
            "output": np.round(np.where(said, own["P.11"] + own["P.12"], output)),
            "purchases": np.round(np.where(said, own["P.2"], bought)),
        },
        index=units.index,
    )
    return made[units["market"].to_numpy(bool) & (units["income"] >= SURVEYED).to_numpy()]


def surveyed_jobs(units: pd.DataFrame, draw: np.random.Generator, *, wages: float) -> pd.DataFrame:
    """Jobs and pay as a survey of businesses has them: near what those say who sent accounts, drawn for the others."""
    n = len(units)
    costs = 0.9 * units["expenditure"].to_numpy(float)
    employs = draw.random(n) < 1 / (1 + np.exp(-(np.log(np.maximum(costs, 1)) - 10.8)))
    pay = costs * np.where(employs, draw.beta(8, 5, n), 0.0)
    jobs = pay / (PAY * wages * np.exp(draw.normal(0.15, 0.15, n))) / FTE_A_JOB
    said = units["responded"].to_numpy(bool)
    noise = np.exp(draw.normal(0, 0.03, n))
    own_pay = (units["D.11"] + units["D.12"]).fillna(0.0).to_numpy() * noise
    own_jobs = units["jobs"].fillna(0.0).to_numpy() * noise
    return pd.DataFrame(
        {"jobs": np.round(np.where(said, own_jobs, jobs), 1), "pay": np.round(np.where(said, own_pay, pay))}
    )
