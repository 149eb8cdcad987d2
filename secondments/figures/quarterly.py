"""The quarterly publication: numbers in and out, lengths, cost models and outcomes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from secondments.figures.book import ALL, DIRECTIONS, Book, Cell, count
from secondments.figures.placements import Placement, Quarter
from secondments.figures.suppression import THRESHOLD, suppress
from secondments.figures.years import suppress_together

HIDDEN = "[c]"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the publication and of its download; `count` is None where the number is hidden."""

    quarter: str
    direction: str
    dimension: str
    value: str
    count: int | None

    @property
    def text(self) -> str:
        return HIDDEN if self.count is None else f"{self.count:,}"


@dataclass(frozen=True)
class Figures:
    """`lengths` are medians in days of the placements that ended in these quarters, None where too few did."""

    rows: tuple[Row, ...]
    lengths: dict[str, int | None]
    ratio: tuple[int | None, int | None]  # inward and outward placements over all quarters
    published: dict[Cell, int | None]  # for the next publication's `before`


def publish(
    placements: Iterable[Placement],
    quarters: Iterable[Quarter],
    threshold: int = THRESHOLD,
    before: Mapping[Cell, int | None] | None = None,
) -> Figures:
    """The figures of these quarters together, safe to publish beside those published `before`."""
    placements, quarters = list(placements), sorted(quarters)
    protect = suppress if len(quarters) == 1 else suppress_together
    book = protect(count(placements, quarters), threshold, before)
    over_all = book.roles[-1].quarter
    everybody = {
        row.direction: row.count for row in _rows(book) if row.dimension == ALL and row.quarter == over_all
    }
    return Figures(
        rows=tuple(_rows(book)),
        lengths=lengths(placements, quarters, threshold),
        ratio=(everybody.get("inward"), everybody.get("outward")),
        published={cell: book.shown(cell) for cell in book.cells()},
    )


def _rows(book: Book) -> Iterator[Row]:
    for group, role in book.cells():
        yield Row(role.quarter, role.direction, group.dimension, group.value, book.shown(Cell(group, role)))


def lengths(
    placements: Iterable[Placement], quarters: list[Quarter], threshold: int
) -> dict[str, int | None]:
    """Median length in days by direction of the placements that ended; none where they are fewer than the threshold."""
    spans = [(quarter.first, quarter.last) for quarter in quarters]
    ended: dict[str, list[int]] = {direction: [] for direction in (*DIRECTIONS, ALL)}
    for placement in placements:
        if any(first <= placement.end <= last for first, last in spans):
            for direction in (placement.direction, ALL):
                ended[direction].append((placement.end - placement.start).days + 1)
    return {
        direction: round(median(days)) if len(days) >= threshold else None
        for direction, days in ended.items()
    }
