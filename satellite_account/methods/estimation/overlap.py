"""The error of a change between two estimates whose samples overlap: two vintages of one year, or two years."""

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.design import Design
from satellite_account.methods.frames import Array

NOTHING = 1e-9


def change_variance(
    now: Design, z: Array, units: Array, before: Design, z_before: Array, units_before: Array
) -> Array:
    """The variance of the difference of two sets of totals.

    now, before          the two samples;  units, units_before  identifiers of their units, in the order of z
    z, z_before          (n, k) and (m, k) linearised values, weighted: `Calibrated.linearised`
    returns              (k,), in squared units: the variance of one plus that of the other less twice their covariance
    By stratum the covariance is (n12 - n1 n2 / N) times that of z among the n12 units that both have. Where the
    estimate falls below zero, the samples are taken as nested: the difference of the two variances.
    Raises nothing of its own. Source: Tam 1984; Qualite and Tille 2008, sampling variance of changes.
    """
    one, other = now.variance(z), before.variance(z_before)
    covariance = _covariance(now, z, units, before, z_before, units_before)
    found = one + other - 2 * covariance
    small = NOTHING * (one + other)
    return np.where(np.abs(found) <= small, 0.0, np.where(found > 0, found, np.abs(other - one)))


def _covariance(
    now: Design, z: Array, units: Array, before: Design, z_before: Array, units_before: Array
) -> Array:
    place = pd.Index(units_before).get_indexer(units)
    a = np.flatnonzero(place >= 0)
    b = place[a]
    names = {label: at for at, label in enumerate(before.labels)}
    same = np.array([names.get(label, -1) for label in now.labels])
    kept = same[now.group[a]] == before.group[b]
    a, b = a[kept], b[kept]
    group, size = now.group[a], len(now.labels)
    m = np.bincount(group, minlength=size).astype(float)
    sums, sums_before = np.zeros((size, z.shape[1])), np.zeros((size, z.shape[1]))
    np.add.at(sums, group, z[a])
    np.add.at(sums_before, group, z_before[b])
    means = np.maximum(m, 1)[:, None]
    around = (z[a] - (sums / means)[group]) * (z_before[b] - (sums_before / means)[group])
    known = same >= 0
    n_before, N_before = np.where(known, before.n[same], 0.0), np.where(known, before.N[same], 0.0)
    factor = m - now.n * n_before / np.maximum(now.N, N_before)
    return np.asarray((np.where(m > 1, factor / np.maximum(m - 1, 1), 0.0)[group]) @ around)
