"""How far off found values are: what would have been found for those who did answer, against what they answered."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.found import Found
from satellite_account.methods.estimation.imputation import DONOR, MEAN, PREVIOUS, RATIO
from satellite_account.methods.frames import Array
from satellite_account.methods.preparing.gaps import NOWCAST, classes_of, inside, labels_of
from satellite_account.methods.tables.micro import VARIABLES, unit_variables

WAYS = (PREVIOUS, RATIO, DONOR, MEAN)
DRAWS = 40  # answers of a class whose errors are tried on each of its found units
AT_ONCE = 500  # units whose accounts are made with all of them in one go


def found_errors(
    given: pd.DataFrame, made: pd.DataFrame, values: Sequence[str], last: pd.DataFrame, flags: pd.DataFrame
) -> Found | None:
    """Errors of values that `prepare` found by a nowcast or by imputation; None where it found none.

    given, values, last  as `prepare` had them;  made, flags  as it left them, rows in the same order
    returns   squared errors of each variable of the accounts, in the unit of `given`, squared

    In the class of a unit every answer is found as the unit's values were. The differences, of one answer's values
    together, are tried on the unit, larger or smaller by the square root of their sizes (income), and its accounts are
    drawn up with each: answers are tried in proportion to their size. A class with fewer than two answers says
    nothing, and the error is then as large as the found value. Grossing up of a year's missing part adds no error.
    Raises nothing of its own. Source: ratio model of Cochran 6.2; Sarndal 1992, Survey Methodology 18(2).
    """
    ways = _ways(given, values, flags)
    rows = np.flatnonzero((ways >= 0).any(axis=1))
    if not len(rows):
        return None
    before = last.reindex(given["unit_id"])[list(values)].to_numpy(float)
    size = np.maximum(np.nan_to_num(given["income"].to_numpy(float)), 1.0)
    y = given[list(values)].to_numpy(float)
    codes, share = np.zeros(len(rows), int), np.zeros(len(rows))
    variances = np.zeros((len(rows), len(VARIABLES)))
    for code, (at, pool) in enumerate(_pools(given, last, ways[rows], rows)):
        units = rows[at]
        errors, chance, sizes = _tried(y[pool], before[pool], size[pool])
        codes[at], share[at] = code, size[units] / max(float(size[pool].sum()), 1.0)
        for start in range(0, len(units), AT_ONCE):
            some = units[start : start + AT_ONCE]
            scale = np.sqrt(size[some][:, None] / sizes[None, :])
            variances[at[start : start + AT_ONCE]] = _squared(
                made, values, some, ways[some], errors, chance, scale
            )
    return Found(rows, codes, share, variances, tuple(VARIABLES))


def _ways(given: pd.DataFrame, values: Sequence[str], flags: pd.DataFrame) -> Array:
    """(n, k) number of the way in which each value was found, -1 where it was not."""
    number = {way: at for at, way in enumerate(WAYS)} | {NOWCAST: 0}
    held = flags[flags["flag"].isin(number) & flags["variable"].isin(values)]
    ways = np.full((len(given), len(values)), -1)
    row = pd.Index(given["unit_id"]).get_indexer(held["unit_id"])
    ways[row, pd.Index(list(values)).get_indexer(held["variable"])] = held["flag"].map(number)
    return ways


def _pools(given: pd.DataFrame, last: pd.DataFrame, ways: Array, rows: Array) -> list[tuple[Array, Array]]:
    """Places among `rows` of the units of each class, and the answers that their values were found from: whoever was
    found from the year before has a class of those who also answered then."""
    answered = given["responded"].to_numpy(bool)
    both = answered & given["unit_id"].isin(last.index).to_numpy()
    by_last = (ways == WAYS.index(PREVIOUS)).any(axis=1)
    labels, pools = labels_of(given), []
    for pool, mine in ((both, by_last), (answered, ~by_last)):
        classes = classes_of(given, pool)
        for label in pd.unique(classes[rows[mine]]):
            own, answers = mine & (classes[rows] == label), pool & inside(label, labels)
            pools.append((np.flatnonzero(own), np.flatnonzero(answers)))
    return pools


def _tried(y: Array, before: Array, size: Array) -> tuple[Array, Array, Array]:
    """Errors (ways, d, k) of at most DRAWS answers, the chance (d,) of each, and their sizes (d,)."""
    if len(y) < 2:
        return np.full((len(WAYS), 1, y.shape[1]), np.nan), np.ones(1), np.ones(1)
    errors = _errors(y, before, size)
    chance = size / size.sum()
    if len(y) <= DRAWS:
        return errors, chance, size
    at = np.searchsorted(np.cumsum(chance), (np.arange(DRAWS) + 0.5) / DRAWS).clip(max=len(y) - 1)
    return errors[:, at], np.full(DRAWS, 1 / DRAWS), size[at]


def _errors(y: Array, before: Array, size: Array) -> Array:
    """(ways, m, k) answers less what each way would have found for them. Where an answer lacks a value, the others'
    errors are larger for it."""
    order = np.argsort(size, kind="stable")
    beside = np.empty(len(y), int)
    beside[order] = np.r_[order[1], order[:-1]]
    found = np.stack(
        [
            before * _ratio(y, before),
            size[:, None] * _ratio(y, np.broadcast_to(size[:, None], y.shape)),
            y[beside] * (size / size[beside])[:, None],
            np.broadcast_to(_ratio(y, np.ones(y.shape)), y.shape),
        ]
    )
    errors = y - found
    there = np.isfinite(errors)
    known = (there * size[:, None]).sum(axis=1, keepdims=True)
    larger = np.sqrt(size.sum() / np.where(known > 0, known, np.nan) * len(y) / (len(y) - 1))
    return np.where(there, errors, 0.0) * larger


def _ratio(y: Array, x: Array) -> Array:
    """(k,) ratio of sums over those who have both; 0 where there is nothing to divide by."""
    both = np.isfinite(y) & np.isfinite(x)
    under = np.where(both, x, 0.0).sum(axis=0)
    over = np.where(both, y, 0.0).sum(axis=0)
    return np.divide(over, under, out=np.zeros(len(over)), where=under != 0)


def _squared(
    made: pd.DataFrame,
    values: Sequence[str],
    units: Array,
    ways: Array,
    errors: Array,
    chance: Array,
    scale: Array,
) -> Array:
    """(u, k) mean squared difference of accounts drawn up with each error from those drawn up with found values."""
    many, tried = scale.shape
    base = made.iloc[units]
    held = base[list(values)].to_numpy(float)
    moved = (
        errors[ways[:, None, :], np.arange(tried)[None, :, None], np.arange(len(values))] * scale[:, :, None]
    )
    moved = np.where(np.isnan(moved), held[:, None, :], moved) * (ways >= 0)[:, None, :]
    again = made.iloc[np.repeat(units, tried)].reset_index(drop=True)
    again[list(values)] = (held[:, None, :] + moved).reshape(many * tried, -1)
    apart = (
        unit_variables(again).to_numpy(float).reshape(many, tried, -1)
        - unit_variables(base).to_numpy(float)[:, None]
    )
    return np.asarray(np.einsum("d,udk->uk", chance, np.square(apart)))
