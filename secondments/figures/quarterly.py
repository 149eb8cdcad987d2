"""The quarterly publication: numbers in and out, lengths, cost models and outcomes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from secondments.figures.book import ALL, CROSSED, DIRECTIONS, FLOW, Book, Cell, Role
from secondments.figures.counting import BETWEEN, count
from secondments.figures.placements import Placement, Quarter
from secondments.figures.suppression import THRESHOLD, suppress
from secondments.figures.years import suppress_together

HIDDEN = "[c]"
OTHERS = ""  # fields that are not named


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


Flow = tuple[str, str, str, int | None]  # direction, field of work, department, count; None where hidden


@dataclass(frozen=True)
class Figures:
    """`lengths` are medians in days of the placements that ended in these quarters, None where too few did."""

    rows: tuple[Row, ...]
    lengths: dict[str, int | None]
    ratio: tuple[int | None, int | None]  # inward and outward placements over all quarters
    published: dict[Cell, int | None]  # for the next publication's `before`
    flows: tuple[Flow, ...] = ()


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
        published={cell: book.shown(cell) for cell in book.cells() if book.is_told(cell)},
        flows=tuple(flows(book)),
    )


def flows(book: Book) -> Iterator[Flow]:
    """Who came from which field to which department, or the other way, over all quarters; noughts left out.

    Of a department whose own number is hidden all fields are, noughts too: else a direction of nought would show.
    """
    over_all = book.roles[-1].quarter
    for direction in DIRECTIONS:
        role = Role(direction, over_all)
        for group in book.dimensions.get("department", []):
            if Cell(group, role) in book.hidden:
                yield direction, OTHERS, group.value, None
        for group in book.dimensions.get(FLOW, []):
            field, _between, department = group.value.partition(BETWEEN)
            number = book.shown(Cell(group, role))
            if number != 0:
                yield direction, OTHERS if number is None else field, department, number


def _rows(book: Book) -> Iterator[Row]:
    for group, role in book.cells():
        if group.dimension in CROSSED:
            continue
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
