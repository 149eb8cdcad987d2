"""Keyed accounts brought to the year that the account speaks of."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.estimation.alignment import align_periods, ncvo_year
from satellite_account.methods.frames import need

# Rule: (month, day) on which its years start; the rule of NCVO moves whole accounts instead.
STARTS = {"calendar": (1, 1), "financial": (4, 1)}
NCVO = "ncvo"
ALIGNMENTS = (*STARTS, NCVO)
LEVELS = ("jobs", "fte", "jobs_full_time", "jobs_female")
GAP = "lacks "
# Below this share of a year's days nothing is known of the year.
LEAST_COVERED = 0.5


def align_accounts(accounts: pd.DataFrame, values: Sequence[str], rule: str) -> pd.DataFrame:
    """One row a unit and year, from one row a unit and accounting period.

    accounts  unit_id, year, values, and `fye` (the last day of the period) with `fys` (its first; twelve months before
              where it is empty). Without `fye` a row is of the year that it names
    values    amounts of a period; jobs and full-time equivalents among them are levels and are averaged by days
    rule      `calendar` or `financial` (from 1 April, named by the year in which it starts): by days; `ncvo`: whole, by
              the day on which it ends
    returns   unit_id, year, covered (share of the year's days), moved (whether a period was not the year itself),
              values
    Raises MethodError for an unknown rule, for accounts without `fye`, and for periods that are impossible.
    Source: design note 1.6; `align_periods`, `ncvo_year`.
    """
    need(accounts, ["unit_id", "year", *values], "The accounts")
    if rule not in ALIGNMENTS:
        raise MethodError(f"Unknown alignment {rule}; known are {', '.join(ALIGNMENTS)}.")
    if "fye" not in accounts or accounts["fye"].isna().all():
        raise MethodError("Accounts can be aligned only where they say when they end: column fye.")
    undated = accounts["fye"].isna()
    dated = accounts[~undated].reset_index(drop=True)
    found = _whole(dated, values) if rule == NCVO else _by_days(dated, values, STARTS[rule])
    plain = accounts.loc[undated, ["unit_id", "year", *values]].assign(covered=1.0, moved=False)
    plain = plain[~_keys(plain).isin(_keys(found))]
    both = pd.concat([found, plain], ignore_index=True) if len(plain) else found
    return both.sort_values(["year", "unit_id"], kind="stable").reset_index(drop=True)


def _keys(frame: pd.DataFrame) -> pd.Index:
    return pd.Index(frame["unit_id"].astype(str) + " " + frame["year"].astype(str))


def _opened(dated: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    year_before = pd.to_datetime(dated["fye"]) - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    if "fys" not in dated:
        return year_before
    return pd.to_datetime(dated["fys"]).fillna(year_before)


def _by_days(dated: pd.DataFrame, values: Sequence[str], starts: tuple[int, int]) -> pd.DataFrame:
    ends, opens = pd.to_datetime(dated["fye"]), _opened(dated)
    length = (ends - opens).dt.days + 1
    levels = [name for name in LEVELS if name in values]
    held = dated[["unit_id", *values]].assign(fys=opens, fye=ends)
    held[levels] = held[levels].mul(length, axis=0)
    gaps = {GAP + name: held[name].isna().astype(float) for name in values if held[name].isna().any()}
    spread = align_periods(
        held.assign(**gaps).fillna(dict.fromkeys(values, 0.0)), [*values, *gaps], year_starts=starts
    )
    spread[levels] = spread[levels].div(spread["days"], axis=0)
    for gap in gaps:  # a sum that lacks a part is missing, and not smaller
        spread[gap[len(GAP) :]] = spread[gap[len(GAP) :]].mask(spread[gap] > 0)
    month, day = starts
    first = (opens.dt.month == month) & (opens.dt.day == day)
    whole = first & (ends + pd.Timedelta(days=1) == opens + pd.DateOffset(years=1))
    moved = ~whole.groupby(dated["unit_id"]).all()
    return spread.drop(columns=["days", *gaps]).assign(moved=moved.reindex(spread["unit_id"]).to_numpy())


def _whole(dated: pd.DataFrame, values: Sequence[str]) -> pd.DataFrame:
    """The last period that ends in the year, as it is."""
    year = ncvo_year(dated["fye"]).str[:4].astype(int)
    held = dated[["unit_id", *values]].assign(year=year, covered=1.0, moved=year != dated["year"].astype(int))
    order = pd.to_datetime(dated["fye"]).sort_values(kind="stable").index
    return held.loc[order].drop_duplicates(["unit_id", "year"], keep="last")


def whole_years(aligned: pd.DataFrame, values: Sequence[str], existing: "pd.Series[bool]") -> pd.DataFrame:
    """Amounts of units that exist all year, grossed up by days where a part of the year is not in yet.

    aligned   of `align_accounts`;  values  its amounts;  existing  in its order: neither begun nor ended that year
    returns   `aligned` without rows of existing units that cover less than half of the year; those that cover more are
              divided by what they cover, and `estimated` is the share of days that was not reported
    Raises nothing of its own. Source: design note 1.6.
    """
    short = existing.to_numpy(bool) & (aligned["covered"].to_numpy() < 1.0)
    kept = ~(short & (aligned["covered"].to_numpy() < LEAST_COVERED))
    by = np.where(short & kept, aligned["covered"].to_numpy(), 1.0)
    flows = [name for name in values if name not in LEVELS]
    found = aligned.assign(estimated=1.0 - by)
    found[flows] = found[flows].div(by, axis=0)
    return found[kept].reset_index(drop=True)
