"""The numbers of a year, published once its four quarters are; none tells more of a quarter than the quarter does.

A total that a reader can add up from the four published quarters is shown. Any other rests on counting the year again,
which is trusted only where it still gives every number of the four quarters: otherwise what has changed since would
show as a difference. Then the audit of all sums decides (`figures.years`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from secondments.figures.book import ALL, DIMENSIONS, Book, Cell, Group, Role, count
from secondments.figures.placements import Quarter
from secondments.figures.quarterly import lengths
from secondments.figures.suppression import THRESHOLD
from secondments.figures.years import suppress_together
from secondments.models import QuarterFigures, YearFigures
from secondments.publishing import lasting
from secondments.publishing.quarters import (
    FACTS,
    MATCHING,
    OTHERS,
    RECUSALS,
    ROUNDED_TO,
    WAYS,
    fact,
    nearest,
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
    told = [{tuple(row[:3]): row[3] for row in data["rows"]} for data in published]
    totals = _totals(book, [str(quarter) for quarter in quarters], told)
    matched, wait = _rows(MATCHING, span(year))[0]
    return {
        "rows": [[*key, number] for key, number in sorted(totals.items()) if number != 0],
        "lengths": lengths(facts, quarters, THRESHOLD),
        "flows": _flows([row for row in rows if row[11].year == year], totals, published),
        "recusals": _recusals(quarters, [data["recusals"] for data in published]),
        "days_to_match": round(wait) if matched >= THRESHOLD else None,
        "lasting": lasting.compute(year),
    }


def _rows(sql: str, said: Span) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return cursor.fetchall()


def _totals(book: Book, names: list[str], told: list[Numbers]) -> Numbers:
    """Each measure by itself: as it was counted again, or as it adds up."""
    found: Numbers = {}
    for dimension in (ALL, *DIMENSIONS):
        groups = {Group(*key[1:]) for numbers in told for key in numbers if key[1] == dimension}
        groups |= {group for group in book.counts if group.dimension == dimension}
        same = all(
            _now(book, Cell(group, Role(way, name))) == numbers.get((way, *group), 0)
            for name, numbers in zip(names, told, strict=True)
            for group in groups
            for way in (*WAYS, ALL)
        )
        for group in groups:
            for way in (*WAYS, ALL):
                counted = _now(book, Cell(group, Role(way, ALL))) if same else None
                found[way, *group] = _sum(told, (way, *group)) if counted is None else counted
    return found


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


def _flows(rows: Iterable[tuple], totals: Numbers, published: list[dict[str, Any]]) -> list[list[Any]]:
    """Between fields of work and departments, to the nearest five; where that tells too much of a quarter, hidden."""
    counts: dict[tuple[str, str, str], Counter[int]] = {}
    for row in rows:
        counts.setdefault((row[1], row[10], row[2]), Counter())[(row[11].month - 1) // 3] += 1
    told = [{tuple(flow[:3]): flow[3] for flow in data["flows"]} for data in published]
    found: Numbers = {}
    for (way, section, code), by_quarter in counts.items():
        number = sum(by_quarter.values())
        shown = totals.get((way, "department", code)) is not None and number >= THRESHOLD
        if shown and _keeps((way, section, code), by_quarter, told):
            found[way, section, code] = nearest(number)
        else:
            found[way, OTHERS, code] = None
    return [[*key, number] for key, number in sorted(found.items())]


def _keeps(key: tuple[str, str, str], counted: Mapping[int, int], told: list[Numbers]) -> bool:
    """Whether the rounded year leaves every hidden quarter of this flow open, and the quarters still say the same."""
    half, least, most, hidden = ROUNDED_TO // 2, 0, 0, 0
    whole = nearest(sum(counted.values()))
    for number, one in enumerate(told):
        said, now = one.get(key), counted.get(number, 0)
        if said is None:
            hidden += 1
            if now >= THRESHOLD:
                return False
        elif nearest(now) != said:
            return False
        else:
            least, most = least + max(said - half, THRESHOLD), most + said + half
    return stays_open(whole - half - most, whole + half - least, hidden)


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
