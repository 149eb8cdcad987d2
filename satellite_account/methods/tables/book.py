"""The book of a build: every estimate of every year by every classification, from which all tables are printed."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.partition import partition_totals
from satellite_account.methods.frames import Array, need
from satellite_account.methods.tables.micro import VARIABLES, unit_variables
from satellite_account.methods.threads import single_threaded

# Classification -> column of the returns, and how many letters of it.
CLASSES = {
    "_T": None,
    "SECTOR": "sector",
    "ACTIVITY": "activity",
    "GROUP": "activity",
    "REGION": "region",
    "SIZE": "income_band",
    "LEGAL_FORM": "legal_form",
    "INSTITUTION": "institution",
}
MEMO = "S.13"
KNOWN = ("units", "income", "expenditure", "birth", "death")
THIN = 8
REQUIRED = (
    *(
        "unit_id",
        "stratum",
        "responded",
        "in_sample",
        "sector",
        "market",
        "institution",
        "legal_form",
        "activity",
    ),
    *("region", "income_band", "income", "expenditure", "status"),
)


@single_threaded
def year_book(returns: pd.DataFrame, year: int, bounds: tuple[float, float] | None = None) -> pd.DataFrame:
    """All estimates of one year: columns year, class, label, variable, estimate, se, n, df, response, imputed.

    Weights N_h/n_h of those who responded, calibrated to the register's income by activity, region and sector, its
    units by
    size and its expenditure. Classifications leave government-controlled units (S.13) out, except SECTOR, which has
    them as
    a memorandum. Raises MissingColumns, Infeasible.
    returns  the year's returns, one row a unit (README.md);  year  its name;  bounds  of calibration, as `Settings`
    Source: Sarndal, Swensson and Wretman 1992, ch. 6; design note 1.6.
    """
    need(returns, REQUIRED, f"The returns of {year}")
    design = Design.of(returns, stratum="stratum", sampled="responded")
    answered = returns["responded"].to_numpy(bool)
    x, totals = auxiliaries(returns, answered)
    method = "truncated" if bounds else "linear"
    held = Calibrated.of(design, x, totals.to_numpy(), method=method, bounds=bounds, names=list(totals.index))
    y = unit_variables(returns[answered]).to_numpy(float)
    parts = [_class(returns, answered, held, y, name) for name in CLASSES]
    return pd.concat(parts, ignore_index=True).assign(year=year, df=design.df)


def auxiliaries(returns: pd.DataFrame, answered: Array) -> tuple[Array, "pd.Series[float]"]:
    """(n, p) auxiliaries of respondents and their totals over all units, by name.

    Classes with fewer than THIN respondents share one auxiliary, or have none when they are still too few:
    they could not carry a total of their own.
    """
    income, spent, ones = (
        np.asarray(returns[name], float) if name else np.ones(len(returns))
        for name in ("income", "expenditure", "")
    )
    classes = [("income", "activity", income), ("income", "region", income), ("income", "sector", income)]
    classes += [("units", "income_band", ones), ("expenditure", "sector", spent)]
    columns, totals = [], {}
    for what, name, value in classes:
        codes, labels = labelled(returns[name], sections=name == "activity")
        codes, labels = _merged(codes, labels, np.bincount(codes[answered], minlength=len(labels)))
        chosen = codes[answered]
        for number in np.flatnonzero(np.bincount(chosen, minlength=len(labels)) >= THIN):
            columns.append(np.where(chosen == number, value[answered], 0.0))
            totals[f"{what}, {name} {labels[number]}"] = float(value[codes == number].sum())
    return np.stack(columns, axis=1), pd.Series(totals)


def _merged(codes: Array, labels: Array, counts: Array) -> tuple[Array, Array]:
    """Thin classes as one, at the end."""
    thin = counts < THIN
    into = np.where(thin, len(labels), np.arange(len(labels)))
    return into[codes], np.append(labels, "thin classes")


def labelled(column: pd.Series, *, sections: bool = False) -> tuple[Array, Array]:
    """Codes and sorted labels that occur; activities shortened to their section when asked."""
    codes, found = pd.factorize(column, sort=False)
    named = np.asarray(found.astype(str), dtype=object)
    if sections:
        named = np.array([name[0] for name in named], dtype=object)
    labels, place = np.unique(named, return_inverse=True)
    return place[codes], labels


def _class(returns: pd.DataFrame, answered: Array, held: Calibrated, y: Array, name: str) -> pd.DataFrame:
    """One classification: known totals of the register, then estimates."""
    codes, labels = _codes(returns, name)
    found = partition_totals(held, y, codes[answered], len(labels))
    inside = codes >= 0
    asked = np.bincount(codes[inside & returns["in_sample"].to_numpy(bool)], minlength=len(labels))
    response = found.n / np.maximum(asked, 1)
    at = {variable: VARIABLES.index(variable) for variable in ("weight_of_imputed", "weight_of_all")}
    imputed = found.totals[:, at["weight_of_imputed"]] / np.maximum(
        found.totals[:, at["weight_of_all"]], 1e-9
    )
    known = _known(returns, codes, len(labels))
    values = np.hstack([known, found.totals])
    errors = np.hstack([np.zeros_like(known), np.sqrt(found.variances)])
    every = len(KNOWN) + len(VARIABLES)
    columns = {
        "estimate": values.ravel(),
        "se": errors.ravel(),
        "variable": np.tile([*KNOWN, *VARIABLES], len(labels)),
    }
    by_label = {"label": labels, "n": found.n, "response": response, "imputed": imputed}
    return pd.DataFrame(
        {"class": name, **columns, **{key: np.repeat(value, every) for key, value in by_label.items()}}
    )


def _codes(returns: pd.DataFrame, name: str) -> tuple[Array, Array]:
    outside = (returns["sector"] == MEMO).to_numpy(bool)
    column = CLASSES[name]
    if column is None:
        return np.where(outside, -1, 0), np.array(["_T"], dtype=object)
    codes, labels = labelled(returns[column], sections=name == "ACTIVITY")
    return codes if name == "SECTOR" else np.where(outside, -1, codes), labels


def _known(returns: pd.DataFrame, codes: Array, size: int) -> Array:
    inside = codes >= 0
    status = returns["status"]
    values = [
        np.ones(len(returns)),
        returns["income"],
        returns["expenditure"],
        status == "birth",
        status == "death",
    ]
    columns = [np.bincount(codes[inside], np.asarray(value, float)[inside], size) for value in values]
    return np.stack(columns, axis=1)


def pick(
    book: pd.DataFrame,
    variables: Sequence[str] | None = None,
    classes: Iterable[str] = ("_T",),
    **others: object,
) -> pd.DataFrame:
    """Rows of the book; `label="S.15"` and the like narrow it."""
    wanted = [book["class"].isin(list(classes)), *(book[name] == value for name, value in others.items())]
    if variables is not None:
        wanted.append(book["variable"].isin(list(variables)))
    return book[reduce(and_, wanted)]
