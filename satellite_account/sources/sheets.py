"""What XLSX and ODS have in common: hostile workbooks are refused, a part is read as a stream, one sheet is chosen."""

import zipfile
from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import Any, TypeVar
from xml.parsers import expat

from foundation.documents.formats import FORMATS
from foundation.documents.inspection import Refused, archives
from satellite_account.sources.layouts import Layout
from satellite_account.sources.storing import NotReadable

PIECE = 1 << 16
MOST_EXPANDED = 2 << 30  # read as a stream, so that this costs time and no memory
MOST_SMALL = 16 << 20  # parts that are held in memory: styles, the list of sheets
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 100, 1_048_576, 1_000
MOST_CELLS = 100_000_000
LONGEST_CELL, LONGEST_TOKEN = 32_767, 4 << 20
DAMAGED = "The workbook is damaged. Open it, save it again and load that."
LINKED = "The workbook draws on other files or databases. Save a copy that holds values only."

FORMULA = "a value; the cell holds a formula. Paste it as a value"
ERROR = "a value; the cell holds an error"
Cells = list[str]
P = TypeVar("P", bound="Part")


class Odd(str):
    """A cell whose text cannot be trusted; `expected` says why."""

    expected = ""

    @classmethod
    def of(cls, text: str, expected: str) -> "Odd":
        found = cls(text)
        found.expected = expected
        return found


class Doubtful(list[str]):
    """A row with at least one odd cell."""


def archive(file: Any, size: int, kind: str) -> zipfile.ZipFile:
    """The opened workbook, after its table of contents was judged. Raises NotReadable: bombs, macros, passwords."""
    found = FORMATS[kind]
    look = archives.look_office if found.family == "office" else archives.look_odf
    try:
        look(file, size, found, MOST_EXPANDED)
    except Refused as refusal:
        raise NotReadable(str(refusal) % {"name": f"file.{kind}", "kind": found.label} + ".") from None
    return zipfile.ZipFile(file)


def small(book: zipfile.ZipFile, name: str) -> bytes:
    """A part that is held in memory."""
    try:
        if book.getinfo(name).file_size > MOST_SMALL:
            raise NotReadable(
                f"The workbook’s part {name} is too large. Save it in a simpler form, or as CSV."
            )
        return book.read(name)
    except KeyError:
        return b""
    except archives.BROKEN:
        raise NotReadable(DAMAGED) from None


class Part:
    """A handler of one part: `start` and `end` get names without prefix, `text` what stands between."""

    def start(self, name: str, said: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, words: str) -> None: ...


def feed(part: Part, stream: Any) -> Iterator[int]:
    """Read a part piece by piece; after each the count of bytes. A document type declaration is refused: no workbook
    has one, and entities are how small files grow."""
    names: dict[str, str] = {}

    def local(name: str) -> str:
        found = names.get(name)
        if found is None:
            found = name.rpartition(":")[2]
            if len(names) < 1000:
                names[name] = found
        return found

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda name, said: part.start(local(name), said)
    parser.EndElementHandler = lambda name: part.end(local(name))
    parser.CharacterDataHandler = part.text
    read = 0
    try:
        while piece := stream.read(PIECE):
            read += len(piece)
            parser.Parse(piece)
            if read - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise NotReadable(DAMAGED)  # one endless tag, which the parser would hold in memory
            yield read
        parser.Parse(b"", True)
    except (expat.ExpatError, *archives.BROKEN):
        raise NotReadable(DAMAGED) from None


def _no_doctype(*_said: Any) -> None:
    raise NotReadable("The workbook declares a document type, which no honest one does.")


class Rows(Part):
    """A sheet's rows as they are found: `done` holds those that are whole. A row that the sheet leaves out is empty."""

    def __init__(self) -> None:
        self.done: deque[Cells] = deque()
        self.cells: Cells = []
        self.odd = False
        self.number = 0
        self.cells_seen = 0
        self.parts: list[str] = []
        self.letters = 0

    def take(self, words: str) -> None:
        """Text of the cell that is being read; what no spreadsheet could show is left out."""
        self.letters += len(words)
        if self.letters <= LONGEST_CELL:
            self.parts.append(words)

    def taken(self) -> str:
        found = "".join(self.parts)
        self.parts, self.letters = [], 0
        return found

    def place(self, column: int, value: str) -> None:
        """Put a value into the row that is being read. Empty cells behind the last value are never made."""
        if not value:
            return
        if column >= MOST_COLUMNS:
            raise NotReadable(f"Row {self.number} has more than {MOST_COLUMNS:,} columns.")
        self.cells.extend([""] * (column - len(self.cells)))
        self.cells.append(value)
        self.odd = self.odd or type(value) is not str

    def close(self, times: int = 1) -> None:
        self.cells_seen += times * len(self.cells)
        if self.cells_seen > MOST_CELLS:
            raise NotReadable(f"The sheet has more than {MOST_CELLS:,} cells.")
        row = Doubtful(self.cells) if self.odd else self.cells
        self.done.extend([row] * times)
        self.cells, self.odd = [], False

    def skip_to(self, number: int) -> None:
        """Rows that are left out count, so that the report names rows as the sheet does."""
        if not self.number < number <= MOST_ROWS:
            raise NotReadable(DAMAGED)
        self.done.extend([[]] * (number - self.number - 1))
        self.number = number


def picked(firsts: list[tuple[str, Cells]], layout: Layout) -> int:
    """Which sheet is meant: the one whose first row has most of the layout's names. Raises NotReadable when two do."""
    if not firsts:
        raise NotReadable("The workbook has no sheet that can be seen.")
    known = {column.name for column in layout.columns}
    fitting = [len(known & {cell.strip() for cell in row}) for _title, row in firsts]
    best = max(fitting)
    same = [title for (title, _row), count in zip(firsts, fitting, strict=True) if best and count == best]
    if len(same) > 1:
        raise NotReadable(f"Several sheets have this heading: {', '.join(same)}. Load each on its own.")
    return fitting.index(best)


def refuse_links(book: zipfile.ZipFile) -> None:
    """No part may point outside; a hyperlink in a cell is text and followed by nobody."""
    for info in book.infolist():
        name = info.filename
        if name.startswith(("xl/externalLinks/", "xl/queryTables/", "xl/connections", "xl/model/")):
            raise NotReadable(LINKED)
        if name.endswith(".rels"):
            _look_at_relations(small(book, name))


def _look_at_relations(body: bytes) -> None:
    for said in relations(body):
        if said.get("TargetMode") == "External" and not said.get("Type", "").endswith("/hyperlink"):
            raise NotReadable(LINKED)


class _Relations(Part):
    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "Relationship":
            self.found.append(said)


def relations(body: bytes) -> list[dict[str, str]]:
    return whole(_Relations(), body).found


def whole(part: P, body: bytes) -> P:
    """A small part, read to its end."""
    if body:
        for _read in feed(part, BytesIO(body)):
            pass
    return part
