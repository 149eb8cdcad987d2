"""Revisions: what changed between two vintages, and whether the changes lean one way.

A revision is scheduled, a correction is not: the two need separate notices.
"""

import numpy as np
import pandas as pd
from scipy import stats

from satellite_account.methods.errors import MethodError


def revisions(
    earlier: "pd.Series[float]", later: "pd.Series[float]", *, relative: bool = False
) -> pd.DataFrame:
    """Cell by cell: earlier, later, revision (later - earlier), percent; only cells that both vintages have.

    relative  the revision is in percentage points of growth when the series hold growth rates; the values are used
              as they are
    earlier, later  series by cell, in one unit
    returns  frame by cell, in the same unit. Raises nothing of its own
    Source: ONS, revisions analysis; design note 1.8.
    """
    both = earlier.index.intersection(later.index)
    held = pd.DataFrame({"earlier": earlier.reindex(both), "later": later.reindex(both)})
    held["revision"] = held["later"] - held["earlier"]
    if not relative:
        held["percent"] = 100 * held["revision"] / held["earlier"].abs().replace(0.0, np.nan)
    return held


def revision_statistics(revision: "pd.Series[float]", *, level: float = 0.95) -> pd.Series:
    """Mean (MR), mean absolute (MAR) and mean square revision (MSR), and a two-tailed t test of MR = 0.

    returns  n, MR, MAR, MSR, t, critical, significant; in the unit of the revision
    Raises MethodError with fewer than two revisions. Source: ONS, revisions to GDP: mean revision and T score.
    level    of confidence, 0.95 for a two-tailed test at 5 %
    """
    r = revision.dropna().to_numpy(float)
    if len(r) < 2:
        raise MethodError("At least two revisions are needed.")
    spread = float(r.std(ddof=1)) / np.sqrt(len(r))
    mean = float(r.mean())
    t = mean / spread if spread else (0.0 if mean == 0 else np.copysign(np.inf, mean))
    critical = float(stats.t.ppf(0.5 + level / 2, len(r) - 1))
    figures = {
        "n": len(r),
        "MR": mean,
        "MAR": np.abs(r).mean(),
        "MSR": np.square(r).mean(),
        "t": t,
        "critical": critical,
    }
    return pd.Series({**figures, "significant": bool(abs(t) > critical)}, dtype=object)
