"""Publications one after the other: their differences tell of nobody either."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.figures.placements import Quarter
from secondments.figures.quarterly import publish
from tests.secondments.figures.test_suppression import drawn, made

FIRST = Quarter(2026, 1)


@given(drawn, drawn)
@hypothesis_settings(max_examples=25, deadline=None)
def test_no_two_publications_differ_by_a_small_number(first, more):
    """The second publication has the placements of the first and those that were reported late."""
    earlier = publish(made(first), [FIRST])
    later = publish(made([*first, *more]), [FIRST], before=earlier.published)
    for cell, count in later.published.items():
        before = earlier.published.get(cell, 0)
        if count is not None and before is not None and earlier.published.get(cell) is not None:
            assert abs(count - before) == 0 or abs(count - before) >= 5


@given(drawn)
@hypothesis_settings(max_examples=15, deadline=None)
def test_the_same_placements_are_published_the_same_way_again(rows):
    first = publish(made(rows), [FIRST])
    again = publish(made(list(reversed(rows))), [FIRST])
    assert first.published == again.published
    assert [row.text for row in first.rows] == [row.text for row in again.rows]


@given(drawn, st.integers(2, 12))
@hypothesis_settings(max_examples=15, deadline=None)
def test_a_lower_threshold_never_shows_what_it_has_to_hide(rows, threshold):
    found = publish(made(rows), [FIRST], threshold)
    assert all(row.count is None or row.count == 0 or row.count >= threshold for row in found.rows)
