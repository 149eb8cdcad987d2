"""A text as it is compared: without what mail programs, keyboards and mischief change.

Case, accents, punctuation, widths, invisible and combining characters fall away; words and their order stay.
"""

import re
import unicodedata
from hashlib import blake2b

# Longer texts are compared by their beginning: a bound on what one response may cost.
MOST = 60_000
# Shorter texts have too little of their own to be called near-identical; they are grouped when identical.
LEAST_SHINGLES = 6
LEAST_WORDS = LEAST_SHINGLES + 2

_APOSTROPHES = "'’‘`´ʼ′"
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_TABLE = bytes(ord(chr(b).lower()) if b in _WORD_BYTES else 32 for b in range(256))
# What people's keyboards set for plain characters: enough to keep most texts on the fast way.
_PLAIN = str.maketrans(dict.fromkeys("’‘´ʼ′", "'") | dict.fromkeys("“”–—…•\u00a0\ufeff", " "))
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+")
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\s*\n\s*")


def listed(text: str) -> list[str]:
    """Words that stand in lines."""
    return text.split()


def words_of(text: str) -> bytes:
    """The words of a text in lower case with something between them; spaces are not yet single."""
    text = text[:MOST]
    if not text.isascii():
        text = text.translate(_PLAIN)
    if text.isascii():
        return text.encode("ascii").translate(_TABLE, b"'`")
    return _folded(text).encode("utf-8", "ignore")


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFC", _MARKS.sub("", text))
    kept = "".join(
        character
        for character in text
        if character not in _APOSTROPHES and unicodedata.category(character) not in {"Cf", "Me"}
    )
    # A joiner that spells Indic words is a mark, not the end of a word.
    return "".join(
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in kept
    )


def normalise(text: str) -> str:
    """The form in which two texts are called identical."""
    return b" ".join(words_of(text).split()).decode()


def digest(text: str) -> bytes:
    """Sixteen bytes by which identical texts are found."""
    return blake2b(b" ".join(words_of(text).split()), digest_size=16).digest()


def sentences(text: str) -> tuple[tuple[str, str], ...]:
    """Each sentence as it was written beside its normal form; those without words are left out."""
    parts = ((part.strip(), normalise(part)) for part in _END.split(text[:MOST]))
    return tuple((said, plain) for said, plain in parts if plain)
