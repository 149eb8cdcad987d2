"""RAS and GRAS: a table scaled to new margins, with what could not be met said plainly."""

from dataclasses import dataclass

import numpy as np

from satellite_account.methods.errors import DoesNotClose, Infeasible, NotConverged
from satellite_account.methods.frames import Array
from satellite_account.methods.prices.support import no_flow


@dataclass(frozen=True)
class Scaled:
    """matrix (m, n) = diag(r) A diag(s) (GRAS: negatives over r and s), r (m,), s (n,), rounds, error of margins."""

    matrix: Array
    r: Array
    s: Array
    iterations: int
    error: float


def ras(
    a: Array, rows: Array, columns: Array, *, tolerance: float = 1e-10, iterations: int = 10_000
) -> Scaled:
    """x_ij = r_i a_ij s_j with the given margins; zeros stay zero.

    a  (m, n) not negative;  rows (m,), columns (n,) wanted margins, in one unit
    tolerance  of the margins, as a share of the grand total
    Raises DoesNotClose when the margins' totals differ (by how much), Infeasible when the zeros of `a` leave no way
    to meet
    them (naming a row or column), NotConverged otherwise. Use `gras` for negatives. Source: Bacharach 1970; Deming
    and Stephan.
    iterations  at most so many;  returns  Scaled: the matrix and its multipliers, in the unit of the margins
    """
    if (a < 0).any():
        raise Infeasible("RAS takes no negative cells: use gras.")
    return _iterate(np.asarray(a, float), np.zeros_like(a, float), rows, columns, tolerance, iterations)


def gras(
    a: Array, rows: Array, columns: Array, *, tolerance: float = 1e-10, iterations: int = 10_000
) -> Scaled:
    """As `ras` for tables with negatives: positives are multiplied by r s, negatives divided; signs and zeros are
    kept.

    Source: Junius and Oosterhaven 2003; Lenzen, Wood and Gallego 2007 for the objective.
    a  (m, n) of any sign;  rows (m,), columns (n,) wanted margins, in one unit;  tolerance, iterations  as `ras`
    returns  Scaled. Raises DoesNotClose, Infeasible and NotConverged as `ras`
    """
    return _iterate(
        np.maximum(a, 0.0), np.maximum(-np.asarray(a, float), 0.0), rows, columns, tolerance, iterations
    )


def _iterate(P: Array, N: Array, rows: Array, columns: Array, tolerance: float, iterations: int) -> Scaled:
    u, v = np.asarray(rows, float), np.asarray(columns, float)
    size = max(float(np.abs(u).sum()), float(np.abs(v).sum()), 1e-300)
    if abs(u.sum() - v.sum()) > max(tolerance, 1e-9) * size:
        raise DoesNotClose(f"The row totals exceed the column totals by {u.sum() - v.sum():.6g}.")
    _reachable(P, N, u, v)
    r, s = np.ones(len(u)), np.ones(len(v))
    error = np.inf
    for done in range(1, iterations + 1):
        r = _multiplier(P @ s, N @ (1 / s), u)
        s = _multiplier(r @ P, (1 / r) @ N, v)
        x = r[:, None] * P * s - N / r[:, None] / s
        error = float(np.abs(x.sum(axis=1) - u).max()) / size
        if error <= tolerance:
            return Scaled(x, r, s, done, error)
        if not np.isfinite(error):
            break
    if not N.any() and (why := no_flow(P > 0, u, v)):
        raise Infeasible(why)
    raise NotConverged(f"After {iterations} rounds the margins still miss by {error:.3g} of the total.")


def _multiplier(positive: Array, negative: Array, wanted: Array) -> Array:
    """The r with r p - n / r = wanted; 1 where nothing can be scaled."""
    root = np.sqrt(np.square(wanted) + 4 * positive * negative)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_positive = np.where(wanted >= 0, (wanted + root) / (2 * positive), 2 * negative / (root - wanted))
        both = np.where(positive > 0, by_positive, -negative / wanted)
    plain = (positive > 0) & (negative == 0)
    both = np.where(plain, np.maximum(wanted, 0.0) / np.where(plain, positive, 1.0), both)
    good = np.isfinite(both) & (both > 0)
    return np.where(good, both, np.where((wanted == 0) & plain, 1e-300, 1.0))


def _reachable(P: Array, N: Array, u: Array, v: Array) -> None:
    for name, wanted, axis in (("row", u, 1), ("column", v, 0)):
        empty = ~(P.any(axis=axis)) & (wanted > 0) | ~(N.any(axis=axis)) & (wanted < 0)
        if empty.any():
            raise Infeasible(
                f"No cell can carry the total of {name} {', '.join(map(str, np.flatnonzero(empty)))}."
            )
