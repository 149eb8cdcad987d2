"""How far off found values are: what would have been found for those who did answer, against what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.found import Found
from satellite_account.methods.estimation.imputation import PREVIOUS
from satellite_account.methods.frames import Array
from satellite_account.methods.preparing.gaps import NOWCAST, classes_of, inside, labels_of
from satellite_account.methods.preparing.tried import WAYS, tried
from satellite_account.methods.tables.micro import VARIABLES, unit_variables

AT_ONCE = 500  # units whose accounts are made with all errors in one go
CARRIED = len(WAYS)  # the year before times the growth of matched pairs, like PREVIOUS, in a class of pairs


def found_errors(
    given: pd.DataFrame, made: pd.DataFrame, values: Sequence[str], last: pd.DataFrame, flags: pd.DataFrame
) -> Found | None:
    """Errors of values that `prepare` found by a nowcast or by imputation; None where it found none.

    given, values, last  as `prepare` had them;  made, flags  as it left them, rows in the same order
    returns   squared errors of each variable of the accounts, in the unit of `given`, squared

    In the class of a value every answer is found as the value was. The differences, of one answer's values
    together, are tried on the unit, larger or smaller by the square root of their sizes (income), and its accounts are
    drawn up with each: answers are tried in proportion to their size. Values that come from different classes are
    tried apart, and so is one that less than half of its class reported. Where fewer than two reported it nothing is
    known, and the error is as large as the found value. Grossing up of a year's missing part adds no error.
    Raises nothing of its own. Source: ratio model of Cochran 6.2; Sarndal 1992, Survey Methodology 18(2).
    """
    ways = _ways(given, values, flags)
    found = (ways >= 0).any(axis=1)
    if not found.any():
        return None
    some = np.flatnonzero(found | given["responded"].to_numpy(bool))
    held = _Answers.of(given.iloc[some], values, last)
    codes, pools = _pools(held, ways[some])
    parts = [
        _errors_of(held, made.iloc[some], values, np.where(codes == code, ways[some], -1), pool)
        for code, pool in enumerate(pools)
    ]
    number = np.repeat(np.arange(len(parts)), [len(rows) for rows, *_ in parts])
    rows, share, variances = (np.concatenate(column) for column in zip(*parts, strict=True))
    degrees = np.array([pool.many - 1.0 for pool in pools])
    return Found(some[rows], number, share, variances, tuple(VARIABLES), degrees)


@dataclass(frozen=True)
class _Answers:
    """Of those who answered and those with found values: (n, k) values now and before, (n,) size, who `answered`, and
    who did so with a return of the year before (`last`)."""

    y: Array
    before: Array
    size: Array
    answered: Array
    last: Array
    labels: dict[str, Array]

    @classmethod
    def of(cls, given: pd.DataFrame, values: Sequence[str], last: pd.DataFrame) -> "_Answers":
        before = last.reindex(given["unit_id"])[list(values)].to_numpy(float)
        size = np.maximum(np.nan_to_num(given["income"].to_numpy(float)), 1.0)
        answered = given["responded"].to_numpy(bool)
        y = np.where(answered[:, None], given[list(values)].to_numpy(float), np.nan)
        last = answered & np.isfinite(before).any(axis=1)
        return cls(y, before, size, answered, last, labels_of(given))


@dataclass
class _Pool:
    """Whose answers (n,) values of a class were found from; the fewest that reported one of these, and their size."""

    answers: Array
    many: float = np.inf
    size: float = np.inf


def _ways(given: pd.DataFrame, values: Sequence[str], flags: pd.DataFrame) -> Array:
    """(n, k) number of the way in which each value was found, -1 where it was not."""
    number = {way: at for at, way in enumerate(WAYS)} | {NOWCAST: CARRIED}
    held = flags[flags["flag"].isin(number) & flags["variable"].isin(values)]
    ways = np.full((len(given), len(values)), -1)
    row = pd.Index(given["unit_id"]).get_indexer(held["unit_id"])
    ways[row, pd.Index(list(values)).get_indexer(held["variable"])] = held["flag"].map(number)
    return ways


def _pools(held: _Answers, ways: Array) -> tuple[Array, list[_Pool]]:
    """(n, k) number of the pool that each found value came from, and these pools. The class of a value is the one that
    `carry_late` and `fill_gaps` chose, by those who reported it."""
    codes, pools = np.full(ways.shape, -1), dict[tuple[object, ...], _Pool]()
    for k in np.flatnonzero((ways >= 0).any(axis=0)):
        for last, mine, counted, gave in _kinds(held, ways[:, k], k):
            classes = classes_of(held.labels, counted)
            for label in pd.unique(classes[mine]):
                answers = inside(label, held.labels) & (held.last if last else held.answered)
                own = answers & gave
                size = float(held.size[own].sum())
                rare = 2 * size < held.size[answers].sum()
                key = (last, label, k if rare else -1)
                pool = pools.setdefault(key, _Pool(own if rare else answers))
                pool.many, pool.size = min(pool.many, own.sum()), min(pool.size, size)
                codes[mine & (classes == label), k] = list(pools).index(key)
    return codes, list(pools.values())


def _kinds(held: _Answers, way: Array, k: int) -> list[tuple[bool, Array, Array, Array]]:
    """Of one variable: whether it was found from the year before, where it was, who was counted for its class, and who
    reported what it was found from."""
    there = np.isfinite(held.y[:, k])
    pairs = there & np.isfinite(held.before[:, k])
    previous = way == WAYS.index(PREVIOUS)
    return [
        (True, way == CARRIED, pairs, pairs),
        (True, previous, there, pairs),
        (False, (way >= 0) & (way < CARRIED) & ~previous, there, there),
    ]


def _errors_of(
    held: _Answers, made: pd.DataFrame, values: Sequence[str], ways: Array, pool: _Pool
) -> tuple[Array, Array, Array]:
    """Of the units with values of a pool: their rows, the share of each in the size of the answers, and (u, k) squared
    errors of their accounts."""
    units = np.flatnonzero((ways >= 0).any(axis=1))
    at = pool.answers
    errors, chance, sizes = tried(held.y[at], held.before[at], held.size[at])
    errors = np.concatenate([errors, errors[[WAYS.index(PREVIOUS)]]])  # CARRIED
    parts = []
    for start in range(0, len(units), AT_ONCE):
        some = units[start : start + AT_ONCE]
        scale = np.sqrt(held.size[some][:, None] / sizes[None, :])
        parts.append(_squared(made, values, some, ways[some], errors, chance, scale))
    share = held.size[units] / pool.size if pool.many > 1 else np.ones(len(units))
    return units, share, np.concatenate(parts)


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
