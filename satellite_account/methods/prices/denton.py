"""Denton benchmarking: a series that moves as an indicator does and adds up to the years."""

from typing import Literal

import numpy as np

from satellite_account.methods.errors import Infeasible, MethodError
from satellite_account.methods.frames import Array
from satellite_account.methods.prices.aggregation import Kind, aggregation
from satellite_account.methods.threads import single_threaded


@single_threaded
def denton(
    indicator: Array,
    benchmarks: Array,
    *,
    per: int = 4,
    variant: Literal["proportional", "additive"] = "proportional",
    difference: Literal[1, 2] = 1,
    kind: Kind = "sum",
    next_ratio: float | None = None,
) -> Array:
    """The series nearest in movement to the indicator whose periods meet the benchmarks exactly.

    indicator   (T,) by quarter (or month);  benchmarks (Y,) by year, for the first Y years;  per  periods a year
    variant     proportional: min sum (x_t/i_t - x_{t-1}/i_{t-1})^2; additive: min sum (d_t - d_{t-1})^2, d = x - i
    difference  1 or 2, the order of the difference that is kept small
    kind        sum (flows), mean (indices), first or last (stocks)
    next_ratio  expected benchmark-to-indicator ratio of the first year without a benchmark (the IMF's enhanced
                option, when that year is complete); without it the last ratio is carried forward
    returns     (T,) in the unit of the benchmarks
    Raises Infeasible when a year's indicator is zero and its benchmark is not. No starting condition is
    imposed (Cholette). Source: IMF Quarterly National Accounts Manual 2017, ch. 6; Dagum and Cholette 2006.
    """
    i, y = np.asarray(indicator, float), np.asarray(benchmarks, float)
    if next_ratio is not None and len(i) >= (len(y) + 1) * per:
        C = aggregation(len(y) + 1, per, kind)
        y = np.append(y, next_ratio * float(C[-1] @ i[: C.shape[1]]))
    covered = len(y) * per
    if len(i) < covered or covered == 0:
        raise MethodError(f"{len(y)} benchmarks need {covered} periods of the indicator; there are {len(i)}.")
    C = aggregation(len(y), per, kind)
    if variant == "additive":
        gap = _smooth(C, y - C @ i[:covered], difference)
        return i + np.append(gap, np.full(len(i) - covered, gap[-1]))
    if bare := np.flatnonzero((C @ np.abs(i[:covered]) == 0) & (y != 0)).tolist():
        raise Infeasible(f"The indicator is zero in the years {bare}, whose benchmarks are not.")
    used = C @ np.abs(i[:covered]) > 0
    ratio = _smooth(C[used] * i[:covered], y[used], difference)
    return i * np.append(ratio, np.full(len(i) - covered, ratio[-1]))


def _smooth(constraints: Array, goals: Array, order: int) -> Array:
    """min |difference of b|^2 subject to constraints b = goals."""
    size, many = constraints.shape[1], len(constraints)
    if size <= order:
        return np.linalg.lstsq(constraints, goals, rcond=None)[0]
    steps = np.diff(np.eye(size), n=order, axis=0)
    scale = np.abs(constraints).max(axis=1, keepdims=True)
    unit = constraints / scale
    top = np.hstack([steps.T @ steps, unit.T])
    bottom = np.hstack([unit, np.zeros((many, many))])
    goal = np.concatenate([np.zeros(size), goals / scale[:, 0]])
    return _solved(np.vstack([top, bottom]), goal)[:size]


def _solved(matrix: Array, goal: Array) -> Array:
    try:
        return np.linalg.solve(matrix, goal)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(matrix, goal, rcond=None)[0]
