"""Counts as they are published: for each value of each dimension a small table of direction by quarter, with sums.

A `Group` is one row of the publication, such as a department; its cells are `Role`s, a direction in a quarter, either
of which may be "all". The group of all placements is the sum of every dimension's groups, role by role. Groups are sums
of groups of another dimension as well, where readers know what lies in what (`figures.counting`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

ALL = "all"
DIRECTIONS = ("inward", "outward", "swap")
DIMENSIONS = ("department", "partner", "partner_size", "grade", "cost_model", "outcome")
# Published as a picture by direction, and not at all: what lies between flows and partners.
FLOW, FIELD = "flow", "field"
CROSSED = (FLOW, FIELD)


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
    above: Mapping[Group, tuple[Group, ...]] = field(default_factory=dict, repr=False)
    _across: dict[tuple[str, Role], Relation] = field(default_factory=dict, repr=False)
    _between: dict[tuple[Group, Role], list[Relation]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for group in self.counts:
            if group.dimension == FIELD:
                self.hidden.update(Cell(group, role) for role in self.roles if role.direction != ALL)

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

    @cached_property
    def families(self) -> list[list[str]]:
        """Dimensions that hang together because groups of one are sums of groups of another."""
        found = [{dimension} for dimension in self.dimensions]
        for total, parts in self.nested.items():
            tied = {total.dimension, *(part.dimension for many in parts for part in many)}
            joined = [family for family in found if family & tied]
            found = [family for family in found if not family & tied] + [set().union(*joined)]
        return [sorted(family) for family in found]

    @cached_property
    def nested(self) -> dict[Group, list[tuple[Group, ...]]]:
        """A group, and the groups of each other dimension that it is the sum of."""
        found: dict[Group, dict[str, list[Group]]] = {}
        for group in sorted(self.counts):
            for total in self.above.get(group, ()):
                if total in self.counts:
                    found.setdefault(total, {}).setdefault(group.dimension, []).append(group)
        return {total: [tuple(parts) for parts in kinds.values()] for total, kinds in found.items()}

    def part(self, groups: Iterable[Group], quarters: tuple[str, ...]) -> "Book":
        """Some groups in some quarters, with what is hidden of them."""
        counts, wanted = {}, {*quarters, *([ALL] if len(quarters) > 1 else [])}
        for group in groups:
            kept = self.counts[group].items()
            counts[group] = Counter({role: n for role, n in kept if role.quarter in wanted})
        hidden = {cell for cell in self.hidden if cell.group in counts and cell.role.quarter in wanted}
        return Book(quarters, counts, hidden, self.above)

    def count(self, cell: Cell) -> int:
        return self.counts[cell.group][cell.role]

    def cells(self) -> Iterator[Cell]:
        return (Cell(group, role) for group in sorted(self.counts) for role in self.roles)

    def is_told(self, cell: Cell) -> bool:
        """Whether it is a number of the publication, shown or hidden."""
        dimension, direction = cell.group.dimension, cell.role.direction
        return dimension != FIELD and not (dimension == FLOW and direction == ALL)

    def shown(self, cell: Cell) -> int | None:
        """The number as it may be published; None where it is hidden."""
        return None if cell in self.hidden else self.count(cell)

    def within(self, group: Group) -> Iterator[Relation]:
        """Sums of a group's own roles; flows are told by direction alone, and never as a sum of directions."""
        return (
            (Cell(group, total), tuple(Cell(group, part) for part in parts))
            for total, parts in self.sums
            if total.direction != ALL or group.dimension not in CROSSED
        )

    def across(self, dimension: str, role: Role) -> Relation:
        if (dimension, role) not in self._across:
            parts = tuple(Cell(group, role) for group in self.dimensions[dimension])
            self._across[dimension, role] = Cell(EVERYBODY, role), parts
        return self._across[dimension, role]

    def between(self, total: Group, role: Role) -> Iterator[Relation]:
        """What a group is the sum of, beside its own roles."""
        if total == EVERYBODY:
            whole = (dimension for dimension in self.dimensions if dimension not in CROSSED)
            yield from (self.across(dimension, role) for dimension in whole)
        elif total in self.nested:
            yield from self._nested(total, role)

    def _nested(self, total: Group, role: Role) -> list[Relation]:
        """Of a sum of directions, fields and flows tell nothing that those of each direction do not."""
        if (total, role) not in self._between:
            self._between[total, role] = [
                (Cell(total, role), tuple(Cell(part, role) for part in parts))
                for parts in self.nested[total]
                if role.direction != ALL or not {total.dimension, parts[0].dimension} & {*CROSSED}
            ]
        return self._between[total, role]

    def relations(self) -> Iterator[Relation]:
        """Every sum that a reader can take."""
        for group in self.counts:
            yield from self.within(group)
            for role in self.roles:
                yield from self.between(group, role)

    def of(self, cell: Cell) -> Iterator[Relation]:
        """The sums in which a cell takes part."""
        group, role = cell
        yield from (found for found in self.within(group) if cell == found[0] or cell in found[1])
        yield from self.between(group, role)
        if group != EVERYBODY and group.dimension not in CROSSED:
            yield self.across(group.dimension, role)
        for total in self.above.get(group, ()):
            if total in self.counts:
                found_in = self.between(total, role)
                yield from (one for one in found_in if one[1][0].group.dimension == group.dimension)
