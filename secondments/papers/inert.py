"""Text of others, made safe to print: what it looks like is what it says."""

import unicodedata

LINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
# Controls, marks that are invisible or turn the order of reading round, lone surrogates, and what no standard assigns.
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def inert(text: str) -> str:
    """Composed, and without characters that would make a signed paper read otherwise than it is stored."""
    for old, new in LINES.items():
        text = text.replace(old, new)
    return "".join(
        c for c in unicodedata.normalize("NFC", text) if c == "\n" or unicodedata.category(c) not in DROPPED
    )


def sentence(text: str) -> str:
    """For the middle of a sentence of ours: on one line, without a full stop of its own."""
    return " ".join(inert(text).split()).rstrip(".")
