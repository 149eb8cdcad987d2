"""T8 to T11: employment, volunteers, units, sizes."""

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.volunteers import volunteer_sensitivity
from satellite_account.methods.codes import SIZE_NAMES
from satellite_account.methods.tables.book import pick
from satellite_account.methods.tables.cells import cells, empty, from_book
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.micro import FTE_IN_POUNDS, PAY_AND_FTE

# Employers' contributions of the sensitivity table, as a share of the wage.
SOCIAL = 0.15
# How far the sources of the method "intermediate" reach.
MATCHED = {"matched": "UNITS_MATCHED", "with_jobs": "UNITS_WITH_JOBS", "with_output": "UNITS_WITH_OUTPUT"}
JOBS = {"jobs": "EMP_JOBS", "fte": "EMP_FTE", "hours": "EMP_H"}
HALVES = {
    "jobs_female": "sex: female", "jobs_male": "sex: male",
    "jobs_full_time": "time: full", "jobs_part_time": "time: part",
}  # fmt: skip
SURVEY = "labour force survey"
WORK = (
    ("VOL", "volunteers", "NB"),
    ("VOL_H", "hours", "HR"),
    ("VOL_FTE", "fte", "NB"),
    ("V", "value", "GBP"),
)


def employment(context: Context) -> pd.DataFrame:
    """T8: jobs, FTE, hours, pay per FTE by activity and region; jobs by sex and working time."""
    classes = ["_T", "ACTIVITY", "REGION"]
    rows = pick(context.book, ["jobs", "fte"], classes)
    hours = pick(context.book, ["hours"], classes)
    parts = [from_book("T8", rows, unit="NB", as_sto=JOBS), from_book("T8", hours, unit="HR", as_sto=JOBS)]
    halves = pick(context.book, list(HALVES), ["_T", "ACTIVITY"])
    named = halves.assign(variable=halves["variable"].map(HALVES))
    parts.append(from_book("T8", named, unit="NB", as_breakdown=True, STO="EMP_JOBS"))
    return pd.concat([*parts, _pay(context.book, classes), _workforce(context)], ignore_index=True)


def _workforce(context: Context) -> pd.DataFrame:
    """What a labour force survey says of the same people, as a memorandum: it is no part of the estimates."""
    said = context.source.workforce
    if said is None:
        return empty("T8")
    said = said[said["year"].isin(context.years)]
    group = said["group"].astype(str)
    one, region = group.str.fullmatch("[A-L]"), group.str.fullmatch("TL[A-N]")
    rest = ~(one | region | (group == "_T"))
    parts = []
    for measure, sto in {**JOBS, "employees": "EMP_EMPLOYEES"}.items():
        mine = said["measure"] == measure
        where = {
            "ACTIVITY": group.where(one, "_T")[mine],
            "REGION": group.where(region, "_T")[mine],
            "BREAKDOWN": (SURVEY + (", " + group).where(rest, ""))[mine],
        }
        unit = "HR" if measure == "hours" else "NB"
        parts.append(
            cells("T8", year=said["year"][mine], sto=sto, value=said["value"][mine], unit=unit, **where)
        )
    return pd.concat(parts, ignore_index=True)


def _pay(book: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Pay per FTE, a ratio R = y / x: its error is that of y - R x over x, the covariance from the error of y + x."""
    pay, fte, both = (pick(book, [name], classes) for name in ("D.1", "fte", PAY_AND_FTE))
    x = FTE_IN_POUNDS * np.where(fte["estimate"] == 0, np.nan, fte["estimate"])
    ratio = pay["estimate"].to_numpy() / x
    v_y, v_x = np.square(pay["se"].to_numpy()), np.square(FTE_IN_POUNDS * fte["se"].to_numpy())
    covariance = (np.square(both["se"].to_numpy()) - v_y - v_x) / 2
    variance = v_y + np.square(ratio) * v_x - 2 * ratio * covariance
    se = FTE_IN_POUNDS * np.sqrt(np.maximum(variance, 0.0)) / x
    rows = pay.assign(estimate=FTE_IN_POUNDS * ratio, se=se)
    return from_book("T8", rows, unit="GBP_FTE", as_sto={"D.1": "D.1_FTE"})


def volunteers(context: Context) -> pd.DataFrame:
    """T9: volunteers, hours, FTE, value and wage by activity, role, frequency, region; direct volunteering is a
    memorandum."""
    parts = [work_cells("T9", context.v_total), _work(context.v, "ACTIVITY")]
    parts.append(_work(context.volunteers(["region"]), "REGION"))
    for name in ("role", "frequency"):
        parts.append(_work(context.volunteers([name]), "BREAKDOWN", f"{name}: "))
    direct = context.volunteers([], kind="direct")
    if len(direct):
        parts.append(work_cells("T9", direct, BREAKDOWN="memo: direct volunteering"))
    return pd.concat([*parts, _sensitivity(context)], ignore_index=True)


def _sensitivity(context: Context) -> pd.DataFrame:
    """The value under every wage variant, without and with employers' contributions; printed whenever V is."""
    settings = context.settings
    held = volunteer_sensitivity(
        context.source.volunteering, context.source.wages, social=(0.0, SOCIAL), main=settings.wage_variant
    ).reset_index()
    named = (
        "wage: " + held["variant"] + ", contributions " + (100 * held["social"]).round(1).astype(str) + " %"
    )
    return cells("T9", year=held["year"], sto="V", value=held["value"], BASIS="NA+NMO+V", BREAKDOWN=named)


def _work(held: pd.DataFrame, dimension: str, prefix: str = "") -> pd.DataFrame:
    labels = prefix + held.index.get_level_values(1).astype(str)
    return work_cells("T9", held, **{dimension: labels})


def work_cells(table: str, held: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Volunteers, hours, FTE, value and wage, indexed by year first; errors where the survey gives them."""
    flat = held.reset_index()
    errors = {"hours": flat["hours_se"], "value": flat["value_se"]}
    columns = {**columns, "BASIS": "NA+NMO+V"}
    parts = [
        cells(
            table,
            year=flat["year"],
            sto=sto,
            value=flat[name],
            unit=unit,
            SE=errors.get(name, np.nan),
            **columns,
        )
        for sto, name, unit in WORK
        if name in flat
    ]
    return pd.concat(parts, ignore_index=True)


def units(context: Context) -> pd.DataFrame:
    """T10: entities, employing, non-employing, births and deaths by activity, size, legal form, region."""
    classes = ["_T", "ACTIVITY", "SIZE", "LEGAL_FORM", "REGION"]
    names = {"units": "UNITS", "birth": "BIRTHS", "death": "DEATHS", "employing": "UNITS_EMP"}
    counted = pick(context.book, list(names), classes)
    every, some = pick(context.book, ["units"], classes), pick(context.book, ["employing"], classes)
    rest = some.assign(estimate=every["estimate"].to_numpy() - some["estimate"].to_numpy())
    none = from_book("T10", rest, unit="NB", as_sto={"employing": "UNITS_NOEMP"})
    parts = [from_book("T10", counted, unit="NB", as_sto=names), none]
    for name in MATCHED:
        reached = pick(context.book, [name], classes)
        if reached["estimate"].any():
            parts.append(from_book("T10", reached, unit="NB", as_sto=MATCHED))
    return pd.concat(parts, ignore_index=True)


def sizes(context: Context) -> pd.DataFrame:
    """T11: units, income and expenditure by income band, and by the six names that NCVO prints."""
    names = {"units": "UNITS", "income": "REV", "expenditure": "EXP"}
    rows = pick(context.book, list(names), ["_T", "SIZE"])
    bands = rows[rows["class"] == "SIZE"]
    keys = [bands["year"], bands["variable"], bands["label"].map(SIZE_NAMES).rename("label")]
    named = bands.groupby(keys)[["estimate"]].sum().reset_index()
    parts = []
    for name, unit in (("units", "NB"), ("income", "GBP"), ("expenditure", "GBP")):
        parts.append(from_book("T11", rows[rows["variable"] == name], unit=unit, as_sto=names))
        six = named[named["variable"] == name]
        where = {"SIZE": six["label"], "BREAKDOWN": "six names"}
        parts.append(
            cells("T11", year=six["year"], sto=names[name], value=six["estimate"], unit=unit, **where)
        )
    return pd.concat(parts, ignore_index=True)
