"""Values for those that are missing, each flagged with how it was found."""

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array, need

REPORTED, PREVIOUS, RATIO, DONOR, MEAN = "reported", "previous_x_growth", "ratio", "donor", "class_mean"


def impute(
    frame: pd.DataFrame,
    value: str,
    *,
    classes: str,
    previous: str | None = None,
    size: str | None = None,
    donor: bool = False,
) -> pd.DataFrame:
    """Fills the empty values of a variable, by the first way that a unit allows.

    1. its previous return times the growth of matched pairs in its class (needs `previous`)
    2. the nearest unit of its class by `size` gives its ratio of value to size (needs `donor` and `size`)
    3. its size times the ratio of its class (needs `size`)
    4. the mean of its class

    returns  frame in the same order: value (no gaps), flag (`reported`, `previous_x_growth`,
             `donor`, `ratio`, `class_mean`)
    Raises MethodError naming classes where nothing was reported.
    Source: design note 1.6; Kalton and Kasprzyk 1986 (ratio, donor and mean imputation).
    """
    need(frame, [value, classes, *(name for name in (previous, size) if name)], "The returns")
    parts = []
    for label, group in frame.groupby(classes, sort=False, observed=True):
        y = group[value].to_numpy(float)
        if np.isnan(y).all():
            raise MethodError(f"No value of {value} was reported in {label}.")
        last = group[previous].to_numpy(float) if previous else np.full(len(y), np.nan)
        big = group[size].to_numpy(float) if size else np.full(len(y), np.nan)
        parts.append(_filled(y, last, big, donor).set_axis(group.index))
    return pd.concat(parts).reindex(frame.index)


def _filled(y: Array, last: Array, size: Array, donor: bool) -> pd.DataFrame:
    """One class: its values in the order of preference."""
    ways = [
        (PREVIOUS, last * ratio_of_sums(y, last)),
        (RATIO, size * ratio_of_sums(y, size)),
        (MEAN, np.full(len(y), np.nanmean(y))),
    ]
    if donor:
        ways.insert(1, (DONOR, _nearest(y, size)))
    result, flag = y.copy(), np.where(np.isnan(y), "", REPORTED).astype(object)
    for name, guess in ways:
        use = np.isnan(result) & np.isfinite(guess)
        result[use], flag[use] = guess[use], name
    return pd.DataFrame({"value": result, "flag": flag})


def ratio_of_sums(y: Array, x: Array) -> float:
    """Ratio of sums over those who have both; NaN when there are none."""
    both = ~np.isnan(y) & ~np.isnan(x)
    under = float(x[both].sum())
    return float(y[both].sum()) / under if under else np.nan


def _nearest(y: Array, size: Array) -> Array:
    """The value of the donor nearest in size, scaled to the receiver's size."""
    able = np.flatnonzero(~np.isnan(y) & (size > 0))
    if not len(able):
        return np.full(len(y), np.nan)
    order = able[np.argsort(size[able], kind="stable")]
    at = np.searchsorted(size[order], size)
    left, right = order[np.clip(at - 1, 0, len(order) - 1)], order[np.clip(at, 0, len(order) - 1)]
    giver = np.where(np.abs(size - size[left]) <= np.abs(size[right] - size), left, right)
    return np.where(size > 0, size * y[giver] / size[giver], np.nan)
