"""Rules of the official statistics that we reconcile to: shares, projections, overlaps, balancing adjustments."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from satellite_account.methods.errors import MethodError


def project_share(
    part: "pd.Series[float]",
    whole: "pd.Series[float]",
    *,
    balanced: Sequence[object],
    decimals: int | None = None,
) -> "pd.Series[float]":
    """Projects a part from the average share it had in balanced years.

    part, whole  series by year in one unit;  balanced  years of the average
    decimals     rounds the share in per cent first; the published 2016 figure used one decimal (1.2 % of UK GVA)
    returns      share x whole for every year of `whole` that `part` lacks
    Source: DCMS Sector Economic Estimates, annex A (civil society, provisional year).
    Raises MethodError when a balanced year lacks a value.
    """
    share = float((part.reindex(balanced) / whole.reindex(balanced)).mean())
    if pd.isna(share):
        raise MethodError("The balanced years lack values of the part or the whole.")
    if decimals is not None:
        share = round(share * 100, decimals) / 100
    return whole.drop(part.dropna().index, errors="ignore") * share


def breakdown(
    value_added: "pd.Series[float]", survey: "pd.Series[float]", parent: "pd.Series[object]"
) -> "pd.Series[float]":
    """Splits value added of industries over their parts: GVA_part = GVA_parent x survey_part / survey_parent.

    value_added  by parent (2-digit);  survey  by part (4-digit);  parent  part -> parent
    returns      by part; parts of a parent sum to it. Source: DCMSstats/eesectors, functions.py
    Raises MethodError naming parts without a parent, and parents of which the survey has nothing.
    """
    of = parent.reindex(survey.index)
    if of.isna().any():
        raise MethodError(f"Parts without a parent: {', '.join(map(str, survey.index[of.isna()]))}.")
    sums = survey.groupby(of.to_numpy()).sum()
    if bare := sorted(map(str, sums.index[sums == 0].intersection(value_added.index))):
        raise MethodError(f"The survey has nothing in {', '.join(bare)}.")
    return survey / of.map(sums) * of.map(value_added)


def sector_overlap(sectors: "pd.Series[float]", together: float) -> float:
    """What is counted in more than one sector: the sum of sectors less the total without double counting.

    sectors, together  in one unit of money;  returns  the same unit. Raises nothing of its own
    Source: DCMS Sector Economic Estimates, note on overlapping sectors.
    """
    return float(sectors.sum()) - together


def spread_adjustment(
    sources: pd.DataFrame, balanced: "pd.Series[float]", *, rule: Literal["proportional"] = "proportional"
) -> pd.DataFrame:
    """Spreads the balancing adjustment over the sources of S.15 in proportion to their size.

    sources   frame year x source (charities, universities, unions, parties);  balanced  the balanced total by year
    returns   the sources, summing to `balanced`. Source: Blue Book methods, NPISH
    rule      `proportional`;  returns  frame year x source, in the unit given. Raises MethodError for another rule
    """
    if rule != "proportional":
        raise MethodError("Only the proportional rule is published.")
    return sources.mul(balanced / sources.sum(axis=1), axis=0)
