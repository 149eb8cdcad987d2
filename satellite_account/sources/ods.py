"""ODS as a stream of rows: one part holds all sheets, rows and cells are repeated by number."""

import zipfile
from collections.abc import Iterator

from satellite_account.sources.sheets import (
    DAMAGED,
    FORMULA,
    LINKED,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Cells,
    Odd,
    Rows,
    feed,
)
from satellite_account.sources.storing import NotReadable
from satellite_account.sources.xlsx import plain

CONTENT = "content.xml"
CELLS = {"table-cell", "covered-table-cell"}
OUTSIDE = {"dde-source", "table-source", "database-range-source", "cell-range-source"}
BESIDE = {"annotation", "shapes", "tracked-changes"}
SPACES = {"s": " ", "tab": "\t", "line-break": "\n"}


class _Content(Rows):
    """The rows of the sheet with this number, or the first row of each where none is chosen."""

    def __init__(self, chosen: int | None = None) -> None:
        super().__init__()
        self.chosen, self.sheets, self.firsts = chosen, -1, list[tuple[str, Cells]]()
        self.beside = self.depth = 0
        self.said: dict[str, str] = {}
        self.column = 0
        self.times = 1
        self.paragraphs = 0
        self.within = False

    @property
    def asked(self) -> bool:
        return self.depth == 1 and (self.chosen == self.sheets or (self.chosen is None and self.number < 1))

    def start(self, name: str, said: dict[str, str]) -> None:
        if name in OUTSIDE:
            raise NotReadable(LINKED)
        if name in BESIDE:
            self.beside += 1
        elif name == "table":
            self._enter(said)
        elif self.asked and not self.beside:
            self._start(name, said)

    def _enter(self, said: dict[str, str]) -> None:
        self.depth += 1  # a sheet within a cell is none of ours
        if self.depth > 1:
            return
        self.sheets, self.number = self.sheets + 1, 0
        if self.sheets >= MOST_SHEETS:
            raise NotReadable(f"The workbook has more than {MOST_SHEETS} sheets.")
        if self.chosen is None:
            self.firsts.append((_attribute(said, "name"), []))

    def _start(self, name: str, said: dict[str, str]) -> None:
        if name == "table-row":
            self.times, self.column = _times(said, "number-rows-repeated", MOST_ROWS), 0
        elif name in CELLS:
            self.said, self.within, self.paragraphs = said, True, 0
        elif name == "p" and self.within:
            self.paragraphs += 1
            if self.paragraphs > 1:
                self.take("\n")
        elif name in SPACES and self.within:
            self.take(SPACES[name] * _times(said, "c", 1000))

    def text(self, words: str) -> None:
        if self.within and self.paragraphs and not self.beside and self.depth == 1:
            self.take(words)

    def end(self, name: str) -> None:
        if name in BESIDE:
            self.beside -= 1
        elif name == "table":
            self.depth -= 1
        elif self.asked and not self.beside:
            self._end(name)

    def _end(self, name: str) -> None:
        if name in CELLS:
            self.within = False
            value = self._value(self.taken())
            times = _times(self.said, "number-columns-repeated", 1 << 20)
            if value:
                for number in range(min(times, MOST_COLUMNS + 1)):
                    self.place(self.column + number, value)
            self.column += times
        elif name == "table-row":
            self.number += self.times
            if self.number > MOST_ROWS:
                raise NotReadable(DAMAGED)
            if self.chosen is None:
                self.firsts[-1] = (self.firsts[-1][0], self.cells)
                self.times = 1
            self.close(self.times)

    def _value(self, text: str) -> str:
        if _attribute(self.said, "formula"):
            return Odd.of(text or "=", FORMULA)
        kind = _attribute(self.said, "value-type")
        if kind in {"float", "percentage", "currency"}:
            return plain(_attribute(self.said, "value"))
        if kind == "date":
            return _attribute(self.said, "date-value").removesuffix("T00:00:00").replace("T", " ")
        return _attribute(self.said, "boolean-value") if kind == "boolean" else text


def _attribute(said: dict[str, str], name: str) -> str:
    """Whatever prefix stands before it."""
    for prefix in ("office:", "table:", "text:"):
        if (found := said.get(prefix + name)) is not None:
            return found
    return ""


def _times(said: dict[str, str], name: str, most: int) -> int:
    found = _attribute(said, name)
    return min(int(found), most) if found.isdecimal() and 0 < len(found) < 9 and int(found) else 1


class Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        part = _Content()
        with archive.open(CONTENT) as stream:
            for _read in feed(part, stream):
                part.done.clear()
        self.firsts = part.firsts

    def titles(self) -> list[str]:
        return [title for title, _row in self.firsts]

    def rows(self, number: int) -> Iterator[tuple[float, Cells]]:
        """Each row with the share of the part that was read."""
        part = _Content(number)
        length = max(self.archive.getinfo(CONTENT).file_size, 1)
        with self.archive.open(CONTENT) as stream:
            for read in feed(part, stream):
                while part.done:
                    yield read / length, part.done.popleft()
