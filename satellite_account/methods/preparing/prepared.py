"""The returns of a year, prepared as a run's recipe says, and what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.frames import Array
from satellite_account.methods.preparing.gaps import FLAGS, carry_late, closed, fill_gaps

COVERED, ALIGNED, GROSSED = "days covered", "aligned", "grossed"


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is done to returns before they are weighted; nothing where all is left out.

    align    of ALIGNMENTS: accounting periods are brought to this year
    impute   of IMPUTATIONS: empty values, and silent organisations of strata taken whole
    late     whether late returns of the provisional years are carried forward from the year before
    provisional  those years
    """

    align: str = ""
    impute: str = ""
    late: bool = False
    provisional: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.align or self.impute or self.late)


def prepare(
    returns: pd.DataFrame, values: Sequence[str], last: pd.DataFrame, how: Preparation, *, year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One year's units with accounts that were aligned already, filled and carried forward.

    returns  as `fill_gaps`, with `imputed` (share of a unit's values that its accounts came with) and, where aligned,
             `covered`, `moved` and `estimated`
    values   the columns of accounts;  last  those of the year before by `unit_id`, as reported;  year  its name
    returns  the returns, `imputed` including what was found here; and flags: unit_id, variable, value, flag
    Raises nothing of its own. Source: design note 1.6.
    """
    flags = []
    if how.late and year in how.provisional:
        returns, carried = carry_late(returns, values, last)
        flags.append(carried)
    if how.impute:
        returns, found = fill_gaps(returns, values, last, donor=how.impute == "donor")
        flags.append(found)
    held = pd.concat(flags, ignore_index=True) if flags else pd.DataFrame(columns=list(FLAGS))
    grossed = (
        returns["estimated"].to_numpy(float) > 0 if "estimated" in returns else np.zeros(len(returns), bool)
    )
    returns, held = closed(returns.copy(), held, values, grossed)
    share = _share(returns, held, values)
    if "estimated" in returns:
        share = 1.0 - (1.0 - share) * (1.0 - returns["estimated"].fillna(0.0).to_numpy())
    given = returns["imputed"].fillna(0.0).to_numpy()
    answering = returns["responded"].to_numpy(bool)
    returns = returns.assign(imputed=np.where(answering, 1.0 - (1.0 - given) * (1.0 - share), 0.0))
    return returns, pd.concat([_periods(returns), held], ignore_index=True)[list(FLAGS)]


def _share(returns: pd.DataFrame, flags: pd.DataFrame, values: Sequence[str]) -> Array:
    """(n,) share of the values that are collected."""
    collected = max(int(returns[list(values)].notna().any().sum()), 1)
    counts = flags.drop_duplicates(["unit_id", "variable"])["unit_id"].value_counts()
    return np.minimum(returns["unit_id"].map(counts).fillna(0.0).to_numpy(float) / collected, 1.0)


def _periods(returns: pd.DataFrame) -> pd.DataFrame:
    """Who was aligned, and the share of the year's days that their periods cover."""
    if "moved" not in returns:
        return pd.DataFrame(columns=list(FLAGS))
    use = returns["responded"].to_numpy(bool) & returns["moved"].fillna(False).to_numpy(bool)
    held = returns.loc[use]
    flag = np.where(held["estimated"] > 0, GROSSED, ALIGNED)
    return pd.DataFrame(
        {"unit_id": held["unit_id"], "variable": COVERED, "value": held["covered"], "flag": flag}
    )
