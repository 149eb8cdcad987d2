"""Replicate methods: the variance measured by doing the estimate again, to check the linearised one."""

from collections.abc import Callable

import numpy as np

from satellite_account.methods.estimation.design import Design
from satellite_account.methods.frames import Array

Estimator = Callable[[Array], Array]


def jackknife(design: Design, estimator: Estimator) -> Array:
    """Variance (k,) by leaving each unit out once (delete-one, stratified, with finite population correction).

    estimator  weights (n,) -> estimates (k,), any smooth function of weighted sums
    Cost: one call a unit in strata that are not take-all. Source: Rust and Rao 1996 (JKn); Wolter ch. 4.
    design     the drawn sample;  returns  (k,) in squared units. Raises nothing of its own
    """
    full = np.atleast_1d(estimator(design.weights))
    variance = np.zeros(len(full))
    for group in np.flatnonzero(design.fpc > 0):
        members = np.flatnonzero(design.group == group)
        m = len(members)
        for left in members:
            weights = design.weights.copy()
            weights[members] *= m / (m - 1)
            weights[left] = 0.0
            variance += design.fpc[group] * (m - 1) / m * np.square(np.atleast_1d(estimator(weights)) - full)
    return variance


def bootstrap(design: Design, estimator: Estimator, *, replicates: int = 500, seed: int = 1) -> Array:
    """Variance (k,) by the rescaled bootstrap: n_h - 1 units drawn with replacement in each stratum.

    estimator   weights (n,) -> estimates (k,)
    replicates  number of replicate samples; the relative error of the answer is about sqrt(2 / replicates)
    seed        the same seed gives the same answer
    Source: Rao, Wu and Yue 1992; the factor includes sqrt(1 - f_h), so a take-all stratum adds nothing.
    design      the drawn sample;  returns  (k,) in squared units. Raises nothing of its own
    """
    draw = np.random.default_rng(seed)
    full = np.atleast_1d(estimator(design.weights))
    spread = np.zeros(len(full))
    for _ in range(replicates):
        spread += np.square(np.atleast_1d(estimator(_redrawn(design, draw))) - full)
    return spread / replicates


def _redrawn(design: Design, draw: np.random.Generator) -> Array:
    times = np.ones(len(design.weights))
    for group in np.flatnonzero(design.fpc > 0):
        members = np.flatnonzero(design.group == group)
        m = len(members)
        hits = np.bincount(draw.integers(0, m, m - 1), minlength=m)
        times[members] = 1 + np.sqrt(design.fpc[group]) * (hits * m / (m - 1) - 1)
    return design.weights * times
