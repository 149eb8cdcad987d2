"""Named aggregations, and ways between classifications that come from published lookups."""

from collections.abc import Sequence

import pandas as pd

from satellite_account.methods.classify.built_in import ICNP_TO_INDUSTRY, ICNPO_TO_ICNP
from satellite_account.methods.classify.crosswalk import Crosswalk
from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need

__all__ = [
    "AGGREGATIONS",
    "ICNPO_TO_ICNP",
    "ICNP_TO_INDUSTRY",
    "aggregate",
    "icnpo_sic",
    "isic_division",
]

# Aggregations by codes of any level; the lowest level that is named decides.
AGGREGATIONS: dict[str, dict[str, Sequence[str]]] = {
    "sections": {letter: [letter] for letter in "ABCDEFGHIJKL"},
    "abs": {
        "Culture and recreation": ["A"],
        "Education and research": ["B", "K10"],
        "Hospitals": ["C20"],
        "Health except hospitals": ["C"],
        "Social services": ["D"],
        "Religion": ["I"],
        "Environment, development, law, philanthropy, international": ["E", "F", "G", "H"],
        "Associations, unions and other": ["J", "K", "L"],
    },
    "core": {
        "Core": list("ABCDEFGHIJKL"),
        "Hospitals, universities and colleges": ["B20", "C20"],
    },
}


def aggregate(values: "pd.Series[float] | pd.DataFrame", name: str) -> "pd.Series[float] | pd.DataFrame":
    """Values by ICNP/TSO code summed to a named aggregation. Raises MethodError naming codes that it does not place.

    values   by ICNP/TSO code of any level, in any unit;  name  of AGGREGATIONS
    returns  by the labels of the aggregation, in the same unit; the total stays
    Source: ABS, Australian National Accounts: Non-Profit Institutions (groups printed together); UN handbook 2018.
    """
    if name not in AGGREGATIONS:
        raise MethodError(f"Unknown aggregation {name}; known are {', '.join(AGGREGATIONS)}.")
    starts = {start: label for label, begins in AGGREGATIONS[name].items() for start in begins}
    placed = {code: _longest(str(code), starts) for code in values.index}
    if lost := [str(code) for code, label in placed.items() if label is None]:
        raise MethodError(f"The aggregation {name} does not place {', '.join(lost)}.")
    return values.groupby([placed[code] for code in values.index]).sum()


def _longest(code: str, places: dict[str, str]) -> str | None:
    """The place of a sub-group (A11), else of its group (A10), else of its section (A)."""
    return next((places[at] for at in (code, code[:2] + "0", code[:1]) if at in places), None)


def icnpo_sic(lookup: pd.DataFrame, weights: "pd.Series[float] | None" = None) -> Crosswalk:
    """ICNPO to SIC 2007 from the published lookup (columns `ICNPO code`, `SIC`, read as text); rows without a
    SIC are left out, classes of four digits become their only subclass.

    weights  by SIC code (employment, units); a SIC without a weight gets none; equal shares when left out
    returns  Crosswalk ICNPO x SIC of five digits
    Raises MissingColumns, and MethodError when the SIC was read as a number. Source: ICNPO, ISIC and SIC 2007 lookup.
    """
    need(lookup, ["ICNPO code", "SIC"], "The lookup")
    if pd.api.types.is_numeric_dtype(lookup["SIC"]):
        raise MethodError("Read the lookup's SIC as text: as a number it has lost its leading zeros.")
    held = lookup.dropna(subset=["SIC"]).rename(columns={"ICNPO code": "source", "SIC": "target"})
    held["source"] = held["source"].astype(str).str.replace(" ", "")
    held["target"] = held["target"].astype(str).str.strip().str.ljust(5, "0")
    if weights is None:
        return Crosswalk.of(held)
    return Crosswalk.of(held.assign(weight=held["target"].map(weights).fillna(0.0)), weight="weight")


def isic_division(sic: "pd.Series[str]") -> "pd.Series[str]":
    """The ISIC Rev. 4 division of SIC 2007 codes: the two are the same at two digits.

    sic      codes of SIC 2007 as text;  returns  two digits, in the same order. Raises nothing of its own
    Source: UK SIC 2007, which is NACE Rev. 2 and so ISIC Rev. 4 at two digits.
    """
    return sic.astype(str).str.zfill(5).str[:2]
