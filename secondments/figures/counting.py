"""Placements counted into a book, with what readers know to lie in what.

Everybody reads in the directory how large a partner is and what its field of work is. So a size band is the sum of its
partners. Flows between fields and departments add up to departments one way, and to the partners of a field the other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from secondments.figures.book import (
    ALL,
    DIMENSIONS,
    EVERYBODY,
    FIELD,
    FLOW,
    Book,
    Group,
    Role,
)
from secondments.figures.placements import Placement, Quarter

BETWEEN = "/"  # a field and a department, in the name of a flow


def count(placements: Iterable[Placement], quarters: Iterable[Quarter]) -> Book:
    """How many placements started in each quarter, by everything that is published."""
    names = {(quarter.year, quarter.number): str(quarter) for quarter in quarters}
    counts: dict[Group, Counter[Role]] = {EVERYBODY: Counter()}
    above: dict[Group, tuple[Group, ...]] = {}
    for placement in placements:
        day = placement.start
        quarter = names.get((day.year, (day.month + 2) // 3))
        if quarter is None:
            continue
        for group in _groups(placement):
            counted = counts.setdefault(group, Counter())
            for direction in (placement.direction, ALL):
                counted[Role(direction, quarter)] += 1
                if len(names) > 1:
                    counted[Role(direction, ALL)] += 1
        for part, totals in _nesting(placement):
            if above.setdefault(part, totals) != totals:
                raise ValueError(f"{part.value} lies in {above[part]} and in {totals}: say which.")
    return Book(tuple(sorted(names.values())), counts, above=above)


def _groups(placement: Placement) -> Iterator[Group]:
    """A placement belongs to one group of each dimension, "not known" where nothing is recorded."""
    yield EVERYBODY
    for dimension in DIMENSIONS:
        yield _group(placement, dimension)
    if placement.field:
        yield Group(FIELD, placement.field)
        yield _flow(placement)


def _group(placement: Placement, dimension: str) -> Group:
    return Group(dimension, getattr(placement, dimension) or "not known")


def _flow(placement: Placement) -> Group:
    return Group(FLOW, f"{placement.field}{BETWEEN}{placement.department}")


def _nesting(placement: Placement) -> Iterator[tuple[Group, tuple[Group, ...]]]:
    size, department = _group(placement, "partner_size"), _group(placement, "department")
    field = (Group(FIELD, placement.field),) if placement.field else ()
    yield _group(placement, "partner"), (size, *field)
    if field:
        yield _flow(placement), (*field, department)
