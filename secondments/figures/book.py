"""Counts as they are published: for each value of each dimension a small table of direction by quarter, with sums.

A `Group` is one row of the publication, such as a department; its cells are `Role`s, a direction in a quarter, either
of which may be "all". The group of all placements is the sum of every dimension's groups, role by role.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from secondments.figures.placements import Placement, Quarter

ALL = "all"
DIRECTIONS = ("inward", "outward", "swap")
DIMENSIONS = ("department", "partner", "partner_size", "grade", "cost_model", "outcome")


class Group(NamedTuple):
    dimension: str
    value: str


class Role(NamedTuple):
    direction: str
    quarter: str


class Cell(NamedTuple):
    group: Group
    role: Role


EVERYBODY = Group(ALL, "")
Relation = tuple[Cell, tuple[Cell, ...]]  # a sum and what it is the sum of


@dataclass
class Book:
    quarters: tuple[str, ...]
    counts: dict[Group, Counter[Role]]
    hidden: set[Cell] = field(default_factory=set)
    _across: dict[tuple[str, Role], Relation] = field(default_factory=dict, repr=False)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        quarters = (*self.quarters, ALL) if len(self.quarters) > 1 else self.quarters
        return tuple(Role(direction, quarter) for direction in (*DIRECTIONS, ALL) for quarter in quarters)

    @cached_property
    def sums(self) -> tuple[tuple[Role, tuple[Role, ...]], ...]:
        """Which roles of a group are sums of others of the same group."""
        quarters = {role.quarter: None for role in self.roles}
        found = [(Role(ALL, q), tuple(Role(direction, q) for direction in DIRECTIONS)) for q in quarters]
        if len(self.quarters) > 1:
            for direction in (*DIRECTIONS, ALL):
                found.append((Role(direction, ALL), tuple(Role(direction, q) for q in self.quarters)))
        return tuple(found)

    @cached_property
    def dimensions(self) -> dict[str, list[Group]]:
        found: dict[str, list[Group]] = {}
        for group in sorted(self.counts):
            if group != EVERYBODY:
                found.setdefault(group.dimension, []).append(group)
        return found

    def count(self, cell: Cell) -> int:
        return self.counts[cell.group][cell.role]

    def cells(self) -> Iterator[Cell]:
        return (Cell(group, role) for group in sorted(self.counts) for role in self.roles)

    def shown(self, cell: Cell) -> int | None:
        """The number as it may be published; None where it is hidden."""
        return None if cell in self.hidden else self.count(cell)

    def within(self, group: Group) -> Iterator[Relation]:
        return (
            (Cell(group, total), tuple(Cell(group, part) for part in parts)) for total, parts in self.sums
        )

    def across(self, dimension: str, role: Role) -> Relation:
        if (dimension, role) not in self._across:
            parts = tuple(Cell(group, role) for group in self.dimensions[dimension])
            self._across[dimension, role] = Cell(EVERYBODY, role), parts
        return self._across[dimension, role]

    def relations(self) -> Iterator[Relation]:
        """Every sum that a reader can take."""
        for group in self.counts:
            yield from self.within(group)
        for dimension in self.dimensions:
            for role in self.roles:
                yield self.across(dimension, role)

    def of(self, cell: Cell) -> Iterator[Relation]:
        """The sums in which a cell takes part."""
        yield from (found for found in self.within(cell.group) if cell == found[0] or cell in found[1])
        if cell.group == EVERYBODY:
            yield from (self.across(dimension, cell.role) for dimension in self.dimensions)
        else:
            yield self.across(cell.group.dimension, cell.role)


def count(placements: Iterable[Placement], quarters: Iterable[Quarter]) -> Book:
    """How many placements started in each quarter, by everything that is published."""
    names = {(quarter.year, quarter.number): str(quarter) for quarter in quarters}
    counts: dict[Group, Counter[Role]] = {EVERYBODY: Counter()}
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
    return Book(tuple(sorted(names.values())), counts)


def _groups(placement: Placement) -> Iterator[Group]:
    """A placement belongs to one group of each dimension, "not known" where nothing is recorded."""
    yield EVERYBODY
    for dimension in DIMENSIONS:
        yield Group(dimension, getattr(placement, dimension) or "not known")
