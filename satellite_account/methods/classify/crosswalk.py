"""Ways between classifications: weighted, many to many, and nothing lost on the way."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from satellite_account.methods.errors import DoesNotClose, MethodError
from satellite_account.methods.frames import need

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Crosswalk:
    """Shares of each source code that go to each target code.

    shares  frame source x target, not negative, every row sums to 1
    """

    shares: pd.DataFrame

    def __post_init__(self) -> None:
        sums = self.shares.sum(axis=1)
        if (self.shares < 0).any(axis=None) or self.shares.isna().any(axis=None):
            raise MethodError("Shares are numbers of at least zero.")
        if (bad := (sums - 1).abs() > TOLERANCE).any():
            listed = ", ".join(f"{code}: {total:.6g}" for code, total in sums[bad].items())
            raise DoesNotClose(f"Shares do not sum to 1: {listed}.")

    @classmethod
    def of(
        cls,
        links: pd.DataFrame,
        *,
        source: str = "source",
        target: str = "target",
        weight: str | None = None,
        normalise: bool = True,
    ) -> "Crosswalk":
        """From pairs of codes. Without weights the targets of a source share it equally.

        links      frame with source, target and, if any, weight (employment, turnover); a pair given twice counts
                   once
                   without weights and is added up with them
        normalise  False when the weights are shares already: then they must sum to 1 (DoesNotClose names those
                   that do not)
        """
        need(links, [source, target, *([weight] if weight else [])], "The links")
        held = links.dropna(subset=[source, target])
        if weight is None:
            held = held.drop_duplicates([source, target]).assign(weight=1.0)
        wide = held.pivot_table(
            index=source, columns=target, values=weight or "weight", aggfunc="sum", fill_value=0.0
        )
        if normalise:
            sums = wide.sum(axis=1)
            if empty := list(map(str, wide.index[sums <= 0])):
                raise MethodError(f"The weights of {', '.join(empty)} sum to nothing.")
            wide = wide.div(sums, axis=0)
        return cls(wide)

    @classmethod
    def from_shares(cls, shares: Mapping[str, Mapping[str, float]]) -> "Crosswalk":
        """From {source: {target: share}}."""
        return cls(pd.DataFrame.from_dict(shares, orient="index").fillna(0.0))

    def convert(self, values: "pd.Series[float] | pd.DataFrame") -> "pd.Series[float] | pd.DataFrame":
        """Values by source code as values by target code; the total stays. Raises MethodError naming unknown
        codes."""
        if unknown := sorted(map(str, values.index.difference(self.shares.index))):
            raise MethodError(f"The crosswalk does not know {', '.join(unknown)}.")
        return self.shares.reindex(values.index).T.dot(values)

    def then(self, other: "Crosswalk") -> "Crosswalk":
        """First this, then the other; targets here must be sources there."""
        used = self.shares.loc[:, (self.shares > 0).any()]
        if unknown := sorted(map(str, used.columns.difference(other.shares.index))):
            raise MethodError(f"The second crosswalk does not know {', '.join(unknown)}.")
        return Crosswalk(used.dot(other.shares.reindex(used.columns)))

    def inverse(self, sizes: "pd.Series[float]") -> "Crosswalk":
        """The way back: the share of each target that came from each source, given the sources' sizes.

        Targets that nothing came to are left out, since they have no way back.
        """
        flows = self.shares.mul(sizes.reindex(self.shares.index).fillna(0.0), axis=0)
        sums = flows.sum()
        return Crosswalk(flows.loc[:, sums > 0].div(sums[sums > 0], axis=1).T)

    @property
    def split(self) -> pd.Index:
        """Source codes that go to several targets."""
        return self.shares.index[np.count_nonzero(self.shares.to_numpy(), axis=1) > 1]
