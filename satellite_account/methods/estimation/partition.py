"""Calibrated totals for every label of a classification in one pass over the sample."""

from dataclasses import dataclass

import numpy as np

from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.frames import Array


@dataclass(frozen=True)
class Members:
    """Which unit stands in which label of a classification, and with what share of its values.

    rows, codes, shares  (m,) number of the unit, number of its label, share; a unit stands in a label at most once
    labels               (L,) names in order
    """

    rows: Array
    codes: Array
    shares: Array
    labels: Array

    @classmethod
    def whole(cls, codes: Array, labels: Array) -> "Members":
        """Every unit in one label, -1 for units outside all."""
        rows = np.flatnonzero(codes >= 0)
        return cls(rows, codes[rows], np.ones(len(rows)), labels)

    @classmethod
    def summed(cls, rows: Array, codes: Array, shares: Array, labels: Array) -> "Members":
        """Pairs that occur more than once are one, with the sum of their shares."""
        pair, place = np.unique(rows * np.int64(len(labels)) + codes, return_inverse=True)
        return cls(pair // len(labels), pair % len(labels), np.bincount(place, shares), labels)

    def among(self, chosen: Array) -> "Members":
        """Of the units that are chosen (True), under their numbers among these."""
        kept = chosen[self.rows]
        number = np.cumsum(chosen) - 1
        return Members(number[self.rows[kept]], self.codes[kept], self.shares[kept], self.labels)

    def without(self, outside: Array) -> "Members":
        """Without these units (True); the others keep their numbers."""
        kept = ~outside[self.rows]
        return Members(self.rows[kept], self.codes[kept], self.shares[kept], self.labels)

    def counts(self) -> Array:
        """(L,) units that stand in each label, with whatever share."""
        return np.bincount(self.codes, minlength=len(self.labels))

    def totals(self, value: Array) -> Array:
        """(L,) sums of a value (one a unit)."""
        return np.bincount(self.codes, self.shares * value[self.rows], len(self.labels))

    def spread(self, value: Array, label: int, size: int) -> Array:
        """(size,) the value inside one label, zero outside."""
        column, at = np.zeros(size), self.codes == label
        column[self.rows[at]] = self.shares[at] * value[self.rows[at]]
        return column


@dataclass(frozen=True)
class Partition:
    """totals, variances (L, k); n (L,) sampled units of each label."""

    totals: Array
    variances: Array
    n: Array


def partition_totals(
    held: Calibrated, y: Array, members: Members, around: tuple[Array, Array] | None = None
) -> Partition:
    """Totals and variances of y within each label; the same figures as `Calibrated.totals` of y times the unit's
    share in the label.

    y        (n, k) values of the sampled units;  members  of the sampled units
    around   of `centred`, for those who ask for several classifications of one sample
    The variance of w g (y_d - x B_d) is expanded as yy - 2 B'xy + B'xx B, so that a unit is read once, not once a
    label.
    """
    design, size = held.design, len(members.labels)
    order = np.lexsort((design.group[members.rows], members.codes))
    ends = np.searchsorted(members.codes[order], np.arange(size + 1))
    scale = _scale(held)
    x, xx = around or centred(held)
    k = y.shape[1]
    totals, variances = np.zeros((size, k)), np.zeros((size, k))
    for label in range(size):
        at = order[ends[label] : ends[label + 1]]
        if len(at):
            rows = members.rows[at]
            own = y[rows] * members.shares[at, None]
            z = own * held.weights[rows, None]
            B = held.solve[:, rows] @ own
            yy = _squares(z, design.group[rows], scale, design.n)
            v = yy - 2 * np.einsum("pk,pk->k", B, x[rows].T @ z) + np.einsum("pk,pk->k", B, xx @ B)
            totals[label], variances[label] = z.sum(axis=0), np.where(v > 1e-12 * yy, v, 0.0)
    return Partition(totals, variances, np.diff(ends))


def _scale(held: Calibrated) -> Array:
    design = held.design
    return np.where(design.fpc > 0, design.fpc * design.n / np.maximum(design.n - 1, 1), 0.0)


def centred(held: Calibrated) -> tuple[Array, Array]:
    """Weighted auxiliaries around the mean of their stratum, scaled; and their square."""
    design, scale = held.design, _scale(held)
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
