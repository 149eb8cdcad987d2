"""The estimator against an independent one: svy's Taylor variance, ratio, and linear calibration."""

import numpy as np
import polars as pl
import pytest
import svy

from satellite_account.methods import Design, calibrate, expansion_totals, greg_totals, ratio_estimates
from tests.satellite_account.methods.data import population

SAMPLE = population(900, 21)
ANSWERED = SAMPLE[SAMPLE["in_sample"]].reset_index(drop=True)
DESIGN = Design.of(SAMPLE)


def oracle() -> svy.Sample:
    sizes = SAMPLE.groupby("stratum").size()
    columns = ANSWERED[["stratum", "x", "y", "z", "one", "domain"]].copy()
    columns["wgt"], columns["size"] = DESIGN.weights, columns["stratum"].map(sizes)
    frame = pl.DataFrame({name: columns[name].to_list() for name in columns})
    return svy.Sample(frame, svy.Design(stratum="stratum", wgt="wgt", pop_size="size"))


def first(estimate: object) -> tuple[float, float]:
    row = estimate.estimates[0]
    return row.est, row.se


def test_totals_and_their_errors():
    mine = expansion_totals(ANSWERED, DESIGN, ["y"]).loc["y"]
    est, se = first(oracle().estimation.total("y"))
    assert (mine["estimate"], mine["se"]) == (pytest.approx(est), pytest.approx(se))


def test_totals_of_domains():
    mine = expansion_totals(ANSWERED, DESIGN, ["y"], by="domain")
    for row in oracle().estimation.total("y", by="domain").estimates:
        held = mine.loc[(row.by_level[0], "y")]
        assert (held["estimate"], held["se"]) == (pytest.approx(row.est), pytest.approx(row.se))


def test_the_interval():
    mine = expansion_totals(ANSWERED, DESIGN, ["y"]).loc["y"]
    row = oracle().estimation.total("y").estimates[0]
    # svy counts the take-all stratum's units as degrees of freedom; t is then a little smaller.
    assert mine["lower"] == pytest.approx(row.lci, rel=2e-3)
    assert mine["upper"] == pytest.approx(row.uci, rel=2e-3)


def test_ratios_and_their_errors():
    mine = ratio_estimates(ANSWERED, DESIGN, ["y"], "x").loc["y"]
    est, se = first(oracle().estimation.ratio("y", "x"))
    assert (mine["estimate"], mine["se"]) == (pytest.approx(est), pytest.approx(se))


def test_linear_calibration_gives_the_same_weights():
    totals = {"one": float(len(SAMPLE)), "x": float(SAMPLE["x"].sum())}
    theirs = (
        oracle().weighting.calibrate(controls=totals, wgt_name="calibrated").data["calibrated"].to_numpy()
    )
    g = calibrate(ANSWERED[["one", "x"]].to_numpy(), np.array(list(totals.values())), DESIGN.weights)
    assert DESIGN.weights * g == pytest.approx(theirs, rel=1e-6)


def test_the_calibrated_total_is_that_of_their_weights():
    totals = SAMPLE[["one", "x"]].sum()
    mine = greg_totals(ANSWERED, DESIGN, ["y"], x=["one", "x"], totals=totals).loc["y"]
    theirs = oracle().weighting.calibrate(controls=totals.to_dict(), wgt_name="calibrated")
    assert mine["estimate"] == pytest.approx(
        float((theirs.data["calibrated"] * theirs.data["y"]).sum()), rel=1e-6
    )
