"""Confidential figures: those that rest on too few returns, and those that would give them away.

CONF_STATUS  C  fewer returns than the least number;  D  hidden because it would let a C be worked out;
N  too unreliable to be published;  F  free. For each C the cheapest figures that do it are hidden. What is made of a
hidden figure (a share, a volume, pay per FTE) is hidden with it. It protects exactly, not narrowly: how near an
interval comes is left to the disclosure control of releases. Where nothing is left to hide, check 16 says what is still
given away.
"""

import pandas as pd

from satellite_account.methods.checks.identities import NOT_ADDITIVE
from satellite_account.methods.checks.ingredients import ingredients
from satellite_account.methods.checks.linked import equations, figure_names
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.tables.cells import DIMENSIONS
from satellite_account.methods.tables.secondary import partners

# What the registers themselves publish of every organisation.
OPEN = frozenset({"units", "UNITS", "BIRTHS", "DEATHS"})
OPEN_TOTALS = frozenset({"REV", "EXP"})
QUARTERLY, REVISIONS = "T19", "T16"


def protected(
    tables: dict[str, pd.DataFrame], least: int, walks: Walks | None = None
) -> dict[str, pd.DataFrame]:
    """The tables with C and D marked. `least` returns make a figure safe; 0 protects nothing; `walks` are the
    crosswalks that the tables went through."""
    primary = {name: _primary(table, least) for name, table in tables.items()}
    if not any(marks.any() for marks in primary.values()):
        return tables
    marked = {
        name: table.assign(CONF_STATUS=table["CONF_STATUS"].mask(primary[name], "C"))
        for name, table in tables.items()
    }
    cells = pd.concat(marked.values(), ignore_index=True)
    cells["figure"] = figure_names(cells)
    hidden = _hidden(cells, walks)
    made = {name: _marked(table, hidden) for name, table in marked.items()}
    return (
        made | {REVISIONS: _as_revised(made[REVISIONS], made["T1"], made["T4"])}
        if REVISIONS in made
        else made
    )


def _primary(table: pd.DataFrame, least: int) -> "pd.Series[bool]":
    few = (table["N"] < least) & (table["N"] > 0)
    return few & ~_open(table) & (table["OBS_VALUE"] != 0)


def _open(table: pd.DataFrame) -> "pd.Series[bool]":
    return table["STO"].isin(OPEN) | (table["STO"].isin(OPEN_TOTALS) & (table["BREAKDOWN"] == "_T"))


def _hidden(cells: pd.DataFrame, walks: Walks | None) -> set[str]:
    """Figures to hide besides the confidential ones: partners of these, and whatever is made of either."""
    terms, made_of = equations(cells, walks), ingredients(cells)
    sizes = cells.drop_duplicates("figure").set_index("figure")["OBS_VALUE"].abs()
    secret = set(cells.loc[cells["CONF_STATUS"] == "C", "figure"])
    closed = set(cells.loc[cells["CONF_STATUS"] != "F", "figure"]) | (set(terms["figure"]) - set(sizes.index))
    totals = (cells[list(DIMENSIONS)] == "_T").all(axis=1)
    known, dear = (set(cells.loc[use, "figure"]) for use in (_open(cells), totals))
    found = partners(terms, sizes, secret, closed, known, dear)
    series = _series(cells)
    found |= {name for figure in found for name in series.get(figure, ())}
    return found | _made_of(made_of, found | secret)


def _made_of(pairs: pd.DataFrame, hidden: set[str]) -> set[str]:
    return set(pairs.loc[pairs["of"].isin(hidden), "figure"])


def _series(cells: pd.DataFrame) -> dict[str, set[str]]:
    """A quarter is hidden with all quarters of its series: growth rates would give it back."""
    held = cells[(cells["TABLE"] == QUARTERLY) & ~cells["UNIT_MEASURE"].isin(NOT_ADDITIVE)]
    groups = held.groupby(["STO", "SECTOR", "PRICES"])["figure"].agg(set)
    return {figure: group for group in groups for figure in group}


def _as_revised(table: pd.DataFrame, *of: pd.DataFrame) -> pd.DataFrame:
    """A revision is hidden with the figure that it revises: with the earlier figure it would give it away."""
    now = pd.concat(of, ignore_index=True)
    marks = pd.Series(now["CONF_STATUS"].to_numpy(), index=figure_names(now))
    marks = marks[marks.isin(["C", "D"])].groupby(level=0).first()
    own = figure_names(table.assign(BREAKDOWN="_T")).map(marks)
    closed = own.notna() & table["BREAKDOWN"].astype(str).str.startswith("revision of")
    return table.assign(CONF_STATUS=table["CONF_STATUS"].mask(closed, own))


def _marked(table: pd.DataFrame, hidden: set[str]) -> pd.DataFrame:
    closed = figure_names(table).isin(hidden) & (table["CONF_STATUS"] == "F")
    return table.assign(CONF_STATUS=table["CONF_STATUS"].mask(closed, "D"))
