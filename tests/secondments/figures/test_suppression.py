"""No small number can be had back, whatever sums are taken: judged by trying all sets of numbers that fit."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.figures.book import ALL, DIMENSIONS, EVERYBODY, Book, Cell, Group, Role
from secondments.figures.counting import count
from secondments.figures.placements import Placement, Quarter
from secondments.figures.quarterly import publish
from secondments.figures.suppression import suppress

FIRST = Quarter(2026, 1)


def placement(key: int, **changes: object) -> Placement:
    given: dict = {
        "direction": "inward", "department": "defra", "partner": "oxfam", "partner_size": "major", "grade": "G7",
        "start": date(2026, 2, 2), "end": date(2026, 8, 2), "cost_model": "full", "outcome": "met",
    }  # fmt: skip
    return Placement(str(key), **(given | changes))


def many(**by_department: int) -> list[Placement]:
    return [placement(n, department=name) for name, times in by_department.items() for n in range(times)]


def cell(dimension: str, value: str, direction: str = "inward", quarter: str = "2026-Q1") -> Cell:
    return Cell(Group(dimension, value), Role(direction, quarter))


def texts(
    placements: list[Placement], dimension: str = "department", direction: str = "inward"
) -> dict[str, str]:
    rows = publish(placements, [FIRST]).rows
    return {row.value: row.text for row in rows if (row.dimension, row.direction) == (dimension, direction)}


def test_numbers_from_one_to_four_are_hidden_and_another_with_them():
    assert texts(many(defra=4, dwp=9, hmt=20, mod=31)) == {
        "defra": "[c]",
        "dwp": "[c]",
        "hmt": "20",
        "mod": "31",
    }


def test_five_is_published():
    assert texts(many(defra=5, dwp=9)) == {"defra": "5", "dwp": "9"}


def test_two_small_numbers_that_their_sum_would_give_away_take_a_third_along():
    """1 + 1 = 2 hides nothing: the next smallest goes too."""
    assert texts(many(defra=1, dwp=1, hmt=8, mod=30)) == {
        "defra": "[c]",
        "dwp": "[c]",
        "hmt": "[c]",
        "mod": "30",
    }


def test_a_nought_is_shown_beside_large_numbers_and_hidden_in_a_small_row():
    rows = texts(many(defra=9, dwp=8) + [placement(99, department="mod")], direction="outward")
    assert (rows["defra"], rows["dwp"], rows["mod"]) == ("0", "0", "[c]")


def test_the_sum_is_hidden_when_nothing_else_protects():
    assert set(texts(many(defra=3), ALL).values()) == {"[c]"}


def test_other_dimensions_do_not_give_the_sum_away():
    """A hidden total is hidden wherever it could be added up."""
    found = publish(many(defra=3), [FIRST])
    assert all(row.count in (None, 0) for row in found.rows)


groups = st.sampled_from(["a", "b", "c"])
drawn = st.lists(st.tuples(groups, st.sampled_from(["inward", "outward"]), groups), max_size=24)


def made(rows: list[tuple[str, str, str]]) -> list[Placement]:
    return [placement(n, department=a, direction=b, grade=c) for n, (a, b, c) in enumerate(rows)]


def small(book: Book) -> list[Cell]:
    return [found for found in book.cells() if 0 < book.count(found) < 5]


@given(drawn)
@hypothesis_settings(max_examples=30, deadline=None)
def test_every_small_number_is_hidden_and_every_number_shown_is_true(rows):
    book = suppress(count(made(rows), [FIRST]))
    assert set(small(book)) <= book.hidden
    assert all(book.shown(found) in (None, book.count(found)) for found in book.cells())


@given(drawn)
@hypothesis_settings(max_examples=30, deadline=None)
def test_no_hidden_number_stands_alone_in_a_sum(rows):
    book = suppress(count(made(rows), [FIRST]))
    for total, parts in book.relations():
        hidden = [found for found in (total, *parts) if found in book.hidden]
        assert len(hidden) != 1 or not set(hidden) & set(small(book))


def tiny(counts: dict[tuple[str, str], int]) -> Book:
    """A book of one dimension, whose numbers can all be tried."""
    placements = [
        placement(0, department=value, direction=direction)
        for (value, direction), times in counts.items()
        for _ in range(times)
    ]
    book = count(placements, [FIRST])
    book.counts = {group: c for group, c in book.counts.items() if group.dimension in (ALL, "department")}
    return book


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from(["inward", "outward"])), st.integers(0, 7),
                       max_size=6))  # fmt: skip
@hypothesis_settings(max_examples=30, deadline=None)
def test_trying_all_numbers_leaves_four_values_open_for_each_small_one(counts):
    book = suppress(tiny(counts))
    groups = book.dimensions.get("department", [])
    ways = ("inward", "outward")
    if not groups or any(found.group == EVERYBODY for found in book.hidden):
        return  # without the sums there is nothing to take apart here
    for group in groups:
        for way in ways:
            asked = Cell(group, Role(way, "2026-Q1"))
            if asked in small(book):
                assert len(open_values(book, groups, ways, asked)) >= 4


def open_values(book: Book, groups: list[Group], ways: tuple[str, ...], asked: Cell) -> set[int]:
    """The values that a cell can have in any table that agrees with all that is shown."""
    found: set[int] = set()
    for way_values in product(*(_columns(book, groups, way) for way in ways)):
        table = {(g, w): way_values[m][n] for m, w in enumerate(ways) for n, g in enumerate(groups)}
        totals = {g: book.shown(Cell(g, Role(ALL, "2026-Q1"))) for g in groups}
        if all(totals[g] in (None, sum(table[g, w] for w in ways)) for g in groups):
            found.add(table[asked.group, asked.role.direction])
    return found


def _columns(book: Book, groups: list[Group], way: str) -> list[tuple[int, ...]]:
    role = Role(way, "2026-Q1")
    total = book.count(Cell(EVERYBODY, role))
    choices = []
    for group in groups:
        shown = book.shown(Cell(group, role))
        least = 0 if Cell(group, Role(ALL, "2026-Q1")) in book.hidden else 1
        choices.append([shown] if shown is not None else range(least, total + 1))
    return [column for column in product(*choices) if sum(column) == total]


def test_what_was_hidden_stays_hidden_and_small_revisions_are_hidden():
    first = publish(many(defra=20, dwp=30, hmt=40), [FIRST])
    revised = publish(many(defra=22, dwp=36, hmt=40), [FIRST], before=first.published)
    shown = {r.value: r.text for r in revised.rows if (r.dimension, r.direction) == ("department", "inward")}
    assert shown["defra"] == "[c]"  # 22 less 20 would tell of two people
    hidden = dict.fromkeys(first.published)
    assert all(row.count in (None, 0) for row in publish(many(defra=20), [FIRST], before=hidden).rows)


def test_a_year_does_not_give_a_quarter_away():
    """Three large quarters and one small: the year's sum would give the small one back."""
    starts = {1: 9, 2: 10, 3: 11, 4: 2}
    placements = [
        placement(n, start=date(2026, 3 * q - 1, 3)) for q, times in starts.items() for n in range(times)
    ]
    found = publish(placements, [Quarter(2026, q) for q in starts])
    rows = {r.quarter: r.text for r in found.rows if (r.dimension, r.direction) == (ALL, "inward")}
    assert rows["2026-Q4"] == "[c]"
    assert sum(text == "[c]" for text in rows.values()) >= 2


def test_ten_thousand_partners_take_seconds_not_hours():
    placements = [placement(n, partner=f"partner-{n % 4000}", department=f"d{n % 7}") for n in range(10_000)]
    found = publish(placements, [FIRST])
    assert next(r.count for r in found.rows if r.dimension == ALL) == 10_000
    assert all(
        row.count is None for row in found.rows if row.dimension == "partner" and row.direction == "inward"
    )


@pytest.mark.parametrize(("day", "quarter"), [
    (date(2026, 1, 1), "2026-Q1"), (date(2026, 3, 31), "2026-Q1"), (date(2026, 4, 1), "2026-Q2"),
    (date(2026, 12, 31), "2026-Q4"),
])  # fmt: skip
def test_quarters_hold_their_days(day, quarter):
    found = Quarter.of(day)
    assert str(found) == quarter
    assert found.first <= day <= found.last
    assert found.last + timedelta(1) == found.next().first


def test_every_placement_is_counted_once_in_each_dimension():
    book = count([*many(defra=3, dwp=4), placement(9, grade="", start=date(2027, 1, 1))], [FIRST])
    for dimension in DIMENSIONS:
        assert sum(book.count(Cell(group, Role(ALL, "2026-Q1"))) for group in book.dimensions[dimension]) == 7


def test_a_median_needs_five():
    ended = [placement(n, start=date(2025, 9, n + 1), end=date(2026, 3, 1)) for n in range(5)]
    assert publish(ended, [FIRST]).lengths == {"inward": 180, "outward": None, "swap": None, "all": 180}
    assert publish(ended[:4], [FIRST]).lengths["inward"] is None
