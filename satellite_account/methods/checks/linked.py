"""How the figures of all tables hang together, as equations; the same figure in two tables is one."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.sequence import IDENTITIES
from satellite_account.methods.checks.base import key_texts
from satellite_account.methods.checks.identities import ADDITIVE, KEY, NOT_ADDITIVE
from satellite_account.methods.codes import SNA

PLACE = [name for name in KEY if name != "TABLE"]
FIGURE = [*PLACE, "UNIT_MEASURE"]
CLOSES = 1e-6
TOTAL = "_T"


def figure_names(cells: pd.DataFrame) -> "pd.Series[str]":
    """One text a figure: its dimensions but the table; `_T` left out."""
    return key_texts(cells, FIGURE)


def equations(cells: pd.DataFrame) -> pd.DataFrame:
    """Equation, figure, coefficient of everything in `cells` that adds up: parts of each dimension, groups of
    sections, identities of the sequence, halves of jobs, units with and without employees, quarters of a year.

    What does not add up within rounding gives nothing away, and is left out.
    """
    held = cells[~cells["UNIT_MEASURE"].isin(NOT_ADDITIVE) & (cells["PRICES"] != "L")]
    held = held[held["OBS_VALUE"].notna()].copy()
    held["figure"] = figure_names(held)
    held = held.drop_duplicates("figure")
    found = [_parts(held, name) for name in ADDITIVE]
    found += [_groups(held), _identities(held), _breakdowns(held), _quarters(held)]
    long = pd.concat(found, ignore_index=True)
    value = held.set_index("figure")["OBS_VALUE"]
    part = long["coefficient"] * long["figure"].map(value)
    sums = part.groupby(long["equation"]).transform("sum").abs()
    size = part.abs().groupby(long["equation"]).transform("max")
    return long[sums <= CLOSES * np.maximum(size, 1e-9)].reset_index(drop=True)


def _link(held: pd.DataFrame, parts: pd.DataFrame, name: str, **of_total: object) -> pd.DataFrame:
    """total = sum of parts: the figure with the dimensions of its parts, but for those of the total."""
    total = figure_names(parts.assign(**of_total))
    there = total.isin(held["figure"])
    total, figure = total[there], parts["figure"][there]
    plus = pd.DataFrame({"equation": name + ": " + total, "figure": figure, "coefficient": 1.0})
    minus = plus.assign(figure=total, coefficient=-1.0).drop_duplicates()
    return pd.concat([plus, minus], ignore_index=True)


def _parts(held: pd.DataFrame, dimension: str) -> pd.DataFrame:
    parts = held[held[dimension] != TOTAL]
    if dimension == "ACTIVITY":
        parts = parts[parts["ACTIVITY"].str.len() == 1]
    if dimension == "SECTOR":
        parts = parts[parts["SECTOR"] != "S.13"]
    return _link(held, parts, dimension, **{dimension: TOTAL})


def _groups(held: pd.DataFrame) -> pd.DataFrame:
    inner = held[held["ACTIVITY"].astype(str).str.fullmatch("[A-L][0-9]0")]
    return _link(held, inner, "groups", ACTIVITY=inner["ACTIVITY"].astype(str).str[0])


def _identities(held: pd.DataFrame) -> pd.DataFrame:
    held = held[held["STO"].isin(SNA)]
    place = figure_names(held.assign(STO=""))
    wide = pd.Series(
        held["figure"].to_numpy(), index=pd.MultiIndex.from_arrays([place, held["STO"]])
    ).unstack()
    parts = []
    for identity in IDENTITIES:
        signs = (
            {identity.left: -1.0} | dict.fromkeys(identity.plus, 1.0) | dict.fromkeys(identity.minus, -1.0)
        )
        if set(signs) <= set(wide.columns):
            full = wide[list(signs)].dropna()
            long = full.rename_axis(columns="STO").stack().rename("figure").reset_index()
            label = str(identity) + ": " + long.iloc[:, 0].astype(str)
            parts.append(
                pd.DataFrame(
                    {"equation": label, "figure": long["figure"], "coefficient": long["STO"].map(signs)}
                )
            )
    return pd.concat(parts, ignore_index=True) if parts else _link(held, held[:0], "")


def _breakdowns(held: pd.DataFrame) -> pd.DataFrame:
    """Jobs by sex and by working time; organisations with and without employees."""
    found = []
    for kind in ("sex: ", "time: ", "role: ", "frequency: "):
        parts = held[held["BREAKDOWN"].astype(str).str.startswith(kind)]
        found.append(_link(held, parts, kind.strip(": "), BREAKDOWN=TOTAL))
    halves = held[held["STO"].isin(["UNITS_EMP", "UNITS_NOEMP"])]
    found.append(_link(held, halves, "employers", STO="UNITS"))
    return pd.concat(found, ignore_index=True)


def _quarters(held: pd.DataFrame) -> pd.DataFrame:
    period = held["TIME_PERIOD"].astype(str)
    inner = held[period.str.fullmatch("[0-9]{4}-Q[1-4]")]
    return _link(held, inner, "quarters", TIME_PERIOD=inner["TIME_PERIOD"].astype(str).str[:4])
