"""How much of civil society the sources of a method reach. `needs.py` names the Source of the methods."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need
from satellite_account.methods.needs import METHODS, Use


def coverage_table(returns: pd.DataFrame, method: str, available: Collection[str]) -> pd.DataFrame:
    """What a method needs, what is there, and how many units and how much income each source reaches.

    returns    one row a unit: income, and one true-or-false column for each source that reaches units
    available  sources that a run has
    returns    frame by source: purpose, needed, available, units, share_of_units, share_of_income (per cent;
               empty for sources of totals)
    Raises MethodError for an unknown method, MissingColumns for available sources without their column.
    """
    if method not in METHODS:
        raise MethodError(f"Unknown method {method}; known are {', '.join(METHODS)}.")
    uses = METHODS[method]
    need(
        returns,
        ["income", *(use.reaches for use in uses if use.reaches and use.source in available)],
        "The returns",
    )
    income = returns["income"].to_numpy(float)
    rows = {use.source: _row(use, returns, income, use.source in available) for use in uses}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("source")


def _row(use: Use, returns: pd.DataFrame, income: np.ndarray, available: bool) -> dict[str, object]:
    row: dict[str, object] = {"purpose": use.purpose, "needed": use.must, "available": available}
    if use.reaches is None:
        return {**row, "units": np.nan, "share_of_units": np.nan, "share_of_income": np.nan}
    reached = returns[use.reaches].to_numpy(bool) if available else np.zeros(len(returns), bool)
    shares = {
        "share_of_units": 100 * reached.mean(),
        "share_of_income": 100 * income[reached].sum() / income.sum(),
    }
    return {**row, "units": int(reached.sum()), **shares}
