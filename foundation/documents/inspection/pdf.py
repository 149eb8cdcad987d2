"""A PDF: begins with its header, ends with its end, and is nothing else at the same time."""

import re
import zipfile
from typing import IO

from foundation.documents.formats import Format
from foundation.documents.inspection.refusal import nested, other, two_in_one

TAIL = 2048
PIECE = 1024 * 1024
END = re.compile(rb"%%EOF\s*\Z")
# What starts a program when the file is opened.
LAUNCH = re.compile(rb"/S\s*/Launch\b")


def look(file: IO[bytes], size: int, found: Format) -> None:
    """Raises Refused. The inside is parsed later, in a process of its own."""
    file.seek(max(0, size - TAIL))
    if not END.search(file.read(TAIL)):
        raise other()
    if zipfile.is_zipfile(file):
        raise two_in_one()
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        if LAUNCH.search(before + piece):
            raise nested()
        before = piece[-32:]
