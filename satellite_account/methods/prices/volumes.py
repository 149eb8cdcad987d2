"""Volumes: previous-year prices, chained, with deflators and what each part added to growth."""

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError

WHOLE = "_T"


def previous_prices(cp: pd.DataFrame, deflators: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each part in prices of the year before, cp_t d_{t-1} / d_t, NaN in the first year; and its deflator in all years.

    A part that begins counts from its first year; one without a value has the volume 0, and where it has no price
    either its price stands still. Raises MethodError when a deflator is missing or not positive where there is a value.
    """
    d = deflators.reindex(index=cp.index, columns=cp.columns)
    if bad := sorted(map(str, d.columns[((~(d > 0)) & (cp != 0)).any()])):
        raise MethodError(f"Deflators missing or not positive: {', '.join(bad)}.")
    d = d.where(d > 0).ffill().bfill()
    pyp = (cp * d.shift() / d).where(cp != 0, 0.0)
    return pyp.where(pd.Series(cp.index != cp.index[0], index=cp.index), axis=0), d


def chain_volumes(cp: pd.DataFrame, deflators: pd.DataFrame, *, reference: object) -> pd.DataFrame:
    """Chained volume measures of parts and their whole, in prices of the reference year.

    cp         frame year x part, current prices, years in order without gaps;  deflators  the same shape, any
               reference
    reference  year in which volumes equal current prices (the latest balanced year, t-2)
    returns    frame by year: one column a part, `_T` the whole, `residual` (`_T` less the parts: chained levels
               do not add up
               away from the reference year and are never forced to), `link` (Laspeyres L_t), `pyp` (the year in
               prices
               of the year before), `deflator` (implied, reference = 100)
    Source: L_t = sum p_{t-1} q_t / sum p_{t-1} q_{t-1}; ONS, chain-linking in the national accounts; ABS annex 6A.
    Raises MethodError for a reference year that is not there and for deflators that are missing or not positive.
    """
    if reference not in cp.index:
        raise MethodError(f"The reference year {reference} is not among the years.")
    parts, d = previous_prices(cp, deflators)
    total, pyp = cp.sum(axis=1), parts.sum(axis=1, min_count=1)
    link = (pyp / total.shift()).where((total.shift() != 0) & (total != 0))
    result = (cp * d.loc[reference] / d).where(cp != 0, 0.0)
    index = link.fillna(1.0).cumprod()
    result[WHOLE] = (index / index.loc[reference] * total.loc[reference]).where(total != 0, 0.0)
    result["residual"] = result[WHOLE] - result[cp.columns].sum(axis=1)
    result["link"], result["pyp"] = link, pyp.where(link.notna())
    return result.assign(deflator=implied_deflator(total, result[WHOLE]))


def implied_deflator(cp: "pd.Series[float]", volume: "pd.Series[float]") -> "pd.Series[float]":
    """100 CP / KP: the Paasche deflator that the two imply, NaN where there is no volume.

    cp, volume  series by year (or any index) in one unit of money
    returns     index, reference year of the volume = 100. Raises nothing of its own. Source: CP = KP x deflator
    """
    return 100 * cp / volume.replace(0.0, np.nan)


def contributions(cp: pd.DataFrame, deflators: pd.DataFrame) -> pd.DataFrame:
    """What each part added to volume growth, in percentage points; the parts sum to the growth of `_T` exactly.

    Source: change in prices of the year before, over the whole of that year.
    cp         frame year x part, current prices in one unit;  deflators  the same shape, any reference
    returns    frame year x part with `_T`, in percentage points; the first year is empty
    Raises MethodError as `chain_volumes`.
    """
    last = cp.shift()
    points = 100 * (previous_prices(cp, deflators)[0] - last).div(last.sum(axis=1, min_count=1), axis=0)
    return points.assign(**{WHOLE: points.sum(axis=1, min_count=1)})


def input_cost_deflator(
    costs: pd.DataFrame, indices: pd.DataFrame, *, reference: object
) -> "pd.Series[float]":
    """The deflator of non-market output: chained prices of its costs (wages, intermediate consumption, capital).

    costs    frame year x cost in current prices;  indices  price index of each cost, the same columns
    returns  by year, reference = 100. It takes productivity as constant, and tables that use it must say so.
    Raises MethodError as `chain_volumes`. Source: ONS, inputs method of non-market output; design note 1.7.
    """
    return chain_volumes(costs, indices, reference=reference)["deflator"]
