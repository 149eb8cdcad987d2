"""XLSX as a stream of rows. Memory holds the shared texts, within limits, and never the sheet.

openpyxl's own reader makes up every row and column that a hostile file claims, and keeps all styles as objects; what it
knows of formats and dates is used here.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime, time

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from satellite_account.sources.sheets import (
    DAMAGED,
    ERROR,
    FORMULA,
    LINKED,
    MOST_SHEETS,
    Cells,
    Odd,
    Part,
    Rows,
    feed,
    refuse_links,
    relations,
    small,
    whole,
)
from satellite_account.sources.storing import NotReadable

MOST_TEXTS, MOST_LETTERS, MOST_STYLES = 2_000_000, 64_000_000, 100_000
DATE = {number for number, code in BUILTIN_FORMATS.items() if is_date_format(code)}
DATE -= {number for number, code in BUILTIN_FORMATS.items() if is_timedelta_format(code)}
WORKBOOK = "xl/workbook.xml"
HIDDEN = {"hidden", "veryHidden"}


class _Book(Part):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.epoch = WINDOWS_EPOCH

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "externalReferences":
            raise NotReadable(LINKED)
        if name == "workbookPr" and said.get("date1904", "0") in {"1", "true"}:
            self.epoch = MAC_EPOCH
        if name == "sheet" and said.get("state") not in HIDDEN:
            key = next((value for word, value in said.items() if word.endswith(":id")), "")
            self.sheets.append((said.get("name", ""), key))


class _Styles(Part):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.dates: set[str] = set()
        self.within, self.count = False, 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[said.get("numFmtId", "")] = said.get("formatCode", "")
        elif name == "cellXfs":
            self.within = True
        elif name == "xf" and self.within:
            if self._is_date(said.get("numFmtId", "0")):
                self.dates.add(str(self.count))
            self.count += 1
            if self.count > MOST_STYLES:
                raise NotReadable(DAMAGED)

    def _is_date(self, number: str) -> bool:
        code = self.codes.get(number)
        if code is not None:
            return bool(is_date_format(code)) and not is_timedelta_format(code)
        return number.isdecimal() and int(number) in DATE

    def end(self, name: str) -> None:
        self.within = self.within and name != "cellXfs"


class _Texts(Part):
    """The shared texts; how they are to be pronounced is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.taking = self.spoken = False
        self.letters = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "rPh":
            self.spoken = True
        self.taking = name == "t" and not self.spoken

    def text(self, words: str) -> None:
        if self.taking:
            self.parts.append(words)
            self.letters += len(words)
            if self.letters > MOST_LETTERS or len(self.found) > MOST_TEXTS:
                raise NotReadable("The workbook holds too much text. Save the sheet as CSV and load that.")

    def end(self, name: str) -> None:
        self.taking = False
        if name == "rPh":
            self.spoken = False
        elif name == "si":
            self.found.append("".join(self.parts))
            self.parts = []
            if len(self.found) > MOST_TEXTS:
                raise NotReadable("The workbook holds too many texts. Save the sheet as CSV and load that.")


class _Sheet(Rows):
    def __init__(self, texts: list[str], dates: set[str], epoch: datetime) -> None:
        super().__init__()
        self.texts, self.dates, self.epoch = texts, dates, epoch
        self.taking = self.spoken = self.formula = False
        self.column, self.kind, self.style = -1, "n", ""

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "c":
            self.column = _column(said["r"]) if "r" in said else self.column + 1
            if self.column < len(self.cells):
                raise NotReadable(DAMAGED)
            self.kind, self.style, self.formula = said.get("t", "n"), said.get("s", ""), False
        elif name in {"v", "t"}:
            self.taking = not self.spoken
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.spoken = True
        elif name == "row":
            number = said.get("r", "")
            self.skip_to(int(number) if number.isdecimal() and len(number) < 8 else self.number + 1)
            self.column = -1

    def text(self, words: str) -> None:
        if self.taking:
            self.take(words)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self.taking = False
        elif name == "rPh":
            self.spoken = False
        elif name == "c":
            self.place(self.column, self._value(self.taken()))
        elif name == "row":
            self.close()

    def _value(self, said: str) -> str:
        kind = self.kind
        if self.formula:
            return Odd.of(said or "=", FORMULA)
        if kind == "s":
            return self.texts[_index(said, len(self.texts))] if said else ""
        if kind == "e":
            return Odd.of(said or "#", ERROR)
        if kind == "b":
            return {"1": "true", "0": "false"}.get(said, said)
        if kind != "n" or not said:
            return said
        return self._day(said) if self.style in self.dates else plain(said)

    def _day(self, said: str) -> str:
        try:
            found = from_excel(float(said), self.epoch)
        except (ValueError, OverflowError, TypeError):
            return Odd.of(said, "a date")
        if isinstance(found, datetime):
            return found.date().isoformat() if found.time() == time() else found.isoformat(" ", "seconds")
        return str(found)


def plain(said: str) -> str:
    """A number as people write it: 1.2E7 as 12000000, 200001.0 as 200001."""
    if said.isdecimal():
        return said
    try:
        value = float(said)
    except ValueError:
        return said
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _column(place: str) -> int:
    """AB7 is column 27; counted from nought."""
    letters = place.rstrip("0123456789")
    found = 0
    for letter in letters[:4].upper():
        found = found * 26 + ord(letter) - 64
    if not 0 < len(letters) < 4 or not letters.isascii() or not letters.isalpha():
        raise NotReadable(DAMAGED)
    return found - 1


def _index(said: str, count: int) -> int:
    if not said.isdecimal() or len(said) > 9 or int(said) >= count:
        raise NotReadable(DAMAGED)
    return int(said)


class Workbook:
    """The sheets that can be seen, each as a stream of rows."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        refuse_links(archive)
        book = whole(_Book(), small(archive, WORKBOOK))
        targets = {
            said.get("Id", ""): _within(said.get("Target", ""))
            for said in relations(small(archive, "xl/_rels/workbook.xml.rels"))
        }
        there = set(archive.namelist())
        self.sheets = [(title, targets.get(key, "")) for title, key in book.sheets[: MOST_SHEETS + 1]]
        self.sheets = [(title, part) for title, part in self.sheets if part in there]
        if len(self.sheets) > MOST_SHEETS:
            raise NotReadable(f"The workbook has more than {MOST_SHEETS} sheets.")
        self.epoch = book.epoch
        self.dates = whole(_Styles(), small(archive, "xl/styles.xml")).dates
        self.texts = self._texts()

    def _texts(self) -> list[str]:
        part = _Texts()
        if "xl/sharedStrings.xml" in self.archive.namelist():
            with self.archive.open("xl/sharedStrings.xml") as stream:
                for _read in feed(part, stream):
                    pass
        return part.found

    def titles(self) -> list[str]:
        return [title for title, _part in self.sheets]

    def rows(self, number: int) -> Iterator[tuple[float, Cells]]:
        """Each row with the share of the sheet that was read."""
        part = self.sheets[number][1]
        sheet = _Sheet(self.texts, self.dates, self.epoch)
        length = max(self.archive.getinfo(part).file_size, 1)
        with self.archive.open(part) as stream:
            for read in feed(sheet, stream):
                while sheet.done:
                    yield read / length, sheet.done.popleft()


def _within(target: str) -> str:
    """A target as the name of a part: relative to xl/, or from the root."""
    return target[1:] if target.startswith("/") else f"xl/{target.removeprefix('./')}"
