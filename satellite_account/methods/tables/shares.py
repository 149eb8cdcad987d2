"""Errors of shares in a total that is estimated itself: part and whole move together."""

import numpy as np
import pandas as pd

from satellite_account.methods.frames import Array
from satellite_account.methods.tables.book import pick
from satellite_account.methods.tables.context import Context

OF_BASIS = {"NA": "B.1g", "NA+NMO": "B.1g+NMO", "NA+NMO+V": "B.1g+NMO"}
KEY = ["TIME_PERIOD", "ACTIVITY", "BASIS"]


def error_of_difference(held: pd.DataFrame, context: Context) -> Array:
    """Standard errors of y - R Y for cells of T4 in £ million, R = y / Y: over Y that of the share; 0 for Y itself.

    held  cells of value added by activity and basis, all sections of each basis together with their total
    Volunteer work is independent of returns, and of one section of another. Source: Cochran 6.3, linearised.
    """
    whole = held[held["ACTIVITY"] == "_T"].set_index(["TIME_PERIOD", "BASIS"])[["OBS_VALUE", "SE"]]
    of = whole.reindex(pd.MultiIndex.from_frame(held[["TIME_PERIOD", "BASIS"]])).to_numpy(float)
    share = held["OBS_VALUE"].to_numpy(float) / of[:, 0]
    between = _with_whole(context).reindex(pd.MultiIndex.from_frame(held[KEY])).to_numpy(float)
    square = np.square(held["SE"].to_numpy(float)) - 2 * share * between + np.square(share * of[:, 1])
    return np.where(held["ACTIVITY"] == "_T", 0.0, np.sqrt(np.maximum(square, 0.0)))


def _with_whole(context: Context) -> "pd.Series[float]":
    """Covariance of each part with the whole by year, activity and basis, in £ million squared."""
    found = {}
    for basis, variable in OF_BASIS.items():
        rows = pick(context.book, [variable], ["_T", "ACTIVITY", "GROUP"])
        held = rows.set_index(["year", "label"])["with_whole"]
        if basis == "NA+NMO+V":
            held = held.add(np.square(context.v["value_se"]).reindex(held.index).fillna(0.0))
        found[basis] = held / 1e12
    return pd.concat(found).reorder_levels([1, 2, 0])
