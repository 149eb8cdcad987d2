"""Strata of a sample: how many units each holds, how many answered, and which were joined for their variance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array, need


@dataclass(frozen=True)
class Design:
    """A drawn stratified sample.

    weights   (n,) N_h / n_h of each sampled unit, from its own stratum
    group     (n,) number of the (perhaps collapsed) stratum in which its variance is measured
    N, n      (G,) units and sampled units of those strata
    labels    names of those strata
    collapsed {stratum: stratum it was joined to}
    """

    weights: Array
    group: Array
    N: Array
    n: Array
    labels: tuple[object, ...]
    collapsed: Mapping[object, object]

    @classmethod
    def of(cls, frame: pd.DataFrame, *, stratum: str = "stratum", sampled: str = "in_sample") -> "Design":
        """The design of a population frame: one row a unit, its stratum, and whether it is in the sample.

        Strata without a sampled unit, and strata with one of several, are joined with the neighbour in label
        order that begins most alike (`A 10k` with `A 25k` before `B 10k`);
        a fully enumerated stratum (take-all, f = 1) is never joined and has variance 0. Raises MethodError when
        there is no other stratum to join. Source: UKDA/TSRC weights N_h/n_h; collapsed strata as in Cochran 5A.12.
        """
        need(frame, [stratum, sampled], "The population")
        chosen = frame[sampled].to_numpy(bool)
        counts = pd.DataFrame({"N": 1, "n": chosen}).groupby(frame[stratum].to_numpy()).sum()
        into = collapse(counts)
        merged = counts.groupby([into[label] for label in counts.index]).sum()
        labels = tuple(merged.index)
        place = {label: number for number, label in enumerate(labels)}
        own = frame.loc[chosen, stratum].to_numpy()
        group = pd.Series({label: place[into[label]] for label in counts.index}).reindex(own).to_numpy(int)
        held = cls._weights(counts, into, merged).reindex(own).to_numpy(float)
        joined = {label: target for label, target in into.items() if label != target}
        N, n = merged["N"].to_numpy(float), merged["n"].to_numpy(float)
        return cls(weights=held, group=group, N=N, n=n, labels=labels, collapsed=joined)

    @staticmethod
    def _weights(
        counts: pd.DataFrame, into: Mapping[object, object], merged: pd.DataFrame
    ) -> "pd.Series[float]":
        """Each stratum's own weight; where a stratum without returns was joined, the weight of the whole."""
        empty = {into[label] for label in counts.index[counts["n"] == 0]}
        own = counts["N"] / counts["n"].where(counts["n"] > 0)
        shared = (merged["N"] / merged["n"]).reindex([into[label] for label in counts.index]).to_numpy()
        return own.where([into[label] not in empty for label in counts.index], shared)

    @cached_property
    def fpc(self) -> Array:
        """(G,) 1 - n/N."""
        return 1.0 - self.n / self.N

    @cached_property
    def df(self) -> float:
        """Degrees of freedom, n - H, take-all strata left out; inf where every stratum is one: nothing was drawn."""
        return float((self.n - 1)[self.fpc > 0].sum()) or np.inf

    def variance(self, weighted: Array) -> Array:
        """Variance of the totals of weighted values.

        weighted  (n,) or (n, k): w y, or the linearised w g e
        returns   (k,): sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_i - mean z)^2,
                  which is N_h^2 (1 - f_h) s_h^2 / n_h when the weight is constant in the stratum
        """
        z = weighted if weighted.ndim == 2 else weighted[:, None]
        order = np.argsort(self.group, kind="stable")
        starts = np.searchsorted(self.group[order], np.arange(len(self.n)))
        sums = np.add.reduceat(z[order], starts, axis=0)
        squares = np.add.reduceat(np.square(z[order] - (sums / self.n[:, None])[self.group[order]]), starts)
        scale = np.where(self.fpc > 0, self.fpc * self.n / np.maximum(self.n - 1, 1), 0.0)
        return scale @ squares

    def covariance(self, weighted: Array) -> Array:
        """(k, k) covariance of the totals of weighted values (n, k); its diagonal is `variance`."""
        sums = np.zeros((len(self.n), weighted.shape[1]))
        np.add.at(sums, self.group, weighted)
        around = weighted - (sums / self.n[:, None])[self.group]
        scale = np.where(self.fpc > 0, self.fpc * self.n / np.maximum(self.n - 1, 1), 0.0)
        return np.asarray(around.T @ (around * scale[self.group, None]))


def collapse(counts: pd.DataFrame) -> dict[object, object]:
    """Which stratum each is measured in: itself, or the neighbour it is joined to.

    counts  frame by stratum in order, columns N and n
    """
    joins: dict[object, object] = {label: label for label in counts.index}
    free = [label for label in counts.index if counts.at[label, "n"] < counts.at[label, "N"]]
    held = {label: int(counts.at[label, "n"]) for label in free}
    while thin := [label for label in free if held[label] < 2]:
        label = thin[0]
        if len(free) == 1:
            raise MethodError(f"Stratum {label} has fewer than two returns and no neighbour to join.")
        target = _neighbour(free, free.index(label))
        held[target] += held.pop(label)
        free.remove(label)
        joins = {key: target if value == label else value for key, value in joins.items()}
    return joins


def _neighbour(labels: list[object], at: int) -> object:
    """The label before or after, whichever begins more alike; the one before when both do."""
    near = [labels[place] for place in (at - 1, at + 1) if 0 <= place < len(labels)]
    return max(near, key=lambda other: _alike(str(labels[at]), str(other)))


def _alike(one: str, other: str) -> int:
    """Letters at the beginning that two labels share."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
