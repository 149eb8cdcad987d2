"""Partners of different sizes and fields: no small number comes back from bands, flows and totals together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.figures.counting import count
from secondments.figures.placements import Placement, Quarter
from secondments.figures.quarterly import publish
from secondments.figures.years import suppress_together
from secondments.publishing import quarters, years
from tests.secondments.figures.readers import ENOUGH, Told, reader, small
from tests.secondments.figures.test_suppression import placement

FIRST = Quarter(2026, 1)
QUARTERS = [Quarter(2026, number) for number in range(1, 5)]
NAMES = [str(quarter) for quarter in QUARTERS]
# The review's case: of micro partners A and B, and of large ones C, D and E, bands gave B and D away.
BANDS = {("A", "micro", "B", "X"): 6, ("B", "micro", "B", "X"): 3, ("C", "large", "B", "X"): 20,
         ("D", "large", "B", "X"): 4, ("E", "large", "B", "X"): 9}  # fmt: skip
# A flow that says 5 is of 5 to 7: with A shown as 6, B was 1.
FLOWS = {("A", "micro", "D", "X"): 6, ("B", "micro", "D", "X"): 1, ("C", "large", "C", "X"): 9,
         ("D", "micro", "C", "Y"): 3, ("E", "large", "C", "Y"): 8}  # fmt: skip


def facts(
    table: dict[tuple[str, str, str, str], int], quarter: int = 0, way: str = "inward"
) -> list[Placement]:
    return [
        placement(
            n, partner=partner, partner_size=size, field=work, department=department, direction=way,
            start=date(2026, 3 * quarter + 2, 1),
        )
        for (partner, size, work, department), times in table.items()
        for n in range(times)
    ]  # fmt: skip


def told(rows: list[Placement], quarter: Quarter) -> dict:
    """A quarter as it is kept and published."""
    found = publish(rows, [quarter])
    kept = [[row.direction, row.dimension, row.value, row.count] for row in found.rows]
    return {
        "rows": [row for row in kept if row[0] != "swap" and row[3] != 0],
        "flows": quarters.rounded(found.flows),
    }


def as_read(data: dict) -> tuple[Told, Told]:
    flows = {(way, "flow", f"{work}/{code}"): number for way, work, code, number in data["flows"]}
    return {tuple(row[:3]): row[3] for row in data["rows"]}, flows


def assert_open(rows: list[Placement]) -> None:
    read = reader(rows, [str(FIRST)])
    read.read(*as_read(told(rows, FIRST)), [str(FIRST)])
    for key, number in small(rows).items():
        least, most = read.spread(key, [str(FIRST)])
        assert least <= number <= most
        assert most - least >= ENOUGH, f"{key} is {number} and lies between {least} and {most}"


BOTH = BANDS | {(f"other {partner}", *more): number for (partner, *more), number in FLOWS.items()}


@pytest.mark.parametrize("table", [BANDS, FLOWS, BOTH])
def test_bands_and_flows_give_nobody_away(table):
    assert_open(facts(table))


def test_what_is_safe_is_still_published():
    shown = {row[2]: row[3] for row in told(facts(BANDS), FIRST)["rows"] if row[:2] == ["inward", "partner"]}
    assert sum(number is not None for number in shown.values()) >= 1
    large = {key: number + 20 for key, number in BOTH.items()}
    data = told(facts(large), FIRST)
    assert all(row[3] is not None for row in data["rows"]) and all(flow[3] for flow in data["flows"])


partners = st.tuples(st.sampled_from("PQRSTU"), st.sampled_from("XYZ"))
size = {"P": "micro", "Q": "micro", "R": "small", "S": "small", "T": "large", "U": "large"}
work = {"P": "B", "Q": "D", "R": "B", "S": "D", "T": "D", "U": "E"}
numbers = st.one_of(st.integers(1, 4), st.integers(5, 12))
tables = st.dictionaries(partners, numbers, min_size=1, max_size=9)


def named(table: dict[tuple[str, str], int]) -> dict[tuple[str, str, str, str], int]:
    return {(p, size[p], work[p], d): number for (p, d), number in table.items()}


@given(tables, st.one_of(st.just({}), tables))
@hypothesis_settings(max_examples=40, deadline=None)
def test_no_small_number_comes_back_whatever_is_known_of_partners(inward, outward):
    assert_open(facts(named(inward)) + facts(named(outward), way="outward"))


@given(st.lists(tables, min_size=4, max_size=4))
@hypothesis_settings(max_examples=12, deadline=None)
def test_nor_from_a_year_and_its_quarters(by_quarter):
    rows = [one for n, table in enumerate(by_quarter) for one in facts(named(table), n)]
    apart = [[one for one in rows if Quarter.of(one.start) == quarter] for quarter in QUARTERS]
    kept = [told(*pair) for pair in zip(apart, QUARTERS, strict=True)]
    read = reader(rows, NAMES)
    for data, name in zip(kept, NAMES, strict=True):
        read.read(*as_read(data), [name])
    totals = years._totals(
        suppress_together(count(rows, QUARTERS)), NAMES, [years._told(data) for data in kept]
    )
    whole = {key: number for key, number in totals.items() if key[1] != "flow" and number != 0}
    read.read(
        *as_read({"rows": [[*key, n] for key, n in whole.items()], "flows": years._flows(totals)}), NAMES
    )
    for name, mine in zip(NAMES, apart, strict=True):
        for key, number in small(mine).items():
            least, most = read.spread(key, [name])
            assert least <= number <= most
            assert most - least >= ENOUGH, f"{key} of {name} is {number} and lies between {least} and {most}"
