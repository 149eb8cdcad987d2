"""Names taken out of what a person wrote, for hosts that choose blind. Light enough for a page: it loads no solver."""

import re
from collections.abc import Iterable

from foundation.common.text import fold

ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\+?\d[\d\s()-]{8,}\d")
WORD = re.compile(r"[\w’'-]+")
REMOVED = "[…]"
# Words that many bodies share tell nobody who it is.
COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "for",
        "in",
        "on",
        "to",
        "at",
        "with",
        "by",
        "bank",
        "food",
        "trust",
        "charity",
        "association",
        "community",
        "centre",
        "society",
        "group",
        "foundation",
        "network",
        "council",
        "department",
        "ministry",
        "office",
        "national",
        "uk",
        "limited",
        "ltd",
        "cic",
        "y",
        "yr",
        "a’r",
        "o",
        "i",
    ]
)


def redact(text: str, identity: Iterable[str]) -> str:
    """The text without these names, whatever their case and accents, and without addresses and numbers to call."""
    telling = {part for name in identity for part in map(fold, WORD.findall(name))}
    telling = {part for part in telling if len(part) > 1 and part not in COMMON}
    text = ADDRESS.sub(REMOVED, text)
    return WORD.sub(lambda found: REMOVED if _names(fold(found[0]), telling) else found[0], text)


def _names(word: str, telling: set[str]) -> bool:
    """The name itself, or its possessive."""
    return word in telling or re.sub(r"['’]s$", "", word) in telling
