"""Benchmarks are met, movements kept, margins reached, volumes chained, quarters add up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from satellite_account.methods import (
    DoesNotClose,
    Infeasible,
    MethodError,
    chain_volumes,
    chow_lin,
    contributions,
    denton,
    fernandez,
    gras,
    implied_deflator,
    input_cost_deflator,
    litterman,
    quarterly_path,
    ras,
)
from satellite_account.methods.prices.aggregation import aggregation

POSITIVE = st.floats(0.5, 1e4)
VARIANTS = [(variant, order) for variant in ("proportional", "additive") for order in (1, 2)]


@pytest.mark.parametrize(("variant", "order"), VARIANTS)
@settings(max_examples=30, deadline=None)
@given(data=st.data(), years=st.integers(1, 6))
def test_benchmarks_are_met_exactly(variant, order, data, years):
    i = data.draw(arrays(float, years * 4 + 3, elements=POSITIVE))
    y = data.draw(arrays(float, years, elements=POSITIVE))
    x = denton(i, y, variant=variant, difference=order)
    assert x[: years * 4].reshape(years, 4).sum(axis=1) == pytest.approx(y, rel=1e-7)
    assert len(x) == len(i)


@pytest.mark.parametrize(("variant", "order"), VARIANTS)
def test_an_indicator_that_already_adds_up_is_left_alone(variant, order):
    i = np.array([3.0, 4, 5, 6, 4, 5, 6, 9, 5])
    assert denton(i, np.array([18.0, 24]), variant=variant, difference=order) == pytest.approx(i)


@settings(max_examples=30, deadline=None)
@given(
    arrays(float, 12, elements=st.floats(1, 100)),
    arrays(float, 3, elements=st.floats(10, 1000)),
    arrays(float, 12, elements=st.floats(-1, 1)),
)
def test_no_other_path_that_adds_up_moves_more_like_the_indicator(i, y, push):
    x = denton(i, y)
    C = aggregation(3, 4)
    other = x + push - C.T @ np.linalg.solve(C @ C.T, C @ push)

    def loss(path):
        return float(np.square(np.diff(path / i)).sum())

    assert loss(x) <= loss(other) + 1e-7 * (1 + loss(other))


@pytest.mark.parametrize(
    ("kind", "expected"), [("mean", 10.0), ("first", 10.0), ("last", 10.0), ("sum", 2.5)]
)
def test_stocks_indices_and_flows(kind, expected):
    assert denton(np.ones(4), np.array([10.0]), kind=kind) == pytest.approx(np.full(4, expected))


def test_months_make_years_too():
    x = denton(np.arange(1.0, 25), np.array([100.0, 130]), per=12)
    assert x.reshape(2, 12).sum(axis=1) == pytest.approx([100, 130])


def test_what_follows_carries_the_last_ratio_or_the_one_expected():
    i = np.array([1.0, 1, 1, 1, 2, 2, 2, 2])
    assert denton(i, np.array([8.0]))[4:] == pytest.approx([4, 4, 4, 4])
    assert denton(i, np.array([8.0]), next_ratio=3.0)[4:].sum() == pytest.approx(24)


def test_a_year_without_an_indicator_is_refused_and_named():
    with pytest.raises(Infeasible, match=r"\[1\]"):
        denton(np.array([1.0] * 4 + [0.0] * 4), np.array([4.0, 5.0]))
    with pytest.raises(MethodError, match="8 periods"):
        denton(np.ones(5), np.array([1.0, 2.0]))


def quarters(years: int = 8, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    x = np.column_stack([np.ones(years * 4 + 2), np.cumsum(draw.normal(1, 0.6, years * 4 + 2)) + 20])
    y = x @ [5.0, 2.0] + np.cumsum(draw.normal(0, 0.5, len(x)))
    return y[: years * 4].reshape(years, 4).sum(axis=1), x


@pytest.mark.parametrize("method", [chow_lin, fernandez, litterman])
def test_regression_methods_add_up_and_extrapolate(method):
    y, x = quarters()
    held = method(y, x)
    assert held.series[:32].reshape(8, 4).sum(axis=1) == pytest.approx(y)
    assert len(held.series) == 34
    assert held.rho >= 0
    assert (held.se > 0).all()


@pytest.mark.parametrize("method", [chow_lin, fernandez, litterman])
def test_an_exact_relation_is_found(method):
    _, x = quarters()
    truth = x @ [3.0, 1.5]
    held = method(truth[:32].reshape(8, 4).sum(axis=1), x)
    assert held.coefficients == pytest.approx([3.0, 1.5], rel=1e-5)
    assert held.series == pytest.approx(truth, rel=1e-6)


def test_chow_lin_is_the_formula_and_its_rho_is_the_most_likely():
    y, x = quarters()
    held = chow_lin(y, x)
    C = aggregation(8, 4, periods=34)
    V = held.rho ** np.abs(np.subtract.outer(np.arange(34), np.arange(34))) / (1 - held.rho**2)
    inv = np.linalg.inv(C @ V @ C.T)
    b = np.linalg.inv(x.T @ C.T @ inv @ C @ x) @ x.T @ C.T @ inv @ y
    assert held.coefficients == pytest.approx(b)
    assert held.series == pytest.approx(x @ b + V @ C.T @ inv @ (y - C @ x @ b))
    others = [chow_lin(y, x, rho=rho).log_likelihood for rho in np.linspace(0.0, 0.95, 39)]
    assert held.log_likelihood >= max(others) - 1e-6


def test_fernandez_is_the_random_walk_and_rho_zero_of_litterman():
    y, x = quarters()
    V = np.minimum.outer(np.arange(1, 35), np.arange(1, 35)).astype(float)
    C = aggregation(8, 4, periods=34)
    inv = np.linalg.inv(C @ V @ C.T)
    b = np.linalg.solve(x.T @ C.T @ inv @ C @ x, x.T @ C.T @ inv @ y)
    assert fernandez(y, x).coefficients == pytest.approx(b)
    assert fernandez(y, x).series == pytest.approx(litterman(y, x, rho=0.0).series)


def test_a_negative_rho_is_truncated_and_both_are_reported():
    y, x = quarters()
    wave = y + np.where(np.arange(8) % 2, 30.0, -30.0)
    held = chow_lin(wave, x)
    assert held.rho == max(held.rho_untruncated, 0.0)
    with pytest.raises(MethodError, match="more than 2 years"):
        chow_lin(y[:2], x[:8])


@settings(max_examples=60, deadline=None)
@given(
    arrays(float, (4, 5), elements=st.one_of(st.just(0.0), st.floats(0.1, 100))),
    arrays(float, (4, 5), elements=st.floats(0.1, 10)),
)
def test_ras_reaches_margins_that_its_zeros_allow_and_keeps_them(a, factor):
    assume(a.any(axis=1).all() and a.any(axis=0).all())
    target = a * factor
    held = ras(a, target.sum(axis=1), target.sum(axis=0), tolerance=1e-9, iterations=50_000)
    assert held.matrix.sum(axis=1) == pytest.approx(target.sum(axis=1), rel=1e-5, abs=1e-6)
    assert held.matrix.sum(axis=0) == pytest.approx(target.sum(axis=0), rel=1e-5, abs=1e-6)
    assert ((held.matrix == 0) == (a == 0)).all()
    assert held.matrix == pytest.approx(held.r[:, None] * a * held.s)


def test_margins_of_different_totals_are_refused_with_the_difference():
    with pytest.raises(DoesNotClose, match="exceed the column totals by 1"):
        ras(np.ones((2, 2)), np.array([3.0, 2]), np.array([2.0, 2]))


def test_zeros_that_leave_no_way_are_named():
    with pytest.raises(Infeasible, match="row 0"):
        ras(np.array([[0.0, 0], [1, 1]]), np.array([1.0, 1]), np.array([1.0, 1]))
    with pytest.raises(Infeasible, match="without a place, in the rows"):
        ras(
            np.array([[1.0, 0, 0], [1, 0, 0], [1, 1, 1]]),
            np.array([3.0, 3, 1]),
            np.array([2.0, 3, 2]),
            iterations=200,
        )
    with pytest.raises(Infeasible, match="use gras"):
        ras(np.array([[-1.0]]), np.array([1.0]), np.array([1.0]))


def test_gras_keeps_signs_and_equals_ras_without_negatives():
    a = np.array([[7.0, 3, 5], [2, 9, 8], [-2, 0, 3]])
    u, v = np.array([15.0, 26, -1]), np.array([9.0, 16, 15])
    held = gras(a, u, v)
    assert held.matrix.sum(axis=1) == pytest.approx(u, abs=1e-6)
    assert held.matrix.sum(axis=0) == pytest.approx(v, abs=1e-6)
    assert (np.sign(held.matrix) == np.sign(a)).all()
    plain = np.abs(a) + 1
    w = plain * 1.3
    w[0] *= 2
    assert gras(plain, w.sum(axis=1), w.sum(axis=0)).matrix == pytest.approx(
        ras(plain, w.sum(axis=1), w.sum(axis=0)).matrix
    )


YEARS = range(2018, 2024)


def values(data: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(data, index=YEARS, columns=["a", "b", "c"])


CP = arrays(float, (6, 3), elements=st.floats(1, 1e4)).map(values)
PRICES = arrays(float, (6, 3), elements=st.floats(50, 200)).map(values)


@settings(max_examples=40, deadline=None)
@given(CP, PRICES)
def test_volumes_equal_values_in_the_reference_year_and_add_up_there_only(cp, prices):
    held = chain_volumes(cp, prices, reference=2021)
    assert held.loc[2021, ["a", "b", "c"]].tolist() == pytest.approx(cp.loc[2021].tolist())
    assert held.at[2021, "residual"] == pytest.approx(0, abs=1e-6 * cp.loc[2021].sum())
    assert held.at[2022, "residual"] == pytest.approx(0, abs=1e-6 * held.at[2022, "_T"] + 1e-6)
    assert (held["deflator"] * held["_T"] / 100).tolist() == pytest.approx(cp.sum(axis=1).tolist())


@settings(max_examples=40, deadline=None)
@given(CP, PRICES)
def test_contributions_sum_to_growth_of_the_chained_total(cp, prices):
    held = contributions(cp, prices)
    growth = 100 * chain_volumes(cp, prices, reference=2018)["_T"].pct_change()
    assert held["_T"][1:].tolist() == pytest.approx(growth[1:].tolist(), rel=1e-6, abs=1e-6)
    assert held[["a", "b", "c"]].sum(axis=1)[1:].tolist() == pytest.approx(held["_T"][1:].tolist(), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(CP, PRICES, st.floats(0.1, 10))
def test_the_reference_of_a_deflator_does_not_matter(cp, prices, factor):
    one = chain_volumes(cp, prices, reference=2020)
    other = chain_volumes(cp, prices * factor, reference=2020)
    assert one["_T"].tolist() == pytest.approx(other["_T"].tolist())


def test_one_price_for_all_means_one_deflator():
    prices = values(np.repeat(np.array([[100.0], [110], [120], [121], [130], [140]]), 3, axis=1))
    cp = values(np.arange(1.0, 19).reshape(6, 3))
    deflator = chain_volumes(cp, prices, reference=2018)["deflator"]
    assert deflator.tolist() == pytest.approx(prices["a"].tolist())
    assert input_cost_deflator(cp, prices, reference=2018).tolist() == pytest.approx(prices["a"].tolist())
    assert implied_deflator(pd.Series([5.0]), pd.Series([0.0])).isna().all()


def test_a_laspeyres_link_by_hand():
    cp = pd.DataFrame({"a": [100.0, 132.0], "b": [50.0, 40.0]}, index=[1, 2])
    prices = pd.DataFrame({"a": [100.0, 110.0], "b": [100.0, 80.0]}, index=[1, 2])
    held = chain_volumes(cp, prices, reference=1)
    assert held.at[2, "link"] == pytest.approx((100 * 1.2 + 50 * 1.0) / 150)
    assert held.at[2, "pyp"] == pytest.approx(170)
    with pytest.raises(MethodError, match="not positive: b"):
        chain_volumes(cp, prices.assign(b=[100.0, 0.0]), reference=1)
    with pytest.raises(MethodError, match="reference year 7"):
        chain_volumes(cp, prices, reference=7)


def path(seed: int, years: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    indicators = pd.DataFrame(
        draw.uniform(50, 150, (years * 4 + 1, 3)), columns=["market", "nonmarket", "_T"]
    )
    annual = pd.DataFrame(
        draw.uniform(100, 900, (years, 2)), columns=["market", "nonmarket"], index=range(2020, 2020 + years)
    )
    return indicators, annual.assign(_T=annual.sum(axis=1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_quarters_add_up_over_parts_and_over_years(seed):
    indicators, annual = path(seed)
    held = quarterly_path(indicators, annual)
    assert (held["market"] + held["nonmarket"]).tolist() == pytest.approx(held["_T"].tolist())
    summed = held.iloc[:12].groupby(np.repeat(annual.index, 4)).sum()
    assert summed.to_numpy() == pytest.approx(annual.to_numpy(), rel=1e-7)
    assert len(held) == 13


def test_annual_parts_that_do_not_sum_are_named_by_year():
    indicators, annual = path(1)
    annual.loc[2021, "_T"] += 3
    with pytest.raises(DoesNotClose, match="2021 by 3"):
        quarterly_path(indicators, annual)


def test_a_part_that_begins_counts_from_its_first_year_and_one_without_value_has_no_volume():
    cp = pd.DataFrame({"a": [100.0, 100, 110, 110], "b": [0.0, 100, 110, 0]})
    same = pd.DataFrame(100.0, index=cp.index, columns=cp.columns)
    held = chain_volumes(cp, same, reference=2)
    pd.testing.assert_frame_equal(held[["a", "b"]], cp)
    assert held["_T"].tolist() == pytest.approx([100, 200, 220, 110])
    dearer = pd.DataFrame({"a": 100.0, "b": [np.nan, 50, 100, 100]}, index=cp.index)
    assert chain_volumes(cp, dearer, reference=2)["b"].tolist() == pytest.approx([0, 200, 110, 0])
    points = contributions(cp, dearer)
    assert points.iloc[1].tolist() == pytest.approx([0, 100, 100])
    growth = 100 * chain_volumes(cp, dearer, reference=2)["_T"].pct_change()
    pd.testing.assert_series_equal(points["_T"], growth.rename("_T"))


def test_a_whole_that_begins_has_no_volume_before():
    cp = pd.DataFrame({"a": [0.0, 100, 110]})
    held = chain_volumes(cp, pd.DataFrame({"a": [100.0, 100, 110]}), reference=1)
    assert held["_T"].tolist() == pytest.approx([0, 100, 100]) and np.isnan(held["deflator"].iloc[0])
