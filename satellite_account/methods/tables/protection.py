"""Confidential figures: those that rest on too few returns, and those that would give them away.

CONF_STATUS  C  fewer returns than the least number;  D  hidden because it would let a C be worked out;
N  too unreliable to be published;  F  free. A greedy choice: the smallest figures that do it go first. It protects
exactly, not narrowly: how near an interval comes is left to the disclosure control of releases. Where nothing is left
to hide, check 16 says what is still given away.
"""

import pandas as pd

from satellite_account.methods.checks.differencing import derivable
from satellite_account.methods.checks.identities import NOT_ADDITIVE
from satellite_account.methods.checks.linked import equations, figure_names

# What the registers themselves publish of every organisation.
OPEN = frozenset({"units", "UNITS", "BIRTHS", "DEATHS"})
OPEN_TOTALS = frozenset({"REV", "EXP"})
MOST_ROUNDS = 200
QUARTERLY, REVISIONS = "T19", "T16"


def protected(tables: dict[str, pd.DataFrame], least: int) -> dict[str, pd.DataFrame]:
    """The tables with C and D marked. `least` returns make a figure safe; 0 protects nothing."""
    primary = {name: _primary(table, least) for name, table in tables.items()}
    if not any(marks.any() for marks in primary.values()):
        return tables
    marked = {
        name: table.assign(CONF_STATUS=table["CONF_STATUS"].mask(primary[name], "C"))
        for name, table in tables.items()
    }
    cells = pd.concat(marked.values(), ignore_index=True)
    cells["figure"] = figure_names(cells)
    hidden = _hidden(cells)
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


def _hidden(cells: pd.DataFrame) -> set[str]:
    """Figures to hide besides the confidential ones, until neither these nor those can be worked out."""
    linked = equations(cells)
    value = cells.drop_duplicates("figure").set_index("figure")["OBS_VALUE"].abs()
    secret = set(cells.loc[cells["CONF_STATUS"] == "C", "figure"])
    closed = set(cells.loc[cells["CONF_STATUS"] != "F", "figure"])
    series = _series(cells)
    free = set(cells.loc[_open(cells), "figure"])
    linked = linked.assign(size=linked["figure"].map(value), open=linked["figure"].isin(free))
    more: set[str] = set()
    for _ in range(MOST_ROUNDS):
        known = derivable(linked, set(linked["figure"]) - closed - more)
        open_ones = sorted((secret | more) & set(known.index[known]))
        found = _partners(linked, open_ones, closed | more, series)
        if not found:
            return more
        more |= found
    return more


def _partners(
    linked: pd.DataFrame, open_ones: list[str], closed: set[str], series: dict[str, set[str]]
) -> set[str]:
    """For each figure that is given away, the smallest published figure of an equation in which it is alone; one
    for each equation a round, since what protects one figure may protect its neighbour."""
    mine = set(linked.loc[linked["figure"].isin(open_ones), "equation"])
    rows = linked[linked["equation"].isin(mine)]
    rows = rows.assign(closed=rows["figure"].isin(closed))
    alone = rows.groupby("equation")["closed"].transform("sum") == 1
    chosen: set[str] = set()
    touched: set[str] = set()
    for figure in open_ones:
        mine = set(rows.loc[rows["figure"] == figure, "equation"])
        if mine & touched:
            continue
        touched |= mine
        there = rows[rows["equation"].isin(mine) & ~rows["closed"] & ~rows["open"]]
        first = there[alone.loc[there.index]]
        candidates = (first if len(first) else there).sort_values(["size", "figure"], kind="stable")
        filled = candidates[candidates["size"] > 0]
        for name in (filled if len(filled) else candidates)["figure"].head(1):
            chosen |= series.get(name, {name})
    return chosen


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
    """D where a figure is hidden; shares, ratios and growth carry the mark of what they are made of."""
    plain = figure_names(table)
    made_of = figure_names(table.assign(BREAKDOWN="_T", UNIT_MEASURE="GBP", PRICES="V"))
    derived = table["UNIT_MEASURE"].isin(NOT_ADDITIVE) & made_of.isin(hidden)
    closed = (plain.isin(hidden) | derived) & (table["CONF_STATUS"] == "F")
    return table.assign(CONF_STATUS=table["CONF_STATUS"].mask(closed, "D"))
