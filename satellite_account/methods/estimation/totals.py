"""Stratified expansion: totals of all units from the returns of a sample."""

from collections.abc import Sequence

import pandas as pd

from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.intervals import domains, estimates
from satellite_account.methods.frames import need


def expansion_totals(
    sample: pd.DataFrame, design: Design, values: Sequence[str], *, by: str | None = None
) -> pd.DataFrame:
    """Totals Y = sum_h N_h ybar_h of each variable, in the unit of the variable.

    sample   (n rows) returns in the order of the design's weights
    by       column of domains; the answer then has one row a domain and variable
    returns  frame indexed by ([by,] variable): estimate, se, cv, lower, upper, n, df
    Raises MissingColumns. Source: Cochran, Sampling Techniques, ch. 5; NCVO/UKDA weighting N_h/n_h.
    values   columns of the variables
    """
    need(sample, [*values, *([by] if by else [])], "The sample")
    y = sample[list(values)].to_numpy(float)
    parts = []
    for label, member in domains(sample, by):
        z = y * (design.weights * member)[:, None]
        parts.append(
            estimates(label, values, z.sum(axis=0), design.variance(z), int(member.sum()), design.df)
        )
    return pd.concat(parts).rename_axis([by, "variable"] if by else ["variable"])
