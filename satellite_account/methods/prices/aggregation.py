"""How periods make up years."""

from typing import Literal

import numpy as np

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array

Kind = Literal["sum", "mean", "first", "last"]


def aggregation(years: int, per: int, kind: Kind = "sum", periods: int | None = None) -> Array:
    """(years, periods) matrix C with C x = annual values; periods after the last year have no weight.

    Raises MethodError for an unknown kind or too few periods.
    """
    rows = {
        "sum": np.ones(per),
        "mean": np.full(per, 1 / per),
        "first": np.eye(per)[0],
        "last": np.eye(per)[-1],
    }
    if kind not in rows:
        raise MethodError(f"Unknown kind {kind}; known are {', '.join(rows)}.")
    size = years * per if periods is None else periods
    if size < years * per:
        raise MethodError(f"{years} years need {years * per} periods; there are {size}.")
    return np.hstack([np.kron(np.eye(years), rows[kind]), np.zeros((years, size - years * per))])
