"""Calibration, ratio and GREG: known totals are met, errors shrink, replicates agree, bounds hold or say why not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import (
    Calibrated,
    Design,
    Infeasible,
    MethodError,
    bootstrap,
    calibrate,
    expansion_totals,
    greg_totals,
    jackknife,
    ratio_totals,
)
from satellite_account.methods.estimation.partition import Members, partition_totals
from tests.satellite_account.methods.data import population

PEOPLE = population(900, 8)
SAMPLE = PEOPLE[PEOPLE["in_sample"]].reset_index(drop=True)
DESIGN = Design.of(PEOPLE)
X = SAMPLE[["one", "x"]].to_numpy()
TOTALS = PEOPLE[["one", "x"]].sum()


@pytest.mark.parametrize(
    ("method", "bounds"),
    [("linear", None), ("raking", None), ("truncated", (0.5, 2.0)), ("logit", (0.5, 2.0))],
)
def test_every_method_meets_the_known_totals(method, bounds):
    g = calibrate(X, TOTALS.to_numpy(), DESIGN.weights, method=method, bounds=bounds)
    assert (DESIGN.weights * g) @ X == pytest.approx(TOTALS.to_numpy(), rel=1e-7)
    if bounds:
        assert bounds[0] <= g.min() <= g.max() <= bounds[1]
    if method == "raking":
        assert g.min() > 0


def test_bounds_that_cannot_hold_are_refused_with_the_miss():
    with pytest.raises(Infeasible, match="auxiliary"):
        calibrate(X, TOTALS.to_numpy() * 3, DESIGN.weights, method="truncated", bounds=(0.9, 1.1))
    with pytest.raises(Infeasible, match="misses by"):
        calibrate(np.zeros((3, 1)), np.array([5.0]), np.ones(3))


def test_bounds_and_methods_are_checked():
    with pytest.raises(MethodError, match="around 1"):
        calibrate(X, TOTALS.to_numpy(), DESIGN.weights, method="logit", bounds=(1.2, 2.0))
    with pytest.raises(MethodError, match="known are"):
        calibrate(X, TOTALS.to_numpy(), DESIGN.weights, method="guess")


def test_totals_already_met_leave_the_weights_alone():
    for method in ("linear", "raking"):
        assert calibrate(X, DESIGN.weights @ X, DESIGN.weights, method=method) == pytest.approx(
            np.ones(len(X))
        )


def test_the_auxiliary_itself_is_estimated_without_error():
    row = greg_totals(SAMPLE, DESIGN, ["x"], x=["one", "x"], totals=TOTALS).loc["x"]
    assert row["estimate"] == pytest.approx(PEOPLE["x"].sum())
    assert row["cv"] < 1e-9


def test_what_is_known_makes_the_estimate_surer():
    plain = expansion_totals(SAMPLE, DESIGN, ["y"]).loc["y", "se"]
    ratio = ratio_totals(SAMPLE, DESIGN, ["y"], x="x", totals=PEOPLE["x"].sum()).loc["y", "se"]
    greg = greg_totals(SAMPLE, DESIGN, ["y"], x=["one", "x"], totals=TOTALS).loc["y", "se"]
    assert greg < ratio * 1.1 < plain


def test_a_ratio_is_the_greg_with_one_auxiliary_and_variance_in_proportion_to_it():
    """X sum wy / sum wx, computed by hand."""
    row = ratio_totals(SAMPLE, DESIGN, ["y"], x="x", totals=PEOPLE["x"].sum()).loc["y"]
    w = DESIGN.weights
    assert row["estimate"] == pytest.approx(PEOPLE["x"].sum() * (w @ SAMPLE["y"]) / (w @ SAMPLE["x"]))


def test_separate_ratios_add_up_and_a_class_without_a_sample_is_named():
    totals = PEOPLE.groupby("domain")["x"].sum()
    rows = ratio_totals(SAMPLE, DESIGN, ["y"], x="x", totals=totals, within="domain")
    by_hand = sum(
        total * (w @ part["y"]) / (w @ part["x"])
        for domain, total in totals.items()
        for part, w in [(SAMPLE[SAMPLE["domain"] == domain], DESIGN.weights[SAMPLE["domain"] == domain])]
    )
    assert rows.loc["y", "estimate"] == pytest.approx(by_hand)
    with pytest.raises(MethodError, match="nowhere"):
        ratio_totals(
            SAMPLE,
            DESIGN,
            ["y"],
            x="x",
            totals=pd.concat([totals, pd.Series({"nowhere": 5.0})]),
            within="domain",
        )


def test_the_jackknife_agrees_with_the_linearised_variance():
    known = TOTALS.to_numpy()

    def estimate(weights):
        return (weights * calibrate(X, known, weights)) @ SAMPLE[["y", "z"]].to_numpy()

    mine = greg_totals(SAMPLE, DESIGN, ["y", "z"], x=["one", "x"], totals=TOTALS)["se"].to_numpy()
    assert np.sqrt(jackknife(DESIGN, estimate)) == pytest.approx(mine, rel=0.08)


def test_the_jackknife_of_a_total_is_exact():
    mine = expansion_totals(SAMPLE, DESIGN, ["y"]).loc["y", "se"]
    assert np.sqrt(jackknife(DESIGN, lambda w: w @ SAMPLE["y"].to_numpy()))[0] == pytest.approx(mine)


def test_the_bootstrap_agrees_and_repeats_itself():
    def estimate(weights):
        return weights @ SAMPLE["y"].to_numpy()

    mine = expansion_totals(SAMPLE, DESIGN, ["y"]).loc["y", "se"]
    first = bootstrap(DESIGN, estimate, replicates=800, seed=4)
    assert np.sqrt(first)[0] == pytest.approx(mine, rel=0.12)
    assert first == bootstrap(DESIGN, estimate, replicates=800, seed=4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_classification_in_one_pass_gives_what_each_label_alone_gives(seed, size):
    people = population(250, seed)
    sample = people[people["in_sample"]]
    design = Design.of(people)
    held = Calibrated.of(design, sample[["one", "x"]].to_numpy(), people[["one", "x"]].sum().to_numpy())
    y = sample[["y", "z"]].to_numpy()
    draw = np.random.default_rng(seed)
    share = draw.random((len(y), size)) * (draw.random((len(y), size)) < 0.4)
    rows, codes = np.nonzero(share)
    members = Members.summed(rows, codes, share[rows, codes], np.arange(size))
    found = partition_totals(held, y, members)
    for label in range(size):
        totals, variances = held.totals(y * share[:, [label]])
        assert found.n[label] == np.count_nonzero(share[:, label])
        assert found.totals[label] == pytest.approx(totals)
        assert found.variances[label] == pytest.approx(
            variances, rel=1e-6, abs=1e-9 * float(np.square(totals).max() + 1)
        )
