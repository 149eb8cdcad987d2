"""Small numbers are hidden, and others with them, until nobody can have one back by taking sums apart.

A number from 1 to 4 is hidden; where it is a sum, so are its parts, noughts too: a row of a body with three placements
tells nothing but that there were some. Hidden too is what an earlier publication showed and has since changed by 1 to
4, and what was hidden before. Then further numbers, the smallest first, until what a reader can work out of all sums
together leaves at least four values open for each (`audit.Audit`). Other noughts are shown: they tell of nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from secondments.figures.audit import Audit, Exposed, floor
from secondments.figures.book import EVERYBODY, FIELD, Book, Cell, Relation

THRESHOLD = 5


def suppress(book: Book, threshold: int = THRESHOLD, before: Mapping[Cell, int | None] | None = None) -> Book:
    """Hide what may not be published, in place. `before` is what earlier publications showed, None where hidden."""
    small = set(sensitive(book, threshold, before or {}))
    book.hidden |= small | set(_parts(book, threshold))
    while True:
        _cover(book, small, threshold - 2)
        audit = Audit(book, threshold)
        exposed = audit.exposed(small)
        if not exposed:
            return book
        book.hidden |= {more for found in exposed for more in _next(audit, found)}


def sensitive(book: Book, threshold: int, before: Mapping[Cell, int | None]) -> Iterator[Cell]:
    """Numbers that tell of few people, by themselves or beside what was shown before."""
    for cell in book.cells():
        if not book.is_told(cell):
            continue
        count = book.count(cell)
        earlier = before.get(cell, count)
        if (
            0 < count < threshold
            or (count and earlier is None)
            or (earlier and 0 < abs(count - earlier) < threshold)
        ):
            yield cell


def _parts(book: Book, threshold: int) -> Iterator[Cell]:
    """The parts of small sums within a group."""
    for group in book.counts:
        for total, parts in book.within(group):
            if 0 < book.count(total) < threshold:
                yield from parts


def _cover(book: Book, sensitive: set[Cell], spread: int) -> None:
    """What each sum gives away on its own is mended without a look at the others."""
    waiting = list(book.relations())
    while waiting:
        tight = [found for found in waiting if _tight(book, found, sensitive, spread)]
        waiting = []
        for relation in tight:
            if _tight(book, relation, sensitive, spread) and (more := _smallest(book, [relation])):
                book.hidden.add(more)
                waiting += [relation, *book.of(more)]


def _tight(book: Book, relation: Relation, sensitive: set[Cell], spread: int) -> bool:
    """Whether one number alone is hidden in a sum, or so little beyond the least of each that a small one shows."""
    total, parts = relation
    hidden = [cell for cell in (total, *parts) if cell in book.hidden]
    if len(hidden) < 2:
        return any(cell.group.dimension != FIELD for cell in hidden)  # of fields nothing is told anyway
    if total in book.hidden or sensitive.isdisjoint(hidden):
        return False
    room = accumulate(book.count(cell) - floor(book, cell) for cell in hidden)
    return all(so_far < spread for so_far in room)


def _smallest(book: Book, relations: Iterable[Relation]) -> Cell | None:
    """The smallest number still shown in these sums, those on everybody last; noughts tell nothing and stay."""
    cells = {cell for total, parts in relations for cell in (total, *parts)}
    choices = [
        (cell.group == EVERYBODY, book.count(cell), cell)
        for cell in cells
        if book.count(cell) and cell not in book.hidden
    ]
    return min(choices)[2] if choices else None


def _next(audit: Audit, found: Exposed) -> set[Cell]:
    """What to hide for an exposed cell: the smallest number of the sums that expose it, else of any sum.

    When that is in the cell's own group, groups that are alike hide theirs too.
    """
    book, group = audit.book, found.cell.group
    more = (
        _smallest(book, found.by) or _smallest(book, book.of(found.cell)) or _smallest(book, book.relations())
    )
    if more is None or more.group != group:
        return {more} if more else set()
    likeness = audit.likeness(group)
    alike = (
        other for other in book.dimensions.get(group.dimension, [group]) if audit.likeness(other) == likeness
    )
    return {Cell(other, more.role) for other in alike}
