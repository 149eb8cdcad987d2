"""Revisions between vintages, with the statistics that official releases print."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from satellite_account.methods import MethodError, revision_statistics, revisions
from tests.satellite_account.methods.data import needs_data, read


def test_only_cells_of_both_vintages_are_compared():
    held = revisions(pd.Series({"a": 100.0, "b": 50.0}), pd.Series({"a": 110.0, "c": 1.0}))
    assert held.loc["a"].tolist() == [100, 110, 10, 10]
    assert list(held.index) == ["a"]


def test_the_t_test_is_the_one_of_the_textbook():
    draw = np.random.default_rng(1).normal(0.4, 1.0, 12)
    held = revision_statistics(pd.Series(draw))
    expected = stats.ttest_1samp(draw, 0.0)
    assert held["t"] == pytest.approx(expected.statistic)
    assert held["significant"] == (expected.pvalue < 0.05)
    assert held[["MR", "MAR", "MSR"]].tolist() == pytest.approx(
        [draw.mean(), np.abs(draw).mean(), (draw**2).mean()]
    )


def test_revisions_that_all_lean_one_way_are_significant_and_none_are_not():
    assert revision_statistics(pd.Series([1.0, 1.0, 1.0]))["significant"]
    assert not revision_statistics(pd.Series([0.0, 0.0, 0.0]))["significant"]
    with pytest.raises(MethodError, match="two revisions"):
        revision_statistics(pd.Series([1.0]))


NAMES = {
    "creative": "Creative Industries", "culture": "Cultural Sector", "digital": "Digital Sector", "gambling":
    "Gambling",
    "sport": "Sport", "telecoms": "Telecoms", "tourism": "Tourism",
}  # fmt: skip


@needs_data
def test_a_real_pair_of_vintages():
    """Value added of 2010 in two releases of the same official series, £ million."""
    first = read("dcms_eesectors_GVA_by_sector_2016_release")
    earlier = first[first["year"] == 2010].set_index("sector")["GVA"].rename(NAMES)
    rows = read("dcms_sector_2016_published")
    later = (
        rows[(rows["table"] == "1.1 - GVA current (£bn)") & (rows["column"] == "2010")].set_index("row")[
            "value"
        ]
        * 1000
    )
    held = revisions(earlier, later.astype(float))
    assert held.loc["Creative Industries", ["earlier", "later"]].tolist() == pytest.approx(
        [65_188, 63_424.6], abs=0.1
    )
    assert held.loc["Cultural Sector", "later"] == pytest.approx(21_063.5, abs=0.1)
    assert held.loc["Digital Sector", "revision"] == pytest.approx(94_502.7 - 97_303, abs=0.1)
    assert held.loc["Tourism", "revision"] == pytest.approx(0, abs=0.5)
    assert held.loc["Telecoms", "later"] == pytest.approx(24_745, abs=0.5)
    assert not revision_statistics(held["revision"])["significant"]
