"""Scope and sector of whole frames of units, by the rules of `rules.py`, which names their Source."""

from functools import lru_cache

import numpy as np
import pandas as pd

from satellite_account.methods.classify.rules import (
    CRITERIA,
    NO,
    SALES_SHARE,
    UNKNOWN,
    YES,
    Said,
    sector_of,
    verdict,
)
from satellite_account.methods.frames import need


def scope_decisions(units: pd.DataFrame) -> pd.DataFrame:
    """In scope, out, or not decided, with the criterion that decided it: `verdict` for every unit.

    units    one row a unit; one column a criterion of CRITERIA with yes, no or unknown; anything else is an unknown.
             `related` (true or false, if given) marks co-operatives, mutuals and social enterprises
    returns  frame in the same order: scope (yes, no, unknown), decided_by, failed, unknown (numbers of criteria)
    Raises MissingColumns naming every criterion that is not there.
    """
    need(units, CRITERIA, "The units")
    answers = units[list(CRITERIA)].astype(object).where(units[list(CRITERIA)].isin([YES, NO]), UNKNOWN)
    related = units["related"].fillna(False).astype(bool) if "related" in units else [False] * len(units)
    rows = [
        verdict(tuple(marks), bool(lenient))
        for marks, lenient in zip(answers.itertuples(index=False, name=None), related, strict=True)
    ]
    return pd.DataFrame(rows, columns=["scope", "decided_by", "failed", "unknown"], index=units.index)


def sna_sectors(units: pd.DataFrame) -> pd.DataFrame:
    """The SNA sector of each unit by its accounts, and the rule that gave it: `sector_of` for every unit.

    units    one row a unit: government_controlled, financial (true or false), sales, costs (pounds a year); `household`
             (true for groups without accounts of their own) and `sna_sector` (as a register states it), if given
    returns  frame in the same order: sector, market (true or false), sales_share (of costs; NaN without costs), rule.
             Sales over half of costs, or sales and no costs, make a market producer
    Raises MissingColumns.
    """
    need(units, ["government_controlled", "financial", "sales", "costs"], "The units")
    sales, costs = units["sales"].to_numpy(float), units["costs"].to_numpy(float)
    share = np.divide(sales, costs, out=np.full(len(units), np.nan), where=costs > 0)
    market = np.where(costs > 0, np.nan_to_num(share) > SALES_SHARE, np.nan_to_num(sales) > 0)
    household = units["household"] if "household" in units else np.zeros(len(units), bool)
    stated = units["sna_sector"].fillna("") if "sna_sector" in units else [""] * len(units)
    asked = zip(stated, units["government_controlled"], household, units["financial"], market, strict=True)
    rows = [_by_accounts(str(said), *(bool(fact) for fact in facts)) for said, *facts in asked]
    held = pd.DataFrame(rows, columns=["sector", "rule"], index=units.index)
    held.insert(1, "market", market & held["sector"].isin(["S.11", "S.12"]).to_numpy())
    held.insert(2, "sales_share", share)
    return held


@lru_cache(maxsize=256)
def _by_accounts(stated: str, government: bool, household: bool, financial: bool, market: bool) -> Said:
    why = "sales over half of costs" if market else "sales at most half of costs"
    return sector_of(
        stated=stated, government=government, household=household, financial=financial, market=market, why=why
    )
