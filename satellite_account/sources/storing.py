"""The file of a version: put away in compressed pieces, read again as a stream by whoever loads it."""

import hashlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from satellite_account.models import SourceChunk, Version

PIECE = 1 << 20
KEPT_IN_MEMORY = 8 << 20
WORKBOOKS = {"xlsx", "ods"}
MOST_UNPACKED, TIGHTEST, SMALL = 8 << 30, 250, 1 << 20


class NotReadable(Exception):
    """The file as a whole cannot be used; the sentence says why."""


def put_away(version: Version, file: Any) -> tuple[str, int]:
    """Keep the file of a version; the answer is its hash and its length."""
    digest, length = hashlib.sha256(), 0
    for number, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
        digest.update(piece)
        length += len(piece)
        SourceChunk.objects.create(version=version, number=number, body=zlib.compress(piece, 1))
    return digest.hexdigest(), length


def pieces(version: Version) -> Iterator[bytes]:
    number = 0
    while True:
        found = (
            SourceChunk.objects.filter(version=version, number=number).values_list("body", flat=True).first()
        )
        if found is None:
            return
        yield zlib.decompress(found)
        number += 1


def digest(version: Version) -> str:
    """The hash of what is kept, taken anew."""
    found = hashlib.sha256()
    for piece in pieces(version):
        found.update(piece)
    return found.hexdigest()


class Stored(io.RawIOBase):
    """The pieces as one stream. `at` counts the bytes that were read."""

    def __init__(self, version: Version) -> None:
        self.source, self.rest, self.at = pieces(version), memoryview(b""), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.rest:
            self.rest = memoryview(next(self.source, b""))
        taken = min(len(buffer), len(self.rest))
        buffer[:taken] = self.rest[:taken]
        self.rest = self.rest[taken:]
        self.at += taken
        return taken


class Whole(tempfile.SpooledTemporaryFile[bytes]):
    """A file that must be read from its end, put together again. `at` is set by whoever reads it."""

    def __init__(self, body: Iterable[bytes], length: int) -> None:
        super().__init__(max_size=KEPT_IN_MEMORY)
        self.length, self.at = length, 0
        for piece in body:
            self.write(piece)
        self.seek(0)


class Counted(io.RawIOBase):
    """Any binary stream, with the number of bytes read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.at = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


@contextmanager
def opened(version: Version) -> Iterator[tuple[str, Any, int]]:
    """Name, stream and length of the table file: the file itself, or the only one in a zip archive."""
    kind = version.file_name.lower().rpartition(".")[2]
    if kind in WORKBOOKS:
        with Whole(pieces(version), version.bytes) as book:
            yield version.file_name, book, version.bytes
        return
    if kind != "zip":
        yield version.file_name, Stored(version), version.bytes
        return
    with Whole(pieces(version), version.bytes) as whole, _archive(whole) as archive:
        member = _only(archive)
        with archive.open(member) as stream:
            yield member.filename, Counted(stream), member.file_size  # type: ignore[arg-type]


def _archive(whole: Any) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(whole)
    except zipfile.BadZipFile:
        raise NotReadable("This is not a whole zip file. Download it again.") from None


def _only(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) != 1:
        raise NotReadable(f"The zip file holds {len(members)} files. Load each on its own.")
    if members[0].flag_bits & 1:
        raise NotReadable("The zip file is protected by a password.")
    member = members[0]
    if member.filename.lower().rpartition(".")[2] in WORKBOOKS:
        raise NotReadable("The zip file holds a workbook. Load the workbook itself.")
    size = member.file_size
    if size > MOST_UNPACKED:
        raise NotReadable("The zip file unpacks to more than 8 GB.")
    if size > SMALL and size > TIGHTEST * max(1, member.compress_size):
        raise NotReadable("The zip file holds too much once it is opened. Load its file by itself.")
    return member
