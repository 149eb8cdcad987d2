"""Several quarters with their total: bounded work, and never more than the quarters and a checked total tell.

Each quarter is protected by itself, exactly as when it is published alone. Quarters have no placement in common, so
four of them together tell no more than each. A total whose quarters are all shown tells nothing new and is shown.
Another total tells the sum of what is hidden: it is shown where the audit of its family of dimensions still leaves
every small number open, and only in families small enough for that. No hidden quarter is ever shown for its sake.
"""

from collections.abc import Iterator, Mapping

from secondments.figures.audit import Audit
from secondments.figures.book import ALL, EVERYBODY, FIELD, Book, Cell, Role
from secondments.figures.suppression import THRESHOLD, sensitive, suppress

LARGEST = 150  # groups of a family whose totals are audited
LOOKS = 40


def suppress_together(
    book: Book, threshold: int = THRESHOLD, before: Mapping[Cell, int | None] | None = None
) -> Book:
    """Hide what may not be published of several quarters and their total, in place."""
    for quarter in book.quarters:
        book.hidden |= suppress(book.part(book.counts, (quarter,)), threshold, before).hidden
    book.hidden |= {total for total in _totals(book) if not _follows(book, total)}
    if not any(cell.group == EVERYBODY for cell in book.hidden):
        small = set(sensitive(book, threshold, before or {}))
        for family in book.families:
            groups = [EVERYBODY, *(group for dimension in family for group in book.dimensions[dimension])]
            if len(groups) <= LARGEST:
                _open(book.part(groups, book.quarters), book, small, threshold)
    return book


def _totals(book: Book) -> Iterator[Cell]:
    return (cell for cell in book.cells() if cell.role.quarter == ALL)


def _follows(book: Book, total: Cell) -> bool:
    """Whether a reader can add it up."""
    return not any(
        Cell(total.group, Role(total.role.direction, quarter)) in book.hidden for quarter in book.quarters
    )


def _open(part: Book, book: Book, small: set[Cell], threshold: int) -> None:
    """Show the totals of a family that give nothing away; where that takes too many looks, none of them.

    Hidden totals of nought stay hidden. The audit takes them as shown: it then credits a reader with more, never less.
    """
    opened = {
        cell
        for cell in _totals(part)
        if cell in part.hidden and cell not in small and part.count(cell) and cell.group.dimension != FIELD
    }
    part.hidden -= opened | {cell for cell in _totals(part) if not part.count(cell)}
    asked = small & part.hidden
    for _look in range(LOOKS):
        if not opened:
            return
        exposed = Audit(part, threshold).exposed(asked)
        if not exposed:
            book.hidden -= opened
            return
        shut = {cell for found in exposed for cell in _blamed(found.cell, found.by, opened)}
        opened -= shut
        part.hidden |= shut


def _blamed(cell: Cell, by: tuple, opened: set[Cell]) -> set[Cell]:
    """The opened totals in the sums that give a cell away; else those of its own group; else all of them."""
    named = {one for total, parts in by for one in (total, *parts) if one in opened}
    own = {one for one in opened if one.group == cell.group}
    return named or own or opened
