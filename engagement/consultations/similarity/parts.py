"""What of a response is the campaign's text and what its sender added: the one is read once, the other each
time.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from engagement.consultations.similarity.normal import sentences

# A sentence of the campaign in which a few words were changed is still the campaign's.
SAME = 0.75
MOST_SENTENCES = 200


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    own: bool
    changed: bool = False


def parts(text: str, shared: str) -> list[Part]:
    """The response's sentences in their order, each marked as the sender's own or the campaign's."""
    theirs = {plain: plain.split() for _said, plain in sentences(shared)}
    return [_part(said, plain, theirs) for said, plain in sentences(text)[:MOST_SENTENCES]]


def own_words(text: str, shared: str) -> str:
    """Only what the sender added, empty when nothing was."""
    return " ".join(part.text for part in parts(text, shared) if part.own)


def _part(said: str, plain: str, theirs: dict[str, list[str]]) -> Part:
    if plain in theirs:
        return Part(said, own=False)
    words = plain.split()
    near = any(_near(words, other) for other in theirs.values())
    return Part(said, own=not near, changed=near)


def _near(words: list[str], other: list[str]) -> bool:
    matcher = SequenceMatcher(None, words, other, autojunk=False)
    return matcher.real_quick_ratio() >= SAME and matcher.quick_ratio() >= SAME and matcher.ratio() >= SAME
