"""Output and purchases of market producers that a survey of businesses knows: who is matched, what estimates gain."""

import pandas as pd
import pytest

from satellite_account.methods import Economy, MissingColumns, build_tables, match_business, year_book
from satellite_account.methods.tables.book import pick

LINKS = pd.DataFrame({"org_id_a": ["GB-COH-1", "GB-SC-9"], "org_id_b": ["GB-CHC-1", "GB-CHC-2"]})
KNOWN = ["with_output", "known_output", "known_purchases"]


def test_output_is_found_through_links_added_up_once_and_of_market_producers_alone():
    survey = pd.DataFrame(
        {
            "unit_id": ["GB-COH-1", "GB-CHC-1", "GB-SC-9", "GB-COH-7"],
            "output": [300.0, 20, 40, 9],
            "purchases": [100.0, 5, 30, 9],
        }
    )
    units = ["GB-CHC-1", "GB-CHC-2", "GB-CHC-3"]
    held = match_business(units, [True, False, True], LINKS, survey)
    assert held["with_output"].tolist() == [True, False, False]
    assert held["known_output"].tolist() == [320, 0, 0] and held["known_purchases"].tolist() == [105, 0, 0]
    every = match_business(units, [True] * 3, LINKS, survey)
    assert every["known_output"].tolist() == [320, 40, 0]
    with pytest.raises(MissingColumns, match="survey of businesses lacks the columns: purchases"):
        match_business(units, [True] * 3, LINKS, survey[["unit_id", "output"]])


@pytest.fixture(scope="module")
def returns():
    return Economy(size=4_000, length=2, matched=True).returns(2020)


def one(book, variable, label):
    return pick(book, [variable], ["SECTOR"], label=label).iloc[0]


def test_what_the_survey_knows_makes_market_output_and_value_added_surer(returns):
    with_it, without = year_book(returns, 2020), year_book(returns.drop(columns=KNOWN), 2020)
    for variable, less in (("P.1", 0.95), ("P.2", 0.8), ("B.1g", 0.7)):
        now, before = one(with_it, variable, "S.11"), one(without, variable, "S.11")
        assert now["se"] < less * before["se"], variable
        assert abs(now["estimate"] - before["estimate"]) < 3 * before["se"], variable
    assert (
        one(with_it, "with_output", "S.15")["estimate"] == 0 < one(with_it, "with_output", "S.11")["estimate"]
    )


def test_known_output_is_met_to_the_pound(returns):
    """Where market producers make what the survey says, and no other, the estimate is the survey's own total."""
    market = returns["market"] & (returns["sector"] != "S.13")
    sold = returns["known_output"].where(market, returns["P.11"]).mask(~returns["responded"])
    held = returns.assign(**{"P.11": sold, "P.12": returns["P.12"].mask(market, 0.0)})
    book = year_book(held, 2020)
    estimated = sum(one(book, "P.1", sector)["estimate"] for sector in ("S.11", "S.12"))
    assert estimated == pytest.approx(returns["known_output"].sum(), rel=1e-6)


def test_t10_counts_whom_the_survey_reaches(returns):
    tables = build_tables(Economy(size=4_000, length=2, matched=True))
    cells = tables["T10"][
        (tables["T10"]["STO"] == "UNITS_WITH_OUTPUT") & (tables["T10"]["TIME_PERIOD"] == 2020)
    ]
    whole = cells.set_index(["ACTIVITY", "REGION", "SIZE", "LEGAL_FORM"])["OBS_VALUE"]
    assert whole["_T", "_T", "_T", "_T"] == returns["with_output"].sum() > 100
