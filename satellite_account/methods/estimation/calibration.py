"""Calibration: weights that give the totals everybody knows, as near as can be to those of the design."""

from collections.abc import Callable, Sequence

import numpy as np

from satellite_account.methods.errors import Infeasible, MethodError
from satellite_account.methods.frames import Array
from satellite_account.methods.threads import single_threaded

METHODS = ("linear", "truncated", "raking", "logit")
STEPS = 200
Distance = tuple[Callable[[Array], Array], Callable[[Array], Array]]


@single_threaded
def calibrate(
    x: Array,
    totals: Array,
    weights: Array,
    *,
    method: str = "linear",
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-9,
    names: Sequence[str] | None = None,
) -> Array:
    """Factors g of the weights such that sum w g x = totals.

    x        (n, p) auxiliary values;  totals (p,) known population totals;  weights (n,) design weights
    method   linear: g = 1 + (X - X_ht)' T^-1 x (GREG); truncated: the same within bounds; raking: exp(u), positive;
             logit: between bounds, smooth
    bounds   (lower, upper) with lower < 1 < upper, needed by truncated and logit
    names    of the auxiliaries, for messages
    returns  g (n,)
    Raises Infeasible when no g within the bounds meets the totals, naming the auxiliary that misses most.
    Source: Deville and Sarndal 1992; Singh and Mohl 1996 for the bounds.
    tolerance  of the totals, as a share of each
    """
    distance, slope = _distance(method, bounds)
    lengths = np.maximum(np.abs(totals), np.abs(weights) @ np.abs(x))
    scale = np.where(lengths > 0, lengths, 1.0)
    unit, goal = x / scale, totals / scale
    lam = np.zeros(x.shape[1])
    g = distance(np.zeros(len(x)))
    for _ in range(1 if method == "linear" else STEPS):
        miss = goal - (weights * g) @ unit
        if np.abs(miss).max() <= tolerance:
            break
        bend = unit.T @ (unit * (weights * slope(unit @ lam))[:, None])
        step = np.linalg.lstsq(bend, miss, rcond=1e-12)[0]
        lam, g = _shorter(lam, step, lambda at: distance(unit @ at), unit, goal, weights)
    _met(goal - (weights * g) @ unit, max(tolerance, 1e-7), names)
    return g


def _shorter(
    lam: Array, step: Array, at: Callable[[Array], Array], unit: Array, goal: Array, weights: Array
) -> tuple[Array, Array]:
    """Newton's step, halved until it brings the totals nearer."""
    before = np.abs(goal - (weights * at(lam)) @ unit).max()
    for half in range(30):
        trial = lam + step / 2**half
        g = at(trial)
        if np.abs(goal - (weights * g) @ unit).max() < before:
            return trial, g
    return lam, at(lam)


def _met(miss: Array, tolerance: float, names: Sequence[str] | None) -> None:
    worst = int(np.argmax(np.abs(miss)))
    if not np.abs(miss[worst]) <= tolerance:
        what = names[worst] if names else f"number {worst}"
        raise Infeasible(
            f"No weights meet the known totals: auxiliary {what} misses by {miss[worst]:.3g} of its size."
        )


def _distance(method: str, bounds: tuple[float, float] | None) -> Distance:
    if method not in METHODS:
        raise MethodError(f"Unknown method {method}; known are {', '.join(METHODS)}.")
    if method == "linear":
        return (lambda u: 1 + u, np.ones_like)
    if method == "raking":
        return (lambda u: np.exp(np.minimum(u, 50)), lambda u: np.exp(np.minimum(u, 50)))
    if bounds is None or not bounds[0] < 1 < bounds[1]:
        raise MethodError(f"{method} needs bounds around 1.")
    low, high = bounds
    if method == "truncated":
        return (lambda u: np.clip(1 + u, low, high), lambda u: ((1 + u > low) & (1 + u < high)).astype(float))
    return _logit(low, high)


def _logit(low: float, high: float) -> Distance:
    a = (high - low) / ((1 - low) * (high - 1))

    def value(u: Array) -> Array:
        e = np.exp(np.clip(a * u, -50, 50))
        return (low * (high - 1) + high * (1 - low) * e) / (high - 1 + (1 - low) * e)

    def slope(u: Array) -> Array:
        g = value(u)
        return a * (g - low) * (high - g) / (high - low)

    return value, slope
