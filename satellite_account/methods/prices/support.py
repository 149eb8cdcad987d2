"""Whether the zeros of a table leave a way to meet its margins."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from satellite_account.methods.frames import Array


def no_flow(support: Array, rows: Array, columns: Array) -> str:
    """Why no table with this support has these margins; an empty text when one has.

    Looks for the least that must be missed, cell values not negative. Names the rows that cannot be placed.
    """
    i, j = np.nonzero(support)
    cells, m = np.arange(len(i)), len(rows)
    ones = np.ones(len(i))
    by_row = csr_matrix((ones, (i, cells)), shape=(m, len(i)))
    by_column = csr_matrix((ones, (j, cells)), shape=(len(columns), len(i)))
    bound = np.concatenate([rows, columns])
    best = linprog(-ones, A_ub=vstack([by_row, by_column]), b_ub=bound, bounds=(0, None), method="highs")
    short = np.asarray(rows) - by_row @ best.x
    if short.sum() <= 1e-9 * max(float(np.abs(rows).sum()), 1.0):
        return ""
    named = ", ".join(map(str, np.flatnonzero(short > 1e-9 * short.sum())))
    return f"The zeros of the table leave {short.sum():.6g} without a place, in the rows {named}."
