"""Whether two texts made from one template ask for opposite things.

Sentences that both have say nothing. Of the others, those that are alike are laid beside each other: a demand is turned
round when an odd number of turns lies between them: a word for exchanged for a word against, or a "not" set
before a word that both share. Sentences that merely came in or went out are personal additions, not opposition.
"""

from collections import Counter
from collections.abc import Container, Iterator, Set
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from engagement.consultations.similarity.normal import MOST, normalise
from engagement.consultations.similarity.stances import CHOICES, NEGATORS, POLAR, SIGNS, is_choice

ALIKE = 0.5
# A plain "I support …" against an "I oppose …" is opposition even where little else is shared.
FAINTLY_ALIKE = 0.3
REACH = 5
MOST_SENTENCES = 60
Words = tuple[str, ...]

_SPLIT = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()}
    | dict.fromkeys(".!?\n\r", "\n")
    | dict.fromkeys("'`", None)
)


class Sentence(NamedTuple):
    """Its words in their order, and what they are asked for again and again."""

    words: Words
    bag: frozenset[str]
    decides: bool  # whether one of its words may turn a demand


def opposed(one: str, other: str) -> bool:
    """Whether one asks for what the other asks against; opposed(a, b) == opposed(b, a)."""
    here, there = _sentences(one), _sentences(other)
    mine = list(islice((said for words, said in here.items() if words not in there), MOST_SENTENCES))
    yours = list(islice((said for words, said in there.items() if words not in here), MOST_SENTENCES))
    return any(
        (said.decides or theirs.decides) and _turned(said, theirs) for said in mine for theirs in yours
    )


@lru_cache(maxsize=1024)
def _sentences(text: str) -> dict[Words, Sentence]:
    """The sentences, each once and in their order."""
    if text.isascii():
        lines: Iterator[str] | list[str] = text[:MOST].lower().translate(_SPLIT).split("\n")
    else:
        lines = (normalise(line) for line in text[:MOST].translate(_BREAKS).split("\n"))
    found = (tuple(words) for line in lines if (words := line.split()))
    return {words: Sentence(words, (bag := frozenset(words)), not POLAR.isdisjoint(bag)) for words in found}


_BREAKS = str.maketrans(dict.fromkeys(".!?\r…", "\n"))


def _turned(mine: Sentence, yours: Sentence) -> bool:
    here, there = mine.bag, yours.bag
    both = len(here) + len(there)
    if 2 * min(len(here), len(there)) < FAINTLY_ALIKE * both:
        return False
    shared = here & there
    alike = 2 * len(shared) / both
    if alike < FAINTLY_ALIKE:
        return False
    if here == there:
        return sorted(_ruled(mine.words)) != sorted(_ruled(yours.words))
    gone, come = here - shared, there - shared
    lost, gained = _meant(gone, come), _meant(come, gone)
    swaps = _swaps(lost, gained)
    if alike < ALIKE and not swaps:
        return False
    slips = len(lost & gained & NEGATORS)
    decisive = here | there if swaps else shared
    turns = swaps + slips
    turns += _negations(mine.words, shared, decisive) + _negations(yours.words, shared, decisive)
    return turns % 2 == 1 or _other_choice(mine.words, yours.words)


def _meant(words: Set[str], others: Set[str]) -> Set[str]:
    """The words, with what is a slip of the finger for a word that decides ("nto", "supprot") read as that
    word.
    """
    deciding = {"".join(sorted(word)): word for word in others if word in NEGATORS or word in SIGNS}
    return {deciding.get("".join(sorted(word)), word) for word in words} if deciding else words


def _swaps(lost: Set[str], gained: Set[str]) -> int:
    """How many words for were exchanged for words against, and the other way round."""
    for_lost, against_lost = _signed(lost)
    for_gained, against_gained = _signed(gained)
    return min(for_lost, against_gained) + min(against_lost, for_gained)


def _signed(words: Set[str]) -> tuple[int, int]:
    signs = [SIGNS.get(word, 0) for word in words]
    return signs.count(1), signs.count(-1)


def _negations(words: Words, shared: Container[str], decisive: Container[str]) -> int:
    """Negators that rule a word which both sentences have, or one that was exchanged for its opposite."""
    found = 0
    for at, word in enumerate(words):
        if word in NEGATORS:
            ruled = [w for w in words[at + 1 : at + 1 + REACH] if w in SIGNS or len(w) > 3][:2]
            ruled = ruled[:1] if ruled and ruled[0] in SIGNS else ruled
            found += any(w in shared or (w in SIGNS and w in decisive) for w in ruled)
    return found


def _other_choice(mine: Words, yours: Words) -> bool:
    """Both name an option, and not the same."""
    here, there = _chosen(mine), _chosen(yours)
    return bool(here and there and here != there and {w for w, _c in here} & {w for w, _c in there})


def _chosen(words: Words) -> Counter[tuple[str, str]]:
    pairs = pairwise(words)
    return Counter((word, name) for word, name in pairs if word in CHOICES and is_choice(word, name))


def _ruled(words: Words) -> list[tuple[str, str]]:
    """Deciding words with the next: "more roads and fewer trains" is not "more trains and fewer roads"."""
    pairs = zip(words, (*words[1:], ""), strict=True)
    return [(word, after) for word, after in pairs if word in SIGNS or word in NEGATORS]
