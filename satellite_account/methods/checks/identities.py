"""Checks of accounts against themselves: identities, hierarchies, bases, costs, shares, signs."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.output import operating_costs
from satellite_account.methods.accounts.sequence import IDENTITIES, total
from satellite_account.methods.checks.base import Frames, compared, comparison, key_texts, place, within

# Dimensions whose parts must sum to `_T`; chained volumes, ratios and people counted twice do not.
ADDITIVE = ("ACTIVITY", "REGION", "SIZE", "SECTOR", "LEGAL_FORM")
NOT_ADDITIVE = {"RATIO", "PERCENT", "INDEX", "GBP_HOUR", "GBP_FTE"}
KEY = (
    *("TABLE", "TIME_PERIOD", "STO", "SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART"),
    *("PRODUCT", "BREAKDOWN", "BASIS", "PRICES"),
)
FLOAT = 1e-9


def accounting(frames: Frames, unit: float) -> pd.DataFrame:
    """1. Every identity of the sequence in every row of `account` whose codes are all known."""
    account = frames["account"]
    parts = []
    for identity in IDENTITIES:
        codes = (identity.left, *identity.plus, *identity.minus)
        if set(codes) <= set(account.columns):
            values = {code: account[code].to_numpy(float) for code in codes}
            size = np.abs(np.stack(list(values.values()))).max(axis=0)
            allowed = np.maximum(0.5 * unit * identity.terms, FLOAT * size)
            where = [f"{at}: {identity}" for at in place(account.index)]
            made = comparison(where, values[identity.left], total(identity, values), allowed)
            parts.append(made[made["difference"].notna()])
    return compared(parts)


def hierarchy(frames: Frames, unit: float) -> pd.DataFrame:
    """2. In `cells`, the parts of each dimension sum to its total, and groups of activities to their section."""
    cells = frames["cells"]
    cells = cells[
        ~cells["UNIT_MEASURE"].isin(NOT_ADDITIVE) & (cells["PRICES"] != "L") & cells["OBS_VALUE"].notna()
    ]
    return compared([*(_sums(cells, name, unit) for name in ADDITIVE), _groups(cells, unit)])


def _sums(cells: pd.DataFrame, dimension: str, unit: float) -> pd.DataFrame:
    kept = [name for name in KEY if name != dimension]
    parts = cells[cells[dimension] != "_T"]
    if dimension == "ACTIVITY":
        parts = parts[parts["ACTIVITY"].str.len() == 1]
    if dimension == "SECTOR":
        parts = parts[parts["SECTOR"] != "S.13"]
    return _against(cells[cells[dimension] == "_T"], parts, kept, unit, dimension)


def _groups(cells: pd.DataFrame, unit: float) -> pd.DataFrame:
    """Sub-groups (A11) within groups (A10), groups within sections (A)."""
    parts = []
    code = cells["ACTIVITY"].astype(str)
    for lower, upper, keep in (("[A-L][0-9]0", "[A-L]", 1), ("[A-L][0-9][1-9]", "[A-L][0-9]0", 2)):
        inner = cells[code.str.fullmatch(lower)]
        above = inner["ACTIVITY"].str[:keep] + ("0" if keep == 2 else "")
        outer = cells[code.str.fullmatch(upper)]
        parts.append(_against(outer, inner.assign(ACTIVITY=above), list(KEY), unit, "groups"))
    return compared(parts)


def _against(
    totals: pd.DataFrame, parts: pd.DataFrame, keys: list[str], unit: float, name: str
) -> pd.DataFrame:
    summed = parts.groupby(key_texts(parts, keys), sort=False)["OBS_VALUE"].agg(["sum", "size"])
    at = key_texts(totals, keys)
    held = totals[at.isin(summed.index)]
    if held.empty:
        return compared([])
    of_parts = summed.loc[at[held.index]]
    value = held["OBS_VALUE"].to_numpy(float)
    allowed = np.maximum(0.5 * unit * (of_parts["size"].to_numpy() + 1), FLOAT * np.abs(value))
    rows = zip(*(held[key].tolist() for key in keys), strict=True)
    where = [f"{name}: {' '.join(str(part) for part in row if part != '_T')}" for row in rows]
    return comparison(where, value, of_parts["sum"], allowed)


def basis_bridge(frames: Frames, unit: float) -> pd.DataFrame:
    """3. GVA* - GVA = NMO + V: `bases` by (row, BASIS) with B.1g, `additions` by row with NMO and V."""
    wide = frames["bases"]["B.1g"].unstack("BASIS")
    extra = frames["additions"].reindex(wide.index)
    allowed = np.maximum(2 * unit, FLOAT * wide["NA"].abs())
    at = place(wide.index)
    nmo = comparison([f"{row}: NMO" for row in at], wide["NA+NMO"] - wide["NA"], extra["NMO"], allowed)
    both = wide["NA+NMO+V"] - wide["NA"]
    return compared(
        [nmo, comparison([f"{row}: NMO + V" for row in at], both, extra["NMO"] + extra["V"], allowed)]
    )


def costs(frames: Frames, unit: float) -> pd.DataFrame:
    """4. Every non-market row of `units` has output equal to its costs, and incidental sales within them."""
    units = frames["units"]
    held = units[~units["market"].astype(bool)]
    at, output = place(held.index), operating_costs(held)
    allowed = np.maximum(0.5 * unit * 6, FLOAT * np.abs(output))
    sales = within(
        pd.Index([f"{row}: P.11 within costs" for row in at]), held["P.11"], -np.inf, output * (1 + FLOAT)
    )
    return compared(
        [comparison([f"{row}: P.1" for row in at], held["P.1"], pd.Series(output), allowed), sales]
    )


def shares(frames: Frames, unit: float) -> pd.DataFrame:
    """5. In `parts` (columns part, parent), no part exceeds its parent."""
    held = frames["parts"]
    return within(place(held.index), held["part"], -np.inf, held["parent"].to_numpy(float) + unit)


def signs(frames: Frames, unit: float) -> pd.DataFrame:
    """6. P.1, P.2, D.1 and hours of `account` are at least zero."""
    account = frames["account"]
    at = place(account.index)
    codes = [code for code in ("P.1", "P.2", "D.1", "hours") if code in account]
    named = [(pd.Index([f"{row}: {code}" for row in at]), account[code]) for code in codes]
    return compared([within(where, values, -unit, np.inf) for where, values in named])
