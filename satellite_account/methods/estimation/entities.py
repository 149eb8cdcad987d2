"""One body, several registers: dual registrations, mergers and groups counted once."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from satellite_account.methods.frames import need


def resolve_same_as(units: Iterable[str], links: pd.DataFrame) -> pd.DataFrame:
    """Joins identifiers that are linked, directly or through others.

    units    identifiers of all registers
    links    frame with org_id_a and org_id_b; pairs with an identifier that is not among the units still join
             those that are (two registers may both point at a company)
    returns  frame indexed by unit: entity (the first unit of its group in the order given), members, counts (True
             for exactly one unit of each entity)
    Duplicated units are an error of the caller and raise ValueError through the index.
    Raises MissingColumns and ValueError. Source: links as published for dual registrations and mergers.
    """
    need(links, ["org_id_a", "org_id_b"], "The links")
    names = pd.Index(list(units), name="unit")
    if names.has_duplicates:
        raise ValueError(f"Identifiers given twice: {', '.join(names[names.duplicated()].astype(str)[:10])}.")
    everyone = names.append(
        pd.Index(pd.unique(links[["org_id_a", "org_id_b"]].to_numpy().ravel())).difference(names)
    )
    a, b = (everyone.get_indexer(links[column]) for column in ("org_id_a", "org_id_b"))
    size = len(everyone)
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(size, size))
    group = connected_components(graph, directed=False)[1][: len(names)]
    first = pd.Series(np.arange(len(names))).groupby(group).transform("min").to_numpy()
    members = pd.Series(group).groupby(group).transform("size").to_numpy()
    counts = first == np.arange(len(names))
    return pd.DataFrame({"entity": names[first], "members": members, "counts": counts}, index=names)
