"""One new text against a handful that share its keys: which it is like, how much, and whether it asks the opposite.

The keys of known texts are rows in the database, so every process sees the same index and none keeps it in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engagement.consultations.similarity.comparing import threshold
from engagement.consultations.similarity.hashing import Array, mix, np, prints
from engagement.consultations.similarity.keys import STRONG, keys
from engagement.consultations.similarity.normal import LEAST_SHINGLES, digest
from engagement.consultations.similarity.opposite import opposed


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of a text by itself.

    Keys are signed, as the database keeps them, and hold within their scope only.
    """

    digest: bytes
    keys: list[int]
    words: int
    stance: int


@dataclass(frozen=True, slots=True)
class Match:
    key: int
    likeness: float
    opposed: bool


def sketch(texts: Sequence[str], *, scope: int) -> list[Sketch]:
    """Sketches for the index. `scope` (the consultation) keeps the keys of different texts' homes apart."""
    found: list[Sketch] = []
    for at in range(0, len(texts), 256):
        chunk = texts[at : at + 256]
        seen = prints(chunk)
        values, starts = keys(seen, every_second=True)
        scoped = (mix(values ^ np.uint64(scope)) & ~STRONG) | (values & STRONG)
        signed = scoped.view(np.int64).tolist()
        stances = seen.stances.view(np.int64).tolist()
        sizes = np.diff(seen.starts).tolist()
        for number, text in enumerate(chunk):
            own = signed[starts[number] : starts[number + 1]] if sizes[number] >= LEAST_SHINGLES else []
            found.append(Sketch(digest(text), own, int(seen.words[number]), stances[number]))
    return found


def matches(text: str, known: Iterable[tuple[int, str]]) -> list[Match]:
    """The near-identical of known texts (key, text), most alike first; opposite demands are marked."""
    others = list(known)
    mine, *theirs = _shingles([text, *(other for _key, other in others)])
    found = []
    for (key, other), shingles in zip(others, theirs, strict=True):
        alike = _likeness(mine, shingles)
        if alike >= threshold(np.minimum(mine.size, shingles.size)):
            found.append(Match(key, alike, opposed(text, other)))
    return sorted(found, key=lambda match: (match.opposed, -match.likeness, match.key))


def likeness(one: str, other: str) -> float:
    """The share of the shorter text's shingles that the other has too: 1 for a text within another."""
    return _likeness(*_shingles([one, other]))


def _likeness(one: Array, other: Array) -> float:
    if min(one.size, other.size) < LEAST_SHINGLES:
        return 0.0
    return float(np.intersect1d(one, other, assume_unique=True).size / min(one.size, other.size))


def _shingles(texts: Sequence[str]) -> list[Array]:
    seen = prints(texts)
    return [seen.shingles[start:end] for start, end in pairwise(seen.starts.tolist())]
