"""Names of files as people gave them, made safe to show, to keep and to send. No name ever becomes a path of ours."""

import re
import unicodedata

LONGEST = 120
# Marks of direction can make evidence.exe look like evidence.pdf; the rest draws nothing.
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u061c\ufff9-\ufffb\ufffe\uffff]")
UNSAFE = re.compile(r'[<>:"|?*;%\\/]')
RESERVED = re.compile(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)$")


def clean(filename: str, ending: str) -> str:
    """A name that any system can save: no folder, no unseen character, of bounded length, ending as it should."""
    text = unicodedata.normalize("NFC", filename.encode("utf-8", "replace").decode())
    text = re.split(r"[\\/]", text)[-1]
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    text = UNSAFE.sub("-", HIDDEN.sub("", text))
    stem = _without_ending(text, ending)
    stem = " ".join(stem.split()).strip(" .-") or "file"
    if RESERVED.match(stem.partition(".")[0]):
        stem = f"file-{stem}"
    return f"{_cut(stem, LONGEST - len(ending) - 1)}.{ending}"


def _without_ending(text: str, ending: str) -> str:
    stem, dot, last = text.rpartition(".")
    return stem if dot and last.strip().lower() == ending else text


def _cut(text: str, length: int) -> str:
    """So many characters, without leaving half of a composed one, and of at most 200 bytes for file systems."""
    text = text[:length]
    while len(text.encode()) > 200:
        text = text[:-1]
    return text.rstrip(" .-") or "file"
