"""The part of an error that comes from values which nobody reported."""

from dataclasses import dataclass, replace

import numpy as np

from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.partition import Members
from satellite_account.methods.frames import Array


@dataclass(frozen=True)
class Found:
    """Units with values that were found, and how far off these are expected to be.

    rows       (m,) number of the unit; one whose values come from several classes stands here once for each
    codes      (m,) class from whose answers its values were found
    share      (m,) its size as a share of the sizes of those answers
    variances  (m, k) squared error of its value of each variable
    names      (k,) variables
    degrees    (c,) degrees of freedom of each class: its answers less one; not above nought where they say nothing
    """

    rows: Array
    codes: Array
    share: Array
    variances: Array
    names: tuple[str, ...]
    degrees: Array

    def among(self, chosen: Array) -> "Found":
        """Under their numbers among the units that are chosen (True); all of them have to be."""
        return replace(self, rows=(np.cumsum(chosen) - 1)[self.rows])

    def variance(self, held: Calibrated, members: Members, names: list[str]) -> tuple[Array, Array]:
        """(L, k) what found values add to the variances of calibrated totals of variables `names` by label, and its
        degrees of freedom.

        held, members  of the sample
        A unit's own error counts by the square of its weight, and once more by the share of its stratum that was not
        drawn: found values spread less than reported ones. The error of what was applied to all of a class is common to
        it. Classes know as much of their errors as they have answers.
        Raises KeyError for a variable without errors. Source: Sarndal 1992, Survey Methodology 18(2); Cochran 6.2;
        degrees of freedom of a sum: Satterthwaite 1946.
        """
        weighted = self._weighted(held, members)
        variances = self._of(names)
        own, common = variances * self._twice(held)[:, None], np.sqrt(variances * self.share[:, None])
        whole = np.zeros((weighted.shape[1], len(names)))
        squares = np.zeros_like(whole)
        for code in np.unique(self.codes):
            mine = self.codes == code
            part = np.square(weighted[mine]).T @ own[mine] + np.square(weighted[mine].T @ common[mine])
            whole += part
            if self.degrees[code] > 0:
                squares += np.square(part) / self.degrees[code]
        return whole, np.divide(whole**2, squares, out=np.full_like(whole, np.inf), where=squares > 0)

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
        units, number = np.unique(self.rows, return_inverse=True)
        place = np.full(len(held.g), -1)
        place[units] = np.arange(len(units))
        at = place[members.rows]
        use = at >= 0
        weighted = np.zeros((len(units), len(members.labels)))
        weighted[at[use], members.codes[use]] = held.weights[members.rows[use]] * members.shares[use]
        return weighted[number]
