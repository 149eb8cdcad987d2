"""The sequence closes for units, sectors and their sum; bases differ by what they say they differ by."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from satellite_account.methods import (
    CHECKS,
    IDENTITIES,
    MethodError,
    MissingColumns,
    bridge,
    nonmarket_of_market,
    sequence,
    sum_of_costs,
    three_bases,
    volunteer_shares,
    whole_sector,
)
from satellite_account.methods.accounts.sequence import nonprofit_use
from satellite_account.methods.codes import LEAVES, SNA

MONEY = st.floats(0, 1e7)
SEQUENCES = arrays(float, (3, len(LEAVES)), elements=MONEY)


def failures(check: str, **frames: pd.DataFrame) -> list[str]:
    return CHECKS[check].evaluate(frames).failures["where"].tolist()


def test_every_balance_of_a_worked_example():
    held = sequence({
        "P.11": [20.0], "P.13": [80.0], "P.2": [35.0], "P.51c": [5.0], "D.11": [50.0], "D.12": [9.0], "D.29": [2.0],
        "D.39": [1.0], "D.4r": [4.0], "D.4p": [1.0], "D.7r": [90.0], "D.7p": [6.0], "P.3": [80.0], "D.63": [80.0],
        "D.9r": [3.0], "P.5g": [7.0],
    }).iloc[0]  # fmt: skip
    assert held[["P.1", "B.1g", "B.1n", "D.1", "B.2g", "B.2n"]].tolist() == [100, 65, 60, 59, 5, 0]
    assert held[["B.5g", "B.6g", "B.7g", "B.8g", "B.9"]].tolist() == [8, 92, 12, 12, 8]
    assert list(held.index) == list(SNA)


def test_totals_may_stand_for_their_parts_but_parts_go_first():
    held = sequence({"P.1": [10.0], "D.1": [4.0], "P.2": [3.0]}).iloc[0]
    assert held[["P.1", "B.1g", "B.2g"]].tolist() == [10, 7, 3]
    assert sequence({"P.1": [99.0], "P.11": [10.0]}).at[0, "P.1"] == 10


def test_unknown_codes_are_named():
    with pytest.raises(MethodError, match=r"P\.99"):
        sequence({"P.99": [1.0]})


@settings(max_examples=50, deadline=None)
@given(SEQUENCES)
def test_any_sequence_closes_and_the_check_agrees(values):
    held = sequence(pd.DataFrame(values, columns=list(LEAVES)))
    assert failures("1", account=held) == []


@settings(max_examples=40, deadline=None)
@given(SEQUENCES, st.sampled_from([identity.left for identity in IDENTITIES]))
def test_a_balance_that_was_touched_is_found_where_and_by_how_much(values, code):
    held = sequence(pd.DataFrame(values, columns=list(LEAVES), index=["x", "y", "z"]))
    held.loc["y", code] += 1_000.0
    found = CHECKS["1"].evaluate({"account": held}).failures
    row = found[found["where"].str.startswith(f"y: {code} =")].iloc[0]
    assert row["difference"] == pytest.approx(1_000.0, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(SEQUENCES)
def test_balances_are_linear_so_units_add_up_to_sectors(values):
    each = sequence(pd.DataFrame(values, columns=list(LEAVES)))
    together = sequence(pd.DataFrame(values.sum(axis=0, keepdims=True), columns=list(LEAVES)))
    assert each.sum().to_numpy() == pytest.approx(together.iloc[0].to_numpy(), rel=1e-9, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(arrays(float, (4, 7), elements=st.floats(0, 1e6)))
def test_nonmarket_output_is_the_sum_of_costs_and_leaves_no_net_surplus(values):
    raw = pd.DataFrame(values, columns=["P.2", "D.1", "P.51c", "D.29", "D.39", "P.11", "P.12"])
    raw["D.39"] = np.minimum(raw["D.39"], raw["D.29"] + raw["D.1"])
    held = sum_of_costs(raw)
    expected = raw["P.2"] + raw["D.1"] + raw["P.51c"] + raw["D.29"] - raw["D.39"]
    assert held["P.1"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6)
    assert (held["P.11"] + held["P.12"] + held["P.13"]).to_numpy() == pytest.approx(
        held["P.1"].to_numpy(), abs=1e-6
    )
    surplus = sequence(held[["P.11", "P.12", "P.13", "P.2", "P.51c", "D.1", "D.29", "D.39"]])["B.2n"]
    assert surplus.to_numpy() == pytest.approx(np.zeros(4), abs=1e-6)


def test_a_return_to_capital_is_off_unless_asked_for():
    raw = pd.DataFrame({"P.2": [1.0], "D.1": [2.0], "P.51c": [3.0]})
    assert sum_of_costs(raw).at[0, "P.1"] == 6
    assert sum_of_costs(raw, return_to_capital=0.5).at[0, "B.1g"] == 5.5
    with pytest.raises(MissingColumns, match=r"D\.1, P\.51c"):
        sum_of_costs(raw[["P.2"]])


def test_market_producers_below_cost_give_something_away_each_by_itself():
    raw = pd.DataFrame({"P.2": [10.0, 10.0], "D.1": [5.0, 5.0], "P.51c": [1.0, 1.0], "P.11": [12.0, 30.0]})
    assert nonmarket_of_market(raw).tolist() == [4.0, 0.0]
    assert nonmarket_of_market(raw.sum().to_frame().T).tolist() == [0.0]  # why it is not done on totals


def test_nonprofits_consume_what_they_do_not_sell():
    held = nonprofit_use(
        sequence({"P.13": [37_562.0], "P.2": [12_865.0], "D.1": [21_469.0], "P.51c": [3_228.0]})
    ).iloc[0]
    assert held["P.3"] == held["P.13"] == held["D.63"] == held["P.1"] == 37_562
    assert held["B.7g"] == held["B.8g"] == held["B.6g"] - 37_562
    assert (held["B.2g"], held["B.2n"]) == (3_228, 0)


def test_the_whole_sector_leaves_government_out():
    index = pd.MultiIndex.from_product([[2020, 2021], ["S.11", "S.13", "S.15"]], names=["year", "SECTOR"])
    held = whole_sector(sequence(pd.DataFrame({"P.11": np.arange(6.0), "P.2": 1.0}, index=index)))
    assert held.loc[(2021, "_T"), ["P.1", "P.2", "B.1g"]].tolist() == [8, 2, 6]
    assert len(held) == 8


def account(rows: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {"P.1": 100.0, "P.2": 40.0, "B.1g": 60.0, "B.1n": 55.0, "D.1": 50.0}, index=range(2020, 2020 + rows)
    )


def test_three_bases_side_by_side():
    held = three_bases(account(), nmo=7.0, v=pd.Series({2020: 10.0, 2021: 20.0}))
    assert held.loc[(2020, "NA"), ["P.1", "P.2", "B.1g", "B.1n", "D.1"]].tolist() == [100, 40, 60, 55, 50]
    assert held.loc[(2020, "NA+NMO"), ["P.1", "P.2", "B.1g", "B.1n", "D.1"]].tolist() == [107, 40, 67, 62, 50]
    assert held.loc[(2021, "NA+NMO+V"), ["P.1", "P.2", "B.1g", "B.1n", "D.1"]].tolist() == [
        127,
        40,
        87,
        82,
        70,
    ]
    additions = pd.DataFrame({"NMO": 7.0, "V": [10.0, 20.0]}, index=[2020, 2021])
    assert failures("3", bases=held, additions=additions) == []
    held.loc[(2021, "NA+NMO+V"), "B.1g"] += 1
    assert failures("3", bases=held, additions=additions) == ["2021: NMO + V"]


def test_two_denominators_never_mixed():
    assert volunteer_shares(10, 90).tolist() == pytest.approx([100 / 9, 10.0])


def test_the_bridge_goes_from_the_official_figure_to_the_whole():
    official = pd.DataFrame(
        {
            "total": [100.0],
            "universities": [40.0],
            "further_education": [10.0],
            "unions": [5.0],
            "parties": [1.0],
        },
        index=[2023],
    )
    own = pd.DataFrame(
        {
            "nonmarket_charities": [45.0],
            "market_charities": [8.0],
            "other_enterprises": [6.0],
            "NMO": [2.0],
            "V": [20.0],
        },
        index=[2023],
    )
    steps = bridge(official, own, published=pd.Series({2023: 43.5}))[2023]
    assert steps[["nonmarket_charities", "sector", "extended", "all"]].tolist() == [44, 58, 60, 80]
    assert steps[["unexplained", "to_published"]].tolist() == pytest.approx([1.0, 0.5])
    found = CHECKS["17"].evaluate(
        {"bridge": steps.to_frame(2023), "published": pd.DataFrame({"value": {2023: 43.5}})}, 0.4
    )
    assert found.failures["difference"].tolist() == [0.5]
