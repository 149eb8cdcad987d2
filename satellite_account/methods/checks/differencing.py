"""Differencing: what published figures give away of those that are confidential.

Figures hang together by equations: parts and their total, identities, quarters and their year. A figure is derivable
when every solution of the equations that agrees with what is published has the same value of it.
"""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from satellite_account.methods.checks.base import Frames, comparison
from satellite_account.methods.errors import MethodError
from satellite_account.methods.frames import Array, need

RANK = 1e-9
EQUATION = ("equation", "figure", "coefficient")


def derivable(relations: pd.DataFrame, published: Collection[object]) -> "pd.Series[bool]":
    """Whether each figure that is not published follows from those that are.

    relations  frame equation, figure, coefficient: the products of coefficients and figures of an equation sum to zero
    published  figures whose value is known; every other figure of the relations is not
    returns    by unpublished figure
    Raises MissingColumns. It finds exact disclosure; how near an interval comes is the audit's work.
    Source: design note 2 and AC-26; Fischetti and Salazar 2000 for the relations.
    """
    need(relations, EQUATION, "The relations")
    hidden = relations[~relations["figure"].isin(list(published)) & (relations["coefficient"] != 0)]
    found = {
        figure: bool(known)
        for matrix, figures in _systems(hidden)
        for figure, known in _known(matrix, figures)
    }
    return pd.Series(found, dtype=bool).reindex(sorted(found, key=str))


def _systems(hidden: pd.DataFrame) -> Iterator[tuple[Array, list[object]]]:
    """Equations in the unpublished figures alone, in parts that do not touch each other."""
    if hidden.empty:
        return
    rows, _equations = pd.factorize(hidden["equation"])
    columns, figures = pd.factorize(hidden["figure"])
    shape = (rows.max() + 1, len(figures))
    graph = coo_array((np.ones(len(hidden)), (rows, columns + shape[0])), shape=(sum(shape), sum(shape)))
    _count, part = connected_components(graph, directed=False)
    values = hidden["coefficient"].to_numpy(float)
    of_figures = part[shape[0] :]
    for number in np.unique(of_figures):
        own = np.flatnonzero(of_figures == number)
        place = np.full(shape[1], -1)
        place[own] = np.arange(len(own))
        inside = part[rows] == number
        lines, at = np.unique(rows[inside], return_inverse=True)
        matrix = np.zeros((len(lines), len(own)))
        np.add.at(matrix, (at, place[columns[inside]]), values[inside])
        yield matrix, [figures[each] for each in own]


def _known(matrix: Array, figures: list[object]) -> Iterator[tuple[object, bool]]:
    """A figure is known when no change of the others can make room for a change of it."""
    largest = np.abs(matrix).max(axis=0)  # units must not matter: pounds stand beside per cent
    _u, sizes, v = np.linalg.svd(matrix / np.where(largest > 0, largest, 1.0), full_matrices=True)
    free = v[int((sizes > RANK * max(sizes.max(initial=0.0), 1.0)).sum()) :]
    room = np.abs(free).max(axis=0, initial=0.0)
    yield from zip(figures, room <= RANK**0.5, strict=True)


def nothing_derivable(frames: Frames, tolerance: float) -> pd.DataFrame:
    """16. In `relations` (equation, figure, coefficient) with `figures` (by figure: published, and secret where not
    every unpublished figure is), no secret figure is published or follows from published ones."""
    held = frames["figures"]
    published = held["published"].astype(bool)
    secret = held["secret"].astype(bool) if "secret" in held else ~published
    if lost := sorted(set(map(str, frames["relations"]["figure"])) - set(map(str, held.index))):
        raise MethodError(f"Nothing says whether these figures are published: {', '.join(lost[:20])}.")
    given = derivable(frames["relations"], list(held.index[published]))
    names = list(held.index[secret])
    known = given.reindex(names).fillna(False).astype(bool) | published[secret].to_numpy()
    return comparison(
        [f"{name} follows from published figures" for name in names], known.astype(float), 0.0, tolerance
    )
