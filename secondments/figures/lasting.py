"""What lasted of placements, six months after their end: yes, no or not known, by direction.

Every measure counts the same people, so that one audit of all sums covers them all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from secondments.figures.book import ALL, EVERYBODY, Book, Cell, Group, Role
from secondments.figures.suppression import THRESHOLD, suppress

MEASURES = ("return_plan", "outcomes_met", "in_contact", "policy_change")
WAYS = ("inward", "outward", ALL)
WORDS = {True: "yes", False: "no", None: "not known"}
Number = tuple[str, str, str, int | None]  # direction, measure, answer, count


@dataclass(frozen=True, slots=True)
class Lasting:
    """What is known of one placement; None where nobody has said."""

    direction: str
    return_plan: bool
    outcomes_met: bool | None = None
    in_contact: bool | None = None
    policy_change: bool | None = None


def tell(placements: Iterable[Lasting], period: str, threshold: int = THRESHOLD) -> list[Number]:
    """Counts that are safe to publish together; None where hidden. A nought is left out."""
    book = suppress(counted(placements, period), threshold)
    return [
        (way, *group, book.shown(cell))
        for group in sorted(book.counts)
        for way in WAYS
        if book.count(cell := Cell(group, Role(way, period))) or cell in book.hidden
    ]


def counted(placements: Iterable[Lasting], period: str) -> Book:
    answers = [Group(measure, word) for measure in MEASURES for word in WORDS.values()]
    counts: dict[Group, Counter[Role]] = {group: Counter() for group in (EVERYBODY, *answers)}
    for one in placements:
        said = (Group(measure, WORDS[getattr(one, measure)]) for measure in MEASURES)
        for group in (EVERYBODY, *said):
            counts[group].update((Role(one.direction, period), Role(ALL, period)))
    return Book((period,), counts)
