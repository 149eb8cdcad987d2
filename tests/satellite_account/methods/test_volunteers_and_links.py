"""Volunteer work under every wage, who pays whom, input-output multipliers, rules of the official figure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import (
    WAGE_VARIANTS,
    DoesNotClose,
    InputOutput,
    MethodError,
    breakdown,
    from_whom_to_whom,
    international,
    multipliers,
    project_share,
    sector_overlap,
    spread_adjustment,
    value_volunteer_work,
    volunteer_sensitivity,
)
from satellite_account.methods.codes import SOURCES

HOURS = pd.DataFrame({
    "year": [2024, 2024, 2024], "activity": ["A", "A", "D"], "role": ["care", "office", "care"],
    "kind": ["organisation", "organisation", "direct"], "hours": [100.0, 50.0, 1_000.0], "volunteers": [10, 5, 90],
})  # fmt: skip
WAGES = pd.DataFrame({
    "variant": ["occupation_median"] * 2 + ["minimum"] * 2, "year": 2024, "role": ["care", "office"] * 2, "wage":
    [12.0, 20.0, 11.0, 11.0],
})  # fmt: skip


def test_value_is_hours_times_wage_and_direct_volunteering_stays_outside():
    held = value_volunteer_work(HOURS, WAGES, full_time_hours=1_500)
    assert list(held.index) == [(2024, "A")]
    assert held.loc[(2024, "A"), ["hours", "value", "volunteers"]].tolist() == [150, 2_200, 15]
    assert held.loc[(2024, "A"), "fte"] * 1_500 == pytest.approx(150)
    assert held.loc[(2024, "A"), "wage"] == pytest.approx(2_200 / 150)


def test_direct_volunteering_is_there_when_asked_for():
    assert value_volunteer_work(HOURS, WAGES, kinds=["direct"])["value"].tolist() == [12_000]


def test_social_contributions_are_added_at_their_rate():
    plain = value_volunteer_work(HOURS, WAGES)["value"]
    assert (value_volunteer_work(HOURS, WAGES, social=0.15)["value"] / plain).tolist() == pytest.approx(
        [1.15]
    )


def test_a_role_without_a_wage_is_named():
    with pytest.raises(MethodError, match="labour_cost for: 2024 care, 2024 office"):
        value_volunteer_work(HOURS, WAGES, variant="labour_cost")


def test_the_sensitivity_table_holds_every_variant_and_rate():
    held = volunteer_sensitivity(HOURS, WAGES, social=(0.0, 0.2))
    assert held.loc[(2024, "minimum", 0.0), "value"] == pytest.approx(1_650)
    assert held["against_main"].tolist() == pytest.approx([0.75, 0.9, 1.0, 1.2])
    assert set(held.index.get_level_values("variant")) <= set(WAGE_VARIANTS)


def test_every_pound_received_came_from_somebody():
    draw = np.random.default_rng(1)
    receipts = pd.DataFrame(draw.uniform(0, 9, (3, len(SOURCES))), columns=list(SOURCES)).assign(
        ACTIVITY=["A", "B", "A"]
    )
    held = from_whom_to_whom(receipts)
    assert held["value"].sum() == pytest.approx(receipts[list(SOURCES)].to_numpy().sum())
    grants = receipts.loc[[0, 2], ["government_grants", "lottery"]].to_numpy().sum()
    assert held.loc[("S.13", "D.7", "A"), "value"] == pytest.approx(grants)
    assert held.loc[("S.14", "D.9", "B"), "value"] == receipts.at[1, "legacies"]


def table(p: int, seed: int) -> InputOutput:
    draw = np.random.default_rng(seed)
    output = draw.uniform(50, 500, p)
    Z = draw.dirichlet(np.ones(p), p).T * output * draw.uniform(0.1, 0.7, p)
    parts = draw.dirichlet(np.ones(5), p) * (output - Z.sum(axis=0))[:, None]
    names = tuple(f"P{at}" for at in range(p))
    return InputOutput(
        names,
        Z,
        pd.DataFrame(
            parts, columns=["imports", "product_taxes", "production_taxes", "D.1", "B.2g"], index=list(names)
        ),
        output,
    )


def test_multipliers_of_a_two_sector_table_by_hand():
    """A = [[.1, .2], [.3, .4]]: the inverse of I - A is [[.6, .2], [.3, .9]] / .48."""
    inputs = pd.DataFrame(
        {
            "imports": [0.0, 0],
            "product_taxes": [0.0, 0],
            "production_taxes": [5.0, 0],
            "D.1": [40.0, 30.0],
            "B.2g": [15.0, 10],
        },
        index=["a", "b"],
    )
    held = multipliers(
        InputOutput(("a", "b"), np.array([[10.0, 20], [30, 40]]), inputs, np.array([100.0, 100])).closed()
    )
    assert held["output_multiplier"].tolist() == pytest.approx([0.9 / 0.48, 1.1 / 0.48])
    assert held.at["a", "gva_effect"] == pytest.approx((0.6 * 0.6 + 0.4 * 0.3) / 0.48)
    assert held.at["b", "employment_cost_effect"] == pytest.approx((0.4 * 0.2 + 0.3 * 0.9) / 0.48)
    assert held.at["a", "gva_multiplier"] == pytest.approx(held.at["a", "gva_effect"] / 0.6)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 25), st.integers(0, 10_000))
def test_all_of_final_demand_is_value_added_imports_or_taxes(p, seed):
    held = table(p, seed)
    demand = held.output - held.Z.sum(axis=1)
    effect = multipliers(held)["gva_effect"].to_numpy()
    assert demand @ effect == pytest.approx(held.value_added.sum())
    assert (multipliers(held)["output_multiplier"] >= 1).all()


def test_a_table_that_does_not_close_says_where_and_by_how_much():
    held = table(3, 1)
    held.output[1] += 2.5
    with pytest.raises(DoesNotClose, match=r"P1 differ from its output by 2\.5"):
        held.closed()


def test_tables_without_output_or_inverse_are_refused():
    held = table(2, 1)
    held.output[0] = 0
    with pytest.raises(MethodError, match="P0"):
        multipliers(held)
    full = table(2, 2)
    full.Z[:] = np.diag(full.output)
    with pytest.raises(MethodError, match="no inverse"):
        multipliers(full)


def test_a_tidy_table_becomes_a_square_one_with_zeros_where_rows_are_missing():
    rows = [
        ("a", "b", 3.0),
        ("Total output", "a", 9.0),
        ("Total output", "b", 8.0),
        ("Compensation of employees", "b", 5.0),
        ("a", "Households", 1.0),
        ("b", "Households", 1.0),
    ]
    held = InputOutput.of(pd.DataFrame(rows, columns=["uk_row", "uk_col", "values"]))
    assert held.products == ("a", "b")
    assert held.Z.tolist() == [[0, 3], [0, 0]]
    assert held.inputs["D.1"].tolist() == [0, 5]
    assert held.residual().tolist() == [9, 0]
    with pytest.raises(MethodError, match="total output"):
        InputOutput.of(pd.DataFrame(rows[:1], columns=["uk_row", "uk_col", "values"]))


def test_a_breakdown_keeps_the_parents_total():
    parent = pd.Series({"11": "1", "12": "1", "21": "2"})
    held = breakdown(pd.Series({"1": 90.0, "2": 5.0}), pd.Series({"11": 10.0, "12": 20.0, "21": 7.0}), parent)
    assert held.tolist() == [30, 60, 5]
    with pytest.raises(MethodError, match="13"):
        breakdown(pd.Series({"1": 90.0}), pd.Series({"13": 1.0}), parent)


def test_a_projection_uses_the_mean_share_and_rounds_only_when_told():
    part, whole = pd.Series({1: 12.0, 2: 26.0, 3: np.nan}), pd.Series({1: 1000.0, 2: 2000.0, 3: 3000.0})
    assert project_share(part, whole, balanced=[1, 2]).to_dict() == {3: pytest.approx(37.5)}
    assert project_share(part, whole, balanced=[1, 2], decimals=1).to_dict() == {3: pytest.approx(36.0)}
    with pytest.raises(MethodError, match="balanced years"):
        project_share(part, whole, balanced=[9])


def test_adjustments_are_spread_in_proportion():
    held = spread_adjustment(pd.DataFrame({"charities": [60.0], "unions": [20.0]}), pd.Series([100.0]))
    assert held.to_numpy().tolist() == [[75, 25]]
    assert sector_overlap(pd.Series([5.0, 6.0]), 8.0) == 3


def test_countries_stand_side_by_side_each_with_its_year():
    others = pd.DataFrame(
        {
            "country": ["XA", "XA", "XB"],
            "year": [2015, 2017, 2020],
            "share": [1.0, 2.0, 5.0],
            "share_with_volunteers": [1.5, 3.0, np.nan],
        }
    )
    own = pd.DataFrame({"share": [0.8], "share_with_volunteers": [1.5]}, index=[2024])
    held = international(others, own)
    assert list(held.index) == ["XB", "XA", "GB"]
    assert held["years_apart"].to_dict() == {"XB": -4, "XA": -7, "GB": 0}
    assert held.at["XA", "volunteers"] == 1


def test_a_country_stands_in_its_newest_year_with_what_that_year_says():
    rows = [("CA", 2017, 8.3, np.nan, "x"), ("CA", 2007, 7.0, 8.5, "y")]
    held = international(
        pd.DataFrame(rows, columns=["country", "year", "share", "share_with_volunteers", "source"])
    )
    assert held.loc["CA", ["year", "share", "source"]].tolist() == [2017, 8.3, "x"]
    assert np.isnan(held.at["CA", "share_with_volunteers"]) and np.isnan(held.at["CA", "volunteers"])
