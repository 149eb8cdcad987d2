"""What a run decided, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from secondments.matching.fairness import Fairness
from secondments.matching.reasons import Reason
from secondments.matching.settings import Settings

if TYPE_CHECKING:
    from secondments.matching.explain import Explainer


@dataclass(frozen=True, slots=True)
class Match:
    """A person in a post, with the earliest days on which the placement can run."""

    candidate: str
    post: str
    start: date
    end: date
    fixed: bool
    person_points: int
    host_points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Result:
    """`unmatched` and `vacancies` hold every person without a match and every post with room, each with reasons."""

    settings: Settings
    matches: tuple[Match, ...]
    unmatched: dict[str, tuple[Reason, ...]]
    vacancies: dict[str, tuple[int, tuple[Reason, ...]]]  # places left and why
    fairness: Fairness
    considered: int
    explainer: "Explainer"

    def why(self, candidate: str, post: str) -> tuple[Reason, ...]:
        """Why this person has, or has not, this post. Never empty. Raises KeyError for keys not in the run."""
        return self.explainer.why(candidate, post)

    def rejections(self) -> Iterator[tuple[str, str, tuple[Reason, ...]]]:
        """Every pair that was considered and not matched, with its reasons."""
        return self.explainer.rejections()
