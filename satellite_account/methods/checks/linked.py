"""How the figures of all tables hang together, as equations; the same figure in two tables is one."""

import pandas as pd

from satellite_account.methods.accounts.sequence import IDENTITIES
from satellite_account.methods.checks.between import between, with_nmo
from satellite_account.methods.checks.equating import (
    FIGURE,
    PLACE,
    TOTAL,
    closing,
    figure_names,
    linked,
    signed,
)
from satellite_account.methods.checks.identities import ADDITIVE, NOT_ADDITIVE
from satellite_account.methods.checks.wholes import crossed, whole_volumes
from satellite_account.methods.classify.walks import Walks

__all__ = ["FIGURE", "PLACE", "TOTAL", "equations", "figure_names"]


def equations(cells: pd.DataFrame, walks: Walks | None = None) -> pd.DataFrame:
    """Equation, figure, coefficient of everything in `cells` that adds up: parts of each dimension, groups of
    sections, identities of the sequence, halves of jobs, units with and without employees, quarters of a year, the
    bases, the reconciliation, industries, and the whole's volume with the sections' values.

    walks    crosswalks: with them groups of activities add up to industries as well
    returns  terms; figures that no table prints (the non-market output of a section) are named all the same
    What does not add up within rounding gives nothing away, and is left out.
    """
    every = cells[~cells["UNIT_MEASURE"].isin(NOT_ADDITIVE) & cells["OBS_VALUE"].notna()].copy()
    every["figure"] = figure_names(every)
    every = every.drop_duplicates("figure")
    held = with_nmo(every[every["PRICES"] != "L"])
    held["figure"] = figure_names(held)
    found = [_parts(held, name) for name in ADDITIVE]
    found += [_groups(held), signed(held, IDENTITIES, "STO"), _breakdowns(held), _quarters(every)]
    found += [*between(held), whole_volumes(every, cells), crossed(held, walks or Walks())]
    values = pd.concat([held, every[every["PRICES"] == "L"]]).set_index("figure")["OBS_VALUE"]
    return closing(pd.concat(found, ignore_index=True), values)


def _parts(held: pd.DataFrame, dimension: str) -> pd.DataFrame:
    parts = held[held[dimension] != TOTAL]
    if dimension == "ACTIVITY":
        parts = parts[parts["ACTIVITY"].str.len() == 1]
    if dimension == "SECTOR":
        parts = parts[parts["SECTOR"] != "S.13"]
    return linked(held, parts, dimension, **{dimension: TOTAL})


def _groups(held: pd.DataFrame) -> pd.DataFrame:
    inner = held[held["ACTIVITY"].astype(str).str.fullmatch("[A-L][0-9]0")]
    return linked(held, inner, "groups", ACTIVITY=inner["ACTIVITY"].astype(str).str[0])


def _breakdowns(held: pd.DataFrame) -> pd.DataFrame:
    """Jobs by sex and by working time; organisations with and without employees."""
    found = []
    for kind in ("sex: ", "time: ", "role: ", "frequency: "):
        parts = held[held["BREAKDOWN"].astype(str).str.startswith(kind)]
        found.append(linked(held, parts, kind.strip(": "), BREAKDOWN=TOTAL))
    halves = held[held["STO"].isin(["UNITS_EMP", "UNITS_NOEMP"])]
    found.append(linked(held, halves, "employers", STO="UNITS"))
    return pd.concat(found, ignore_index=True)


def _quarters(held: pd.DataFrame) -> pd.DataFrame:
    period = held["TIME_PERIOD"].astype(str)
    inner = held[period.str.fullmatch("[0-9]{4}-Q[1-4]")]
    return linked(held, inner, "quarters", TIME_PERIOD=inner["TIME_PERIOD"].astype(str).str[:4])
