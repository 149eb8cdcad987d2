"""Placing answers under draft themes by the weighted words of each: no arrays, and every placement can be
explained.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from engagement.consultations.themes.terms import terms

# An answer that shares less with a theme than this is left to people; a second theme needs so
# much of the first's score.
LEAST_SCORE = 0.07
BESIDE = 0.75
MOST_THEMES = 2
REASONS = 4


@dataclass(frozen=True, slots=True)
class Placement:
    theme: int
    score: float
    words: tuple[str, ...]


class Placer:
    """Themes by number, each with its weighted words."""

    def __init__(self, themes: Mapping[int, Mapping[str, float]]) -> None:
        self.told: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for theme, weights in themes.items():
            for term, weight in weights.items():
                self.told[term].append((theme, weight))

    def place(self, text: str) -> list[Placement]:
        """The themes that an answer speaks of, best first; none when it speaks of none clearly."""
        found = set(terms(text))
        scores: dict[int, float] = defaultdict(float)
        for term in found & self.told.keys():
            for theme, weight in self.told[term]:
                scores[theme] += weight
        length = sqrt(max(len(found), 4))
        ranked = sorted(
            ((score / length, theme) for theme, score in scores.items()), key=lambda s: (-s[0], s[1])
        )
        return [
            Placement(theme, round(score, 4), self._reasons(theme, found))
            for score, theme in ranked[:MOST_THEMES]
            if score >= LEAST_SCORE and score >= BESIDE * ranked[0][0]
        ]

    def _reasons(self, theme: int, found: set[str]) -> tuple[str, ...]:
        weights = {
            term: weight
            for term in found & self.told.keys()
            for number, weight in self.told[term]
            if number == theme
        }
        return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:REASONS])

    def place_all(self, texts: Sequence[str]) -> list[list[Placement]]:
        return [self.place(text) for text in texts]
