"""Purchases balanced to products and industries: margins met, pins held, every move told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from satellite_account.methods import Settings, build_tables, economy
from satellite_account.methods.errors import Infeasible, MethodError
from satellite_account.methods.prices.balancing import Pin
from satellite_account.methods.tables.balanced import balanced_use

SPENT = pd.DataFrame(
    {"N1": [10.0, 20.0, 0.0, 10.0], "N2": [5.0, 5.0, 10.0, 20.0], "N3": [8.0, 2.0, 1.0, 9.0]},
    index=["a", "b", "c", "imports"],
)
TOTALS = pd.Series({"N1": 60.0, "N2": 30.0, "N3": 22.0})
METHODS = ("ras", "gras", "least_squares")


def wanted_rows():
    return SPENT.sum(axis=1) / SPENT.to_numpy().sum() * TOTALS.sum()


@pytest.mark.parametrize("method", METHODS)
def test_both_margins_are_met_and_zeros_stay(method):
    made = balanced_use(SPENT, TOTALS, method)
    assert made.values.sum().to_numpy() == pytest.approx(TOTALS.to_numpy())
    assert made.values.sum(axis=1).to_numpy() == pytest.approx(wanted_rows().to_numpy())
    assert made.values.loc["c", "N1"] == 0
    log = made.log
    assert log["change"].abs().is_monotonic_decreasing and log["change"].abs().iloc[0] > 0
    assert (log["before"] + log["change"]).to_numpy() == pytest.approx(log["after"].to_numpy())


@pytest.mark.parametrize("method", METHODS)
def test_pins_hold_and_stand_in_the_log_with_who_and_why(method):
    pins = [
        Pin(("b", "N2"), "The lease is known", 4.5, by="R. Feldman"),
        Pin(("a", "N1"), "Seen in accounts"),
    ]
    made = balanced_use(SPENT, TOTALS, method, pins)
    assert made.values.loc["b", "N2"] == pytest.approx(4.5)
    assert made.values.loc["a", "N1"] == pytest.approx(15.0)  # as the official table spreads it
    assert made.values.sum().to_numpy() == pytest.approx(TOTALS.to_numpy())
    assert made.values.sum(axis=1).to_numpy() == pytest.approx(wanted_rows().to_numpy())
    log = made.log.set_index(["row", "industry"])
    assert log.loc[("b", "N2"), ["pinned", "reason", "by"]].tolist() == [
        True,
        "The lease is known",
        "R. Feldman",
    ]
    assert log["pinned"].sum() == 2


def test_what_cannot_be_is_refused_in_words():
    with pytest.raises(MethodError, match="unknown cells"):
        balanced_use(SPENT, TOTALS, "ras", [Pin(("z", "N1"), "why", 1.0)])
    with pytest.raises(MethodError, match="without a reason"):
        balanced_use(SPENT, TOTALS, "ras", [Pin(("a", "N1"), " ", 1.0)])
    with pytest.raises(MethodError, match="Unknown balancing by_hand"):
        balanced_use(SPENT, TOTALS, "by_hand")
    with pytest.raises((Infeasible, MethodError)):
        balanced_use(SPENT, TOTALS, "ras", [Pin(("a", "N1"), "too much", 70.0)])


@given(arrays(float, (4, 3), elements=st.floats(1, 100)), arrays(float, 3, elements=st.floats(1, 100)))
def test_any_positive_table_reaches_its_margins(cells, totals):
    spent = pd.DataFrame(cells, index=list("abcd"), columns=["N1", "N2", "N3"])
    wanted = pd.Series(totals, index=spent.columns)
    made = balanced_use(spent, wanted, "ras").values
    assert np.allclose(made.sum(), wanted)
    assert np.allclose(made.sum(axis=1), spent.sum(axis=1) / spent.to_numpy().sum() * wanted.sum())


def test_the_table_of_an_account_is_balanced_and_its_industries_keep_their_totals():
    source = economy(units=4_000, years=2)
    plain = build_tables(source)["T13"]
    industries = sorted(set(plain.loc[plain["BREAKDOWN"] == "own_estimate", "PRODUCT"]))
    products = sorted(set(plain["COUNTERPART"]) - {"_T"})
    mine = [name for name in industries if name.startswith("NPISH")]
    pin = Pin((products[0], mine[0]), "Known from the accounts", 1.25)
    made = build_tables(source, Settings(balance="ras", pins=(pin,)))["T13"]

    def own(held):
        held = held[(held["BREAKDOWN"] == "own_estimate") & held["PRODUCT"].isin(mine)]
        held = held[(held["STO"].isin(["P.2", "imports", "product_taxes"])) & (held["COUNTERPART"] != "_T")]
        return held.set_index(["COUNTERPART", "PRODUCT"])["OBS_VALUE"]

    before, after = own(plain), own(made)
    assert after[(products[0], mine[0])] == pytest.approx(1.25)
    assert (before - after).abs().max() > 0.01
    official = plain[(plain["BREAKDOWN"] == "official_table") & (plain["STO"] == "P.2")]
    shares = official[official["PRODUCT"].isin(mine)].groupby("COUNTERPART")["OBS_VALUE"].sum()
    ratio = (
        after.groupby(level=0).sum() / shares.reindex(after.index.get_level_values(0).unique()).sort_index()
    )
    assert ratio.max() == pytest.approx(ratio.min())
    totals = made[
        (made["BREAKDOWN"] == "own_estimate") & (made["STO"] == "P.2") & (made["COUNTERPART"] == "_T")
    ]
    assert totals["OBS_VALUE"].tolist() == pytest.approx(plain.loc[totals.index, "OBS_VALUE"].tolist())
