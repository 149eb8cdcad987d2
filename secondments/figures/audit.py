"""What a reader can work out about hidden numbers from everything that is shown, by linear programming.

Each solution of the sums is a set of numbers that a reader must hold possible. One solution proves a spread for many
cells at once, so a few answer for all; only a cell that stays in doubt is asked about alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from secondments.figures.book import ALL, CROSSED, EVERYBODY, Book, Cell, Group, Relation, Role

CEILING = 1e7  # no count is greater
CLEAR = 1e-6
FEW = 50_000  # places in a table: up to here the solver takes it quicker whole than without its noughts
ENOUGH = 20  # exposed cells found in one look: what is hidden for them may cover others
Likeness = tuple[str, tuple[Role, ...], tuple[int, ...], tuple[Group, ...]]


@dataclass(frozen=True)
class Exposed:
    """A hidden cell that can be narrowed down too far, and the sums that do it."""

    cell: Cell
    by: tuple[Relation, ...]


class Audit:
    def __init__(self, book: Book, threshold: int) -> None:
        self.book = book
        self.spread = threshold - 2  # from 1 to 4: four values
        self.like: dict[Group, Likeness] = {}

    def exposed(self, cells: Iterable[Cell]) -> list[Exposed]:
        """Cells whose least and greatest possible values are too close; of cells that are alike, one."""
        standing = {self.likeness(group): group for group in sorted(self.book.counts, reverse=True)}
        asked = sorted({Cell(standing[self.likeness(cell.group)], cell.role) for cell in cells})
        found: list[Exposed] = []
        for dimensions in self.parts():
            system = System(self, dimensions)
            mine = [cell for cell in asked if cell in system.at]
            found += Search(system, mine, self.spread).exposed()
        return found

    def parts(self) -> list[list[str]]:
        """Families of dimensions hang together only where a number on everybody is hidden."""
        if any(cell.group == EVERYBODY for cell in self.book.hidden):
            return [list(self.book.dimensions)]
        return self.book.families

    def likeness(self, group: Group) -> Likeness:
        """Groups with the same likeness can change places without changing any sum."""
        if group not in self.like:
            roles = tuple(role for role in self.book.roles if Cell(group, role) in self.book.hidden)
            sums = tuple(rest(self.book, found) for found in self.book.within(group)) if roles else ()
            self.like[group] = group.dimension, roles, sums, self._place(group)
        return self.like[group]

    def _place(self, group: Group) -> tuple[Group, ...]:
        """What a group lies in; one that others lie in is like no other."""
        return (group,) if group in self.book.nested else self.book.above.get(group, ())


def rest(book: Book, relation: Relation) -> int:
    """Shown parts less a shown total; nought where nothing is hidden."""
    total, parts = relation
    if total not in book.hidden and not any(part in book.hidden for part in parts):
        return 0
    return sum(book.shown(part) or 0 for part in parts) - (book.shown(total) or 0)


def floor(book: Book, cell: Cell) -> int:
    """The least that a reader must hold possible: a nought is hidden only where a whole sum of directions is.

    Which flows are hidden nobody is told, so each could be a nought.
    """
    if cell.group.dimension in CROSSED:
        return 0
    for total, parts in book.within(cell.group):
        if (
            total.role.quarter == cell.role.quarter
            and cell in parts
            and total in book.hidden
            and book.hidden.issuperset(parts)
        ):
            return 0
    return 1


class System:
    """The sums with something hidden, as equations of the hidden numbers.

    Of groups that are alike the first stands for itself and the second for all others together: that leaves the range
    of every cell of the first as it is, and makes ten thousand partners as quick as ten.
    """

    def __init__(self, audit: Audit, dimensions: list[str]) -> None:
        self.book = audit.book
        self.members = self._members(audit, dimensions)
        cells = (Cell(group, role) for group in self.members for role in self.book.roles)
        self.cells = [cell for cell in cells if cell in self.book.hidden]
        self.at = {cell: n for n, cell in enumerate(self.cells)}
        self.dimensions = {ALL, *dimensions}
        sums = self._sums()
        self.relations = [found for found in sums if any(cell in self.at for cell in (found[0], *found[1]))]

    def _members(self, audit: Audit, dimensions: list[str]) -> dict[Group, list[Group]]:
        """The groups that a group stands for."""
        alike: dict[object, list[Group]] = {}
        for group in (
            EVERYBODY,
            *(group for dimension in dimensions for group in self.book.dimensions[dimension]),
        ):
            alike.setdefault(audit.likeness(group), []).append(group)
        found = {groups[0]: groups[:1] for groups in alike.values()}
        return found | {groups[1]: groups[1:] for groups in alike.values() if len(groups) > 1}

    @cached_property
    def counts(self) -> list[float]:
        return [
            float(sum(self.book.count(Cell(g, role)) for g in self.members[group]))
            for group, role in self.cells
        ]

    def _here(self, relation: Relation) -> bool:
        return relation[1][0].group.dimension in self.dimensions

    def _sums(self) -> Iterator[Relation]:
        for group in self.members:
            yield from self.book.within(group)
            for role in self.book.roles:
                yield from (found for found in self.book.between(group, role) if self._here(found))

    def _rest(self, relation: Relation) -> float:
        total, parts = relation
        across = any(part.group != total.group for part in parts)
        return float(rest(self.book, relation) * (1 if across else len(self.members[total.group])))

    @cached_property
    def floors(self) -> list[float]:
        """The least that a reader must hold possible of what each unknown stands for."""
        return [float(floor(self.book, cell) * len(self.members[cell.group])) for cell in self.cells]

    @cached_property
    def equations(self) -> tuple[Any, list[float]]:
        from scipy import sparse

        lines, columns, signs = [], [], []
        for n, (total, parts) in enumerate(self.relations):
            for cell, sign in ((total, 1.0), *((part, -1.0) for part in parts)):
                if cell in self.at:
                    lines.append(n)
                    columns.append(self.at[cell])
                    signs.append(sign)
        matrix = sparse.csr_matrix((signs, (lines, columns)), shape=(len(self.relations), len(self.cells)))
        return matrix, [self._rest(relation) for relation in self.relations]

    def push(self, goals: dict[int, float], up: bool) -> Any:
        """The solution in which these cells together come nearest to their goals, upwards or downwards."""
        import numpy as np
        from scipy import optimize, sparse

        matrix, sums = self.equations
        count, many, sign = len(self.cells), len(goals), 1.0 if up else -1.0
        rows, reaches = np.arange(many), count + np.arange(many)  # a reach is no further than its cell
        signs = np.r_[np.full(many, -sign), np.full(many, sign)]
        places = (np.r_[rows, rows], np.r_[list(goals), reaches])
        reached = sparse.csr_matrix((signs, places), shape=(many, count + many))
        wider = (matrix.data, matrix.indices, matrix.indptr)
        equal = sparse.csr_matrix(wider, shape=(len(sums), count + many))
        if max(len(sums), many) * count < FEW:
            reached, equal = reached.toarray(), equal.toarray()
        bounds: list[tuple[float | None, float | None]] = [(floor, CEILING) for floor in self.floors]
        bounds += [(None, goal) if up else (goal, None) for goal in goals.values()]
        return optimize.linprog(
            np.r_[np.zeros(count), np.full(many, -sign)],
            A_ub=reached,
            b_ub=np.zeros(many),
            A_eq=equal,
            b_eq=sums,
            bounds=bounds,
            method="highs",
        )


class Search:
    """Spreads proven so far, and which cells still lack one."""

    def __init__(self, system: System, cells: list[Cell], spread: int) -> None:
        self.system, self.spread = system, spread
        self.open = [system.at[cell] for cell in cells]
        self.least, self.greatest = list(system.counts), list(system.counts)

    def exposed(self) -> list[Exposed]:
        found: list[Exposed] = []
        while self.open and len(found) < ENOUGH:
            before = len(self.open)
            self._together()
            if self.open and len(self.open) == before:
                by = self._alone(self.open[0])
                if by is not None:
                    found.append(Exposed(self.system.cells[self.open.pop(0)], by))
        return found

    def _together(self) -> None:
        for up in (True, False):
            if self.open:
                self._learn(self.system.push(self._goals(self.open, up), up))

    def _goals(self, cells: list[int], up: bool) -> dict[int, float]:
        if up:
            return {n: self.least[n] + self.spread for n in cells}
        return {n: max(self.greatest[n] - self.spread, self.system.floors[n]) for n in cells}

    def _alone(self, cell: int) -> tuple[Relation, ...] | None:
        """The sums that bind a cell on its own; None when they leave it enough room."""
        up, down = (self.system.push({cell: goal}, up) for up, goal in ((True, CEILING), (False, 0.0)))
        self._learn(up, down)
        if cell not in self.open:
            return None
        bound = zip(up.eqlin.marginals, down.eqlin.marginals, self.system.relations, strict=True)
        return tuple(found for a, b, found in bound if abs(a) > CLEAR or abs(b) > CLEAR)

    def _learn(self, *solutions: Any) -> None:
        count = len(self.system.cells)
        for solution in solutions:
            values = solution.x[:count].tolist()
            self.least = [min(pair) for pair in zip(self.least, values, strict=True)]
            self.greatest = [max(pair) for pair in zip(self.greatest, values, strict=True)]
        self.open = [n for n in self.open if self.greatest[n] - self.least[n] < self.spread - CLEAR]
