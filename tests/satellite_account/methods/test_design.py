"""Strata: weights add up to units, a take-all stratum is certain, a lonely return is never certain."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import Design, MethodError, MissingColumns, expansion_totals
from tests.satellite_account.methods.data import population


def frame(strata: str, sampled: str, y: list[float] | None = None) -> pd.DataFrame:
    values = y or list(range(1, len(strata) + 1))
    return pd.DataFrame(
        {"stratum": list(strata), "in_sample": [s == "1" for s in sampled], "y": np.array(values, float)}
    )


def total(population: pd.DataFrame) -> pd.Series:
    design = Design.of(population)
    return expansion_totals(population[population["in_sample"]], design, ["y"]).loc["y"]


def test_the_textbook_formula():
    """Half of 1,000 sampled gives weight 2 (UKDA/TSRC), and V = N^2 (1 - f) s^2 / n."""
    people = frame("a" * 1000, "10" * 500)
    design = Design.of(people)
    assert set(design.weights) == {2.0}
    sample = people[people["in_sample"]]["y"]
    expected = 1000**2 * 0.5 * sample.var(ddof=1) / 500
    row = total(people)
    assert row["estimate"] == pytest.approx(2 * sample.sum())
    assert row["se"] ** 2 == pytest.approx(expected)
    assert row["df"] == 499


def test_a_take_all_stratum_has_no_variance():
    row = total(frame("aaa", "111"))
    assert (row["estimate"], row["se"], row["cv"]) == (6.0, 0.0, 0.0)


def test_a_single_unit_taken_whole_is_certain_and_not_collapsed():
    people = frame("abbbb", "11100")
    assert Design.of(people).collapsed == {}


def test_one_return_of_several_is_joined_with_its_neighbour_and_never_certain():
    people = frame("aaabbbb", "1001100", [5, 1, 1, 6, 9, 1, 1])
    design = Design.of(people)
    assert design.collapsed == {"a": "b"}
    assert total(people)["se"] > 0
    assert design.weights.sum() == 7


def test_a_stratum_without_a_return_takes_the_weight_of_the_whole_it_was_joined_to():
    people = frame("aaabbb", "000110")
    design = Design.of(people)
    assert design.collapsed == {"a": "b"}
    assert design.weights.tolist() == [3.0, 3.0]


def test_the_neighbour_is_the_one_that_begins_alike():
    people = pd.DataFrame(
        {
            "stratum": ["A 1"] * 3 + ["B 1"] * 3 + ["B 2"] * 3,
            "in_sample": [True, True, False, True, False, False, True, True, False],
        }
    )
    assert Design.of(people).collapsed == {"B 1": "B 2"}


def test_a_lonely_stratum_without_neighbours_is_refused():
    with pytest.raises(MethodError, match="no neighbour"):
        Design.of(frame("aaa", "100"))


def test_all_lacking_columns_are_named_at_once():
    with pytest.raises(MissingColumns, match="layer, drawn"):
        Design.of(frame("a", "1"), stratum="layer", sampled="drawn")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.booleans()), min_size=4, max_size=60))
def test_weights_always_add_up_to_the_units(rows):
    people = frame("".join(s for s, _ in rows), "".join("1" if chosen else "0" for _, chosen in rows))
    try:
        design = Design.of(people)
    except MethodError:
        counts = people.groupby("stratum")["in_sample"].agg(["size", "sum"])
        free = counts[counts["sum"] < counts["size"]]
        assert free["sum"].sum() < 2
        return
    assert design.weights.sum() == pytest.approx(len(rows))
    assert ((design.n >= 2) | (design.n == design.N)).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_domains_add_up_to_the_whole(seed):
    people = population(300, seed)
    design = Design.of(people)
    sample = people[people["in_sample"]]
    parts = expansion_totals(sample, design, ["y", "z"], by="domain")["estimate"]
    whole = expansion_totals(sample, design, ["y", "z"])["estimate"]
    assert parts.groupby("variable").sum().to_dict() == pytest.approx(whole.to_dict())


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    people = population(800, 11)
    truth, hits, draw = people["y"].sum(), 0, np.random.default_rng(5)
    rate = people["stratum"].map({"a": 0.1, "b": 0.25, "c": 0.5, "d": 1.0})
    for _ in range(200):
        rank = pd.Series(draw.random(len(people))).groupby(people["stratum"]).rank(pct=True)
        row = total(people.assign(in_sample=(rank <= rate)))
        hits += row["lower"] <= truth <= row["upper"]
    assert 0.91 <= hits / 200 <= 0.985
