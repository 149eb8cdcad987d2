"""Who belongs to civil society, and to which SNA sector: two questions with two answers, each with its trail.

A unit of S.15 may be out of scope and a unit of S.11 in it: sector and scope are stored apart.
Source: UN handbook 2018 (five criteria); Stats NZ decision trees; SNA 2008 4.83-4.93; ESCoE DP 2022-24 (50 % of sales).
"""

import numpy as np
import pandas as pd

from satellite_account.methods.frames import Array, need

CRITERIA = {
    "organised": "Has institutional reality: a legal form, or regular meetings, officers and rules",
    "non_distributing": "Does not exist to make profit, and does not distribute what it makes",
    "separate": "Is institutionally separate from government",
    "self_governing": "Controls its own activities",
    "non_compulsory": "Membership and contributions are not compulsory",
}
YES, NO, UNKNOWN = "yes", "no", "unknown"
SALES_SHARE = 0.5


def scope_decisions(units: pd.DataFrame) -> pd.DataFrame:
    """In scope, out, or not decided, with the criterion that decided it.

    units    one row a unit; one column a criterion of CRITERIA with yes, no or unknown; anything else is an unknown.
             `related` (true or false, if given) marks co-operatives, mutuals and social enterprises, for which limited
             distribution is allowed: `non_distributing` does not exclude them
    returns  frame in the same order: scope (yes, no, unknown), decided_by (the first criterion that says no, else the
             first that is unknown, else "all"), failed, unknown (numbers of criteria)
    """
    need(units, CRITERIA, "The units")
    answers = units[list(CRITERIA)].astype(object).where(units[list(CRITERIA)].isin([YES, NO]), UNKNOWN)
    if "related" in units:
        lenient = (
            units["related"].fillna(False).to_numpy(bool) & (answers["non_distributing"] == NO).to_numpy()
        )
        answers.loc[lenient, "non_distributing"] = YES
    no, unsure = (answers == NO).to_numpy(), (answers == UNKNOWN).to_numpy()
    names = np.array(list(CRITERIA), dtype=object)
    decided = np.where(
        no.any(axis=1), _first(no, names), np.where(unsure.any(axis=1), _first(unsure, names), "all")
    )
    scope = np.select([no.any(axis=1), unsure.any(axis=1)], [NO, UNKNOWN], YES)
    columns = {"scope": scope, "decided_by": decided, "failed": no.sum(axis=1), "unknown": unsure.sum(axis=1)}
    return pd.DataFrame(columns, index=units.index)


def _first(mask: Array, names: Array) -> Array:
    return names[mask.argmax(axis=1)]


def sna_sectors(units: pd.DataFrame) -> pd.DataFrame:
    """The SNA sector of each unit and the rule that gave it, asked in this order.

    units    one row a unit: government_controlled, financial (true or false), sales, costs (pounds a year); `household`
             (true for groups without accounts of their own), if given
    returns  frame in the same order: sector, market (true or false), sales_share (of costs; NaN without costs), rule

    1. controlled by government: S.13;  2. no accounts of its own: S.14;  3. financial intermediary: S.12;
    4. sales over half of costs, or sales and no costs: market, S.11;  5. otherwise S.15
    """
    need(units, ["government_controlled", "financial", "sales", "costs"], "The units")
    sales, costs = units["sales"].to_numpy(float), units["costs"].to_numpy(float)
    share = np.divide(sales, costs, out=np.full(len(units), np.nan), where=costs > 0)
    market = np.where(costs > 0, np.nan_to_num(share) > SALES_SHARE, np.nan_to_num(sales) > 0)
    household = units["household"].to_numpy(bool) if "household" in units else np.zeros(len(units), bool)
    rules = [
        ("S.13", "controlled by government", units["government_controlled"].to_numpy(bool)),
        ("S.14", "no accounts of its own", household),
        ("S.12", "financial intermediary", units["financial"].to_numpy(bool)),
        ("S.11", "sales over half of costs", market),
    ]
    conditions = [held for _, _, held in rules]
    sector = np.select(conditions, [code for code, _, _ in rules], "S.15")
    rule = np.select(conditions, [text for _, text, _ in rules], "sales at most half of costs")
    kept = market & np.isin(sector, ["S.11", "S.12"])
    return pd.DataFrame(
        {"sector": sector, "market": kept, "sales_share": share, "rule": rule}, index=units.index
    )
