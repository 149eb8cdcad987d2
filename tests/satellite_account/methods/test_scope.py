"""Scope and sector are two questions; both answers say what decided them."""

import pandas as pd
import pytest

from satellite_account.methods import (
    CRITERIA,
    METHODS,
    Facts,
    MethodError,
    MissingColumns,
    coverage_table,
    criterion_answers,
    economy,
    scope_decisions,
    sector_by_register,
    sna_sectors,
    verdict,
)


def units(**answers: list[str]) -> pd.DataFrame:
    size = len(next(iter(answers.values())))
    return pd.DataFrame({name: answers.get(name, ["yes"] * size) for name in CRITERIA})


def test_all_five_criteria_bring_a_unit_in():
    held = scope_decisions(units(organised=["yes"]))
    assert held.iloc[0].tolist() == ["yes", "all", 0, 0]


@pytest.mark.parametrize("criterion", list(CRITERIA))
def test_each_criterion_alone_keeps_a_unit_out_and_is_named(criterion):
    held = scope_decisions(units(**{criterion: ["no", "unknown", None]}))
    assert held["scope"].tolist() == ["no", "unknown", "unknown"]
    assert set(held["decided_by"]) == {criterion}


def test_a_no_decides_before_an_unknown():
    held = scope_decisions(units(organised=["unknown"], self_governing=["no"], private=["unknown"]))
    assert held.iloc[0].tolist() == ["no", "self_governing", 1, 2]


def test_cooperatives_may_distribute_within_limits_and_are_still_asked_the_rest():
    asked = units(non_distributing=["no", "no"], private=["yes", "no"]).assign(related=True)
    held = scope_decisions(asked)
    assert held["scope"].tolist() == ["yes", "no"]
    assert scope_decisions(asked.assign(related=False))["decided_by"].tolist() == ["non_distributing"] * 2


def test_lacking_criteria_are_named():
    with pytest.raises(MissingColumns, match="private, self_governing"):
        scope_decisions(units(organised=["yes"]).drop(columns=["private", "self_governing"]))


SECTORS = pd.DataFrame({
    "government_controlled": [True, False, False, False, False, False],
    "financial": [True, False, True, False, False, False],
    "household": [False, True, False, False, False, False],
    "sales": [100.0, 0.0, 90.0, 51.0, 50.0, 5.0],
    "costs": [100.0, 10.0, 100.0, 100.0, 100.0, 0.0],
})  # fmt: skip


def test_rules_of_sectors_are_asked_in_order():
    held = sna_sectors(SECTORS)
    assert held["sector"].tolist() == ["S.13", "S.14", "S.12", "S.11", "S.15", "S.11"]
    assert held["market"].tolist() == [False, False, True, True, False, True]
    assert held["rule"].tolist()[3:5] == ["sales over half of costs", "sales at most half of costs"]


def test_what_a_register_states_goes_first():
    stated = SECTORS.assign(sna_sector=["S.15", None, "", "S.15", "S.11", None])
    held = sna_sectors(stated)
    assert held["sector"].tolist() == ["S.15", "S.14", "S.12", "S.15", "S.11", "S.11"]
    assert held["rule"].tolist()[0] == "stated in the register" and not held["market"].iloc[3]


@pytest.mark.parametrize(
    ("facts", "sector", "rule"),
    [
        (Facts("GB-CHC-1", sna_sector="S.11"), "S.11", "stated in the register"),
        (Facts("GB-CHC-1", government_controlled=True, market=True), "S.13", "controlled by government"),
        (Facts("GB-CHC-1", market=True), "S.11", "stated to be a market producer or not"),
        (Facts("GB-CHC-1"), "S.15", "a charity, and nothing says that it sells over half of its costs"),
        (Facts("GB-COH-1", "association"), "", "nothing says it"),
    ],
)
def test_a_register_alone_gives_the_sector_and_the_rule(facts, sector, rule):
    assert sector_by_register(facts) == (sector, rule)


def test_a_person_goes_before_the_rule_and_the_verdict_follows():
    facts = Facts("GB-CHC-1", "cio")
    assert set(criterion_answers(facts).values()) == {"yes"}
    answers = criterion_answers(facts, {"private": "no"})
    assert verdict(tuple(answers.values())) == ("no", "private", 1, 0)


def test_half_of_costs_is_not_over_half():
    assert sna_sectors(SECTORS).at[4, "sales_share"] == 0.5


RETURNS = pd.DataFrame({"income": [100.0, 300.0], "in_population": True, "responded": [True, False]})


def test_the_coverage_of_a_method_by_source():
    held = coverage_table(RETURNS, "do_now", {"population", "accounts", "wages"})
    assert held.loc[
        "accounts", ["needed", "available", "units", "share_of_units", "share_of_income"]
    ].tolist() == [True, True, 1, 50, 25]
    assert held.loc["volunteering", "available"] is False or not held.loc["volunteering", "available"]
    assert pd.isna(held.loc["wages", "units"]) and held.loc["wages", "available"]
    assert list(held.index) == [use.source for use in METHODS["do_now"]]


def test_sources_that_are_not_there_reach_nobody():
    held = coverage_table(RETURNS, "intermediate", {"population"})
    assert held.loc["employment", ["units", "share_of_income"]].tolist() == [0, 0]
    with pytest.raises(MissingColumns, match="with_jobs"):
        coverage_table(RETURNS, "intermediate", {"employment"})
    with pytest.raises(MethodError, match="do_now, intermediate"):
        coverage_table(RETURNS, "guess", set())


def test_the_invented_economy_keeps_to_the_rules_of_sectors():
    returns = economy(3_000, years=2).returns(2019)
    held = returns[returns["responded"]]
    costs = held["expenditure"] - held[[name for name in held if name.startswith("grants_")]].sum(axis=1)
    facts = pd.DataFrame({
        "government_controlled": held["institution"] == "government_controlled",
        "financial": held["institution"] == "mutual",
        "sales": held["P.11"],
        "costs": costs,
    })  # fmt: skip
    found = sna_sectors(facts)["sector"]
    nonprofit = held["sector"] == "S.15"
    assert (found[nonprofit] == "S.15").all()
