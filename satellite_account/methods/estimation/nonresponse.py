"""Weights for those who were asked and did not answer."""

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import need


def nonresponse_weights(
    frame: pd.DataFrame, *, stratum: str, sampled: str, responded: str, classes: str | None = None
) -> "pd.Series[float]":
    """w_k = N_h / n_h * n_c / r_c: the design weight times the inverse of the response rate of its class.

    frame    population, one row a unit; `sampled` and `responded` are true or false
    classes  column of response classes; the stratum itself when left out. Within a class the response rate is
             weighted by the design, so that classes may cross strata
    returns  (rows,) weights, 0 for units without an answer; they sum to the number of units
    Raises MethodError that names every stratum without a sampled unit and every class without an answer.
    Source: design note 1.6; Sarndal, Swensson and Wretman 1992, ch. 15 (response homogeneity groups).
    """
    need(frame, [stratum, sampled, responded, *([classes] if classes else [])], "The population")
    asked = frame[sampled].to_numpy(bool)
    answered = asked & frame[responded].to_numpy(bool)
    of = frame[stratum].to_numpy()
    counts = pd.DataFrame({"N": 1.0, "n": asked.astype(float)}).groupby(of).transform("sum")
    _no_empty(counts["n"].to_numpy() == 0, of, "No unit was sampled in the strata")
    design = np.where(asked, counts["N"] / counts["n"], 0.0)
    groups = frame[classes].to_numpy() if classes else of
    sums = pd.DataFrame({"asked": design, "answered": design * answered}).groupby(groups).transform("sum")
    silent = (sums["answered"] == 0).to_numpy() & (sums["asked"] > 0).to_numpy()
    _no_empty(silent, groups, "Nobody answered in the classes")
    rate = np.divide(sums["asked"], sums["answered"], out=np.zeros(len(frame)), where=sums["answered"] > 0)
    return pd.Series(np.where(answered, design * rate, 0.0), index=frame.index, name="weight")


def _no_empty(bad: np.ndarray, groups: np.ndarray, sentence: str) -> None:
    if bad.any():
        raise MethodError(f"{sentence} {', '.join(sorted({str(group) for group in groups[bad]}))}.")
