"""Quarters that add up: over the parts in each quarter, and over the quarters in each year."""

import numpy as np
import pandas as pd

from satellite_account.methods.errors import DoesNotClose
from satellite_account.methods.prices.balancing import balance
from satellite_account.methods.prices.denton import denton


def quarterly_path(
    indicators: pd.DataFrame, annual: pd.DataFrame, *, total: str = "_T", per: int = 4, tolerance: float = 0.5
) -> pd.DataFrame:
    """Quarterly parts and their total from quarterly indicators and annual benchmarks.

    indicators  (T rows) one column a part and one for `total`; T >= per x years
    annual      (Y rows) the same columns; parts sum to the total within `tolerance`
    returns     (T rows) the same columns. Years add up exactly; in benchmarked years parts sum to the total too:
                the parts take
                up the difference in proportion to the square of their size; later quarters sum parts to the total
    Raises DoesNotClose naming the years whose parts do not sum. Source: IMF QNA Manual 2017, 6.C (two-step
    reconciliation).
    """
    parts = [name for name in annual.columns if name != total]
    gap = annual[total] - annual[parts].sum(axis=1)
    if (bad := gap.abs() > tolerance).any():
        listed = ", ".join(f"{year} by {value:.6g}" for year, value in gap[bad].items())
        raise DoesNotClose(f"Annual parts do not sum to the total: {listed}.")
    years = len(annual)
    path = pd.DataFrame(
        {
            name: denton(indicators[name].to_numpy(float), annual[name].to_numpy(float), per=per)
            for name in parts
        },
        index=indicators.index,
    )
    whole = denton(indicators[total].to_numpy(float), annual[parts].sum(axis=1).to_numpy(float), per=per)
    for year in range(years):
        rows = slice(year * per, (year + 1) * per)
        path.iloc[rows] = _reconciled(
            path.iloc[rows].to_numpy(float), whole[rows], annual[parts].iloc[year].to_numpy(float)
        )
    return path.assign(**{total: path.sum(axis=1)})[list(annual.columns)]


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
