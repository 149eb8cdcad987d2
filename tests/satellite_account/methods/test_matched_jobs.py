"""Jobs and pay of units that are matched to business identifiers: who is matched, and what the estimates gain."""

import pandas as pd
import pytest

from satellite_account.methods import Economy, MissingColumns, build_tables, year_book
from satellite_account.methods.codes import ACTIVITIES
from satellite_account.methods.estimation.matching import match_employment
from satellite_account.methods.tables.book import pick

LINKS = pd.DataFrame(
    {"org_id_a": ["GB-COH-1", "GB-SC-9", "GB-COH-3"], "org_id_b": ["GB-CHC-1", "GB-CHC-2", "GB-CHC-3"]}
)


def test_jobs_are_found_through_links_and_added_up_once():
    jobs = pd.DataFrame({"unit_id": ["GB-COH-1", "GB-CHC-1", "GB-SC-9", "GB-COH-7"], "jobs": [3.0, 2, 4, 9]})
    units = ["GB-CHC-1", "GB-CHC-2", "GB-CHC-3", "GB-CHC-4", "GB-MPR-5"]
    held = match_employment(units, LINKS, jobs.assign(pay=[30.0, 20, 40, 90]))
    assert held["known_jobs"].tolist() == [5, 4, 0, 0, 0] and held["known_pay"].tolist() == [50, 40, 0, 0, 0]
    assert held["with_jobs"].tolist() == [True, True, False, False, False]
    assert held["matched"].tolist() == [True, True, True, False, True]
    assert match_employment(units, LINKS, jobs)["known_pay"].tolist() == [0] * 5
    with pytest.raises(MissingColumns, match="survey of jobs lacks the columns: jobs"):
        match_employment(units, LINKS, jobs[["unit_id"]])


def test_of_two_units_of_one_body_the_first_has_the_jobs():
    links = pd.DataFrame({"org_id_a": ["GB-SC-2"], "org_id_b": ["GB-CHC-1"]})
    held = match_employment(
        ["GB-CHC-1", "GB-SC-2"], links, pd.DataFrame({"unit_id": ["GB-SC-2"], "jobs": [7.0]})
    )
    assert held["known_jobs"].tolist() == [7, 0]


@pytest.fixture(scope="module")
def books():
    plain, matched = Economy(size=4_000, length=2), Economy(size=4_000, length=2, matched=True)
    return year_book(plain.returns(2020), 2020), year_book(matched.returns(2020), 2020)


def one(book, variable):
    return pick(book, [variable]).iloc[0]


def test_what_the_survey_knows_makes_jobs_and_pay_surer(books):
    plain, matched = books
    for variable in ("jobs", "D.1", "B.1g"):
        assert one(matched, variable)["se"] < 0.97 * one(plain, variable)["se"], variable
        gap = abs(one(matched, variable)["estimate"] - one(plain, variable)["estimate"])
        assert gap < 4 * one(plain, variable)["se"]
    assert one(plain, "with_jobs")["estimate"] == 0 < one(matched, "with_jobs")["estimate"]


def test_known_jobs_are_met_to_the_job():
    """Weights give the survey's own total back: the estimate of what it knows is what it knows."""
    returns = Economy(size=4_000, length=2, matched=True).returns(2020)
    doubled = returns.assign(jobs=returns["known_jobs"].where(returns["with_jobs"], returns["jobs"]))
    alone = doubled.assign(jobs=doubled["jobs"].where(doubled["with_jobs"], 0.0))
    book = year_book(alone.assign(sector=alone["sector"].astype(str).replace("S.13", "S.15")), 2020)
    assert one(book, "jobs")["estimate"] == pytest.approx(returns["known_jobs"].sum(), rel=1e-6)
    assert one(book, "jobs")["se"] < 1e-3 * one(book, "jobs")["estimate"]


def test_tables_show_how_far_the_sources_reach_and_what_the_labour_force_survey_says():
    source = Economy(size=4_000, length=2, matched=True)
    tables = build_tables(source)
    units = tables["T10"][tables["T10"]["TIME_PERIOD"] == 2020]
    reached = units[units["STO"] == "UNITS_WITH_JOBS"]
    whole = reached.set_index(["ACTIVITY", "REGION", "SIZE", "LEGAL_FORM"])["OBS_VALUE"]
    returns = source.returns(2020)
    inside = returns[returns["sector"] != "S.13"]
    assert whole["_T", "_T", "_T", "_T"] == inside["with_jobs"].sum() > 0
    assert whole[[(letter, "_T", "_T", "_T") for letter in ACTIVITIES]].sum() == inside["with_jobs"].sum()
    held = tables["T8"][tables["T8"]["BREAKDOWN"] == "labour force survey"].set_index("TIME_PERIOD")
    assert held["OBS_VALUE"].to_dict() == source.workforce.set_index("year")["value"].to_dict()
    assert held["SE"].isna().all()
    assert not build_tables(Economy(size=4_000, length=2))["T10"]["STO"].eq("UNITS_WITH_JOBS").any()
