"""What is hidden besides the confidential figures, so that none of these can be worked out.

A figure cannot be worked out when hidden figures can move with it and every equation still holds. For each confidential
figure the cheapest such movement is found, and what moves is hidden.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack
from scipy.sparse.csgraph import connected_components

from satellite_account.methods.frames import Array

# What it costs to hide: hardly anything where it is hidden anyway, most where there is nothing to hide (a nought).
HIDDEN_ANYWAY, DEAR, NOUGHT = 1e-3, 1e3, 1e3
MOVES = 1e-7


@dataclass(frozen=True)
class _Part:
    """Equations that hang together, and what hiding each of their figures costs."""

    matrix: csr_array
    figures: Array
    cost: Array


def partners(
    terms: pd.DataFrame,
    sizes: "pd.Series[float]",
    secret: Collection[str],
    closed: Collection[str],
    fixed: Collection[str],
    dear: Collection[str] = (),
) -> set[str]:
    """Figures to hide, besides `closed` ones, so that no `secret` one follows from what is left.

    terms   equation, figure, coefficient;  sizes  absolute values by figure: the smaller, the sooner hidden
    secret, closed  confidential figures; those that nobody publishes in any case
    fixed   figures that everybody knows and that cannot be hidden;  dear  totals of all, hidden last
    returns names. A secret that follows from fixed figures alone cannot be kept; check 16 names it.
    Raises nothing of its own. Source: Kelly, Golden and Assad 1992; Fischetti and Salazar 2000, without bounds.
    """
    found: set[str] = set()
    safe: set[str] = set()
    for part in _parts(terms[~terms["figure"].isin(list(fixed))], sizes, set(closed) | set(secret), dear):
        cost = part.cost.copy()
        for at in np.flatnonzero(np.isin(part.figures, list(secret))):
            if part.figures[at] in safe:
                continue
            moved = part.figures[_movement(part.matrix, cost, int(at))]
            safe |= set(moved)
            found |= set(moved)
            cost[np.isin(part.figures, list(moved))] = HIDDEN_ANYWAY
    return found - set(closed) - set(secret)


def _parts(
    terms: pd.DataFrame, sizes: "pd.Series[float]", closed: set[str], dear: Collection[str]
) -> Iterator[_Part]:
    if terms.empty:
        return
    terms = terms.groupby(["equation", "figure"], sort=True, as_index=False)["coefficient"].sum()
    rows, _equations = pd.factorize(terms["equation"])
    columns, figures = pd.factorize(terms["figure"], sort=True)
    matrix = csr_array((terms["coefficient"].to_numpy(float), (rows, columns)))
    ties = (abs(matrix).T @ abs(matrix)).tocsr()
    _count, part = connected_components(ties, directed=False)
    names = np.asarray(figures, dtype=object)
    size = sizes.reindex(names).fillna(0.0).to_numpy()
    cost = np.where(size > 0, 1.0 + np.log10(1.0 + size), NOUGHT) * (1.0 + 1e-6 * np.arange(len(names)))
    cost = np.where(np.isin(names, list(dear)), DEAR * cost, cost)
    cost = np.where(np.isin(names, list(closed)), HIDDEN_ANYWAY, cost)
    for number in np.unique(part):
        own = np.flatnonzero(part == number)
        inside = matrix[:, own]
        yield _Part(inside[np.flatnonzero(np.diff(inside.indptr))], names[own], cost[own])


def _movement(matrix: csr_array, cost: Array, at: int) -> Array:
    """Places of the figures that move in the cheapest movement in which figure `at` moves by one; none where it
    cannot."""
    n = len(cost)
    bounds = [(0.0, None)] * (2 * n)
    bounds[at], bounds[n + at] = (1.0, 1.0), (0.0, 0.0)
    solved = linprog(
        np.r_[cost, cost], A_eq=hstack([matrix, -matrix]), b_eq=np.zeros(matrix.shape[0]), bounds=bounds,
        method="highs-ds",
    )  # fmt: skip
    if solved.x is None:
        return np.array([], dtype=int)
    return np.flatnonzero(np.abs(solved.x[:n] - solved.x[n:]) > MOVES)
