"""Generalised regression: calibrated totals with linearised standard errors, for many variables and domains at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.calibration import calibrate
from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.intervals import domains, estimates
from satellite_account.methods.frames import Array, need


@dataclass(frozen=True)
class Calibrated:
    """A design whose weights were calibrated once, for any number of variables and domains.

    x        (n, p) auxiliaries;  g (n,) factors;  solve (p, n) maps values to regression coefficients
    """

    design: Design
    x: Array
    g: Array
    solve: Array

    @classmethod
    def of(
        cls,
        design: Design,
        x: Array,
        totals: Array,
        *,
        method: str = "linear",
        bounds: tuple[float, float] | None = None,
        names: Sequence[str] | None = None,
    ) -> "Calibrated":
        """Calibrates the design's weights to the known totals (p,) of x (n, p). Raises Infeasible."""
        g = calibrate(x, totals, design.weights, method=method, bounds=bounds, names=names)
        scale = np.where((size := np.abs(x).max(axis=0)) > 0, size, 1.0)
        unit = x / scale
        weighted = unit * design.weights[:, None]
        solve = np.linalg.pinv(unit.T @ weighted, rcond=1e-12, hermitian=True) @ weighted.T
        return cls(design=design, x=unit, g=g, solve=solve)

    @property
    def weights(self) -> Array:
        """(n,) calibrated weights w g."""
        return self.design.weights * self.g

    def linearised(self, y: Array) -> Array:
        """(n, k) residuals of values y (n, k), weighted by w g: what the variance of the total is that of."""
        return self.weights[:, None] * (y - self.x @ (self.solve @ y))

    def totals(self, y: Array) -> tuple[Array, Array]:
        """Totals and variances (k,) of values y (n, k)."""
        return self.weights @ y, self.design.variance(self.linearised(y))

    def covariance(self, y: Array) -> tuple[Array, Array]:
        """Totals (k,) and their covariance (k, k)."""
        return self.weights @ y, self.design.covariance(self.linearised(y))


def greg_totals(
    sample: pd.DataFrame,
    design: Design,
    values: Sequence[str],
    *,
    x: Sequence[str],
    totals: "pd.Series[float]",
    by: str | None = None,
    method: str = "linear",
    bounds: tuple[float, float] | None = None,
) -> pd.DataFrame:
    """Calibrated totals of each variable, in its unit.

    x, totals  names of auxiliary columns and a series of their known totals by name
    by         column of domains: y is set to zero outside, so domains add up to the whole exactly
    returns    frame indexed by ([by,] variable): estimate, se, cv, lower, upper, n, df
    Raises MissingColumns, Infeasible. Source: Sarndal, Swensson and Wretman 1992, ch. 6; design note 1.6.
    sample, design, values  as `expansion_totals`;  method, bounds  as `calibrate`
    """
    need(sample, [*values, *x, *([by] if by else [])], "The sample")
    auxiliary, known = sample[list(x)].to_numpy(float), totals[list(x)].to_numpy(float)
    held = Calibrated.of(design, auxiliary, known, method=method, bounds=bounds, names=x)
    y = sample[list(values)].to_numpy(float)
    parts = [
        estimates(label, values, *held.totals(y * member[:, None]), int(member.sum()), design.df)
        for label, member in domains(sample, by)
    ]
    return pd.concat(parts).rename_axis([by, "variable"] if by else ["variable"])
