"""The classifications of the book: which unit stands in which label, and with what share of its values."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.bridge import OTHER_INSTITUTIONS
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.errors import MethodError
from satellite_account.methods.estimation.partition import Members
from satellite_account.methods.frames import Array

MEMO = "S.13"
# Classification -> column of the returns.
CLASSES = {
    "_T": None,
    "SECTOR": "sector",
    "ACTIVITY": "activity",
    "GROUP": "activity",
    "REGION": "region",
    "SIZE": "income_band",
    "LEGAL_FORM": "legal_form",
    "INSTITUTION": "institution",
    "INDUSTRY": "activity",
    "BRIDGE": "institution",
}
NPISH, MARKET = "NPISH_", "MARKET_"
OTHERS, BEYOND = "other_enterprises", "beyond"
_STEPS = {OTHERS: OTHER_INSTITUTIONS, BEYOND: ("market_charity", *OTHER_INSTITUTIONS)}


def members(returns: pd.DataFrame, name: str, walks: Walks) -> Members:
    """Members of a classification; all but SECTOR leave government-controlled units (S.13) out."""
    outside = (returns["sector"] == MEMO).to_numpy(bool)
    if CLASSES[name] is None:
        return Members.whole(np.where(outside, -1, 0), np.array(["_T"], dtype=object))
    if name == "SECTOR":
        return Members.whole(*labelled(returns["sector"]))
    made = {"GROUP": groups, "ACTIVITY": sections, "INDUSTRY": industries, "BRIDGE": _bridge}
    if name in made:
        return made[name](returns, walks).without(outside)
    return Members.whole(*labelled(returns[CLASSES[name]])).without(outside)


def labelled(column: pd.Series) -> tuple[Array, Array]:
    """Codes and sorted labels that occur."""
    codes, found = pd.factorize(column, sort=False)
    labels, place = np.unique(np.asarray(found.astype(str), dtype=object), return_inverse=True)
    return place[codes], labels


def groups(returns: pd.DataFrame, walks: Walks) -> Members:
    """ICNP/TSO groups; a unit without one stands where the crosswalk leads from its ICNPO code, perhaps in several."""
    column = returns["activity"]
    if column.isna().any():
        column = column.astype(object).fillna("")
    codes, labels = labelled(column)
    if "" not in labels:
        return Members.whole(codes, labels)
    bare = np.flatnonzero(labels[codes] == "")
    rows, names, shares = _through(returns, bare, walks)
    known = np.flatnonzero(labels[codes] != "")
    every, place = np.unique(np.r_[labels[codes[known]], names].astype(str), return_inverse=True)
    weights = np.r_[np.ones(len(known)), shares]
    return Members.summed(np.r_[known, rows], place, weights, every.astype(object))


def _through(returns: pd.DataFrame, bare: Array, walks: Walks) -> tuple[Array, Array, Array]:
    """Units, groups and shares of units that have an ICNPO code alone. Raises MethodError naming codes unknown."""
    if "icnpo" not in returns:
        raise MethodError(f"{len(bare)} units have no activity, and the returns no column icnpo.")
    codes = returns["icnpo"].astype(object).fillna("").astype(str).str.replace(" ", "").to_numpy()[bare]
    table = walks.activity.shares
    if unknown := sorted(set(codes) - set(table.index.astype(str))):
        said = ", ".join(code or "none" for code in unknown[:20])
        raise MethodError(f"The crosswalk to ICNP/TSO does not know the ICNPO codes of some units: {said}.")
    at = pd.Index(table.index.astype(str)).get_indexer(codes)
    number, target = np.nonzero(table.to_numpy()[at])
    names = np.array(
        [code if len(code) > 1 else f"{code}90" for code in table.columns.astype(str)], dtype=object
    )
    return bare[number], names[target], table.to_numpy()[at][number, target]


def sections(returns: pd.DataFrame, walks: Walks) -> Members:
    """ICNP/TSO sections: the shares of a unit's groups of one section together."""
    held = groups(returns, walks)
    letters, place = np.unique([label[0] for label in held.labels], return_inverse=True)
    return Members.summed(held.rows, place[held.codes], held.shares, letters.astype(object))


def industries(returns: pd.DataFrame, walks: Walks) -> Members:
    """Industries of the input-output table by the crosswalk: those of S.15 under their own code, what market
    producers of the same activity make under MARKET_."""
    held = groups(returns, walks)
    table = walks.industry.shares
    known = {str(code): at for at, code in enumerate(table.index)}
    places = [known.get(label, known.get(label[0], -1)) for label in held.labels]
    if lost := [label for label, at in zip(held.labels, places, strict=True) if at < 0]:
        raise MethodError(f"The crosswalk to industries does not know {', '.join(lost)}.")
    shares = table.to_numpy()[np.array(places)][held.codes]
    number, target = np.nonzero(shares)
    names = [str(code) for code in table.columns]
    labels = np.array([*names, *(MARKET + name.removeprefix(NPISH) for name in names)], dtype=object)
    rows = held.rows[number]
    market = (returns["sector"] != "S.15").to_numpy(bool)[rows]
    found = Members.summed(
        rows, target + market * len(names), held.shares[number] * shares[number, target], labels
    )
    return _occurring(found)


def _occurring(held: Members) -> Members:
    kept, place = np.unique(held.codes, return_inverse=True)
    return Members(held.rows, place, held.shares, held.labels[kept])


def _bridge(returns: pd.DataFrame, walks: Walks) -> Members:
    """Sums of institutions that the reconciliation (T15) goes through; a unit may stand in both."""
    named = returns["institution"].astype(str)
    found = [np.flatnonzero(named.isin(kinds)) for kinds in _STEPS.values()]
    codes = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    rows = np.concatenate(found)
    return Members(rows, codes, np.ones(len(rows)), np.array(list(_STEPS), dtype=object))
