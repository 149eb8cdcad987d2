"""Differencing: what published figures give away of those that were not.

Published totals, of this table or any earlier or linked one, are sums of atoms. A figure is derivable when it is a
linear
combination of published ones.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.checks.base import Frames, comparison
from satellite_account.methods.errors import MethodError


def derivable(
    relations: pd.DataFrame, published: Sequence[object], secret: Sequence[object]
) -> "pd.Series[bool]":
    """Whether each secret figure follows from the published ones.

    relations  frame figure x atom of coefficients: how each figure, published or secret, is made of atoms
    returns    by secret figure
    Raises MethodError naming figures without a relation. It finds exact disclosure; how near an interval comes is the
    audit's work.
    """
    if lost := [str(name) for name in [*published, *secret] if name not in relations.index]:
        raise MethodError(f"No relation is given for {', '.join(lost)}.")
    known = relations.loc[list(published)].to_numpy(float)
    asked = relations.loc[list(secret)].to_numpy(float)
    if not len(known):
        return pd.Series(~asked.any(axis=1), index=list(secret))
    weights = np.linalg.lstsq(known.T, asked.T, rcond=1e-12)[0]
    miss = np.abs(known.T @ weights - asked.T).max(axis=0)
    return pd.Series(miss <= 1e-9 * np.maximum(1.0, np.abs(asked).max(axis=1)), index=list(secret))


def nothing_derivable(frames: Frames, tolerance: float) -> pd.DataFrame:
    """16. In `relations` (figure x atom) with `figures` (by figure: published, true or false), no unpublished figure
    is derivable."""
    figures = frames["figures"]["published"].astype(bool)
    secret = list(figures.index[~figures])
    found = derivable(frames["relations"], list(figures.index[figures]), secret)
    return comparison(
        [f"{name} follows from published figures" for name in secret], found.astype(float), 0.0, tolerance
    )
