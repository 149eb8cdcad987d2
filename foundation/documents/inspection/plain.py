"""Text and CSV: characters and nothing else, in UTF-8, UTF-16 with its mark, or Windows' western code page."""

import codecs
import re
from typing import IO

from foundation.documents.formats import Format
from foundation.documents.inspection.refusal import other
from foundation.documents.inspection.sniffing import PAGE

PIECE = 256 * 1024
BEGINS_AS = re.compile(r"\s*(?:<[!?a-z/]|#!|%!|%pdf-|\{\\rtf|from \S+ import )", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def look(file: IO[bytes], size: int, found: Format) -> None:
    """Raises Refused."""
    file.seek(0)
    head = file.read(4)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    if not (_is(file, marked) if marked else _is(file, "utf-8") or _is(file, "cp1252")):
        raise other()


def _is(file: IO[bytes], encoding: str) -> bool:
    """Whether the file is text in this encoding, and no page, script or markup."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    first = True
    try:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            if CONTROL.search(text):
                return False
            if first and (BEGINS_AS.match(text) or PAGE.search(text[:2048].encode("utf-8", "replace"))):
                return False
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
