"""Ratio estimation: what a known total of another variable tells about the one that was sampled."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.intervals import domains, estimates
from satellite_account.methods.frames import Array, need


def ratio_estimates(
    sample: pd.DataFrame, design: Design, over: Sequence[str], under: str, *, by: str | None = None
) -> pd.DataFrame:
    """Ratios R = sum w y / sum w x (D.1 per FTE, GVA per pound of income), linearised by z = (y - R x) / sum w x.

    over, under  numerators and the denominator
    returns      frame indexed by ([by,] variable): estimate, se, cv, lower, upper, n, df; NaN where x is zero
    sample, design  as `expansion_totals`;  by  column of domains
    Raises MissingColumns. Source: Cochran, Sampling Techniques, 6.3-6.4; design note 1.6.
    """
    need(sample, [*over, under, *([by] if by else [])], "The sample")
    y, x = sample[list(over)].to_numpy(float), sample[under].to_numpy(float)
    parts = []
    for label, member in domains(sample, by):
        w = design.weights * member
        size = float(w @ x) or np.nan
        ratio = (w @ y) / size
        variance = design.variance(w[:, None] * (y - np.outer(x, ratio)) / size)
        parts.append(estimates(label, over, ratio, variance, int(member.sum()), design.df))
    return pd.concat(parts).rename_axis([by, "variable"] if by else ["variable"])


def ratio_totals(
    sample: pd.DataFrame,
    design: Design,
    values: Sequence[str],
    *,
    x: str,
    totals: "float | pd.Series[float]",
    within: str | None = None,
) -> pd.DataFrame:
    """Totals Y_R = X sum w y / sum w x, combined over all strata or separately `within` the classes of a column.

    totals   the known total of `x`, or a series of totals by class when `within` is given
    returns  frame indexed by variable: estimate, se, cv, lower, upper, n, df
    Raises MethodError when a class has a known total and no sampled x. Source: Cochran ch. 6.
    design, values  as `expansion_totals`
    """
    need(sample, [*values, x, *([within] if within else [])], "The sample")
    y, size = sample[list(values)].to_numpy(float), sample[x].to_numpy(float)
    z, total = np.zeros_like(y), np.zeros(len(values))
    sampled = set()
    for label, member in domains(sample, within):
        known = float(totals if within is None else totals[label])  # type: ignore[arg-type, index]
        part, linear = _combined(y, size, design.weights * member, known, label)
        sampled.add(label)
        total, z = total + part, z + linear
    if within is not None and (lost := set(totals[totals != 0].index) - sampled):  # type: ignore[union-attr, index]
        raise MethodError(
            f"No sampled unit in the classes {sorted(map(str, lost))}, whose total of {x} is known."
        )
    return estimates(None, values, total, design.variance(z), len(sample), design.df).rename_axis("variable")


def _combined(y: Array, x: Array, w: Array, known: float, label: object) -> tuple[Array, Array]:
    size = float(w @ x)
    if size == 0:
        raise MethodError(f"The sampled total of the auxiliary is zero in {label or 'the sample'}.")
    ratio = (w @ y) / size
    return known * ratio, (known / size) * w[:, None] * (y - np.outer(x, ratio))
