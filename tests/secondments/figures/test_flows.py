"""The flow picture: bands as deep as their numbers, nothing outside, and nothing told of hidden numbers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.figures.flows import THIN, Flow, picture

labels = st.sampled_from(["Defra", "DWP", "HM Treasury", "Small charities", "Large charities"])
flows = st.lists(
    st.builds(Flow, labels, labels, st.none() | st.integers(0, 400)),
    max_size=14,
    unique_by=lambda flow: (flow.source, flow.target),
)


@given(flows)
@hypothesis_settings(max_examples=50)
def test_everything_lies_inside_and_bars_are_as_high_as_their_bands(drawn):
    made = picture(drawn)
    for node in made.nodes:
        assert node.y >= 0 and node.y + node.height <= made.height + 1e-6
        assert node.x >= 0 and node.x + node.width <= made.width
        mine = [b for b in made.bands if node.label == (b.source if node.side == "left" else b.target)]
        assert abs(sum(band.thickness for band in mine) - node.height) < 1e-6
        edges = sorted((b.y0 if node.side == "left" else b.y1, b.thickness) for b in mine)
        assert all(a + deep <= b + 1e-6 for (a, deep), (b, _) in pairwise(edges))
    assert len(made.bands) == sum(flow.count != 0 for flow in drawn)


@given(flows, st.randoms())
@hypothesis_settings(max_examples=30)
def test_the_order_of_flows_changes_nothing(drawn, random):
    other = list(drawn)
    random.shuffle(other)
    assert picture(other) == picture(drawn)


def test_depth_follows_the_number():
    made = picture([Flow("Defra", "Small", 30), Flow("Defra", "Large", 60)])
    depth = {band.target: band.thickness for band in made.bands}
    assert abs(depth["Large"] / depth["Small"] - 2) < 1e-9
    assert next(node.count for node in made.nodes if node.label == "Defra") == 90


def test_a_hidden_number_is_drawn_thin_and_its_bars_tell_no_sum():
    made = picture([Flow("Defra", "Small", None), Flow("Defra", "Large", 60), Flow("DWP", "Large", 10)])
    assert next(band.thickness for band in made.bands if band.count is None) == THIN
    sums = {(node.label, node.side): node.count for node in made.nodes}
    assert sums == {
        ("Defra", "left"): None, ("DWP", "left"): 10, ("Small", "right"): None, ("Large", "right"): 70
    }  # fmt: skip


def test_bands_do_not_cross_where_they_need_not():
    made = picture([Flow("A", "Z", 10), Flow("B", "Y", 10), Flow("C", "X", 10)])
    by_start = sorted(made.bands, key=lambda band: band.y0)
    assert [band.y1 for band in by_start] == sorted(band.y1 for band in made.bands)


def test_the_outline_is_a_closed_path_of_plain_numbers():
    (band,) = picture([Flow("A", "B", 5)], width=200, height=100, bar=10).bands
    assert band.path == "M10.0,0.0C100.0,0.0,100.0,0.0,190.0,0.0V100.0C100.0,100.0,100.0,100.0,10.0,100.0Z"


def test_flows_between_the_same_bars_are_one():
    once = picture([Flow("A", "B", 5), Flow("C", "D", None)])
    assert picture([Flow("A", "B", 2), Flow("C", "D", 7), Flow("A", "B", 3), Flow("C", "D", None)]) == once


def test_no_flow_makes_an_empty_picture():
    assert picture([Flow("A", "B", 0)]).nodes == ()
