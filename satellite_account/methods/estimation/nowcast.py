"""Returns that are not in yet: what those who have answered say about those who have not."""

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need


def nowcast_late(
    frame: pd.DataFrame,
    *,
    classes: str,
    previous: str,
    current: str,
    weight: str | None = None,
) -> pd.DataFrame:
    """Totals of the current year by class, late returns carried forward by the chain ratio of matched pairs.

    frame    one row a unit; `current` is empty for late returns; `previous` is empty for new units, which count
             as they reported
    returns  frame by class: total, reported, nowcast (part carried forward), ratio, pairs, se (of the total,
             from the spread of pairs around the ratio, scaled to the late part)
    Raises MethodError naming classes that have late returns and no matched pair.
    Source: design note 1.6; chain ratio as in Cochran 6.2.
    weight   column of weights; every unit counts once when left out
    """
    need(frame, [classes, previous, current, *([weight] if weight else [])], "The returns")
    rows = {
        label: _class(group, previous, current, weight)
        for label, group in frame.groupby(classes, observed=True)
    }
    if bare := [str(label) for label, row in rows.items() if np.isnan(row["total"])]:
        raise MethodError(f"Late returns and no matched pair in {', '.join(bare)}.")
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(classes)


def _class(group: pd.DataFrame, previous: str, current: str, weight: str | None) -> dict[str, float]:
    w = group[weight].to_numpy(float) if weight else np.ones(len(group))
    x, y = group[previous].to_numpy(float), group[current].to_numpy(float)
    late, paired = np.isnan(y) & ~np.isnan(x), ~np.isnan(y) & ~np.isnan(x)
    base = float(w[paired] @ x[paired])
    ratio = float(w[paired] @ y[paired]) / base if base else np.nan
    carried = float(w[late] @ x[late])
    nowcast = carried * ratio if carried else 0.0
    reported = float(np.nansum(w * y))
    se = _spread(w[paired] * (y[paired] - ratio * x[paired]), base, carried)
    figures = {"total": reported + nowcast, "reported": reported, "nowcast": nowcast, "ratio": ratio}
    return {**figures, "pairs": int(paired.sum()), "se": se}


def _spread(residual: np.ndarray, base: float, carried: float) -> float:
    """Error of carrying `carried` forward: of the ratio, and of the late units around it."""
    if len(residual) < 2 or not base:
        return np.nan if carried else 0.0
    m = len(residual)
    spread = float(residual @ residual) * m / (m - 1)
    share = carried / base
    return float(np.sqrt(spread * share * (1 + share)))
