"""JPEG and PNG, read piece by piece without drawing them: how large they say they are, and all that is not the picture
(where it was taken, with what, by whom; words, previews, whatever hangs on behind) left out.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import IO

from foundation.documents.formats import Format
from foundation.documents.inspection.refusal import other, too_large_a_picture

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 16_384
PIECE = 64 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
# Chunks that make the picture; everything else in a PNG only speaks about it.
PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)
ORIENTATION = 0x0112


def look_png(file: IO[bytes], size: int, found: Format) -> None:
    """Raises Refused."""
    for _piece in png(file):
        pass


def look_jpeg(file: IO[bytes], size: int, found: Format) -> None:
    """Raises Refused."""
    for _piece in jpeg(file):
        pass


def _within(width: int, height: int) -> None:
    if not width or not height:
        raise other()
    if width > LONGEST_SIDE or height > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise too_large_a_picture()


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise other()
    return data


def png(file: IO[bytes]) -> Iterator[bytes]:
    """The picture alone, as it is to be kept. Ends with its end; what follows it is left behind."""
    file.seek(0)
    if file.read(8) != PNG:
        raise other()
    yield PNG
    first = True
    while True:
        length, kind = struct.unpack(">L4s", _exactly(file, 8))
        if first:
            if kind != b"IHDR" or length != 13:
                raise other()
            head = _exactly(file, 13)
            _within(*struct.unpack(">2L", head[:8]))
            file.seek(-13, 1)
            first = False
        if length > 2**31 - 1:
            raise other()
        kept = kind in PNG_KEPT
        if kept:
            yield struct.pack(">L4s", length, kind)
        check = zlib.crc32(kind)
        while length:
            piece = _exactly(file, min(length, PIECE))
            length -= len(piece)
            check = zlib.crc32(piece, check)
            if kept:
                yield piece
        total = _exactly(file, 4)
        if struct.unpack(">L", total)[0] != check:
            raise other()
        if kept:
            yield total
        if kind == b"IEND":
            return


def jpeg(file: IO[bytes]) -> Iterator[bytes]:
    """The picture alone, with the one fact of its metadata that it cannot do without: which way is up."""
    file.seek(0)
    if file.read(2) != b"\xff\xd8":
        raise other()
    yield b"\xff\xd8"
    sized = False
    while True:
        marker = _marker(file)
        if marker == 0xD9:
            if not sized:
                raise other()
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack(">H", _exactly(file, 2))
        if length < 2:
            raise other()
        body = _exactly(file, length - 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if len(body) < 6:
                raise other()
            _within(*struct.unpack(">2H", body[1:5]))
            sized = True
        if marker == 0xE1 and (turn := _orientation(body)):
            yield _only_orientation(turn)
        elif _keeps(marker, body):
            yield bytes((0xFF, marker)) + struct.pack(">H", length) + body
        if marker == 0xDA:
            if not sized:
                raise other()
            yield from _scan(file)


def _marker(file: IO[bytes]) -> int:
    """The next marker; any number of fill bytes may stand before it."""
    if _exactly(file, 1) != b"\xff":
        raise other()
    byte = b"\xff"
    while byte == b"\xff":
        byte = _exactly(file, 1)
    if byte == b"\x00" or 0xD0 <= byte[0] <= 0xD8:
        raise other()
    return byte[0]


def _keeps(marker: int, body: bytes) -> bool:
    """Tables, frames and scans; of the application segments the size, the colour profile and Adobe's colour code."""
    if marker == 0xE0:
        return body.startswith(b"JFIF\0")
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return body.startswith(b"Adobe")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE or 0xF0 <= marker <= 0xFD)


def _scan(file: IO[bytes]) -> Iterator[bytes]:
    """The packed picture up to the next marker, and the file left standing before it."""
    while True:
        start = file.tell()
        piece = file.read(PIECE)
        if len(piece) < 2:
            raise other()
        at = _next_marker(piece)
        if at >= 0:
            yield piece[:at]
            file.seek(start + at)
            return
        # A 0xFF at the very end may begin a marker: look at it again with what follows.
        keep = len(piece) - 1 if piece.endswith(b"\xff") else len(piece)
        yield piece[:keep]
        file.seek(start + keep)


def _next_marker(piece: bytes) -> int:
    at = piece.find(b"\xff")
    while 0 <= at < len(piece) - 1:
        follows = piece[at + 1]
        if follows != 0x00 and not 0xD0 <= follows <= 0xD7 and follows != 0xFF:
            return at
        at = piece.find(b"\xff", at + (1 if follows == 0xFF else 2))
    return -1


def _orientation(body: bytes) -> int:
    """Which way is up, from EXIF; 0 when it does not say, 1 to 8 otherwise."""
    if not body.startswith(b"Exif\0\0") or len(body) < 14:
        return 0
    tiff = body[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 0
    try:
        (start,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for place in range(min(count, 200)):
            tag, _kind, _number, value = struct.unpack_from(f"{order}HHLH", tiff, start + 2 + place * 12)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _only_orientation(turn: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">LHHHLHHL", 8, 1, ORIENTATION, 3, 1, turn, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


CLEANED = {"png": png, "jpeg": jpeg}
