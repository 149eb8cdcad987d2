"""Calibrated totals for every label of a classification in one pass over the sample."""

from dataclasses import dataclass

import numpy as np

from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.frames import Array


@dataclass(frozen=True)
class Partition:
    """totals, variances (L, k); n (L,) sampled units of each label."""

    totals: Array
    variances: Array
    n: Array


def partition_totals(held: Calibrated, y: Array, codes: Array, size: int) -> Partition:
    """Totals and variances of y within each label; the same figures as `Calibrated.totals` of y set to zero outside.

    y      (n, k) values;  codes (n,) label number of each unit, -1 for units outside all;  size  L labels
    The variance of w g (y_d - x B_d) is expanded as yy - 2 B'xy + B'xx B, so that a unit is read once, not once a
    label.
    """
    design = held.design
    order = np.lexsort((design.group, codes))
    order = order[np.searchsorted(codes[order], 0) :]
    ends = np.searchsorted(codes[order], np.arange(size + 1))
    scale = np.where(design.fpc > 0, design.fpc * design.n / np.maximum(design.n - 1, 1), 0.0)
    x, xx = _centred(held, scale)
    k = y.shape[1]
    totals, variances = np.zeros((size, k)), np.zeros((size, k))
    for label in range(size):
        rows = order[ends[label] : ends[label + 1]]
        if len(rows):
            z = y[rows] * held.weights[rows, None]
            group = design.group[rows]
            B = held.solve[:, rows] @ y[rows]
            yy = _squares(z, group, scale, design.n)
            v = yy - 2 * np.einsum("pk,pk->k", B, x[rows].T @ z) + np.einsum("pk,pk->k", B, xx @ B)
            totals[label], variances[label] = z.sum(axis=0), np.where(v > 1e-12 * yy, v, 0.0)
    return Partition(totals, variances, np.diff(ends))


def _centred(held: Calibrated, scale: Array) -> tuple[Array, Array]:
    """Weighted auxiliaries around the mean of their stratum, scaled; and their square."""
    design = held.design
    u = held.x * held.weights[:, None]
    sums = np.zeros((len(design.n), u.shape[1]))
    np.add.at(sums, design.group, u)
    around = u - (sums / design.n[:, None])[design.group]
    scaled = around * scale[design.group, None]
    return scaled, around.T @ scaled


def _squares(z: Array, group: Array, scale: Array, n: Array) -> Array:
    """sum_h c_h (sum z^2 - (sum z)^2 / n_h) over the rows of one label, sorted by stratum."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    strata = group[starts]
    sums = np.add.reduceat(z, starts, axis=0)
    return scale[group] @ np.square(z) - (scale[strata] / n[strata]) @ np.square(sums)
