"""Word, Excel, PowerPoint and OpenDocument files are ZIP archives. Their table of contents is read and judged before
anything is expanded; what it says is held to what is really there.
"""

import io
import struct
import zipfile
import zlib
from itertools import pairwise
from typing import IO

from foundation.documents.formats import FORMATS, Format, by_name
from foundation.documents.inspection.refusal import locked, macros, nested, other, too_much, two_in_one

MB = 1024 * 1024
END = struct.Struct("<4s4H2LH")
MOST_ENTRIES = 3000
MOST_TABLE = MB
MOST_EXPANDED = 256 * MB
# A part this small may be packed as tightly as it likes; above it no honest document reaches the ratio.
SMALL = MB
TIGHTEST = 250
MOST_NESTED = 8 * MB
EMBEDDED = ("word/embeddings/", "xl/embeddings/", "ppt/embeddings/")
PROGRAMS = (
    b"PK\x03\x04",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ",
    b"MZ\x90\x00",
    b"\x7fELF",
)
# How zipfile and zlib say that an archive is none.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
)


def look_office(file: IO[bytes], size: int, found: Format, most: int = MOST_EXPANDED) -> None:
    """Raises Refused unless it is the Office format that its name says, without macros."""
    parts = table(file, size, most)
    if "[Content_Types].xml" not in parts or found.heart not in parts:
        raise other()
    if any(name.lower().rpartition("/")[2].startswith(("vbaproject", "vbadata")) for name in parts):
        raise macros()
    _look_at_parts(file, parts)


def look_odf(file: IO[bytes], size: int, found: Format, most: int = MOST_EXPANDED) -> None:
    """Raises Refused unless it is the OpenDocument format that its name says, without macros."""
    parts = table(file, size, most)
    kind = parts.get("mimetype")
    if kind is None or kind.file_size > 100 or found.heart not in parts:
        raise other()
    try:
        with zipfile.ZipFile(file) as archive:
            said = archive.read(kind)
    except BROKEN:
        raise other() from None
    if said.strip().decode("ascii", "replace") != found.content_type:
        raise other()
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
        raise macros()
    _look_at_parts(file, parts)


def table(file: IO[bytes], size: int, most: int = MOST_EXPANDED) -> dict[str, zipfile.ZipInfo]:
    """The parts by name. Raises Refused when the table is not exactly what one plain archive would have, or when the
    parts would be more than `most` bytes: a reader that never holds a part whole may allow more."""
    _look_at_end(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except BROKEN:
        raise other() from None
    if not entries:
        raise other()
    _look_at_entries(entries, most)
    return {entry.filename: entry for entry in entries}


def _look_at_end(file: IO[bytes], size: int) -> None:
    """The end record alone says how long the table is: an endless one is refused before it is read."""
    if size < END.size:
        raise other()
    file.seek(size - END.size)
    mark, disk, first, here, everywhere, length, start, comment = END.unpack(file.read(END.size))
    if mark != b"PK\x05\x06" or comment:
        raise two_in_one()
    if disk or first or here != everywhere:
        raise other()
    if here > MOST_ENTRIES or length > MOST_TABLE:
        raise too_much()
    if start + length != size - END.size:
        raise two_in_one()


def _look_at_entries(entries: list[zipfile.ZipInfo], most: int) -> None:
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    if in_order[0].header_offset != 0:
        raise two_in_one()
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise other()
    for entry, following in pairwise(in_order):
        if entry.header_offset + 30 + entry.compress_size > following.header_offset:
            raise too_much()  # parts that share bytes: how a bomb grows without nesting
    expanded = 0
    for entry in entries:
        _look_at_entry(entry)
        expanded += entry.file_size
    if expanded > most:
        raise too_much()


def _look_at_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise locked()
    path = entry.filename
    if path.startswith("/") or "\\" in path or ".." in path.split("/") or "\0" in entry.orig_filename:
        raise other()
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise other()
    if entry.file_size > SMALL and entry.file_size > TIGHTEST * max(1, entry.compress_size):
        raise too_much()


def _look_at_parts(file: IO[bytes], parts: dict[str, zipfile.ZipInfo], depth: int = 0) -> None:
    """The first bytes of each part. A document within a document (a chart's sheet) is opened once, within limits."""
    with zipfile.ZipFile(file) as archive:
        for name, part in parts.items():
            if part.is_dir() or not part.file_size:
                continue
            try:
                with archive.open(part) as stream:
                    head = stream.read(8)
            except BROKEN:
                raise other() from None
            if head.startswith(PROGRAMS):
                _look_within(archive, name, part, depth)


def _look_within(archive: zipfile.ZipFile, name: str, part: zipfile.ZipInfo, depth: int) -> None:
    kind = by_name(name)
    embedded = name.startswith(EMBEDDED) and kind is not None and kind.family == "office"
    if not embedded or depth or part.file_size > MOST_NESTED:
        raise nested()
    try:
        with archive.open(part) as stream:
            inner = io.BytesIO(stream.read(MOST_NESTED + 1))
    except BROKEN:
        raise other() from None
    length = inner.getbuffer().nbytes
    if length > MOST_NESTED:
        raise too_much()
    parts = table(inner, length)
    if kind is None or kind.heart not in parts or kind.name not in FORMATS:
        raise nested()
    _look_at_parts(inner, parts, depth + 1)
