"""Tidy cells: one row a figure, with its dimensions, its quality and its status."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.intervals import LEVEL
from satellite_account.methods.frames import Array, aligned, framed

DIMENSIONS = ("SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT", "BREAKDOWN")
COLUMNS = (
    *(
        "TABLE",
        "TIME_PERIOD",
        "STO",
        *DIMENSIONS,
        "BASIS",
        "PRICES",
        "OBS_VALUE",
        "SE",
        "CV",
        "LOWER",
        "UPPER",
    ),
    *("N", "RESPONSE", "IMPUTED", "OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS"),
)
# unit: (multiplier as a power of ten, decimals)
UNITS = {
    "GBP": (6, 1),
    "NB": (0, 0),
    "HR": (6, 1),
    "PERCENT": (0, 2),
    "INDEX": (0, 1),
    "RATIO": (0, 4),
    "GBP_FTE": (0, 0),
    "GBP_HOUR": (0, 2),
}
# What a cell has where its maker says nothing else.
UNSAID: dict[str, object] = dict.fromkeys(DIMENSIONS, "_T") | {"BASIS": "NA", "PRICES": "V"}
UNSAID |= dict.fromkeys(("SE", "N", "RESPONSE", "IMPUTED"), np.nan)
UNRELIABLE, NOT_PUBLISHED = 0.20, 0.33
# Classes of the book and the dimension that their labels belong to.
AXIS = {"_T": None, "GROUP": "ACTIVITY", "INSTITUTION": "LEGAL_FORM", "INDUSTRY": "PRODUCT"}


def cells(
    table: str, *, year: object, sto: object, value: object, unit: str = "GBP", **columns: object
) -> pd.DataFrame:
    """Cells of one table. Values come in single pounds, hours or numbers and leave in the multiple of the unit.

    Other columns (`SE`, `N`, `df`, dimensions, BASIS, PRICES) may be constants or one value a cell.
    """
    power, decimals = UNITS[unit]
    said = {"TABLE": table, "TIME_PERIOD": year, "STO": sto, "OBS_VALUE": value}
    said |= {"UNIT_MEASURE": unit, "UNIT_MULT": power, "DECIMALS": decimals}
    held, index = aligned(UNSAID | said | columns)
    held["OBS_VALUE"] = held["OBS_VALUE"].astype(float) / 10**power
    held["SE"] = held["SE"].astype(float) / 10**power
    _judge(held)
    return framed({name: held[name] for name in COLUMNS}, index)


def empty(table: str) -> pd.DataFrame:
    """A table without cells: its source is not there."""
    nothing = pd.Series(dtype=object)
    return cells(table, year=nothing, sto=nothing, value=pd.Series(dtype=float))


def _judge(held: dict[str, Array]) -> None:
    """Intervals, CV and status: E estimated, A known, U low reliability; N not for publication."""
    value, se = held["OBS_VALUE"], held["SE"]
    reach = _t(held["df"].astype(float) if "df" in held else np.full(len(value), np.inf)) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = np.where(value != 0, se / np.abs(value), np.where(se > 0, np.inf, 0.0))
    cv = np.where(np.isnan(se), np.nan, cv)
    held["CV"], held["LOWER"], held["UPPER"] = cv, value - reach, value + reach
    status = np.select([np.isnan(value), cv > UNRELIABLE, se > 0], ["M", "U", "E"], "A")
    held["OBS_STATUS"] = status.astype(object)
    held["CONF_STATUS"] = np.where(cv > NOT_PUBLISHED, "N", "F").astype(object)


def _t(df: Array) -> Array:
    from scipy import stats

    known, at = np.unique(df, return_inverse=True)
    return np.where(np.isinf(known), stats.norm.ppf(0.5 + LEVEL / 2), stats.t.ppf(0.5 + LEVEL / 2, known))[at]


def from_book(
    table: str,
    rows: pd.DataFrame,
    *,
    unit: str = "GBP",
    as_sto: Mapping[str, str] | None = None,
    as_breakdown: bool = False,
    **columns: object,
) -> pd.DataFrame:
    """Cells of rows of the book; the label goes to the dimension of its class.

    as_sto  renames variables;  as_breakdown  the variable goes to BREAKDOWN and `STO` comes from the columns
    """
    sto: object = rows["variable"].map(as_sto) if as_sto else rows["variable"]
    held: dict[str, object] = {"SE": rows["se"], "N": rows["n"], "df": rows["df"]}
    held |= {"RESPONSE": rows["response"], "IMPUTED": rows["imputed"]}
    for name in rows["class"].unique():
        axis = AXIS.get(name, name)
        if axis:
            before = held.get(axis, pd.Series("_T", index=rows.index))
            held[axis] = rows["label"].where(rows["class"] == name, before)  # type: ignore[arg-type]
    if as_breakdown:
        held["BREAKDOWN"], sto = rows["variable"], columns.pop("STO")
    return cells(table, year=rows["year"], sto=sto, value=rows["estimate"], unit=unit, **{**held, **columns})
