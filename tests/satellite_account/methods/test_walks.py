"""Crosswalks in the estimates: a unit may stand in several activities, with shares that sum to one."""

import numpy as np
import pandas as pd
import pytest

from satellite_account.methods import (
    Crosswalk,
    Economy,
    MethodError,
    bootstrap,
    build_tables,
    calibrate,
    year_book,
)
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.tables.book import Sampled, auxiliaries, pick
from satellite_account.methods.tables.classes import members

INDUSTRIES = {letter: {"NPISH_94": 1.0} for letter in "ABCDEFGHIJKL"}


class ByIcnpo(Economy):
    """The same economy, whose register knows half of the culture and sport charities by ICNPO alone."""

    def returns(self, year):
        held = super().returns(year)
        activity = held["activity"].astype(object)
        bare = activity.eq("A20") & (np.arange(len(held)) % 2 == 0)
        return held.assign(activity=activity.mask(bare, None), icnpo=np.where(bare, "1 300", None))


SOURCE = ByIcnpo(size=4_000, length=2)


@pytest.fixture(scope="module")
def book():
    return year_book(SOURCE.returns(2020), 2020)


def text(cells):
    return cells.to_csv(index=False)


def by(book, name, variable):
    return pick(book, [variable], [name]).set_index("label")["estimate"]


def test_a_unit_in_two_activities_counts_as_one(book):
    for variable in ("units", "income", "B.1g", "jobs"):
        whole = by(book, "_T", variable)["_T"]
        for name in ("ACTIVITY", "GROUP", "INDUSTRY") if variable == "B.1g" else ("ACTIVITY", "GROUP"):
            assert by(book, name, variable).sum() == pytest.approx(whole)


def test_shares_go_where_the_crosswalk_says(book):
    """1300 goes half to A20 and half to G10: known totals say so to the pound."""
    returns = SOURCE.returns(2020)
    inside = returns[returns["sector"] != "S.13"]
    moved = inside.loc[inside["activity"].isna(), "income"].sum()
    for label in ("A20", "G10"):
        plain = inside.loc[inside["activity"] == label, "income"].sum()
        assert by(book, "GROUP", "income")[label] == pytest.approx(plain + moved / 2)


def test_another_crosswalk_moves_those_cells_and_no_others(book):
    other = Walks(activity=Crosswalk.from_shares({"1300": {"A20": 1.0}}))
    moved = year_book(SOURCE.returns(2020), 2020, None, other)
    changed = {
        name: set(by(book, name, "income").compare(by(moved, name, "income")).index)
        for name in ("GROUP", "ACTIVITY", "REGION", "SIZE", "SECTOR")
    }
    assert changed == {
        "GROUP": {"A20", "G10"},
        "ACTIVITY": {"A", "G"},
        "REGION": set(),
        "SIZE": set(),
        "SECTOR": set(),
    }


def test_errors_of_shared_units_agree_with_a_bootstrap_that_calibrates_anew(book):
    returns = SOURCE.returns(2020)
    sampled = Sampled.of(returns, 2020, None, None)
    x, totals = auxiliaries(returns, sampled.answered)
    held = members(returns, "ACTIVITY", Walks()).among(sampled.answered)
    value = sampled.y["B.1g"].to_numpy()
    y = np.stack([held.spread(value, at, len(value)) for at in range(len(held.labels))], axis=1)
    again = np.sqrt(
        bootstrap(
            sampled.held.design,
            lambda weights: (weights * calibrate(x, totals.to_numpy(), weights)) @ y,
            replicates=150,
            seed=3,
        )
    )
    linearised = pick(book, ["B.1g"], ["ACTIVITY"]).set_index("label")["se"].loc[held.labels]
    assert np.median(again / linearised) == pytest.approx(1, abs=0.2)
    assert ((again / linearised).between(0.6, 1.7)).all()


def test_codes_that_the_crosswalk_does_not_know_are_named():
    strange = SOURCE.returns(2020).replace({"icnpo": {"1 300": "9 999"}})
    with pytest.raises(MethodError, match="does not know the ICNPO codes of some units: 9999"):
        year_book(strange, 2020)
    bare = SOURCE.returns(2020).drop(columns="icnpo")
    with pytest.raises(MethodError, match="no column icnpo"):
        year_book(bare, 2020)
    lost = Walks(industry=Crosswalk.from_shares({"A": {"NPISH_94": 1.0}}))
    with pytest.raises(MethodError, match="crosswalk to industries does not know B10"):
        year_book(SOURCE.returns(2020), 2020, None, lost)


def test_another_way_to_industries_moves_only_the_tables_of_industries():
    plain = Economy(size=4_000, length=2)
    other = Economy(size=4_000, length=2, walks=Walks(industry=Crosswalk.from_shares(INDUSTRIES)))
    one, two = build_tables(plain), build_tables(other)
    changed = {name for name in one if text(one[name]) != text(two[name])}
    assert changed == {"T13", "T14"}
    held = two["T14"]
    rows = held[held["STO"].eq("output_multiplier")].set_index(["ACTIVITY", "PRODUCT"])["OBS_VALUE"]
    assert rows["A", "_T"] == rows["_T", "NPISH_94"] == pytest.approx(rows["_T", "_T"])


def test_a_unit_stands_in_each_label_once():
    held = members(SOURCE.returns(2020), "INDUSTRY", Walks())
    pairs = pd.DataFrame({"row": held.rows, "code": held.codes})
    assert not pairs.duplicated().any()
    sums = pd.Series(held.shares).groupby(held.rows).sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))
