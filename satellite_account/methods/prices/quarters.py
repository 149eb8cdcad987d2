"""Quarters that add up: over the parts in each quarter, and over the quarters in each year."""

from typing import Any

import numpy as np
import pandas as pd

from satellite_account.methods.errors import DoesNotClose, MethodError
from satellite_account.methods.frames import Array
from satellite_account.methods.prices.balancing import balance
from satellite_account.methods.prices.denton import denton
from satellite_account.methods.prices.disaggregation import chow_lin, fernandez, litterman

# Regressions with a constant; `fernandez` has no rho to estimate.
REGRESSIONS: dict[str, Any] = {"chow_lin": chow_lin, "fernandez": fernandez, "litterman": litterman}
QUARTERLY = ("denton", *REGRESSIONS)


def quarterly_path(
    indicators: pd.DataFrame,
    annual: pd.DataFrame,
    *,
    total: str = "_T",
    per: int = 4,
    tolerance: float = 0.5,
    method: str = "denton",
) -> pd.DataFrame:
    """Quarterly parts and their total from quarterly indicators and annual benchmarks.

    indicators  (T rows) one column a part and one for `total`; T >= per x years
    annual      (Y rows) the same columns; parts sum to the total within `tolerance`
    method      of QUARTERLY: how each series is spread over its quarters before parts and total are reconciled
    returns     (T rows) the same columns. Years add up exactly; in benchmarked years parts sum to the total too:
                the parts take
                up the difference in proportion to the square of their size; later quarters sum parts to the total
    Raises DoesNotClose naming the years whose parts do not sum, MethodError for an unknown method and for too few
    years of a regression. Source: IMF QNA Manual 2017, 6.C (two-step reconciliation).
    """
    parts = [name for name in annual.columns if name != total]
    gap = annual[total] - annual[parts].sum(axis=1)
    if (bad := gap.abs() > tolerance).any():
        listed = ", ".join(f"{year} by {value:.6g}" for year, value in gap[bad].items())
        raise DoesNotClose(f"Annual parts do not sum to the total: {listed}.")
    path = pd.DataFrame(
        {name: spread(indicators[name], annual[name], method=method, per=per) for name in parts},
        index=indicators.index,
    )
    whole = spread(indicators[total], annual[parts].sum(axis=1), method=method, per=per)
    for year in range(len(annual)):
        rows = slice(year * per, (year + 1) * per)
        path.iloc[rows] = _reconciled(
            path.iloc[rows].to_numpy(float), whole[rows], annual[parts].iloc[year].to_numpy(float)
        )
    return path.assign(**{total: path.sum(axis=1)})[list(annual.columns)]


def spread(indicator: Any, benchmarks: Any, *, method: str = "denton", per: int = 4) -> Array:
    """One series: (T,) quarters that move as the indicator (T,) does and add up to the benchmarks (Y,)."""
    i, y = np.asarray(indicator, float), np.asarray(benchmarks, float)
    if method == "denton":
        return denton(i, y, per=per)
    return _regression(method)(y, _with_constant(i), per=per).series


def spread_errors(indicator: Any, benchmarks: Any, se: Any, *, method: str = "denton", per: int = 4) -> Array:
    """(T,) standard errors of `spread` that come from those of the benchmarks (Y,), the years taken as independent.

    The quarters are a linear function of the years (at the rho that was found), so that nothing is approximated. How
    well the indicator follows the year within itself is not in it.
    """
    i, y = np.asarray(indicator, float), np.asarray(benchmarks, float)
    fixed: dict[str, float] = {}
    if method in {"chow_lin", "litterman"}:
        fixed = {"rho": _regression(method)(y, _with_constant(i), per=per).rho}
    each = np.eye(len(y))
    if method == "denton":
        weights = np.stack([denton(i, unit, per=per) for unit in each], axis=1)
    else:
        weights = np.stack(
            [_regression(method)(unit, _with_constant(i), per=per, **fixed).series for unit in each], axis=1
        )
    return np.sqrt(np.square(weights) @ np.square(np.nan_to_num(np.asarray(se, float))))


def _regression(method: str) -> Any:
    if method not in REGRESSIONS:
        raise MethodError(f"Unknown way to quarters {method}; known are {', '.join(QUARTERLY)}.")
    return REGRESSIONS[method]


def _with_constant(indicator: Array) -> Array:
    return np.column_stack([np.ones(len(indicator)), indicator])


def _reconciled(path: np.ndarray, whole: np.ndarray, year: np.ndarray) -> np.ndarray:
    """One year: (per, parts) adjusted to row sums `whole` and column sums `year`."""
    per, many = path.shape
    by_quarter = np.kron(np.eye(per), np.ones(many))
    by_part = np.kron(np.ones(per), np.eye(many))
    found = balance(
        pd.Series(path.ravel()),
        pd.DataFrame(np.vstack([by_quarter, by_part])),
        pd.Series(np.concatenate([whole, year])),
    )
    return found.values.to_numpy().reshape(per, many)
