"""Years split over quarters by regression on indicators: Chow-Lin, Fernandez, Litterman."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array
from satellite_account.methods.prices.aggregation import Kind, aggregation
from satellite_account.methods.threads import single_threaded


@dataclass(frozen=True)
class Disaggregated:
    """series (T,), coefficients and se (p,), rho used, rho_untruncated as the likelihood would have it,
    log_likelihood, residuals (Y,)."""

    series: Array
    coefficients: Array
    se: Array
    rho: float
    rho_untruncated: float
    log_likelihood: float
    residuals: Array


Covariance = Callable[[float, int], Array]


def chow_lin(
    y: Array, x: Array, *, per: int = 4, kind: Kind = "sum", rho: float | None = None
) -> Disaggregated:
    """y = Xb + V C'(C V C')^-1 (Y - C X b), V_ij = rho^|i-j| / (1 - rho^2).

    y    (Y,) annual values;  x  (T, p) indicators with a constant if one is wanted, T >= Y per
    rho  fixed; otherwise by maximum log likelihood, truncated at 0 (both values are reported)
    returns  Disaggregated; periods after the last year are extrapolated
    Raises MethodError when there are fewer years than indicators. Source: Chow and Lin 1971; Bournay and Laroque
    1979.
    kind  sum (flows), mean (indices), first or last (stocks)
    """
    return _with_rho(y, x, per, kind, rho, _ar1)


def litterman(
    y: Array, x: Array, *, per: int = 4, kind: Kind = "sum", rho: float | None = None
) -> Disaggregated:
    """As `chow_lin` with a random walk whose steps are AR(1). Source: Litterman 1983.

    y, x     as `chow_lin`;  per  periods a year;  kind  sum, mean, first or last;  rho  fixed, or by likelihood
    returns  Disaggregated, in the unit of y. Raises MethodError when there are fewer years than indicators
    """
    return _with_rho(y, x, per, kind, rho, _walk)


def fernandez(y: Array, x: Array, *, per: int = 4, kind: Kind = "sum") -> Disaggregated:
    """As `chow_lin` with a random walk, V_ij = min(i, j). Source: Fernandez 1981.

    y, x     as `chow_lin`;  per  periods a year;  kind  sum, mean, first or last
    returns  Disaggregated, in the unit of y. Raises MethodError when there are fewer years than indicators
    """
    return _with_rho(y, x, per, kind, 0.0, _walk)


def _ar1(rho: float, size: int) -> Array:
    lag = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return np.power(rho, lag) / (1 - rho**2)


def _walk(rho: float, size: int) -> Array:
    difference = np.eye(size) - np.eye(size, k=-1)
    steps = np.linalg.inv((np.eye(size) - rho * np.eye(size, k=-1)) @ difference)
    return steps @ steps.T


@single_threaded
def _with_rho(
    y: Array, x: Array, per: int, kind: Kind, rho: float | None, covariance: Covariance
) -> Disaggregated:
    y, x = np.asarray(y, float), np.asarray(x, float)
    x = x[:, None] if x.ndim == 1 else x
    C = aggregation(len(y), per, kind, len(x))
    if len(y) <= x.shape[1]:
        raise MethodError(f"{x.shape[1]} indicators need more than {len(y)} years.")
    best = rho
    if best is None:
        found = minimize_scalar(
            lambda at: -_gls(y, x, C, covariance(at, len(x)))[2], bounds=(-0.995, 0.995), method="bounded"
        )
        best = float(found.x)
    used = max(best, 0.0) if rho is None else best
    V = covariance(used, len(x))
    b, se, likelihood, rest, gain = _gls(y, x, C, V)
    return Disaggregated(x @ b + gain @ rest, b, se, used, best, likelihood, rest)


def _gls(y: Array, x: Array, C: Array, V: Array) -> tuple[Array, Array, float, Array, Array]:
    """Coefficients, standard errors, log likelihood, annual residuals, and V C'(C V C')^-1."""
    around = C @ V @ C.T
    annual = C @ x
    weighted = np.linalg.solve(around, annual)
    inner = annual.T @ weighted
    b = np.linalg.solve(inner, weighted.T @ y)
    rest = y - annual @ b
    squares = float(rest @ np.linalg.solve(around, rest))
    n = len(y)
    variance = max(squares / n, np.finfo(float).tiny)
    likelihood = -0.5 * (n * np.log(2 * np.pi * variance) + np.linalg.slogdet(around)[1] + n)
    se = np.sqrt(np.diag(np.linalg.inv(inner)) * squares / (n - x.shape[1]))
    return b, se, float(likelihood), rest, np.linalg.solve(around, C @ V).T
