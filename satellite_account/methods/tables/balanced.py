"""Purchases of the account's own industries, balanced to what is known of products and of industries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.prices.balancing import Pin, balance
from satellite_account.methods.prices.ras import gras, ras

BALANCES = {"ras": ras, "gras": gras, "least_squares": None}
LOG = ("row", "industry", "before", "after", "change", "change_percent", "pinned", "reason", "by")


@dataclass(frozen=True)
class BalancedUse:
    """values (rows x industries), in the unit of what was balanced; log, one row a cell, the largest change first."""

    values: pd.DataFrame
    log: pd.DataFrame


def balanced_use(
    spent: pd.DataFrame, totals: "pd.Series[float]", method: str, pins: Sequence[Pin] = ()
) -> BalancedUse:
    """The table of purchases whose columns are the estimated purchases of each industry, and whose rows keep the shares
    that products have in the official table.

    spent    official purchases, rows (products, imports, taxes on products) x industries
    totals   estimated purchases (P.2) by industry, in one unit;  method  of BALANCES
    pins     cells held: `cell` is (row, industry), `value` in the unit of `totals`, or as the official table spreads it
             where it is left out. Each with its reason
    returns  BalancedUse: `before` is each industry's total spread as the official table spreads it
    Raises MethodError for an unknown method and for pins of unknown cells, Infeasible and NotConverged as the method.
    Source: design note 1.7; Bacharach 1970; Junius and Oosterhaven 2003; Stone, Champernowne and Meade 1942.
    """
    if method not in BALANCES:
        raise MethodError(f"Unknown balancing {method}; known are {', '.join(BALANCES)}.")
    there = [name for name in spent.columns if name in totals.index and spent[name].sum() != 0]
    spent, wanted = spent[there], totals.reindex(there)
    before = spent / spent.sum() * wanted
    rows = spent.sum(axis=1) / spent.to_numpy().sum() * wanted.sum()
    held = _held(before, pins)
    if method == "least_squares":
        after = _least_squares(before, rows, wanted, held)
    else:
        after = _scaled(before, rows, wanted, held, method)
    return BalancedUse(after, _log(before, after, pins))


def _held(before: pd.DataFrame, pins: Sequence[Pin]) -> pd.DataFrame:
    """Values of the cells that are pinned; empty elsewhere."""
    held = pd.DataFrame(np.nan, index=before.index, columns=before.columns)
    known = {(row, industry) for row in before.index for industry in before.columns}
    if unknown := [f"{pin.cell}" for pin in pins if pin.cell not in known or not pin.reason.strip()]:
        raise MethodError(f"Pins of unknown cells or without a reason: {', '.join(unknown)}.")
    for pin in pins:
        cell: Any = pin.cell
        held.loc[cell] = before.loc[cell] if pin.value is None else pin.value
    return held


def _scaled(
    before: pd.DataFrame,
    rows: "pd.Series[float]",
    wanted: "pd.Series[float]",
    held: pd.DataFrame,
    method: str,
) -> pd.DataFrame:
    """What is left of the margins after the pins is spread over the cells that are free."""
    fixed = held.fillna(0.0)
    free = before.where(held.isna(), 0.0).to_numpy()
    left, over = (rows - fixed.sum(axis=1)).to_numpy(), (wanted - fixed.sum()).to_numpy()
    left = np.where(free.any(axis=1), left, 0.0)  # a row that is pinned whole takes what its pins say
    left = left * (over.sum() / left.sum()) if left.sum() else left
    made = BALANCES[method](free, left, over).matrix  # type: ignore[misc]
    return fixed + pd.DataFrame(made, index=before.index, columns=before.columns)


def _least_squares(
    before: pd.DataFrame, rows: "pd.Series[float]", wanted: "pd.Series[float]", held: pd.DataFrame
) -> pd.DataFrame:
    cells = before.stack()
    names = pd.MultiIndex.from_product([before.index, before.columns])
    cells = cells.reindex(names).set_axis(range(len(names)))
    at_row, at_column = np.divmod(np.arange(len(names)), len(before.columns))
    by_row = pd.DataFrame(np.equal.outer(np.arange(len(rows)), at_row).astype(float))
    by_column = pd.DataFrame(np.equal.outer(np.arange(len(wanted)), at_column).astype(float))
    constraints = pd.concat([by_row.set_axis(rows.index), by_column.set_axis(wanted.index)])
    goals = pd.concat([rows, wanted])
    flat = held.to_numpy().ravel()
    fixed = [Pin(int(at), "pinned", float(flat[at])) for at in np.flatnonzero(~np.isnan(flat))]
    made = balance(cells, constraints, goals, pins=fixed, keep_sign=True).values
    return pd.DataFrame(made.to_numpy().reshape(before.shape), index=before.index, columns=before.columns)


def _log(before: pd.DataFrame, after: pd.DataFrame, pins: Sequence[Pin]) -> pd.DataFrame:
    named = {pin.cell: pin for pin in pins}
    names = [(row, industry) for row in before.index for industry in before.columns]
    held = pd.DataFrame(names, columns=["row", "industry"])
    held["before"], held["after"] = before.to_numpy().ravel(), after.to_numpy().ravel()
    held["change"] = held["after"] - held["before"]
    held["change_percent"] = 100 * held["change"] / held["before"].abs().replace(0.0, np.nan)
    held["pinned"] = [name in named for name in names]
    held["reason"] = [named[name].reason if name in named else "" for name in names]
    held["by"] = [named[name].by if name in named else "" for name in names]
    there = (held["before"] != 0) | (held["after"] != 0) | held["pinned"]
    order = held["change"].abs().sort_values(ascending=False, kind="stable").index
    return held.loc[order[there[order]], list(LOG)].reset_index(drop=True)
