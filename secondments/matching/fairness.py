"""How the run treated people from bodies of different sizes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from secondments.matching.market import Body, Candidate

SMALL = frozenset({"micro", "small"})
UNKNOWN = "unknown"
FOUR_FIFTHS = 800  # of 1,000: below it a group's rate calls for a look


@dataclass(frozen=True, slots=True)
class Group:
    """People of one group; shares in parts of 1,000, None where there is nobody to measure."""

    name: str
    people: int
    considered: int  # had at least one post that no rule and no list kept from them
    matched: int
    first_choice: int  # got the post at the top of their list
    matched_share: int | None
    points: int | None  # what the matched got of 1,000 points for what they want, on average


@dataclass(frozen=True, slots=True)
class Fairness:
    """By size band, and small (micro and small) against larger bodies; bodies of unknown size count in neither."""

    bands: tuple[Group, ...]
    small: Group
    larger: Group

    @property
    def ratio(self) -> int | None:
        """The matched share of small bodies' people in parts of 1,000 of that of larger bodies' people."""
        return ratio(self.small.matched_share, self.larger.matched_share)

    @property
    def calls_for_a_look(self) -> bool:
        return calls_for_a_look(self.ratio)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one person fared."""

    considered: bool
    points: int | None = None  # of their best match
    first_choice: bool = False


def share(people: int, matched: int) -> int | None:
    """In parts of 1,000; None where there is nobody to measure."""
    return 1000 * matched // people if people else None


def ratio(small: int | None, larger: int | None) -> int | None:
    return None if small is None or not larger else small * 1000 // larger


def calls_for_a_look(found: int | None) -> bool:
    return found is not None and found < FOUR_FIFTHS


def measure(
    candidates: Iterable[Candidate], bodies: Mapping[str, Body], outcomes: Mapping[str, Outcome]
) -> Fairness:
    bands: dict[str, list[Outcome]] = defaultdict(list)
    for candidate in candidates:
        bands[bodies[candidate.home].size].append(outcomes[candidate.key])
    small = [outcome for band in bands if band in SMALL for outcome in bands[band]]
    larger = [outcome for band in bands if band not in SMALL | {UNKNOWN} for outcome in bands[band]]
    groups = tuple(group(band, bands[band]) for band in sorted(bands))
    return Fairness(groups, group("small", small), group("larger", larger))


def group(name: str, outcomes: list[Outcome]) -> Group:
    matched = [outcome.points for outcome in outcomes if outcome.points is not None]
    return Group(
        name=name,
        people=len(outcomes),
        considered=sum(outcome.considered for outcome in outcomes),
        matched=len(matched),
        first_choice=sum(outcome.first_choice for outcome in outcomes),
        matched_share=share(len(outcomes), len(matched)),
        points=sum(matched) // len(matched) if matched else None,
    )
