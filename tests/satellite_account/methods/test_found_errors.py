"""Values that were found make intervals wider, by as much as such values are off."""

import numpy as np
import pandas as pd
import pytest

from satellite_account.methods.estimation.design import Design
from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.nowcast import nowcast_late
from satellite_account.methods.estimation.partition import Members
from satellite_account.methods.preparing.hindcast import found_errors
from satellite_account.methods.preparing.prepared import Preparation, prepare
from satellite_account.methods.tables import year_book
from satellite_account.methods.tables.book import Sampled, pick
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
    return totals, found.variance(held, whole, MEASURED)[0]


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
    assert np.diag(between) == pytest.approx(sampled.found.variance(sampled.held, regions, ["P.2"])[:, 0])
    assert between.sum() == pytest.approx(sampled.found.variance(sampled.held, whole, ["P.2"])[0, 0])
