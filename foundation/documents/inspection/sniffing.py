"""How every file begins: with its magic number, and with nothing that a browser would take for a page."""

import re
from typing import IO

import puremagic

from foundation.documents.formats import Format
from foundation.documents.inspection.refusal import other, two_in_one

HEAD = 2048
# What the file has to begin with, before any library is asked.
MAGIC: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-1.", b"%PDF-2."),
    "office": (b"PK\x03\x04",),
    "odf": (b"PK\x03\x04",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "text": (),
}
# Endings by which puremagic may call a file of each family; text has no magic number and may match none.
KNOWN_AS: dict[str, frozenset[str]] = {
    "pdf": frozenset({".pdf"}),
    "office": frozenset({".zip", ".docx", ".xlsx", ".pptx"}),
    "odf": frozenset({".zip", ".odt", ".ods", ".odp"}),
    "jpeg": frozenset({".jpg", ".jpeg", ".jfif"}),
    "png": frozenset({".png"}),
}
PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed|meta|\?php)[\s>/]")
SECOND = (
    b"MZ\x90\x00",
    b"\x7fELF",
    b"PK\x03\x04",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"%PDF-",
    b"\xca\xfe\xba\xbe",
)


def look(file: IO[bytes], size: int, found: Format) -> None:
    """Raises Refused unless the beginning is that of the format, and of it alone."""
    file.seek(0)
    head = file.read(HEAD)
    starts = MAGIC[found.family]
    if starts and not head.startswith(starts):
        raise other()
    if found.family in KNOWN_AS and known_as(head).isdisjoint(KNOWN_AS[found.family]):
        raise other()
    if found.family in {"pdf", "jpeg", "png"} and (
        PAGE.search(head) or any(head.find(each, 1) > 0 for each in SECOND)
    ):
        raise two_in_one()


def known_as(head: bytes) -> frozenset[str]:
    """What puremagic would call a file that begins so. It is shown the beginning only, so that it opens nothing."""
    try:
        return frozenset(each.extension for each in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return frozenset()
