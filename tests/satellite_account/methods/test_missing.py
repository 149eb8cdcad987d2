"""Those who did not answer, answered late, close their books at other times, or stand in two registers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import (
    MethodError,
    align_periods,
    impute,
    ncvo_year,
    nonresponse_weights,
    nowcast_late,
    resolve_same_as,
)
from tests.satellite_account.methods.data import needs_data, read


def test_the_weight_is_design_times_the_inverse_of_the_response_rate():
    frame = pd.DataFrame({
        "h": ["a"] * 8 + ["b"] * 4,
        "asked": [True] * 4 + [False] * 4 + [True] * 4,
        "answered": [True, True, True, False] + [False] * 4 + [True, False, True, False],
    })  # fmt: skip
    weights = nonresponse_weights(frame, stratum="h", sampled="asked", responded="answered")
    assert weights[:3].tolist() == pytest.approx([8 / 4 * 4 / 3] * 3)
    assert weights.sum() == pytest.approx(12)
    assert (weights[~frame["answered"]] == 0).all()


def test_classes_may_cross_strata_and_silent_ones_are_named():
    frame = pd.DataFrame(
        {"h": list("aabb"), "c": list("xyxy"), "asked": True, "answered": [True, True, True, False]}
    )
    weights = nonresponse_weights(frame, stratum="h", sampled="asked", responded="answered", classes="c")
    assert weights.tolist() == [1.0, 2.0, 1.0, 0.0]
    with pytest.raises(MethodError, match="classes y"):
        nonresponse_weights(
            frame.assign(answered=[True, False, True, False]),
            stratum="h",
            sampled="asked",
            responded="answered",
            classes="c",
        )
    with pytest.raises(MethodError, match="strata b"):
        nonresponse_weights(
            frame.assign(asked=[True, True, False, False]), stratum="h", sampled="asked", responded="answered"
        )


RETURNS = pd.DataFrame({
    "c": ["a"] * 5,
    "y": [110.0, 220.0, np.nan, np.nan, np.nan],
    "last": [100.0, 200.0, 50.0, np.nan, np.nan],
    "size": [10.0, 20.0, 5.0, 30.0, np.nan],
})  # fmt: skip


def test_each_value_says_how_it_was_found():
    held = impute(RETURNS, "y", classes="c", previous="last", size="size")
    assert held["flag"].tolist() == ["reported", "reported", "previous_x_growth", "ratio", "class_mean"]
    assert held["value"].tolist() == pytest.approx([110, 220, 55, 330, 165])


def test_a_donor_gives_its_ratio():
    held = impute(
        RETURNS.assign(y=[100.0, 300.0, np.nan, np.nan, np.nan]), "y", classes="c", size="size", donor=True
    )
    assert held["flag"].tolist()[2:] == ["donor", "donor", "class_mean"]
    assert held["value"].tolist()[2:4] == pytest.approx([5 * 10, 30 * 15])


def test_what_was_reported_is_never_changed_and_an_empty_class_is_named():
    held = impute(RETURNS, "y", classes="c", previous="last")
    assert held["value"][:2].tolist() == [110.0, 220.0]
    with pytest.raises(MethodError, match="in a"):
        impute(RETURNS.assign(y=np.nan), "y", classes="c")


def test_late_returns_follow_the_matched_pairs():
    frame = pd.DataFrame({
        "c": ["a"] * 4 + ["b"] * 2,
        "last": [100, 300, 50, np.nan, 10, 20],
        "now": [110, 330, np.nan, 7, 12, 24],
    })  # fmt: skip
    held = nowcast_late(frame, classes="c", previous="last", current="now")
    assert held.loc["a", ["ratio", "nowcast", "total", "pairs"]].tolist() == pytest.approx([1.1, 55, 502, 2])
    assert held.loc["b", "se"] == 0
    assert held.loc["a", "se"] == pytest.approx(0, abs=1e-9)  # both pairs grew alike
    with pytest.raises(MethodError, match="in a"):
        nowcast_late(
            frame.assign(now=[np.nan] * 3 + [7, 12, 24]), classes="c", previous="last", current="now"
        )


def test_a_spread_of_growth_makes_the_nowcast_uncertain():
    frame = pd.DataFrame({"c": "a", "last": [100.0, 100, 100, 100], "now": [90, 110, 130, np.nan]})
    held = nowcast_late(frame, classes="c", previous="last", current="now").loc["a"]
    assert held["nowcast"] == pytest.approx(110)
    # Residuals -20, 0, 20 give 800 x 3/2; a third of the base is late: 1,200 x 1/3 x 4/3.
    assert held["se"] == pytest.approx(np.sqrt(1_200 / 3 * 4 / 3))


PERIODS = pd.DataFrame({
    "unit_id": ["x", "x", "y"],
    "fys": ["2022-04-01", "2023-04-01", "2023-01-01"],
    "fye": ["2023-03-31", "2024-03-31", "2023-12-31"],
    "income": [365.0, 732.0, 100.0],
})  # fmt: skip


def test_periods_are_spread_by_days():
    held = align_periods(PERIODS, ["income"]).set_index(["unit_id", "year"])
    assert held.loc[("x", 2022), "income"] == pytest.approx(275)
    assert held.loc[("x", 2023), "income"] == pytest.approx(90 + 2 * 275)
    assert held.loc[("x", 2023), "covered"] == 1
    assert held.loc[("x", 2024), "covered"] == pytest.approx(91 / 366)
    assert held.loc[("y", 2023), "income"] == 100
    assert held["income"].sum() == pytest.approx(PERIODS["income"].sum())


def test_a_financial_year_keeps_whole_what_closes_in_march():
    held = align_periods(PERIODS[:2], ["income"], year_starts=(4, 1)).set_index("year")["income"]
    assert held.to_dict() == {2022: pytest.approx(365), 2023: pytest.approx(732)}


def test_periods_that_cannot_be_are_named_by_row():
    with pytest.raises(MethodError, match="rows 1"):
        align_periods(PERIODS.assign(fye=["2023-03-31", "2022-01-01", "2023-12-31"]), ["income"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1500), st.integers(27, 540), st.floats(0, 1e6)), min_size=1, max_size=8)
)
def test_nothing_is_lost_between_periods_and_years(rows):
    start = pd.to_datetime("2020-01-01") + pd.to_timedelta([first for first, _, _ in rows], unit="D")
    end = start + pd.to_timedelta([length for _, length, _ in rows], unit="D")
    frame = pd.DataFrame(
        {"unit_id": range(len(rows)), "fys": start, "fye": end, "v": [value for *_, value in rows]}
    )
    assert align_periods(frame, ["v"])["v"].sum() == pytest.approx(frame["v"].sum())


def test_the_year_of_ncvo():
    ends = pd.Series(pd.to_datetime(["2013-04-01", "2014-03-31", "2014-04-01", "2013-12-31", "1999-06-30"]))
    assert ncvo_year(ends).tolist() == ["2013-14", "2013-14", "2014-15", "2013-14", "1999-00"]


@needs_data
def test_the_year_of_ncvo_is_that_of_its_published_extract():
    rows = read("ncvo_full_columns_extract_850")
    current = rows[rows["account_type"] == "current"].dropna(subset=["fye"])
    assert len(current) > 700
    assert (ncvo_year(pd.to_datetime(current["fye"])) == current["account_year"]).mean() > 0.99


def test_one_body_in_three_registers_counts_once():
    links = pd.DataFrame({"org_id_a": ["a", "company", "q"], "org_id_b": ["company", "c", "b"]})
    held = resolve_same_as(["a", "b", "c", "d"], links)
    assert held["entity"].tolist() == ["a", "b", "a", "d"]
    assert held["counts"].tolist() == [True, True, False, True]
    assert held.loc["a", "members"] == 2
    with pytest.raises(ValueError, match="twice: a"):
        resolve_same_as(["a", "a"], links)


@needs_data
@pytest.mark.parametrize("name", ["rel_dual_registered", "rel_ccew_mergers"])
def test_real_links_join_every_pair_and_count_each_body_once(name):
    links = read(name)[["org_id_a", "org_id_b"]].dropna()
    units = pd.unique(links.to_numpy().ravel())
    held = resolve_same_as(units, links)
    assert (
        held["entity"].reindex(links["org_id_a"]).to_numpy()
        == held["entity"].reindex(links["org_id_b"]).to_numpy()
    ).all()
    assert held.groupby("entity")["counts"].sum().eq(1).all()
    assert 0 < held["counts"].sum() < len(units)
