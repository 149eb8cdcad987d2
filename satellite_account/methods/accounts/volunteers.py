"""Volunteer work: hours, full-time equivalents, and its value under each wage that somebody defends."""

from collections.abc import Iterable, Sequence

import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need

WAGE_VARIANTS = {
    "occupation_median": "Median wage of the equivalent occupation, by volunteer role (NCVO, ONS)",
    "social_services": "Wage of social service occupations (Statistics Canada)",
    "labour_cost": "Average labour cost of staff with lower-secondary education (Statistics Norway from 2014)",
    "median": "Median wage of all employees",
    "minimum": "Legal minimum wage",
}
FULL_TIME_HOURS = 1_650.0
ORGANISED = "organisation"
MISSED = "No wage of variant {} for: {}."


def value_volunteer_work(
    hours: pd.DataFrame,
    wages: pd.DataFrame,
    *,
    variant: str = "occupation_median",
    social: float = 0.0,
    full_time_hours: float = FULL_TIME_HOURS,
    by: Sequence[str] = ("year", "activity"),
    kinds: Iterable[str] = (ORGANISED,),
) -> pd.DataFrame:
    """V = sum H w (1 + s), and F = H / h_ft, over roles.

    hours    frame: year, role, kind (`organisation` or `direct`), hours, and the columns of `by`; volunteers if
             counted
    wages    frame: variant, year, role, wage (pounds an hour)
    social   employers' social contributions as a share of the wage, 0 or a rate
    kinds    organisation-based only for tables of the sector; direct volunteering is a memorandum
    returns  frame indexed by `by`: hours, fte, wage (mean, with social contributions), value (pounds)[, volunteers]
    Raises MethodError naming roles and years without a wage. Volunteer work is outside GVA on the national accounts
    basis.
    variant  of WAGE_VARIANTS;  full_time_hours  a year of one full-time equivalent
    Source: ILO Manual on the Measurement of Volunteer Work 2011 (replacement cost); ABS CSM 23.79; design note 1.4.
    """
    return _valued(_priced(hours, wages, variant, by, kinds), social, full_time_hours, by)


def _priced(
    hours: pd.DataFrame, wages: pd.DataFrame, variant: str, by: Sequence[str], kinds: Iterable[str]
) -> pd.DataFrame:
    """Hours with the wage of their role and year."""
    need(hours, ["year", "role", "kind", "hours", *by], "The hours")
    need(wages, ["variant", "year", "role", "wage"], "The wages")
    chosen = wages.loc[wages["variant"] == variant, ["year", "role", "wage"]]
    held = hours[hours["kind"].isin(list(kinds))].merge(
        chosen, on=["year", "role"], how="left", validate="m:1"
    )
    if (bare := held["wage"].isna()).any():
        where = held.loc[bare, ["year", "role"]].drop_duplicates().astype(str).agg(" ".join, axis=1)
        raise MethodError(MISSED.format(variant, ", ".join(where)))
    return held


def _valued(held: pd.DataFrame, social: float, full_time_hours: float, by: Sequence[str]) -> pd.DataFrame:
    held = held.assign(value=held["hours"] * held["wage"] * (1 + social))
    counted = ["hours", "value", *(["volunteers"] if "volunteers" in held else [])]
    result = held.groupby(list(by), observed=True)[counted].sum()
    return result.assign(fte=result["hours"] / full_time_hours, wage=result["value"] / result["hours"])


def volunteer_sensitivity(
    hours: pd.DataFrame,
    wages: pd.DataFrame,
    *,
    social: Sequence[float] = (0.0, 0.138),
    main: str = "occupation_median",
    full_time_hours: float = FULL_TIME_HOURS,
) -> pd.DataFrame:
    """The value of volunteer work under every wage variant and rate of social contributions.

    returns  frame indexed by (year, variant, social): hours, wage, value (pounds), against_main (ratio to the
             main variant at
             the first rate). Publish it whenever V is published.
    hours, wages, full_time_hours  as `value_volunteer_work`;  social  rates;  main  the variant compared with
    Raises MethodError naming roles and years without a wage.
    Source: design note 1.4 (variants of NCVO, StatCan, Norway).
    """
    parts = {}
    for variant in wages["variant"].unique():
        held = _priced(hours, wages, variant, ["year"], [ORGANISED])
        for rate in social:
            parts[variant, rate] = _valued(held, rate, full_time_hours, ["year"])
    held = pd.concat(parts, names=["variant", "social", "year"])[["hours", "wage", "value"]]
    held = held.reorder_levels(["year", "variant", "social"]).sort_index()
    base = held.xs((main, social[0]), level=("variant", "social"))["value"]
    return held.assign(against_main=held["value"].div(base, level="year"))
