"""The part of an error that comes from values which nobody reported."""

from dataclasses import dataclass

import numpy as np

from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.partition import Members
from satellite_account.methods.frames import Array


@dataclass(frozen=True)
class Found:
    """Units with values that were found, and how far off these are expected to be.

    rows       (m,) number of the unit
    codes      (m,) class from whose answers its values were found
    share      (m,) its size as a share of the sizes of those answers
    variances  (m, k) squared error of its value of each variable
    names      (k,) variables
    """

    rows: Array
    codes: Array
    share: Array
    variances: Array
    names: tuple[str, ...]

    def among(self, chosen: Array) -> "Found":
        """Under their numbers among the units that are chosen (True); all of them have to be."""
        return Found((np.cumsum(chosen) - 1)[self.rows], self.codes, self.share, self.variances, self.names)

    def variance(self, held: Calibrated, members: Members, names: list[str]) -> Array:
        """(L, k) what found values add to the variances of calibrated totals of variables `names` by label.

        held, members  of the sample
        A unit's own error counts by the square of its weight, and once more by the share of its stratum that was not
        drawn: found values spread less than reported ones. The error of what was applied to all of a class is common to
        it. Raises KeyError for a variable without errors. Source: Sarndal 1992, Survey Methodology 18(2); Cochran 6.2.
        """
        weighted = self._weighted(held, members)
        variances = self._of(names)
        own = np.square(weighted).T @ (variances * self._twice(held)[:, None])
        common = np.sqrt(variances * self.share[:, None])
        for code in np.unique(self.codes):
            mine = self.codes == code
            own += np.square(weighted[mine].T @ common[mine])
        return np.asarray(own)

    def covariance(self, held: Calibrated, members: Members, name: str) -> Array:
        """(L, L) the same of one variable, between labels; its diagonal is `variance`."""
        weighted = self._weighted(held, members)
        variance = self._of([name])[:, 0]
        own = weighted.T @ (weighted * (variance * self._twice(held))[:, None])
        common = weighted * np.sqrt(variance * self.share)[:, None]
        by_class = np.zeros((int(self.codes.max(initial=0)) + 1, common.shape[1]))
        np.add.at(by_class, self.codes, common)
        return np.asarray(own + by_class.T @ by_class)

    def _of(self, names: list[str]) -> Array:
        place = {name: at for at, name in enumerate(self.names)}
        return self.variances[:, [place[name] for name in names]]

    def _twice(self, held: Calibrated) -> Array:
        return 1.0 + held.design.fpc[held.design.group[self.rows]]

    def _weighted(self, held: Calibrated, members: Members) -> Array:
        """(m, L) weight of each unit in each label."""
        place = np.full(len(held.g), -1)
        place[self.rows] = np.arange(len(self.rows))
        at = place[members.rows]
        use = at >= 0
        weighted = np.zeros((len(self.rows), len(members.labels)))
        weighted[at[use], members.codes[use]] = held.weights[members.rows[use]] * members.shares[use]
        return weighted
