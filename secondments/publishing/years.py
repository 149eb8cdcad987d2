"""The numbers of a year, published once its four quarters are; none tells more of a quarter than the quarter does.

A total that a reader can add up from the four published quarters is shown. Any other rests on counting the year again,
which is trusted only where it still gives every number of the four quarters: otherwise what has changed since would
show as a difference. Then the audit of all sums decides (`figures.years`).
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from secondments.figures.book import ALL, FLOW, Book, Cell, Group, Role
from secondments.figures.counting import BETWEEN, count
from secondments.figures.placements import Quarter
from secondments.figures.quarterly import OTHERS, lengths
from secondments.figures.suppression import THRESHOLD
from secondments.figures.years import suppress_together
from secondments.models import QuarterFigures, YearFigures
from secondments.publishing import lasting
from secondments.publishing.quarters import (
    FACTS,
    MATCHING,
    RECUSALS,
    WAYS,
    fact,
    nearest,
)

# What hangs together: a reader who sees one of them change must not take it from a total of another.
FAMILIES = (
    (ALL,),
    ("department", "partner", "partner_size", FLOW),
    ("grade",),
    ("cost_model",),
    ("outcome",),
)
OPEN = 4  # values that stay possible for whatever is hidden
NOTHING: dict[str, Any] = {"rows": [], "flows": [], "recusals": 0}  # of a quarter before the first placement
Numbers = dict[tuple[str, ...], int | None]
Span = dict[str, Any]


def span(year: int) -> Span:
    return {"first": Quarter(year, 1).first, "last": Quarter(year, 4).last}


def compute(year: int, published: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that is published of a year, beside what its four quarters said. A hidden number is not in it."""
    quarters = [Quarter(year, number) for number in range(1, 5)]
    rows = _rows(FACTS, span(year))
    facts = [fact(*row) for row in rows]
    book = suppress_together(count(facts, quarters))
    told = [_told(data) for data in published]
    totals = _totals(book, [str(quarter) for quarter in quarters], told)
    matched, wait = _rows(MATCHING, span(year))[0]
    return {
        "rows": [[*key, number] for key, number in sorted(totals.items()) if number != 0 and key[1] != FLOW],
        "lengths": lengths(facts, quarters, THRESHOLD),
        "flows": _flows(totals),
        "recusals": _recusals(quarters, [data["recusals"] for data in published]),
        "days_to_match": round(wait) if matched >= THRESHOLD else None,
        "lasting": lasting.compute(year),
    }


def _rows(sql: str, said: Span) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return cursor.fetchall()


def _told(data: Span) -> Numbers:
    """The numbers of a published quarter; of flows those that were named."""
    flows = {(way, FLOW, f"{field}{BETWEEN}{code}"): n for way, field, code, n in data["flows"] if n}
    return {tuple(row[:3]): row[3] for row in data["rows"]} | flows


def _totals(book: Book, names: list[str], told: list[Numbers]) -> Numbers:
    """Each family of measures by itself: as it was counted again, or as it adds up."""
    found: Numbers = {}
    for family in FAMILIES:
        groups = {Group(*key[1:]) for numbers in told for key in numbers if key[1] in family}
        groups |= {group for group in book.counts if group.dimension in family}
        cells = [(way, group) for group in groups for way in _ways(group)]
        same = all(
            _as_told(group, _now(book, Cell(group, Role(way, name))))
            == _as_told(group, numbers.get((way, *group), 0))
            for name, numbers in zip(names, told, strict=True)
            for way, group in cells
        )
        for way, group in cells:
            counted = _now(book, Cell(group, Role(way, ALL))) if same else None
            adds_up = counted is None and group.dimension != FLOW
            found[way, *group] = _sum(told, (way, *group)) if adds_up else counted
    return found


def _ways(group: Group) -> tuple[str, ...]:
    return WAYS if group.dimension == FLOW else (*WAYS, ALL)


def _as_told(group: Group, number: int | None) -> int | None:
    """A flow is told rounded; one that is hidden is not told apart from none."""
    return nearest(number or 0) if group.dimension == FLOW else number


def _now(book: Book, cell: Cell) -> int | None:
    return book.shown(cell) if cell.group in book.counts else 0


def _sum(told: list[Numbers], key: tuple[str, ...]) -> int | None:
    numbers = [one.get(key, 0) for one in told]
    return None if None in numbers else sum(number for number in numbers if number)


def _recusals(quarters: list[Quarter], told: list[int | None]) -> int | None:
    """The sum, unless it tells too much of a quarter whose own number is hidden."""
    counted = [_rows(RECUSALS, {"first": one.first, "last": one.last})[0][0] for one in quarters]
    same = all(
        said == now or (said is None and now < THRESHOLD) for said, now in zip(told, counted, strict=True)
    )
    hidden = [now for said, now in zip(told, counted, strict=True) if said is None]
    rest = sum(hidden)
    return sum(counted) if same and stays_open(rest, rest, len(hidden)) else None


def stays_open(least: int, most: int, hidden: int) -> bool:
    """Whether each of so many small numbers could still be one of four values, when their sum lies within these."""
    if not hidden:
        return True
    small = THRESHOLD - 1
    lowest, highest = max(0, least - small * (hidden - 1)), min(small, most)
    return highest - lowest + 1 >= OPEN


def _flows(totals: Numbers) -> list[list[Any]]:
    """Between fields of work and departments, to the nearest five; of one that is hidden no field is named."""
    found: Numbers = {}
    for (way, dimension, value), number in totals.items():
        field, _between, code = value.partition(BETWEEN) if dimension == FLOW else (OTHERS, "", value)
        if dimension == FLOW and number:
            found[way, field, code] = nearest(number)
        elif number is None and way in WAYS and totals.get((way, "department", code)) != 0:
            found[way, OTHERS, code] = None
    return [[*key, number] for key, number in sorted(found.items())]


def freeze_finished() -> int:
    """Publish every year whose last quarter is published and that is not published itself."""
    last = QuarterFigures.objects.filter(quarter__month=10).values_list("quarter__year", flat=True)
    there = set(YearFigures.objects.values_list("year", flat=True))
    return sum(_freeze(year) for year in sorted(set(last) - there))


@transaction.atomic
def _freeze(year: int) -> int:
    quarters = {row.quarter.month: row.data for row in QuarterFigures.objects.filter(quarter__year=year)}
    data = compute(year, [quarters.get(month, NOTHING) for month in (1, 4, 7, 10)])
    _row, new = YearFigures.objects.get_or_create(
        year=year, defaults={"data": data, "frozen_at": timezone.now()}
    )
    return int(new)
