"""Values that were found make intervals wider, by as much as such values are off."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.nowcast import nowcast_late
from satellite_account.methods.estimation.partition import Members
from satellite_account.methods.preparing.hindcast import found_errors
from satellite_account.methods.preparing.prepared import Preparation, prepare
from satellite_account.methods.tables import year_book
from satellite_account.methods.tables.book import Sampled, pick
from satellite_account.methods.tables.cells import cells, from_book
from satellite_account.methods.tables.classes import members
from satellite_account.methods.tables.micro import unit_variables

VALUES = ["P.2", "D.11"]
MEASURED, MANY = ["P.2", "D.1", "P.1", "B.1g"], 60
LATE = Preparation(late=True, provisional=(2024,))


def population(draw, n=300, waiting=0.3):
    """A stratum of which all were asked, and their returns of two years; some of the second are not in yet.
    Returns the year's units, the values of the year before, and the true values."""
    size = draw.lognormal(5, 0.6, n)
    last = pd.DataFrame({"P.2": size, "D.11": 0.5 * size}, index=[f"u{at}" for at in range(n)])
    noise = np.sqrt(size)[:, None] * draw.normal(0, [2.0, 1.0], (n, 2))
    true = 1.1 * last.to_numpy() + noise
    waits = draw.random(n) < waiting
    given = pd.DataFrame({
        "unit_id": last.index, "stratum": "big", "in_sample": True, "responded": ~waits, "sector": "S.15",
        "market": False, "institution": "charity", "legal_form": "CIO", "activity": draw.choice(["A10", "C10"], n),
        "region": draw.choice(["TLI", "TLC"], n), "income_band": "1m to 10m", "income": size, "expenditure": size,
        "status": "existing", "imputed": 0.0, "P.2": np.where(waits, np.nan, true[:, 0]),
        "D.11": np.where(waits, np.nan, true[:, 1]),
    })  # fmt: skip
    return given, last, pd.DataFrame(true, columns=VALUES)


def made(given, last, how=LATE):
    ready, flags = prepare(given, VALUES, last, how, year=2024)
    return ready, found_errors(given, ready, VALUES, last, flags)


def book(given, last, how=LATE):
    ready, found = made(given, last, how)
    return year_book(ready, 2024, found=found)


def test_the_error_of_one_class_is_that_of_the_chain_ratio():
    given, last, _true = population(np.random.default_rng(1), n=30)
    of_two = given.assign(**{"class": "all", "last": last["P.2"].to_numpy()})
    told = nowcast_late(of_two, classes="class", previous="last", current="P.2")["se"].iloc[0]
    row = pick(book(given, last), ["P.2"]).iloc[0]
    assert row["se"] == pytest.approx(told, rel=0.01) and told > 0


def test_without_a_found_value_nothing_changes_and_there_is_no_error_of_a_whole_stratum():
    given, last, _true = population(np.random.default_rng(2), waiting=0)
    assert made(given, last)[1] is None
    assert (pick(book(given, last), VALUES)["se"] == 0).all()


def estimated(given, last, how):
    """Totals of a stratum that was taken whole, and their variances."""
    ready, found = made(given, last, how)
    n = len(ready)
    held = Calibrated.of(Design.of(ready, sampled="responded"), np.ones((n, 1)), np.array([float(n)]))
    whole = Members.whole(np.zeros(n, int), np.array(["_T"]))
    totals = unit_variables(ready)[MEASURED].sum().to_numpy()
    return totals, found.variance(held, whole, MEASURED)[0][0]


ITEM = Preparation(impute="previous")


def totals_of_pay(draw, strata, n, gave):
    """Of strata of n, each an invented population of which some gave D.11: totals as printed, and the true ones."""
    given, last, true = population(draw, n=strata * n, waiting=0)
    of = np.repeat(np.arange(strata), n)
    there = draw.random((strata, n)).argsort(axis=1).argsort(axis=1) < gave
    given["stratum"] = given["region"] = pd.Series(of).map("h{:04}".format).to_numpy(dtype=object)
    given["D.11"] = given["D.11"].where(there.ravel())
    ready, found = made(given, last.iloc[:0], ITEM)
    every = np.ones((len(of), 1))
    held = Calibrated.of(Design.of(ready, sampled="responded"), every, np.array([float(len(of))]))
    of_each = Members.whole(of, np.arange(strata))
    variance, degrees = found.variance(held, of_each, ["D.11"])
    total = np.bincount(of, ready["D.11"])
    printed = cells("T2", year=2024, sto="D.11", value=total, SE=np.sqrt(variance[:, 0]), df=degrees[:, 0])
    return printed, np.bincount(of, true["D.11"]) / 1e6


@pytest.mark.parametrize("gave", [3, 8])
def test_a_value_that_few_reported_is_as_uncertain_as_they_make_it_and_intervals_hold_the_truth(gave):
    """Over invented populations: stated errors are true, and printed intervals hold the truth as often as they say."""
    printed, true = totals_of_pay(np.random.default_rng(gave), 120, 20, gave)
    off = np.sqrt(np.mean(np.square(printed["OBS_VALUE"] - true)))
    assert 0.8 < np.sqrt(np.mean(np.square(printed["SE"]))) / off < 1.25
    held = np.mean((printed["LOWER"] <= true) & (true <= printed["UPPER"]))
    assert 0.9 <= held < 1.0, held


def test_a_value_that_one_of_all_reported_is_as_uncertain_as_it_is_large():
    given, last, _true = population(np.random.default_rng(1), n=40, waiting=0)
    given.loc[1:, "D.11"] = np.nan
    ready, found = made(given, last.iloc[:0], ITEM)
    errors = np.sqrt(found.variances[:, found.names.index("D.11")])
    assert errors == pytest.approx(ready["D.11"].to_numpy()[found.rows]) and len(errors) == 39


def test_a_value_that_few_of_a_large_class_reported_is_not_lost_among_those_who_are_tried():
    given, last, _true = population(np.random.default_rng(8), n=400, waiting=0)
    given.loc[3:, "D.11"] = np.nan
    _ready, found = made(given, last.iloc[:0], ITEM)
    assert (found.variances[:, found.names.index("D.11")] > 0).all()


def test_values_of_one_return_may_come_from_different_classes():
    """P.2 from the stratum, D.11 from the band: each has the error of its own class, and both together that of both."""
    given, last, _true = population(np.random.default_rng(9), n=60, waiting=0)
    given["stratum"] = np.where(np.arange(60) < 30, "A", "B")
    given.loc[1:29, "D.11"] = np.nan
    given.loc[:4, "responded"], given.loc[:4, VALUES] = False, np.nan
    _ready, found = made(given, last.iloc[:0], ITEM)
    late = found.rows < 5
    assert len(np.unique(found.codes[late])) == 2
    held = {name: found.variances[late, found.names.index(name)] for name in ("P.2", "D.11", "P.1")}
    by_class = [held["P.2"] > 0, held["D.11"] > 0]
    assert (by_class[0] != by_class[1]).all() and by_class[0].sum() == by_class[1].sum() == 5
    assert held["P.1"] == pytest.approx(held["P.2"] + held["D.11"])


def test_where_everybody_was_asked_the_interval_is_that_of_those_whose_answers_served():
    """Nothing was drawn: 95 % of a known variance, wider by Student's t where few answers measure it."""
    given, last, _true = population(np.random.default_rng(10), n=300)
    row = pick(book(given, last), ["P.2"]).iloc[0]
    answers = int(given["responded"].sum())
    cell = from_book("T2", pick(book(given, last), ["P.2"])).iloc[0]
    assert row["df"] == pytest.approx(answers - 1)
    assert (cell["UPPER"] - cell["OBS_VALUE"]) / cell["SE"] == pytest.approx(stats.t.ppf(0.975, answers - 1))


@pytest.mark.parametrize("how", [LATE, Preparation(impute="donor")], ids=["late", "donor"])
def test_intervals_are_as_wide_as_estimates_are_off(how):
    """Over many populations: the mean of (estimate - truth)^2 is the mean of se^2, for values and for a balance."""
    off, told = [], []
    for seed in range(MANY):
        given, last, true = population(np.random.default_rng(seed), n=120)
        totals, variances = estimated(given, last if how.impute != "donor" else last.iloc[:0], how)
        inputs, pay = true.sum()
        off.append(np.square(totals - [inputs, pay, inputs + pay, pay]))
        told.append(variances)
    ratio = np.sqrt(np.mean(told, axis=0) / np.mean(off, axis=0))
    assert (np.abs(ratio - 1) < 0.25).all(), dict(zip(MEASURED, ratio, strict=True))


def test_the_error_of_a_class_of_organisations_is_its_own():
    given, last, _true = population(np.random.default_rng(3))
    held = book(given, last)
    parts = pick(held, ["P.2"], classes=["REGION"]).set_index("label")["se"]
    whole = pick(held, ["P.2"])["se"].iloc[0]
    assert (parts > 0).all() and (parts < whole).all()
    assert whole > np.sqrt((parts**2).sum())  # the growth that was applied is common to both


def test_a_class_of_market_producers_alone_has_errors_too():
    given, last, _true = population(np.random.default_rng(7))
    held = pick(book(given.assign(market=True, sector="S.11"), last), ["P.2", "P.1"]).set_index("variable")
    assert held["se"]["P.2"] > 0 and held["se"]["P.1"] == 0


def test_one_empty_value_counts_for_itself_alone():
    given, last, _true = population(np.random.default_rng(4), waiting=0)
    given.loc[:20, "D.11"] = np.nan
    held = pick(book(given, last, Preparation(impute="previous")), ["P.2", "D.1"]).set_index("variable")["se"]
    assert held["P.2"] == 0 and held["D.1"] > 0


def test_a_class_of_one_answer_gives_an_error_as_large_as_the_value():
    given, last, _true = population(np.random.default_rng(5), n=3, waiting=0)
    given.loc[1:, "responded"] = False
    given.loc[1:, VALUES] = np.nan
    ready, found = made(given, last)
    expected = ready["P.2"].to_numpy()[1:]
    assert np.sqrt(found.variances[:, found.names.index("P.2")]) == pytest.approx(expected)


def test_the_sum_of_two_labels_has_the_error_of_their_covariance():
    given, last, _true = population(np.random.default_rng(6))
    ready, found = made(given, last)
    sampled = Sampled.of(ready, 2024, None, None, found)
    regions = members(ready, "REGION", sampled.walks).among(sampled.answered)
    whole = members(ready, "_T", sampled.walks).among(sampled.answered)
    between = sampled.found.covariance(sampled.held, regions, "P.2")
    assert np.diag(between) == pytest.approx(sampled.found.variance(sampled.held, regions, ["P.2"])[0][:, 0])
    assert between.sum() == pytest.approx(sampled.found.variance(sampled.held, whole, ["P.2"])[0][0, 0])
