"""Values that are not there: filled class by class, each flagged with how it was found."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.output import sum_of_costs
from satellite_account.methods.estimation.imputation import impute, ratio_of_sums
from satellite_account.methods.frames import Array

IMPUTATIONS = ("previous", "donor")
LEAST = 3  # reported values of a class that others may be found from
CLOSED, NOWCAST = "sum_of_costs", "nowcast"
COSTS = ("P.2", "P.51c", "D.11", "D.12", "D.29", "D.39", "P.11", "P.12", "P.13")
FLAGS = ("unit_id", "variable", "value", "flag")


def silent_of_whole_strata(returns: pd.DataFrame) -> Array:
    """(n,) who did not answer in strata where everybody was asked: weights must not stand for them."""
    asked = returns["in_sample"].to_numpy(bool)
    whole = pd.Series(asked).groupby(returns["stratum"].astype(str).to_numpy()).transform("all").to_numpy()
    return whole & ~returns["responded"].to_numpy(bool)


def labels_of(returns: pd.DataFrame) -> dict[str, Array]:
    """What classes are made of: (n,) stratum and income band."""
    return {name: returns[name].astype(str).to_numpy(dtype=object) for name in ("stratum", "income_band")}


def inside(label: object, labels: dict[str, Array]) -> Array:
    """(n,) who is in a class of `classes_of`."""
    column, _, code = str(label).partition(" ")
    return labels[column] == code if code else np.ones(len(labels["stratum"]), bool)


def classes_of(labels: dict[str, Array], there: Array) -> Array:
    """(n,) the class that each unit's value is found from: its stratum, or its income band, or all, whichever has
    LEAST of those that are `there`. All of the band who are there serve it, of whatever stratum (`inside`)."""
    whole = np.full(len(there), "all", dtype=object)
    for column in ("income_band", "stratum"):
        counts = pd.Series(there.astype(int)).groupby(labels[column]).transform("sum").to_numpy()
        whole = np.where(counts >= LEAST, column + " " + labels[column], whole)
    return whole


def fill_gaps(
    returns: pd.DataFrame, values: Sequence[str], last: pd.DataFrame, *, donor: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Empty values of those who answered, and the whole return of those who did not in strata taken whole.

    returns   the year's units with `in_sample`, `responded`, `stratum`, `income_band`, `income`, `market` and values
    values    columns to fill; one that nobody reported is not collected, and stays empty
    last      the same values of the year before by `unit_id`, as reported;  donor  the nearest unit before the ratio
    returns   the returns, filled and answering; flags (unit_id, variable, value, flag), one row a value
    Raises nothing of its own. Source: design note 1.6; `impute`.
    """
    silent = silent_of_whole_strata(returns)
    answering = returns["responded"].to_numpy(bool) | silent
    some = returns.loc[answering].reset_index(drop=True)
    before = last.reindex(some["unit_id"])
    labels = labels_of(some)
    found, flags = returns.assign(responded=answering), []
    for name in values:
        y = some[name].to_numpy(float).copy()
        y[silent[answering]] = np.nan
        if not np.isnan(y).any() or np.isnan(y).all():
            continue
        previous = before[name].to_numpy(float) if name in before else np.full(len(y), np.nan)
        made = _found(pd.DataFrame({"value": y, "last": previous, "size": some["income"]}), labels, donor)
        found.loc[answering, name] = np.where(np.isnan(y), made["value"].to_numpy(), y)
        rows = made[np.isnan(y)].assign(unit_id=some["unit_id"], variable=name)
        flags.append(rows[list(FLAGS)])
    held = pd.concat(flags, ignore_index=True) if flags else pd.DataFrame(columns=list(FLAGS))
    return found, held[list(FLAGS)]


def _found(frame: pd.DataFrame, labels: dict[str, Array], donor: bool) -> pd.DataFrame:
    """Of the classes that have a gap alone; whoever reported serves every class that looks for it."""
    there = frame["value"].notna().to_numpy()
    classes = classes_of(labels, there)
    parts = []
    for label in pd.unique(classes[~there]):
        use = (there & inside(label, labels)) | (~there & (classes == label))
        made = impute(frame[use].assign(**{"class": label}), "value", classes="class", previous="last",
                      size="size", donor=donor)  # fmt: skip
        parts.append(made[~there[use]])
    return pd.concat(parts).reindex(frame.index)


def closed(
    found: pd.DataFrame, flags: pd.DataFrame, values: Sequence[str], also: Array
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Output of non-market producers is the sum of costs, those that were found included.

    found, flags, values  as `fill_gaps` leaves them;  also  (n,) units whose amounts were changed as a whole
    returns   the returns with P.13, and P.3 and D.63 where they are collected, of such units; the flags with them
    Raises nothing of its own. Source: SNA 2008 6.130.
    """
    same = [name for name in ("P.13", "P.3", "D.63") if name in values and found[name].notna().any()]
    touched = set(flags.loc[flags["variable"].isin(COSTS), "unit_id"])
    mine = found["unit_id"].isin(touched).to_numpy()
    use = (mine | also) & found["responded"].to_numpy(bool) & ~found["market"].to_numpy(bool)
    if not use.any() or not {"P.2", "P.51c", "P.13"} <= set(values):
        return found, flags
    costs = found.loc[use, [name for name in COSTS if name in found]].fillna(0.0)
    pay = costs.reindex(columns=["D.11", "D.12"], fill_value=0.0).sum(axis=1)
    made = sum_of_costs(costs.assign(**{"D.1": pay}))["P.13"]
    found.loc[use, same] = np.repeat(made.to_numpy()[:, None], len(same), axis=1)
    rows = pd.DataFrame({"unit_id": found["unit_id"], "value": found["P.13"]})[use & mine]
    late = set(flags.loc[flags["flag"] == NOWCAST, "unit_id"])
    rows["flag"] = np.where(rows["unit_id"].isin(late), NOWCAST, CLOSED)
    again = flags["unit_id"].isin(set(rows["unit_id"])) & flags["variable"].isin(same)
    both = pd.concat([flags[~again], *(rows.assign(variable=name) for name in same)], ignore_index=True)
    return found, both[list(FLAGS)]


def carry_late(
    returns: pd.DataFrame, values: Sequence[str], last: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those who were asked, have not answered yet and did so the year before: their last values times the chain ratio
    of the matched pairs of their class.

    returns, values, last  as `fill_gaps`; the class of a value is that of `classes_of`, by its own matched pairs
    returns   the returns with these answering, and their flags; totals are those of `nowcast_late`, class by class
    Raises nothing of its own: without any matched pair the last values stand as they were.
    Source: design note 1.6; `nowcast_late`.
    """
    answered, known = returns["responded"].to_numpy(bool), returns["unit_id"].isin(last.index).to_numpy()
    late = returns["in_sample"].to_numpy(bool) & ~answered & known
    if not late.any():
        return returns, pd.DataFrame(columns=list(FLAGS))
    some = known & (answered | late)
    waits, labels = late[some], labels_of(returns[some])
    before = last.reindex(returns.loc[some, "unit_id"])
    found, flags = returns.copy(), []
    for name in [name for name in values if name in before]:
        then, now = before[name].to_numpy(float), returns.loc[some, name].to_numpy(float)
        made = then[waits] * _growth(np.where(waits, np.nan, now), then, labels, waits)[waits]
        found.loc[late, name] = made
        rows = {"unit_id": returns.loc[late, "unit_id"], "value": made, "flag": NOWCAST}
        flags.append(pd.DataFrame(rows).assign(variable=name))
    found["responded"] = answered | late
    held = pd.concat(flags, ignore_index=True)
    return found, held.loc[held["value"].notna(), list(FLAGS)].reset_index(drop=True)


def _growth(now: Array, last: Array, labels: dict[str, Array], late: Array) -> Array:
    """(n,) chain ratio of each late unit's class; of all where the class had nothing the year before; 1 where nobody
    had."""
    paired = np.isfinite(now) & np.isfinite(last)
    classes = classes_of(labels, paired)
    whole = ratio_of_sums(now, last)
    whole = whole if np.isfinite(whole) else 1.0
    growth = np.full(len(now), whole)
    for label in set(classes[late]) - {"all"}:
        use = paired & inside(label, labels)
        own = ratio_of_sums(now[use], last[use])
        growth[late & (classes == label)] = own if np.isfinite(own) else whole
    return growth
