"""The book of a build: every estimate of every year by every classification, from which all tables are printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_

import numpy as np
import pandas as pd

from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.codes import UNKNOWN
from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.found import Found
from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.intervals import degrees_of_sum
from satellite_account.methods.estimation.partition import Members, centred, partition_totals
from satellite_account.methods.frames import Array, filled, need
from satellite_account.methods.tables.classes import CLASSES, NPISH, labelled, members, sections
from satellite_account.methods.tables.micro import VARIABLES, unit_variables
from satellite_account.methods.threads import single_threaded

KNOWN = ("units", "income", "expenditure", "birth", "death", "matched", "with_jobs", "with_output")
# Units matched to business identifiers, those that a survey of jobs reaches and those that a survey of businesses does:
# nought where no source says so.
FLAGS = ("matched", "with_jobs", "with_output")
SOME = {
    "INDUSTRY": ("P.1", "P.2", "B.1g", "D.1"),
    "BRIDGE": ("B.1g", "B.1g+NMO"),
}
SHARED = ("_T", "ACTIVITY", "GROUP")  # classes whose shares in all are printed
PAIR = "PAIR"
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


@dataclass(frozen=True)
class Sampled:
    """The returns of a year with their weights, calibrated; y is every variable of those who answered."""

    returns: pd.DataFrame
    walks: Walks
    answered: Array
    held: Calibrated
    y: pd.DataFrame
    found: Found | None = None

    @cached_property
    def around(self) -> tuple[Array, Array]:
        """The same for every classification of the year."""
        return centred(self.held)

    @classmethod
    def of(
        cls,
        returns: pd.DataFrame,
        year: int,
        bounds: tuple[float, float] | None,
        walks: Walks | None,
        found: Found | None = None,
    ) -> "Sampled":
        need(returns, REQUIRED, f"The returns of {year}")
        ways = walks or Walks()
        design = Design.of(returns, stratum="stratum", sampled="responded")
        answered = returns["responded"].to_numpy(bool)
        x, totals = auxiliaries(returns, answered, ways)
        method = "truncated" if bounds else "linear"
        held = Calibrated.of(
            design, x, totals.to_numpy(), method=method, bounds=bounds, names=list(totals.index)
        )
        own = found.among(answered) if found else None
        return cls(returns, ways, answered, held, unit_variables(returns[answered]), own)


@single_threaded
def year_book(
    returns: pd.DataFrame,
    year: int,
    bounds: tuple[float, float] | None = None,
    walks: Walks | None = None,
    found: Found | None = None,
) -> pd.DataFrame:
    """All estimates of one year: columns year, class, label, variable, estimate, se, df, n, response, imputed, and
    with_whole (covariance of an activity's value added with that of all).

    Weights N_h/n_h of those who responded, calibrated to the register's income by activity, region and sector, its
    units by size and its expenditure, and, where a survey of jobs was matched, to its jobs by activity and its pay by
    sector, and to the output by activity and the purchases by sector that a survey of businesses knows of market
    producers. Classifications leave government-controlled units (S.13) out, except SECTOR, which has them as a
    memorandum. Raises MissingColumns, Infeasible, and MethodError naming codes that a crosswalk does not know.
    returns  the year's returns, one row a unit (README.md);  year  its name;  bounds  of calibration, as `Settings`
    walks    crosswalks from ICNPO to ICNP/TSO and on to industries; those built in when left out
    found    errors of values that nobody reported (`found_errors`); such values count as reported when left out
    Source: Sarndal, Swensson and Wretman 1992, ch. 6; design note 1.6.
    """
    sampled = Sampled.of(returns, year, bounds, walks, found)
    parts = [_class(sampled, name) for name in CLASSES]
    held = pd.concat([*parts, _pairs(sampled)], ignore_index=True)
    return held.assign(year=year)


def auxiliaries(
    returns: pd.DataFrame, answered: Array, walks: Walks | None = None
) -> tuple[Array, "pd.Series[float]"]:
    """(n, p) auxiliaries of respondents and their totals over all units, by name.

    Classes with fewer than THIN respondents share one auxiliary, or have none when they are still too few:
    they could not carry a total of their own.
    """
    places = {name: Members.whole(*labelled(returns[name])) for name in ("region", "sector", "income_band")}
    places["activity"] = sections(returns, walks or Walks())
    chosen = [
        (what, name, np.asarray(returns[what], float) if what in returns else np.ones(len(returns)))
        for what, name in AUXILIARIES
        if what in returns or what == "units"
    ]
    columns, totals = [], {}
    for what, name, value in chosen:
        held = places[name].without(value == 0) if what.startswith("known_") else places[name]
        held = _merged(held, held.among(answered).counts())
        sample = held.among(answered)
        for number in np.flatnonzero(sample.counts() >= THIN):
            columns.append(sample.spread(value[answered], number, int(answered.sum())))
            totals[f"{what}, {name} {held.labels[number]}"] = float(held.totals(value)[number])
    return np.stack(columns, axis=1), pd.Series(totals)


AUXILIARIES = (
    *(("income", "activity"), ("income", "region"), ("income", "sector"), ("units", "income_band")),
    *(("expenditure", "sector"), ("known_jobs", "activity"), ("known_pay", "sector")),
    *(("known_output", "activity"), ("known_purchases", "sector")),
)


def _merged(held: Members, counts: Array) -> Members:
    """Thin classes as one, at the end."""
    into = np.where(counts < THIN, len(held.labels), np.arange(len(held.labels)))
    labels = np.append(held.labels, "thin classes")
    return Members.summed(held.rows, into[held.codes], held.shares, labels)


def _class(sampled: Sampled, name: str) -> pd.DataFrame:
    """One classification: known totals of the register, then estimates."""
    returns, answered = sampled.returns, sampled.answered
    held = members(returns, name, sampled.walks)
    quality = ["weight_of_imputed", "weight_of_all"]
    variables = [*(SOME.get(name) or VARIABLES[: -len(quality)]), *quality]
    y = sampled.y[variables].to_numpy(float)
    mine = held.among(answered)
    found = partition_totals(sampled.held, y, mine, sampled.around)
    variances, df = _with_found(sampled, mine, variables, found.variances)
    asked = held.among(returns["in_sample"].to_numpy(bool)).counts()
    part, whole = found.totals[:, -2], found.totals[:, -1]
    columns = {"estimate": found.totals, "se": np.sqrt(variances), "df": df}
    names = variables
    if name not in SOME:
        known = np.stack([held.totals(value) for value in _known(returns)], axis=1)
        columns["estimate"] = np.hstack([known, columns["estimate"]])
        columns["se"] = np.hstack([np.zeros_like(known), columns["se"]])
        columns["df"] = np.hstack([np.full_like(known, sampled.held.design.df), df])
        if name in SHARED:
            nothing = np.full_like(known, np.nan)
            columns["with_whole"] = np.hstack([nothing, _with_whole(sampled, mine, variables)])
        names = [*KNOWN, *variables]
    by_label = {
        "label": held.labels,
        "n": found.n,
        "response": found.n / np.maximum(asked, 1),
        "imputed": part / np.maximum(whole, 1e-9),
    }
    flat = {key: value.ravel() for key, value in columns.items()}
    repeated = {key: np.repeat(value, len(names)) for key, value in by_label.items()}
    return pd.DataFrame({"class": name, **flat, "variable": np.tile(names, len(held.labels)), **repeated})


def _with_whole(sampled: Sampled, mine: Members, variables: list[str]) -> Array:
    """(L, k) covariance of each label's value added with that of all; NaN for other variables."""
    result = np.full((len(mine.labels), len(variables)), np.nan)
    for variable in SOME["BRIDGE"]:
        y = sampled.y[variable].to_numpy(float)
        columns = np.stack([mine.spread(y, at, len(y)) for at in range(len(mine.labels))], axis=1)
        _totals, covariance = sampled.held.covariance(columns)
        if sampled.found:
            covariance = covariance + sampled.found.covariance(sampled.held, mine, variable)
        result[:, variables.index(variable)] = covariance.sum(axis=1)
    return result


def _with_found(
    sampled: Sampled, mine: Members, variables: list[str], variances: Array
) -> tuple[Array, Array]:
    """(L, k) variances with the error of found values in them, and the degrees of freedom of both together."""
    df = sampled.held.design.df
    if not sampled.found:
        return variances, np.full_like(variances, df)
    more, degrees = sampled.found.variance(sampled.held, mine, variables)
    return variances + more, degrees_of_sum(variances, df, more, degrees)


def _known(returns: pd.DataFrame) -> list[Array]:
    status = returns["status"]
    return [
        np.ones(len(returns)),
        np.asarray(returns["income"], float),
        np.asarray(returns["expenditure"], float),
        *(np.where(status == UNKNOWN, np.nan, status == name) for name in ("birth", "death")),
        *(filled(returns, name) for name in FLAGS),
    ]


def _pairs(sampled: Sampled) -> pd.DataFrame:
    """Output of each two industries of S.15 together: the error of the sum gives their covariance."""
    held = members(sampled.returns, "INDUSTRY", sampled.walks).among(sampled.answered)
    mine = [at for at, label in enumerate(held.labels) if label.startswith(NPISH)]
    output = sampled.y["P.1"].to_numpy(float)
    y = (
        np.stack([held.spread(output, at, len(output)) for at in mine], axis=1)
        if mine
        else np.zeros((len(output), 0))
    )
    totals, covariance = sampled.held.covariance(y)
    if sampled.found:
        covariance = covariance + sampled.found.covariance(sampled.held, held, "P.1")[np.ix_(mine, mine)]
    one, other = np.triu_indices(len(mine), 1)
    variance = np.diag(covariance)
    columns = {
        "estimate": totals[one] + totals[other],
        "se": np.sqrt(np.maximum(variance[one] + variance[other] + 2 * covariance[one, other], 0.0)),
    }
    labels = [f"{held.labels[mine[a]]}+{held.labels[mine[b]]}" for a, b in zip(one, other, strict=True)]
    known = {"df": sampled.held.design.df, "n": 0, "response": np.nan, "imputed": np.nan}
    return pd.DataFrame({"class": PAIR, "label": labels, "variable": "P.1", **columns, **known})


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
