"""What each way of finding a value would have found for those who answered, and how far off that is."""

import numpy as np

from satellite_account.methods.estimation.imputation import DONOR, MEAN, PREVIOUS, RATIO
from satellite_account.methods.frames import Array

WAYS = (PREVIOUS, RATIO, DONOR, MEAN)
DRAWS = 40  # answers of a class whose errors are tried on each of its found units


def tried(y: Array, before: Array, size: Array) -> tuple[Array, Array, Array]:
    """Errors (WAYS, d, k) of at most DRAWS answers of one class, the chance (d,) of each, and their sizes (d,).

    y, before  (m, k) answers and those of the year before, NaN where there is none;  size  (m,) above zero
    The mean square of errors over sizes is for each value that of all who have it, and so unbiased for a ratio that was
    fitted to them (m / (m - 1)); NaN where fewer than two have it. Source: Cochran 6.2.
    """
    if not len(y):
        return np.full((len(WAYS), 1, y.shape[1]), np.nan), np.ones(1), np.ones(1)
    errors = _errors(y, before, size)
    there = np.isfinite(errors)
    many, known = there.sum(axis=1), (there * size[:, None]).sum(axis=1)
    squares = np.nansum(np.square(errors), axis=1)
    fit = np.where(many > 1, many / np.maximum(many - 1, 1), np.nan)
    wanted = squares * fit / np.where(known > 0, known, np.nan)
    chance = size / size.sum()
    held, drawn = np.where(there, errors, 0.0), np.arange(len(y))
    if len(y) > DRAWS:
        drawn = np.searchsorted(np.cumsum(chance), (np.arange(DRAWS) + 0.5) / DRAWS).clip(max=len(y) - 1)
        chance = np.full(DRAWS, 1 / DRAWS)
    return _scaled(held[:, drawn], chance, size[drawn], wanted), chance, size[drawn]


def _scaled(errors: Array, chance: Array, size: Array, wanted: Array) -> Array:
    """Errors whose mean square over sizes is the one wanted; alike in all where none was drawn."""
    square = np.einsum("d,wdk->wk", chance / size, np.square(errors))
    larger = np.sqrt(np.divide(wanted, square, out=np.zeros_like(square), where=square > 0))
    alike = np.sqrt(np.where(square > 0, 0.0, wanted))
    return errors * larger[:, None] + alike[:, None] * np.sqrt(size)[:, None]


def _errors(y: Array, before: Array, size: Array) -> Array:
    """(WAYS, m, k) answers less what each way finds for them; NaN where it finds nothing or there is no answer."""
    sizes = np.broadcast_to(size[:, None], y.shape)
    beside = np.stack([_beside(column, size) for column in y.T], axis=1)
    found = [before * _ratio(y, before), sizes * _ratio(y, sizes), beside, _ratio(y, np.ones(y.shape))]
    return np.stack([y - each for each in found])


def _beside(y: Array, size: Array) -> Array:
    """(m,) the value of the answer next in size, scaled to the size of each who has one."""
    able = np.flatnonzero(np.isfinite(y))
    found = np.full(len(y), np.nan)
    if len(able) > 1:
        order = able[np.argsort(size[able], kind="stable")]
        other = np.r_[order[1], order[:-1]]
        found[order] = y[other] * size[order] / size[other]
    return found


def _ratio(y: Array, x: Array) -> Array:
    """(k,) ratio of sums over those who have both; 0 where there is nothing to divide by."""
    both = np.isfinite(y) & np.isfinite(x)
    under = np.where(both, x, 0.0).sum(axis=0)
    over = np.where(both, y, 0.0).sum(axis=0)
    return np.divide(over, under, out=np.zeros(len(over)), where=under != 0)
