"""How equations are written down: frames of equation, figure, coefficient whose products sum to zero."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.sequence import Identity
from satellite_account.methods.checks.base import key_texts
from satellite_account.methods.checks.identities import KEY

PLACE = [name for name in KEY if name != "TABLE"]
FIGURE = [*PLACE, "UNIT_MEASURE"]
CLOSES = 1e-6
TOTAL = "_T"
TERMS = ["equation", "figure", "coefficient"]


def figure_names(cells: pd.DataFrame) -> "pd.Series[str]":
    """One text a figure: its dimensions but the table; `_T` left out."""
    return key_texts(cells, FIGURE)


def linked(held: pd.DataFrame, parts: pd.DataFrame, name: str, **of_total: object) -> pd.DataFrame:
    """total = sum of parts: the figure with the dimensions of its parts, but for those of the total."""
    total = figure_names(parts.assign(**of_total))
    there = total.isin(held["figure"])
    total, figure = total[there], parts["figure"][there]
    plus = pd.DataFrame({"equation": name + ": " + total, "figure": figure, "coefficient": 1.0})
    minus = plus.assign(figure=total, coefficient=-1.0).drop_duplicates()
    return pd.concat([plus, minus], ignore_index=True)


def signed(held: pd.DataFrame, identities: Sequence[Identity], column: str) -> pd.DataFrame:
    """Identities between the codes of a column, at every place where all of them stand."""
    codes = {code for each in identities for code in (each.left, *each.plus, *each.minus)}
    held = held[held[column].isin(codes)]
    place = figure_names(held.assign(**{column: ""}))
    keys = pd.MultiIndex.from_arrays([place, held[column].astype(str)])
    wide = pd.Series(held["figure"].to_numpy(dtype=object), index=keys).unstack()
    parts = [linked(held, held[:0], "")]
    for identity in identities:
        signs = (
            {identity.left: -1.0} | dict.fromkeys(identity.plus, 1.0) | dict.fromkeys(identity.minus, -1.0)
        )
        if set(signs) <= set(wide.columns):
            full = wide[list(signs)].dropna()
            long = full.rename_axis(columns="code").stack().rename("figure").reset_index()
            label = str(identity) + ": " + long.iloc[:, 0].astype(str)
            terms = {"equation": label, "figure": long["figure"], "coefficient": long["code"].map(signs)}
            parts.append(pd.DataFrame(terms))
    return pd.concat(parts, ignore_index=True)


def closing(terms: pd.DataFrame, values: "pd.Series[float]") -> pd.DataFrame:
    """Equations that hold: what does not add up within rounding gives nothing away."""
    part = terms["coefficient"] * terms["figure"].map(values)
    by = part.groupby(terms["equation"])
    unknown = part.isna().groupby(terms["equation"]).transform("any")
    size = part.abs().groupby(terms["equation"]).transform("max")
    close = by.transform("sum").abs() <= CLOSES * np.maximum(size, 1e-9)
    return terms[close & ~unknown].reset_index(drop=True)
