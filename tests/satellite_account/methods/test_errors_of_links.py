"""T13 to T16 with their errors: linearised, against replicates that calibrate anew and against repeated draws."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satellite_account.methods import (
    Design,
    Economy,
    InputOutput,
    MethodError,
    Settings,
    bootstrap,
    build_tables,
    calibrate,
    multipliers,
)
from satellite_account.methods.classify.walks import Walks
from satellite_account.methods.estimation.greg import Calibrated
from satellite_account.methods.estimation.overlap import change_variance
from satellite_account.methods.tables.book import Sampled, auxiliaries
from satellite_account.methods.tables.classes import members
from satellite_account.methods.tables.links import OFFICIAL, OWN
from satellite_account.methods.tables.settings import Before

SOURCE = Economy(size=4_000, length=2)
LAST = SOURCE.years[-1]


@pytest.fixture(scope="module")
def tables():
    return build_tables(SOURCE)


@pytest.fixture(scope="module")
def replicates():
    """Of output and purchases by industry: 200 replicates, each calibrated anew."""
    returns = SOURCE.returns(LAST)
    sampled = Sampled.of(returns, LAST, None, None)
    x, totals = auxiliaries(returns, sampled.answered)
    held = members(returns, "INDUSTRY", Walks()).among(sampled.answered)
    mine = [at for at, label in enumerate(held.labels) if label.startswith("NPISH")]
    y = np.hstack([
        np.stack([held.spread(sampled.y[name].to_numpy(), at, int(sampled.answered.sum())) for at in mine], axis=1)
        for name in ("P.1", "P.2")
    ])  # fmt: skip
    found = []

    def estimate(weights):
        found.append((weights * calibrate(x, totals.to_numpy(), weights)) @ y)
        return found[-1]

    bootstrap(sampled.held.design, estimate, replicates=200, seed=8)
    labels = [held.labels[at] for at in mine]
    columns = pd.MultiIndex.from_product([("P.1", "P.2"), labels])
    return pd.DataFrame(found, columns=columns)


def spread(values):
    """Around the estimate itself, which comes first."""
    return np.sqrt(np.square(values.iloc[1:] - values.iloc[0]).mean())


def test_purchases_by_product_have_the_error_of_the_industry(tables, replicates):
    held = tables["T13"][tables["T13"]["BREAKDOWN"] == OWN]
    for code in ("P.1", "P.2"):
        rows = held[(held["STO"] == code) & (held["COUNTERPART"] == "_T")].set_index("PRODUCT")
        again = 1e-6 * spread(replicates[code])
        ratio = again / rows.loc[again.index, "SE"]
        assert rows.loc[again.index, "OBS_VALUE"].to_numpy() == pytest.approx(1e-6 * replicates[code].iloc[0])
        assert ratio.median() == pytest.approx(1, abs=0.2) and ratio.between(0.6, 1.7).all()
    bought = held[(held["COUNTERPART"] != "_T") | held["STO"].isin(["imports", "product_taxes"])]
    whole = held[(held["STO"] == "P.2") & (held["COUNTERPART"] == "_T")].set_index("PRODUCT")
    sums = bought.groupby("PRODUCT")[["OBS_VALUE", "SE"]].sum()
    assert sums["OBS_VALUE"].to_numpy() == pytest.approx(whole.loc[sums.index, "OBS_VALUE"])
    assert sums["SE"].to_numpy() == pytest.approx(whole.loc[sums.index, "SE"])


def test_multipliers_of_all_have_the_error_of_their_weights(tables, replicates):
    held = tables["T14"]
    own = held[(held["PRODUCT"] == "_T") & (held["ACTIVITY"] == "_T")].set_index("STO")
    table = multipliers(SOURCE.io).loc[replicates["P.1"].columns]
    output = replicates["P.1"]
    going = 1e-6 * output @ table["gva_effect"]
    ratio = (output @ table["gva_effect"]) / (output @ table["direct_gva"])
    mean = (output @ table["output_multiplier"]) / output.sum(axis=1)
    for name, series in (("gva_set_going", going), ("gva_multiplier", ratio), ("output_multiplier", mean)):
        assert own.at[name, "OBS_VALUE"] == pytest.approx(series.iloc[0])
        assert float(spread(series)) / own.at[name, "SE"] == pytest.approx(1, abs=0.3)
        assert own.at[name, "LOWER"] < own.at[name, "OBS_VALUE"] < own.at[name, "UPPER"]


def test_what_comes_from_the_official_table_alone_is_known_and_says_so(tables):
    given = tables["T13"][tables["T13"]["BREAKDOWN"] == OFFICIAL]
    fixed = tables["T14"][(tables["T14"]["PRODUCT"] != "_T") & (tables["T14"]["UNIT_MEASURE"] == "RATIO")]
    for held in (given, fixed, tables["T14"][tables["T14"]["ACTIVITY"] != "_T"]):
        assert len(held) and (held["SE"] == 0).all() and (held["CV"] == 0).all()
        assert set(held["OBS_STATUS"]) == {"A"} and set(held["CONF_STATUS"]) == {"F"}
    for name in ("T13", "T14", "T15"):
        assert tables[name]["SE"].notna().all(), name


def test_steps_of_the_bridge_have_the_error_of_their_sum(tables):
    held = tables["T15"][tables["T15"]["TIME_PERIOD"] == LAST].set_index("BREAKDOWN")["SE"]
    assert held["total"] == held["universities"] == held["nonmarket_charities"] == 0
    assert held["unexplained"] == held["estimated"] > 0
    assert held["sector"] < held["market_charities"] + held["other_enterprises"]
    assert held["all"] == pytest.approx(np.hypot(held["extended"], held["V"]))


def late(held):
    """Every seventh return of a stratum of some size is not in yet."""
    place = held["responded"].groupby(held["stratum"], observed=True).cumsum()
    missing = held["responded"] & ~held["income_band"].isin(["10m to 100m", "Over 100m"]) & (place % 7 == 0)
    return held.assign(responded=held["responded"] & ~missing)


class First(Economy):
    def returns(self, year):
        return late(super().returns(year))

    @property
    def sample_key(self):
        return "first returns"


def later(earlier_source, settings=None, **said):
    source = Economy(size=4_000, length=2)
    object.__setattr__(source, "earlier", build_tables(earlier_source, settings or Settings())["T4"])
    object.__setattr__(source, "before", Before(earlier_source, settings or Settings()))
    return build_tables(source, Settings(vintage="2", **said))


def test_a_revision_has_the_error_of_a_change_and_not_of_two_samples():
    found = later(First(size=4_000, length=2))
    held = found["T16"][found["T16"]["BREAKDOWN"] == "revision of T4"]
    now = found["T4"][found["T4"]["UNIT_MEASURE"] == "GBP"].set_index(["TIME_PERIOD", "ACTIVITY", "BASIS"])
    own = held.set_index(["TIME_PERIOD", "ACTIVITY", "BASIS"])
    assert own["SE"].notna().all() and (own["SE"] > 0).any()
    rough = np.sqrt(2) * now.loc[own.index, "SE"]
    big = now.loc[own.index, "SE"] > 0.1
    assert (own["SE"][big] < rough[big]).mean() > 0.9
    for mark in ("OBS_STATUS", "CONF_STATUS"):
        assert own[mark].to_dict() == now.loc[own.index, mark].to_dict()
    statistics = found["T16"][found["T16"]["UNIT_MEASURE"] == "RATIO"].set_index(
        ["STO", "BASIS", "BREAKDOWN"]
    )
    mean, t = (statistics.loc[("B.1g", "NA", name)] for name in ("MR", "t"))
    assert mean["OBS_VALUE"] / mean["SE"] == pytest.approx(t["OBS_VALUE"]) and t["SE"] == 0


def test_a_new_wage_alone_moves_volunteers_by_its_own_error():
    """The same sample and the same hours: what is revised is the price, and only V has an error."""
    found = later(SOURCE, wage_variant="minimum")
    held = (
        found["T16"][found["T16"]["BREAKDOWN"] == "revision of T4"]
        .set_index(["BASIS", "ACTIVITY", "TIME_PERIOD"])
        .sort_index()
    )
    assert (held.loc["NA", "SE"] == 0).all() and (held.loc["NA", "OBS_VALUE"] == 0).all()
    work = held.loc["NA+NMO+V"]
    assert (work["SE"] > 0).all() and work["OBS_VALUE"].abs().min() > 0
    full = found["T4"][(found["T4"]["BASIS"] == "NA+NMO+V") & (found["T4"]["UNIT_MEASURE"] == "GBP")]
    assert work.loc[("_T", LAST), "SE"] < full.set_index(["ACTIVITY", "TIME_PERIOD"]).at[("_T", LAST), "SE"]


def test_the_error_of_a_change_is_that_of_repeated_draws():
    """Late returns come in: over many draws the spread of the change is what the formula says on average."""
    draw = np.random.default_rng(4)
    size = 600
    stratum = np.repeat(["a", "b", "c"], size // 3)
    x = draw.gamma(2, 50, size)
    y = x * draw.lognormal(0, 0.3, size)
    people = pd.DataFrame({"stratum": stratum, "x": x, "y": y, "unit": [f"u{at}" for at in range(size)]})
    changes, variances, apart = [], [], []
    for _ in range(400):
        rank = pd.Series(draw.random(size)).groupby(stratum).rank().to_numpy()
        made = []
        for taken in (80, 50):
            frame = people.assign(in_sample=rank <= taken)
            sample = frame[frame["in_sample"]]
            held = Calibrated.of(Design.of(frame), sample[["x"]].to_numpy(), np.array([x.sum()]))
            total, variance = held.totals(sample[["y"]].to_numpy())
            made.append(
                (
                    total[0],
                    variance[0],
                    held,
                    held.linearised(sample[["y"]].to_numpy()),
                    sample["unit"].to_numpy(),
                )
            )
        (now, v, h, z, u), (old, v_old, h_old, z_old, u_old) = made
        changes.append(now - old)
        variances.append(change_variance(h.design, z, u, h_old.design, z_old, u_old)[0])
        apart.append(v + v_old)
    truth = np.mean(np.square(changes))
    assert np.mean(variances) == pytest.approx(truth, rel=0.2)
    assert np.mean(apart) > 2 * truth
    assert change_variance(h.design, z, u, h.design, z, u) == pytest.approx([0])
    strangers = np.array([f"other {unit}" for unit in u_old])
    assert change_variance(h.design, z, u, h_old.design, z_old, strangers) == pytest.approx([v + v_old])


def test_the_official_part_stands_under_the_official_tables_own_year():
    source = Economy(size=1_000, length=1)
    vars(source)["io"] = replace(source.io, year=2010)
    held = build_tables(source)
    given = held["T13"]["BREAKDOWN"] == OFFICIAL
    assert set(held["T13"]["TIME_PERIOD"][given]) == {2010}
    assert set(held["T13"]["TIME_PERIOD"][~given]) == {source.years[-1]}
    by_industry = held["T14"][(held["T14"]["PRODUCT"] != "_T") & (held["T14"]["UNIT_MEASURE"] == "RATIO")]
    assert len(by_industry) and set(by_industry["TIME_PERIOD"]) == {2010}


def test_a_table_of_two_years_is_not_added_up():
    rows = [("A", "A", 1.0, "2010"), ("Total output", "A", 2.0, "2010"), ("A", "A", 1.0, "2011")]
    long = pd.DataFrame(rows, columns=["uk_row", "uk_col", "values", "period"])
    with pytest.raises(MethodError, match="must be of one year; it gives 2010, 2011"):
        InputOutput.of(long)
    assert InputOutput.of(long[long["period"] == "2010"]).year == 2010
