"""Grouping a heap of texts: exact copies first, then near-identical ones around a leader.

Each text is compared only with earlier texts that come first under several of its keys, never with every text of a
campaign, so a campaign of 100,000 costs as much a text as one of ten. What is made from one template is a family;
within it a text joins the first leader whose opposite it does not ask, and leads a side of its own when there is none.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from engagement.consultations.similarity.comparing import Pile, alike, pile
from engagement.consultations.similarity.hashing import Array, U, np
from engagement.consultations.similarity.keys import STRONG
from engagement.consultations.similarity.normal import LEAST_SHINGLES
from engagement.consultations.similarity.opposite import opposed

LEAST_VOTES = 2  # a strong key has two votes, a weak one has one
ROUNDS = 6
CANDIDATES = 1
HALF = U(1 << 60)  # a bit of a key, as good as drawn by lot, that parts them in halves
LEAST_YIELD = 1000  # a round in which fewer than one pair of so many is alike is the last
# Demands told apart in one template; more than these are left alone.
MOST_SIDES = 6
VOICES = 3


@dataclass(frozen=True, slots=True)
class Grouping:
    """`group[i]` is the number of the text that leads text i's group; a text alone leads itself."""

    group: Array
    family: Array  # the same for groups that ask opposite things in one template
    unique: Array  # for each text, the first text that is identical in normal form


def group(texts: Sequence[str], *, threads: int = 2) -> Grouping:
    """The same groups for the same texts, whatever the number of threads."""
    with ThreadPoolExecutor(threads) as pool:
        found = pile(texts, pool)
        leader, family = Rounds(texts, found, pool).all()
    first = found.first
    return Grouping(*(first[numbers][found.copy_of] for numbers in (leader, family, np.arange(first.size))))


@dataclass(slots=True)
class Side:
    """One demand within a family.

    Its first voices speak for it: the leader may lack the sentence that decides.
    """

    leader: int
    voices: list[int]
    size: int = 1


@dataclass(slots=True)
class Family:
    """What is made from one template: its sides, and the side that each stance was found to take."""

    sides: list[Side]
    taken: dict[int, Side]


class Rounds:
    """The state between rounds: who leads whom, who still waits, which pairs were tried."""

    def __init__(self, texts: Sequence[str], found: Pile, pool: ThreadPoolExecutor) -> None:
        self.texts, self.found, self.pool = texts, found, pool
        size = found.first.size
        self.bits = U(max(1, int(size).bit_length()))
        self.low = (U(1) << self.bits) - U(1)
        self.leader = np.arange(size)
        self.family = np.arange(size)
        self.families: dict[int, Family] = {}
        self.stances = found.stances.tolist()
        self.waiting = found.sizes >= LEAST_SHINGLES
        self.tried = np.zeros(0, U)

    def all(self) -> tuple[Array, Array]:
        for _round in range(ROUNDS):
            pairs = self.candidates()
            if not pairs.size:
                break
            found = alike(self.found, *self.split(pairs), self.pool)
            self.settle(pairs, found)
            if np.count_nonzero(found) < pairs.size // LEAST_YIELD:
                break
        return self.leader, self.family

    def candidates(self) -> Array:
        """Pairs (text, earlier text that comes first under several of its keys), most keys shared first.

        Halves of the keys, then halves of the texts, are gone through side by side; what comes out is the same.
        """
        owner, keys = self.found.keys_of(np.flatnonzero(self.waiting))
        packed = (keys & ~self.low) | owner.astype(U)
        pairs = np.concatenate(list(self.pool.map(lambda half: self.met(packed, half), (U(0), HALF))))
        middle = U(self.found.first.size // 2) << self.bits
        halves = (lambda: pairs[pairs < middle], lambda: pairs[pairs >= middle])
        return np.concatenate(list(self.pool.map(lambda half: self.voted(half()), halves)))

    def met(self, packed: Array, half: Any) -> Array:
        """Under each key, every later text beside the first: once for a weak key, twice for a strong one."""
        packed = packed[packed & HALF == half]
        packed.sort()
        if not packed.size:
            return packed
        docs, fresh = packed & self.low, np.ones(packed.size, bool)
        fresh[1:] = (packed[1:] & ~self.low) != (packed[:-1] & ~self.low)
        first = docs[np.flatnonzero(fresh)][np.cumsum(fresh) - 1]
        pairs = (docs << self.bits) | first
        met = docs != first
        return np.concatenate((pairs[met], pairs[met & (packed >= STRONG)]))

    def voted(self, pairs: Array) -> Array:
        pairs.sort()
        starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))[: pairs.size])
        pairs, votes = pairs[starts], np.diff(np.append(starts, pairs.size))
        enough = votes >= LEAST_VOTES
        if self.tried.size:
            enough &= ~np.isin(pairs, self.tried)
        pairs, votes = pairs[enough], votes[enough]
        docs = pairs >> self.bits
        order = np.lexsort((-votes, docs))
        pairs, docs = pairs[order], docs[order]
        return pairs[np.arange(docs.size) - np.searchsorted(docs, docs) < CANDIDATES]

    def split(self, pairs: Array) -> tuple[Array, Array]:
        return (pairs >> self.bits).astype(np.int64), (pairs & self.low).astype(np.int64)

    def settle(self, pairs: Array, found: Array) -> None:
        """In order of texts: whoever is like an earlier text joins that one's family, on the side that it
        asks for.
        """
        self.tried = np.concatenate((self.tried, pairs))
        docs, firsts = self.split(pairs[found])
        here = []
        for doc, first in zip(docs.tolist(), firsts.tolist(), strict=True):
            if self.family[doc] == doc and doc not in self.families:
                self.join(doc, int(self.family[first]))
                here.append(doc)
        self.waiting[here] = False

    def join(self, doc: int, leader: int) -> None:
        """A text that turns its demand with the same words as an earlier one asks for the same."""
        self.family[doc] = leader
        family = self.families.get(leader)
        if family is None:
            first = Side(leader, [leader])
            family = self.families[leader] = Family([first], {self.stances[leader]: first})
        stance = self.stances[doc]
        side = family.taken.get(stance) or self.side_of(doc, family)
        side.size += 1
        if stance not in family.taken:
            family.taken[stance] = side
            if len(side.voices) < VOICES:
                side.voices.append(doc)
        self.leader[doc] = side.leader

    def side_of(self, doc: int, family: Family) -> Side:
        """The sides that most chose are asked first; more than MOST_SIDES are not."""
        family.sides.sort(key=lambda side: -side.size)
        for side in family.sides[:MOST_SIDES]:
            if not self.opposes(doc, side):
                return side
        family.sides.append(Side(doc, [], size=0))
        return family.sides[-1]

    def opposes(self, doc: int, side: Side) -> bool:
        text = self.texts[self.found.first[doc]]
        return any(opposed(text, self.texts[self.found.first[voice]]) for voice in side.voices)
