"""Returns made ready for a year: nothing is lost by alignment, and every value that was found says so."""

import numpy as np
import pandas as pd
import pytest

from satellite_account.methods.errors import MethodError
from satellite_account.methods.estimation.nowcast import nowcast_late
from satellite_account.methods.preparing.gaps import carry_late, fill_gaps
from satellite_account.methods.preparing.periods import align_accounts, whole_years
from satellite_account.methods.preparing.prepared import Preparation, prepare


def accounts(*rows, names=("unit_id", "year", "fys", "fye", "P.2", "jobs")):
    return pd.DataFrame(rows, columns=list(names))


class TestPeriods:
    def test_december_accounts_give_a_financial_year_three_quarters_and_a_quarter(self):
        held = accounts(
            ("a", 2023, None, "2023-12-31", 365.0, 10.0), ("a", 2024, None, "2024-12-31", 732.0, 20.0)
        )
        found = align_accounts(held, ["P.2", "jobs"], "financial").set_index("year")
        assert found.loc[2023, "covered"] == 1.0 and bool(found.loc[2023, "moved"])
        assert found.loc[2023, "P.2"] == pytest.approx(275 + 91 * 2)
        assert found.loc[2023, "jobs"] == pytest.approx((275 * 10 + 91 * 20) / 366)
        assert found["P.2"].sum() == pytest.approx(365 + 732)

    def test_what_is_of_the_year_already_does_not_move(self):
        held = accounts(("a", 2023, "2023-04-01", "2024-03-31", 7.0, 3.0), ("b", 2023, None, None, 5.0, 1.0))
        found = align_accounts(held, ["P.2", "jobs"], "financial").set_index("unit_id")
        assert found["moved"].tolist() == [False, False] and found["P.2"].tolist() == [7.0, 5.0]
        assert found.loc["a", "jobs"] == pytest.approx(3.0) and found["covered"].tolist() == [1.0, 1.0]

    def test_long_periods_keep_the_level_of_jobs(self):
        held = accounts(("a", 2023, "2023-01-01", "2024-06-30", 547.0, 8.0))
        found = align_accounts(held, ["P.2", "jobs"], "calendar").set_index("year")
        assert found.loc[2023, "jobs"] == pytest.approx(8.0) and found.loc[2023, "P.2"] == pytest.approx(365)

    def test_the_rule_of_ncvo_moves_whole_accounts(self):
        held = accounts(("a", 2024, None, "2024-03-31", 7.0, 1.0), ("a", 2025, None, "2024-12-31", 9.0, 1.0))
        found = align_accounts(held, ["P.2"], "ncvo")
        assert found[["year", "P.2"]].to_numpy().tolist() == [[2023, 7.0], [2024, 9.0]]

    def test_a_sum_that_lacks_a_part_is_missing_and_not_smaller(self):
        held = accounts(("a", 2023, None, "2023-12-31", None, 1.0), ("a", 2024, None, "2024-12-31", 9.0, 1.0))
        found = align_accounts(held, ["P.2", "jobs"], "financial").set_index("year")
        assert np.isnan(found.loc[2023, "P.2"]) and found.loc[2024, "P.2"] > 0
        assert found.loc[2023, "jobs"] == pytest.approx(1.0)

    def test_without_dates_or_with_an_unknown_rule_it_is_refused(self):
        with pytest.raises(MethodError, match="column fye"):
            align_accounts(accounts(("a", 2023, None, None, 1.0, 1.0)), ["P.2"], "calendar")
        with pytest.raises(MethodError, match="Unknown alignment lunar"):
            align_accounts(accounts(("a", 2023, None, "2023-12-31", 1.0, 1.0)), ["P.2"], "lunar")

    def test_a_part_of_a_year_is_grossed_up_and_said_to_be_estimated(self):
        frame = pd.DataFrame({"unit_id": list("abcd"), "year": 2023, "covered": [0.75, 0.25, 0.25, 1.0]})
        frame = frame.assign(**{"P.2": 3.0, "jobs": 2.0})
        found = whole_years(frame, ["P.2", "jobs"], pd.Series([True, True, False, True])).set_index("unit_id")
        assert list(found.index) == ["a", "c", "d"] and found["P.2"].tolist() == [4.0, 3.0, 3.0]
        assert found["jobs"].tolist() == [2.0] * 3 and found["estimated"].tolist() == [0.25, 0.0, 0.0]


def returns(n=8, **said):
    """One stratum, everybody asked, all but the last answered; non-market."""
    base = {
        "unit_id": [f"u{at}" for at in range(n)], "stratum": "big", "income_band": "Over 100m",
        "in_sample": True, "responded": [True] * (n - 1) + [False], "market": False, "imputed": 0.0,
        "income": [100.0 * (1 + at) for at in range(n)], "P.2": [50.0 * (1 + at) for at in range(n - 1)] + [np.nan],
        "P.51c": 1.0, "D.11": 10.0, "P.13": np.nan,
    }  # fmt: skip
    frame = pd.DataFrame(base | said)
    frame["P.13"] = frame["P.2"] + 11.0
    frame.loc[n - 1, ["P.51c", "D.11"]] = np.nan
    return frame


VALUES = ["P.2", "P.51c", "D.11", "P.13"]
NOTHING = pd.DataFrame(columns=VALUES, dtype=float)


class TestGaps:
    def test_a_silent_one_of_a_whole_stratum_is_filled_and_its_output_is_its_costs(self):
        found, flags = prepare(returns(), VALUES, NOTHING, Preparation(impute="previous"), year=2024)
        last = found.iloc[-1]
        assert bool(last["responded"]) and last["P.2"] == pytest.approx(0.5 * 800)
        assert last["P.13"] == pytest.approx(last[["P.2", "P.51c", "D.11"]].sum())
        assert dict(zip(flags["variable"], flags["flag"], strict=True)) == {
            "P.2": "ratio", "P.51c": "ratio", "D.11": "ratio", "P.13": "sum_of_costs"
        }  # fmt: skip
        assert set(flags["unit_id"]) == {"u7"}

    def test_its_own_return_of_the_year_before_comes_first(self):
        last = pd.DataFrame({"P.2": [25.0, 50, 75, 1000]}, index=["u0", "u1", "u2", "u7"])
        found, flags = fill_gaps(returns(), VALUES, last)
        assert found["P.2"].iloc[-1] == pytest.approx(2000.0)
        assert flags.set_index("variable").loc["P.2", "flag"] == "previous_x_growth"

    def test_what_was_reported_stays_and_where_weights_serve_nobody_is_made_up(self):
        frame = returns()
        some = pd.concat(
            [frame, frame.assign(unit_id="x" + frame["unit_id"], in_sample=False, responded=False)]
        )
        found, flags = fill_gaps(some.reset_index(drop=True), VALUES, NOTHING)
        assert flags.empty and not found["responded"].iloc[7]
        pd.testing.assert_frame_equal(found[VALUES], some[VALUES].reset_index(drop=True))

    def test_one_empty_value_of_an_answer_is_found(self):
        frame = returns(responded=True)
        frame.loc[7, ["P.2", "P.51c", "D.11", "P.13"]] = [400.0, 1.0, np.nan, 411.0]
        found, flags = fill_gaps(frame, VALUES, NOTHING, donor=True)
        assert flags.set_index("variable").loc["D.11", "flag"] == "donor"
        assert found["D.11"].iloc[7] == pytest.approx(10 * 800 / 700)

    def test_a_small_class_looks_wider_and_a_column_nobody_reported_stays_empty(self):
        frame = returns(stratum=["lone"] * 2 + ["big"] * 6, responded=True, **{"D.12": np.nan})
        frame.loc[0, "P.2"] = np.nan
        found, flags = fill_gaps(frame, [*VALUES, "D.12"], NOTHING)
        assert found["P.2"].notna().sum() == 8 and found["D.12"].isna().all()
        assert "D.12" not in set(flags["variable"])


class TestLate:
    def test_the_output_of_who_is_late_is_the_sum_of_its_costs(self):
        frame = returns(in_sample=True)
        last = returns(responded=True).set_index("unit_id")[VALUES] * [0.9, 0.8, 0.7, 0.5]
        last.loc["u7"] = [300.0, 1.0, 9.0, 400.0]
        done, flags = prepare(frame, VALUES, last, Preparation(late=True, provisional=(2024,)), year=2024)
        late = done.iloc[-1]
        assert late["P.13"] == pytest.approx(late[["P.2", "P.51c", "D.11"]].sum())
        assert set(flags["flag"]) == {"nowcast"} and late["P.2"] == pytest.approx(300 / 0.9)

    def late(self):
        frame = returns(responded=[True] * 5 + [False] * 3)
        last = pd.DataFrame(
            {"P.2": [40.0 * (1 + at) for at in range(7)]}, index=[f"u{at}" for at in range(7)]
        )
        frame.loc[5:, VALUES] = np.nan
        return frame, last

    def test_totals_are_those_of_the_chain_ratio(self):
        frame, last = self.late()
        found, flags = carry_late(frame, ["P.2"], last)
        both = frame.assign(last=last.reindex(frame["unit_id"])["P.2"].to_numpy())
        total = nowcast_late(both, classes="stratum", previous="last", current="P.2")["total"].iloc[0]
        assert found["P.2"].sum() == pytest.approx(total) and set(flags["flag"]) == {"nowcast"}
        # who was not there the year before is still not in
        assert found["responded"].tolist() == [True] * 7 + [False]

    def test_only_provisional_years_are_carried_forward(self):
        frame, last = self.late()
        how = Preparation(late=True, provisional=(2024,))
        done, flags = prepare(frame, ["P.2"], last, how, year=2023)
        assert flags.empty and done["responded"].sum() == 5
        done, flags = prepare(frame, ["P.2"], last, how, year=2024)
        assert len(flags) == 2 and done["imputed"].tolist() == [0.0] * 5 + [1.0, 1.0, 0.0]

    def test_the_share_of_what_was_found_adds_to_what_the_accounts_say(self):
        frame = returns(responded=True, imputed=0.5)
        frame.loc[7, VALUES] = [400.0, 1.0, np.nan, 411.0]
        done, _flags = prepare(frame, VALUES[:3], NOTHING, Preparation(impute="previous"), year=2024)
        assert (
            done["imputed"].iloc[7] == pytest.approx(1 - 0.5 * (1 - 1 / 3)) and done["imputed"].iloc[0] == 0.5
        )

    def band(self, *strata):
        """An income band of strata (answers, growth, how many are late); everybody had 100 the year before."""
        rows = [
            {"stratum": name, "responded": at < many, "P.2": 100.0 * growth if at < many else np.nan}
            for name, (many, growth, waiting) in zip("ABCD", strata, strict=False)
            for at in range(many + waiting)
        ]
        frame = pd.DataFrame(rows).assign(unit_id=lambda held: [f"u{at}" for at in held.index])
        frame = frame.assign(in_sample=True, income_band="1m to 10m", market=False, income=100.0, imputed=0.0)
        return frame, pd.DataFrame({"P.2": 100.0}, index=frame["unit_id"])

    def test_a_thin_stratum_looks_at_all_pairs_of_its_band(self):
        frame, last = self.band((10, 1.1, 0), (1, 3.0, 1))
        found, _flags = carry_late(frame, ["P.2"], last)
        assert found["P.2"].iloc[-1] == pytest.approx(100 * (10 * 1.1 + 3.0) / 11)

    def test_a_stratum_without_a_pair_looks_at_its_band_and_not_at_all(self):
        frame, last = self.band((10, 1.1, 0), (0, 1.0, 1))
        other, there = self.band((10, 9.0, 0))
        other = other.assign(unit_id="x" + other["unit_id"], income_band="Under 10k", stratum="far")
        every = pd.concat([frame, other], ignore_index=True)
        found, _flags = carry_late(every, ["P.2"], pd.concat([last, there.add_prefix("x", axis=0)]))
        assert found["P.2"].iloc[10] == pytest.approx(110.0)

    def test_a_value_that_few_of_a_stratum_gave_looks_at_the_band_by_itself(self):
        frame, last = self.band((5, 1.1, 0), (5, 3.0, 1))
        frame["D.11"], last["D.11"] = frame["P.2"], last["P.2"]
        frame.loc[5:8, "D.11"] = np.nan
        found, _flags = carry_late(frame, ["P.2", "D.11"], last)
        assert found.iloc[-1][["P.2", "D.11"]].tolist() == pytest.approx([300, 100 * (5 * 1.1 + 3.0) / 6])

    def test_without_any_matched_pair_the_last_values_stand(self):
        frame, last = self.band((0, 1.0, 3))
        found, flags = carry_late(frame, ["P.2"], last)
        assert found["P.2"].tolist() == [100.0] * 3 and len(flags) == 3
