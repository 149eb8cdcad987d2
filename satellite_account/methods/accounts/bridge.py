"""T15: from the official figure of S.15 to the whole of civil society, step by step."""

import pandas as pd

from satellite_account.methods.frames import need

LESS = ("universities", "further_education", "unions", "parties", "religious")
PLUS = ("market_charities", "other_enterprises", "NMO", "V")
# Institutions that the step "other_enterprises" adds up.
OTHER_INSTITUTIONS = ("cic", "cooperative", "mutual", "social_enterprise")
STEPS = {
    "total": "S.15, official figure",
    "universities": "less universities",
    "further_education": "less further education",
    "unions": "less trade unions",
    "parties": "less political parties",
    "religious": "less religious bodies",
    "nonmarket_charities": "Non-market charities (comparable with the official civil society figure)",
    "market_charities": "plus market charities",
    "other_enterprises": "plus community interest companies, co-operatives, mutuals and social enterprises",
    "sector": "Civil society, national accounts basis",
    "NMO": "plus non-market output of market producers",
    "extended": "Civil society, with non-market output of market producers",
    "V": "plus volunteer work",
    "all": "Civil society, with volunteer work",
}


def bridge(
    official: pd.DataFrame, own: pd.DataFrame, *, published: "pd.Series[float] | None" = None
) -> pd.DataFrame:
    """The steps of the reconciliation for each year, in the unit given (£ million).

    official   frame by year: total and the parts of S.15 that are no non-market charities (LESS); a part not given
               is zero
    own        frame by year: market_charities, other_enterprises, NMO, V, and `nonmarket_charities` as estimated
    published  the official civil society figure by year, when there is one
    returns    frame, one row a step of `STEPS` (then `estimated`,
               `unexplained` and, with `published`, `to_published`), one
               column a year. `unexplained` is the estimate of non-market charities less what the official S.15
               leaves for them
    Raises MissingColumns. Source: design note 1.5 (T15); DCMS, annex A; Blue Book, sources of S.15.
    """
    need(official, ["total"], "The official figures")
    need(own, [*PLUS, "nonmarket_charities"], "The estimates")
    years = own.index.intersection(official.index)
    held = {"total": official.loc[years, "total"].astype(float)}
    for part in LESS:
        held[part] = -official.loc[years, part] if part in official else held["total"] * 0.0
    held["nonmarket_charities"] = sum((held[part] for part in LESS), held["total"])
    held |= {part: own.loc[years, part] for part in PLUS}
    held["sector"] = held["nonmarket_charities"] + held["market_charities"] + held["other_enterprises"]
    held["extended"] = held["sector"] + held["NMO"]
    held["all"] = held["extended"] + held["V"]
    steps = pd.DataFrame({step: held[step] for step in STEPS}).T
    steps.loc["estimated"] = own.loc[years, "nonmarket_charities"]
    steps.loc["unexplained"] = steps.loc["estimated"] - steps.loc["nonmarket_charities"]
    if published is not None:
        steps.loc["to_published"] = steps.loc["nonmarket_charities"] - published.reindex(years)
    return steps.rename_axis(index="step", columns="year")
