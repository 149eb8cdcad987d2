"""Units matched to surveys of jobs and of businesses through the business identifiers that registers state of them."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.entities import resolve_same_as
from satellite_account.methods.frames import filled, need

# Schemes of business identifiers: companies and community interest companies, registered societies.
BUSINESS = ("-COH-", "-MPR-")


def match_employment(units: Iterable[str], links: pd.DataFrame, employment: pd.DataFrame) -> pd.DataFrame:
    """What a survey of jobs knows of each unit, found through links between identifiers.

    units       identifiers of the population, each once
    links       frame with org_id_a and org_id_b: pairs of identifiers of one body
    employment  frame with unit_id (any identifier) and jobs, perhaps pay in pounds; several rows of one body add up
    returns     frame in the order of the units: matched (it has a business identifier), with_jobs (the survey has it),
                known_jobs (number) and known_pay (pounds), nought where the survey has nothing. Of two units of one
                body the first has it all
    Raises MissingColumns, and ValueError for units given twice.
    Source: design note 1.1, "Intermediate": registers matched to the business register, jobs by matched unit.
    """
    need(employment, ["unit_id", "jobs"], "The survey of jobs")
    names = pd.Index(list(units))
    known = _known(names, links, employment.assign(pay=filled(employment, "pay")), ["jobs", "pay"])
    there = known["jobs"].notna()
    stated = np.unique(links[["org_id_a", "org_id_b"]].to_numpy().ravel().astype(str))
    business = names.str.contains("|".join(BUSINESS)) | names.isin(_partners(names, links, stated))
    return pd.DataFrame(
        {
            "matched": business | there.to_numpy(),
            "with_jobs": there.to_numpy(),
            "known_jobs": known["jobs"].fillna(0.0).to_numpy(),
            "known_pay": known["pay"].fillna(0.0).to_numpy(),
        }
    )


def match_business(
    units: Iterable[str], market: Iterable[bool], links: pd.DataFrame, survey: pd.DataFrame
) -> pd.DataFrame:
    """What a survey of businesses knows of the output and the purchases of market producers, found through links.

    units, market  identifiers of the population, each once, and whether each is a market producer. Turnover says
                   nothing of the output of a non-market producer, which is the sum of its costs: those are left out
    links          frame with org_id_a and org_id_b: pairs of identifiers of one body
    survey         frame with unit_id (any identifier), output and purchases in pounds; rows of one body add up
    returns        frame in the order of the units: with_output (the survey has it), known_output and known_purchases
                   (pounds), nought where the survey has nothing. Of two units of one body the first has it all
    Raises MissingColumns, and ValueError for units given twice.
    Source: design note 1.1, "Intermediate": the annual survey of businesses by matched unit, market units apart.
    """
    need(survey, ["unit_id", "output", "purchases"], "The survey of businesses")
    known = _known(pd.Index(list(units)), links, survey, ["output", "purchases"])
    there = known["output"].notna().to_numpy() & np.asarray(list(market), bool)
    return pd.DataFrame(
        {
            "with_output": there,
            "known_output": np.where(there, known["output"], 0.0),
            "known_purchases": np.where(there, known["purchases"], 0.0),
        }
    )


def _known(names: pd.Index, links: pd.DataFrame, survey: pd.DataFrame, values: list[str]) -> pd.DataFrame:
    """Sums of the survey's rows for each name that is the first of its body; NaN where the survey has none."""
    others = pd.Index(pd.unique(survey["unit_id"])).difference(names)
    entity = resolve_same_as(names.append(others), links)["entity"]
    return survey.groupby(entity.reindex(survey["unit_id"]).to_numpy())[values].sum().reindex(names)


def _partners(names: pd.Index, links: pd.DataFrame, stated: np.ndarray) -> pd.Index:
    """Units of which some linked identifier is one of a business."""
    here = [each for each in stated if any(scheme in each for scheme in BUSINESS)]
    every = names.append(pd.Index(here).difference(names))
    entity = resolve_same_as(every, links)["entity"]
    return pd.Index(entity.loc[here].unique())
