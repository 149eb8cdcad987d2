"""Text of others, made safe to print: what it looks like is what it says."""

import unicodedata

# Marks that turn the order of reading round could make a signed paper read otherwise than it is stored.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEPT = frozenset("\n")
DROPPED = ("Cc", "Cs", "Co", "Cn")


def inert(text: str) -> str:
    """Composed, without control characters, lone surrogates, unassigned characters and turning marks."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(
        c for c in composed if c in KEPT or (c not in TURNING and unicodedata.category(c) not in DROPPED)
    )


def sentence(text: str) -> str:
    """For the middle of a sentence of ours: on one line, without a full stop of its own."""
    return " ".join(inert(text).split()).rstrip(".")
