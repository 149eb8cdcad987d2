"""Text as people mean it: one form of each character, nothing invisible, nothing a database refuses."""

import re
import unicodedata

# Control characters other than tab and newline, and characters that draw nothing and join nothing. Joiners
# (U+200C, U+200D) and marks of direction stay: Persian, Hindi and emoji need them.
_INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|\u2028|\u2029|\x85")


def forbidden(text: str) -> bool:
    """Whether it holds what cannot be stored: a NUL byte or half of a surrogate pair."""
    return "\x00" in text or bool(_SURROGATE.search(text))


def normalise(text: str) -> str:
    """NFC, plain newlines, no invisible characters, no space at either end."""
    text = unicodedata.normalize("NFC", _NEWLINE.sub("\n", text))
    return _INVISIBLE.sub("", text).strip()


def fold(text: str) -> str:
    """Lower case without accents: the Python twin of the database's fold(), for matching, never for display."""
    text = (
        text.casefold()
        .replace("æ", "ae")
        .replace("œ", "oe")
        .replace("ø", "o")
        .replace("đ", "d")
        .replace("ł", "l")
    )
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
