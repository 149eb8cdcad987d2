"""The files of an extract, read as streams: a folder, one archive with everything, or one archive per table.

Rows come as tuples of the asked columns, all text; memory does not grow with the file.
"""

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import ijson

MOST_IN_A_FIELD = 1_000_000
_KNOWN = {".txt", ".tsv", ".json", ".csv"}


class Unreadable(Exception):
    """The extract as a whole cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table's file: on disk, or a member of an archive."""

    path: Path
    member: str
    size: int

    @property
    def name(self) -> str:
        return Path(self.member or self.path.name).name

    @property
    def kind(self) -> str:
        return Path(self.name).suffix.lower()

    def open(self, stack: ExitStack) -> BinaryIO:
        if not self.member:
            return stack.enter_context(self.path.open("rb"))
        archive = stack.enter_context(zipfile.ZipFile(self.path))
        return stack.enter_context(archive.open(self.member))  # type: ignore[return-value]


def parts(path: Path) -> list[Part]:
    """Every table file below a path, in a stable order."""
    if not path.exists():
        raise Unreadable(f"There is nothing at {path}.")
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    found = [part for file in files for part in _parts_of(file)]
    if not found:
        raise Unreadable(f"{path} holds no .zip, .txt, .csv or .json file.")
    return found


def _parts_of(file: Path) -> Iterator[Part]:
    if file.suffix.lower() in _KNOWN:
        yield Part(file, "", file.stat().st_size)
    elif file.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(file) as archive:
                listed = [info for info in archive.infolist() if not info.is_dir()]
        except zipfile.BadZipFile:
            raise Unreadable(f"{file.name} is not a whole zip file. Download it again.") from None
        for info in listed:
            if info.flag_bits & 1:
                raise Unreadable(f"{file.name} is protected by a password.")
            if Path(info.filename).suffix.lower() in _KNOWN:
                yield Part(file, info.filename, info.file_size)


def digest(found: Sequence[Part]) -> str:
    """What the files hold, whatever they are called: the same extract is recognised."""
    total = hashlib.sha256()
    for path in sorted({part.path for part in found}):
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def pick(found: Sequence[Part], pattern: str) -> Part | None:
    """The part whose name matches."""
    matching = [part for part in found if re.search(pattern, part.name, re.IGNORECASE)]
    if len(matching) > 1:
        raise Unreadable(
            f"Both {matching[0].name} and {matching[1].name} look like the same table. Keep one of them."
        )
    return matching[0] if matching else None


class Table:
    """One file being read. `at` is the place in bytes; `row` counts the rows given, from 1."""

    def __init__(self, part: Part, columns: Sequence[str], delimiter: str = "\t") -> None:
        self.part, self.columns, self.delimiter = part, columns, delimiter
        self.row = 0
        self.at = 0

    def rows(self) -> Iterator[tuple[str, ...] | Exception]:
        """Each row's columns in the order asked for, or the error of a row that cannot be read."""
        with ExitStack() as stack:
            stream = _Counted(self.part.open(stack), self)
            try:
                yield from self._json(stream) if self.part.kind == ".json" else self._delimited(stream)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise Unreadable(f"{self.part.name} is damaged after row {self.row}: {error}") from error

    def _json(self, stream: "_Counted") -> Iterator[tuple[str, ...]]:
        stream.skip_mark()
        try:
            for item in ijson.items(stream, "item", use_float=True):
                self.row += 1
                if self.row == 1:
                    self._check(item)
                yield tuple(_text(item.get(column)) for column in self.columns)
        except ijson.JSONError as error:
            raise Unreadable(f"{self.part.name} is not whole JSON after row {self.row}: {error}") from error

    def _delimited(self, stream: "_Counted") -> Iterator[tuple[str, ...] | Exception]:
        csv.field_size_limit(MOST_IN_A_FIELD)
        text = io.TextIOWrapper(io.BufferedReader(stream, 1 << 18), "utf-8-sig", "windows", newline="")
        reader = self._reader(text)
        header = [name.strip() for name in next(reader, [])]
        self._check(header)
        wanted = [header.index(column) if column in header else None for column in self.columns]
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.row += 1
                yield error
                continue
            if not values:
                continue
            self.row += 1
            if len(values) != len(header):
                yield ValueError(f"has {len(values)} columns where the heading has {len(header)}")
            else:
                yield tuple("" if place is None else values[place] for place in wanted)

    def _reader(self, text: io.TextIOWrapper) -> Any:
        lines = iter(partial(text.readline, 2 * MOST_IN_A_FIELD), "")
        if self.delimiter == ",":
            return csv.reader(lines)
        first = next(lines, "")
        quoting = csv.QUOTE_MINIMAL if first.startswith('"') else csv.QUOTE_NONE
        return csv.reader(chain([first], lines), delimiter="\t", quoting=quoting, escapechar="\\")  # type: ignore[arg-type]

    def _check(self, names: Any) -> None:
        if self.columns[0] not in names:
            raise Unreadable(
                f"{self.part.name} has no column “{self.columns[0]}”. Is it the right register’s file?"
            )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Counted(io.RawIOBase):
    """A binary stream that tells the table how far it was read."""

    def __init__(self, stream: BinaryIO, table: Table) -> None:
        self.stream, self.table = stream, table
        self.held = b""

    def readable(self) -> bool:
        return True

    def skip_mark(self) -> None:
        self.held = self.stream.read(3).removeprefix(codecs.BOM_UTF8)

    def read(self, size: int = -1) -> bytes:
        if self.held:
            held, self.held = self.held, b""
            return held
        data = self.stream.read(size)
        self.table.at += len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Some registers export the odd byte of Windows' western character set inside UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", _as_windows)
