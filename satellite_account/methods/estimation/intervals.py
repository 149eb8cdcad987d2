"""Standard errors, intervals and coefficients of variation, in one shape for every estimator."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from satellite_account.methods.frames import Array

LEVEL = 0.95


def domains(sample: pd.DataFrame, by: str | None) -> Iterator[tuple[object, Array]]:
    """Each domain's label and who is in it, 0.0 or 1.0; without `by` one domain of all."""
    if by is None:
        yield None, np.ones(len(sample))
        return
    codes, labels = pd.factorize(sample[by], sort=True)
    for number, label in enumerate(labels):
        yield label, (codes == number).astype(float)


def half_width(df: float, level: float = LEVEL) -> float:
    """Student's t at this level, two-sided."""
    return float(stats.t.ppf(0.5 + level / 2, df))


def degrees_of_sum(one: Array, of_one: float, other: Array, of_other: Array) -> Array:
    """Degrees of freedom of the sum of two variances that were estimated apart; those of the first where there is no
    other. Source: Satterthwaite 1946."""
    under = np.square(one) / of_one + np.square(other) / of_other
    both = np.divide(np.square(one + other), under, out=np.full_like(one, np.inf), where=under > 0)
    return np.where(other > 0, both, of_one)


def estimates(
    label: object, names: Sequence[str], total: Array, variance: Array, n: int, df: float
) -> pd.DataFrame:
    """The rows of one domain; the index is the variable, or the pair of domain and variable."""
    se = np.sqrt(np.maximum(variance, 0.0))
    reach = half_width(df) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = np.where(total == 0, np.where(se == 0, 0.0, np.inf), se / np.abs(total))
    index: pd.Index = pd.Index(names)
    if label is not None:
        index = pd.MultiIndex.from_product([[label], names])
    columns = {"estimate": total, "se": se, "cv": cv, "lower": total - reach, "upper": total + reach}
    return pd.DataFrame({**columns, "n": n, "df": df}, index=index)
