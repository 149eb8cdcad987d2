"""The errors of a year measured again by replicates, to check the linearised ones."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.calibration import calibrate
from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.replicates import bootstrap
from satellite_account.methods.frames import Array
from satellite_account.methods.tables.book import auxiliaries, pick, year_book
from satellite_account.methods.tables.classes import MEMO
from satellite_account.methods.tables.micro import unit_variables
from satellite_account.methods.threads import single_threaded


@single_threaded
def replicated_errors(
    returns: pd.DataFrame,
    year: int,
    variables: Sequence[str] = ("P.1", "B.1g", "D.1", "NMO"),
    *,
    replicates: int = 200,
    seed: int = 1,
) -> pd.DataFrame:
    """Standard errors of totals of all sectors but S.13: linearised, and by a bootstrap that calibrates every
    replicate anew.

    returns  frame by variable: estimate, linearised, bootstrap, ratio; pounds or numbers. The ratio wanders by about
             1 / sqrt(2 x replicates) around 1 where the linearisation is good
    year      of the returns;  variables  of the book;  seed  the same seed gives the same answer
    Raises MissingColumns, Infeasible. Source: Rao, Wu and Yue 1992; calibration repeated in each replicate.
    """
    answered = returns["responded"].to_numpy(bool)
    design = Design.of(returns, stratum="stratum", sampled="responded")
    x, totals = auxiliaries(returns, answered)
    sample = returns[answered]
    inside = (sample["sector"] != MEMO).to_numpy(float)
    y = unit_variables(sample)[list(variables)].to_numpy(float) * inside[:, None]

    def estimate(weights: Array) -> Array:
        return (weights * calibrate(x, totals.to_numpy(), weights)) @ y

    again = np.sqrt(bootstrap(design, estimate, replicates=replicates, seed=seed))
    held = pick(year_book(returns, year), list(variables)).set_index("variable").loc[list(variables)]
    frame = pd.DataFrame({"estimate": held["estimate"], "linearised": held["se"], "bootstrap": again})
    return frame.assign(ratio=frame["bootstrap"] / frame["linearised"])
