"""Finding a skill by words that may be misspelt, shortened, in another order or from another name of it."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from secondments.skills.records import Skill

ALIKE = 0.7  # a word with fewer common letters is another word
PASSED_OVER = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True, slots=True)
class Hit:
    """`by` is the name that fitted, `fit` is how well, of 1,000."""

    skill: Skill
    by: str
    fit: int


class Taxonomy:
    """The skills of one published framework, ready to be searched."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self.skills = {skill.key: skill for skill in skills}
        self.names: list[tuple[str, Skill, tuple[str, ...]]] = []
        self.with_word: dict[str, set[int]] = {}
        self.with_piece: dict[str, set[str]] = {}
        for skill in self.skills.values():
            for name in (skill.name, *skill.others):
                self._index(name, skill)

    def _index(self, name: str, skill: Skill) -> None:
        words = tuple(split(name))
        for word in words:
            if word not in self.with_word:
                for piece in pieces(word):
                    self.with_piece.setdefault(piece, set()).add(word)
            self.with_word.setdefault(word, set()).add(len(self.names))
        self.names.append((name, skill, words))

    def search(self, text: str, most: int = 20) -> list[Hit]:
        """The best fits first, each skill once. Every word asked for has to fit a word of the name."""
        asked = split(text)
        if not asked:
            return []
        near = [self._near(word) for word in asked]
        places = [set().union(*(self.with_word[word] for word in found)) for found in near]
        best: dict[str, Hit] = {}
        for n in set.intersection(*places):
            name, skill, words = self.names[n]
            fit = self._fit(near, words)
            if skill.key not in best or fit > best[skill.key].fit:
                best[skill.key] = Hit(skill, name, fit)
        return sorted(best.values(), key=lambda hit: (-hit.fit, hit.skill.name.casefold(), hit.skill.key))[
            :most
        ]

    def _near(self, asked: str) -> dict[str, float]:
        """Words of the taxonomy that are like the one asked for, with how alike they are."""
        common: dict[str, int] = {}
        for piece in pieces(asked):
            for word in self.with_piece.get(piece, ()):
                common[word] = common.get(word, 0) + 1
        likely = sorted(common, key=lambda word: (-common[word], word))[:300]
        found = {word: alike(asked, word) for word in likely}
        return {word: value for word, value in found.items() if value >= ALIKE}

    def _fit(self, near: list[dict[str, float]], words: tuple[str, ...]) -> int:
        """How well the words fit, a little less for each word of the name that nobody asked for."""
        fits = [max(found.get(word, 0.0) for word in words) for found in near]
        return round(
            1000 * sum(fits) / len(fits) * len(near) / (len(near) + 0.1 * max(len(words) - len(near), 0))
        )


def split(text: str) -> list[str]:
    """Words without case, accents and little words; those alone are kept when there is nothing else."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in spread if not unicodedata.combining(c))
    words = letters.split()
    return [word for word in words if word not in PASSED_OVER] or words


def pieces(word: str) -> Iterator[str]:
    """Runs of two letters, the start marked: what two spellings of a word have in common."""
    marked = f"^{word}"
    return (marked[n : n + 2] for n in range(len(marked) - 1))


def alike(asked: str, word: str) -> float:
    """1 for the same word, nearly as much for its beginning, less for a slip of the pen."""
    if asked == word:
        return 1.0
    if len(asked) >= 3 and word.startswith(asked):
        return 0.95
    return min(SequenceMatcher(None, asked, word, autojunk=False).ratio(), 0.94)
