"""Several quarters and their total: nothing comes back by taking one from the other, and the work is bounded."""

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.figures.audit import Audit
from secondments.figures.book import ALL, EVERYBODY, Book, Cell, Group, Role
from secondments.figures.counting import count
from secondments.figures.placements import Quarter
from secondments.figures.suppression import sensitive, suppress
from secondments.figures.years import suppress_together
from tests.secondments.figures.test_suppression import placement

QUARTERS = [Quarter(2026, 1), Quarter(2026, 2)]
NAMES = [str(quarter) for quarter in QUARTERS]
BODIES = "abc"


def book(table: dict[tuple[str, int], int]) -> Book:
    """So many inward placements of each department in each quarter, each at a grade and a size of its own kind."""
    rows = [
        placement(n, department=body, start=date(2026, 3 * quarter + 2, 1), grade=body, partner=body)
        for (body, quarter), times in table.items()
        for n in range(times)
    ]
    return count(rows, QUARTERS)


tables = st.fixed_dictionaries({(body, quarter): st.integers(0, 14) for body in BODIES for quarter in (0, 1)})


def at(body: str, quarter: str) -> Cell:
    group = Group("department", body) if body else EVERYBODY
    return Cell(group, Role("inward", quarter))


def possible(made: Book, names: list[str]) -> list[dict[tuple[str, str], int]]:
    """Every set of numbers that fits all that is shown of the departments, tried one by one."""
    columns = []
    for name in NAMES:
        total = made.shown(at("", name))
        if total is None:
            return []
        choices = []
        for body in names:
            shown = made.shown(at(body, name))
            whole = Cell(Group("department", body), Role(ALL, name)) in made.hidden
            choices.append([shown] if shown is not None else range(0 if whole else 1, total + 1))
        columns.append([column for column in product(*choices) if sum(column) == total])
    fits = []
    for pair in product(*columns):
        sums = [made.shown(at(body, ALL)) for body in names]
        if all(want is None or want == a + b for want, a, b in zip(sums, *pair, strict=True)):
            fits.append({(body, q): pair[n][k] for n, q in enumerate(NAMES) for k, body in enumerate(names)})
    return fits


@given(tables)
@hypothesis_settings(max_examples=60, deadline=None)
def test_no_small_number_of_a_quarter_comes_back_from_the_total(table):
    made = suppress_together(book(table))
    names = [group.value for group in made.dimensions.get("department", [])]
    fits = possible(made, names)
    for body, name in product(names, NAMES):
        if fits and 0 < made.count(at(body, name)) < 5:
            assert at(body, name) in made.hidden
            values = {one[body, name] for one in fits}
            assert max(values) - min(values) >= 3


@given(tables)
@hypothesis_settings(max_examples=40, deadline=None)
def test_the_audit_of_all_sums_of_all_dimensions_finds_nothing(table):
    made = suppress_together(book(table))
    # A hidden total of nought is taken as shown: the audit then credits a reader with more, never with less.
    told = {cell for cell in made.cells() if cell.role.quarter == ALL and not made.count(cell)}
    read = Book(made.quarters, made.counts, made.hidden - told, made.above)
    assert Audit(read, 5).exposed(set(sensitive(made, 5, {})) & read.hidden) == []
    assert set(sensitive(made, 5, {})) <= made.hidden | {
        cell for cell in made.cells() if cell.role.quarter == ALL
    }


@given(tables)
@hypothesis_settings(max_examples=25, deadline=None)
def test_a_quarter_is_published_as_it_would_be_alone(table):
    together = suppress_together(book(table))
    for quarter in QUARTERS:
        made = book(table)
        alone = suppress(made.part(made.counts, (str(quarter),)))
        assert {cell: together.shown(cell) for cell in alone.cells()} == {
            cell: alone.shown(cell) for cell in alone.cells()
        }


def test_a_total_that_anybody_can_add_up_is_shown_and_one_that_gives_a_quarter_away_is_not():
    large = {("a", 0): 20, ("b", 0): 30, ("c", 0): 40, ("a", 1): 20, ("b", 1): 30, ("c", 1): 40}
    assert suppress_together(book(large)).shown(at("a", ALL)) == 40
    small = suppress_together(book(large | {("a", 1): 2}))
    assert small.shown(at("a", "2026-Q2")) is None
    assert small.shown(at("a", ALL)) is None  # 22 less 20
    assert small.shown(at("c", ALL)) == 80


def test_a_total_of_two_hidden_quarters_is_shown_where_it_tells_too_little():
    table = {("a", 0): 4, ("b", 0): 30, ("c", 0): 40, ("a", 1): 4, ("b", 1): 30, ("c", 1): 40}
    made = suppress_together(book(table))
    assert made.shown(at("a", "2026-Q1")) is None and made.shown(at("a", "2026-Q2")) is None
    assert made.shown(at("a", ALL)) in (None, 8)


def test_four_quarters_of_four_thousand_partners_are_few_looks(monkeypatch):
    """Not by the clock: by how often the solver is asked."""
    from secondments.figures import audit

    asked = []
    push = audit.System.push

    def counted(self, *given):
        asked.append(len(self.cells))
        return push(self, *given)

    monkeypatch.setattr(audit.System, "push", counted)
    rows = [
        placement(n, partner=f"p{n % 4000}", department=f"d{n % 7}", start=date(2026, 3 * (n % 4) + 1, 5))
        for n in range(12_000)
    ]
    made = suppress_together(count(rows, [Quarter(2026, number) for number in (1, 2, 3, 4)]))
    assert made.shown(Cell(EVERYBODY, Role("inward", ALL))) == 12_000
    assert len(asked) < 400 and sum(asked) < 200_000
