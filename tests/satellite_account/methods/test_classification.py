"""Crosswalks lose nothing and sum to one; aggregations place every code once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satellite_account.methods import (
    AGGREGATIONS,
    ICNP_TO_INDUSTRY,
    ICNPO_TO_ICNP,
    Crosswalk,
    DoesNotClose,
    MethodError,
    aggregate,
    icnpo_sic,
    size_band,
)
from satellite_account.methods.classify.lists import isic_division
from satellite_account.methods.invented import GROUPS
from tests.satellite_account.methods.data import needs_data, read

LINKS = pd.DataFrame({"source": ["a", "a", "b"], "target": ["x", "y", "y"], "jobs": [3.0, 1.0, 5.0]})


def test_targets_share_equally_or_by_weight():
    assert Crosswalk.of(LINKS).shares.loc["a"].tolist() == [0.5, 0.5]
    assert Crosswalk.of(LINKS, weight="jobs").shares.loc["a"].tolist() == [0.75, 0.25]
    assert list(Crosswalk.of(LINKS).split) == ["a"]


def test_values_move_and_the_total_stays():
    assert Crosswalk.of(LINKS, weight="jobs").convert(pd.Series({"a": 8.0, "b": 2.0})).to_dict() == {
        "x": 6.0,
        "y": 4.0,
    }
    with pytest.raises(MethodError, match="know q"):
        Crosswalk.of(LINKS).convert(pd.Series({"q": 1.0}))


def test_shares_that_do_not_sum_to_one_are_refused_and_named():
    with pytest.raises(DoesNotClose, match=r"a: 0\.9"):
        Crosswalk.from_shares({"a": {"x": 0.9}, "b": {"y": 1.0}})
    with pytest.raises(DoesNotClose, match="b: 5"):
        Crosswalk.of(LINKS, weight="jobs", normalise=False)
    with pytest.raises(MethodError, match="at least zero"):
        Crosswalk.from_shares({"a": {"x": 1.5, "y": -0.5}})
    with pytest.raises(MethodError, match="weights of b"):
        Crosswalk.of(LINKS.assign(jobs=[1.0, 1.0, 0.0]), weight="jobs")


SHARES = st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=2, max_size=6)


@settings(max_examples=40, deadline=None)
@given(SHARES, SHARES, st.integers(0, 1000))
def test_there_and_back_keeps_totals(first, second, seed):
    one = Crosswalk(pd.DataFrame(first).pipe(lambda f: f.div(f.sum(axis=1), axis=0)).add_prefix("m"))
    middle = pd.DataFrame((second * 4)[:4], index=list(one.shares.columns))
    other = Crosswalk(middle.div(middle.sum(axis=1), axis=0))
    values = pd.Series(np.random.default_rng(seed).uniform(0, 100, len(one.shares)))
    assert one.then(other).convert(values).tolist() == pytest.approx(
        other.convert(one.convert(values)).tolist()
    )
    there = one.convert(values)
    assert one.inverse(values).convert(there).sum() == pytest.approx(values.sum())
    assert one.inverse(values).convert(there).tolist() == pytest.approx(values.tolist())


def test_our_own_crosswalks_sum_to_one():
    for shares in (ICNPO_TO_ICNP, ICNP_TO_INDUSTRY):
        assert Crosswalk.from_shares(shares).shares.sum(axis=1).tolist() == pytest.approx([1.0] * len(shares))


@pytest.mark.parametrize("name", list(AGGREGATIONS))
def test_every_group_has_one_place_in_every_aggregation(name):
    codes = [code for groups in GROUPS.values() for code in groups]
    values = pd.Series(np.arange(1.0, len(codes) + 1), index=codes)
    assert aggregate(values, name).sum() == values.sum()
    with pytest.raises(MethodError, match="Z99"):
        aggregate(pd.Series({"Z99": 1.0}), name)


def test_hospitals_are_split_out_by_the_longest_beginning():
    held = aggregate(
        pd.Series({"C10": 1.0, "C20": 2.0, "C21": 4.0, "K10": 8.0, "K20": 16.0, "B10": 32.0}), "abs"
    )
    assert held[["Hospitals", "Health except hospitals", "Education and research"]].tolist() == [6, 1, 40]


def test_bands_include_their_lower_bound():
    bands = size_band([0, 9_999.99, 10_000, 500_000, 100_000_000, 5e9, -1])
    assert list(bands)[:6] == ["Under 10k", "Under 10k", "10k to 25k", "500k to 1m", "Over 100m", "Over 100m"]
    assert pd.isna(bands[6])


@needs_data
def test_our_targets_are_groups_of_the_un_list_and_our_sources_codes_of_ncvo():
    groups = set(read("class_icnp_tso")["Group"].dropna())
    targets = {group for shares in ICNPO_TO_ICNP.values() for group in shares}
    assert targets - groups == set()
    assert {code for codes in GROUPS.values() for code in codes} - groups == set()
    assert set(read("class_icnpo_ncvo")["icnpo"].astype(str)) - set(ICNPO_TO_ICNP) == set()


def test_sic_codes_lead_to_divisions_of_isic():
    lookup = pd.DataFrame({"ICNPO": ["4100", "4100", "1100"], "SIC2007": ["88990", "87300", "01110"]})
    walk = Crosswalk.of(lookup.rename(columns={"ICNPO": "source", "SIC2007": "target"}))
    assert walk.shares.loc["4100", ["87300", "88990"]].tolist() == [0.5, 0.5]
    divisions = dict(zip(walk.shares.columns, isic_division(pd.Series(walk.shares.columns)), strict=True))
    assert divisions == {"01110": "01", "87300": "87", "88990": "88"}
    assert isic_division(pd.Series(["1110"])).tolist() == ["01"]  # a zero that a spreadsheet ate


@needs_data
def test_the_published_lookup_becomes_shares_of_real_sic_codes():
    lookup, sic = (
        read("class_icnpo_isic_sic2007_lookup", dtype=str),
        read("class_sic2007", dtype=str, encoding="cp1252"),
    )
    walk = icnpo_sic(lookup)
    assert walk.shares.sum(axis=1).tolist() == pytest.approx([1.0] * len(walk.shares))
    assert len(walk.split) > 5
    assert set(walk.shares.columns) - set(sic["code"]) == set()
    with pytest.raises(MethodError, match="as text"):
        icnpo_sic(read("class_icnpo_isic_sic2007_lookup"))
    divisions = isic_division(pd.Series(walk.shares.columns))
    assert set(divisions) <= set(sic["division_code"])
    weighted = icnpo_sic(lookup, pd.Series(2.0, index=walk.shares.columns))
    assert weighted.shares.to_numpy() == pytest.approx(walk.shares.to_numpy())
