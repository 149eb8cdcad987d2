"""From a stream to rows of text: CSV of any kind, JSON or a workbook; the heading is compared with the layout."""

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from foundation.directory.register import archive as _decoding  # its error handler reads stray Windows bytes
from satellite_account.sources import sheets
from satellite_account.sources.layouts import Layout
from satellite_account.sources.objects import NESTED, NOT_A_LIST, Nested, objects
from satellite_account.sources.storing import WORKBOOKS, NotReadable

LONGEST_LINE = 2_000_000
DELIMITERS = ",;\t|"
OTHER_WORKBOOKS = {"xls", "xlsm", "xlsb", "xlt", "xltx", "numbers", "fods"}
DECODE = "windows" if _decoding else "strict"


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each column of the layout stands in the file; -1 where the file has none."""

    names: list[str]
    places: list[int]
    complaints: list[tuple[str, str]]


def heading(layout: Layout, names: Sequence[str]) -> Heading:
    """Compare the file's heading with the layout: everything that lacks or is unknown, at once."""
    known = [column.name for column in layout.columns]
    unknown = [name for name in names if name and name not in known]
    complaints = [
        (column.name, _lacks(column.name, unknown))
        for column in layout.columns
        if column.needed and column.name not in names
    ]
    complaints += [(name, "this column stands twice") for name in known if list(names).count(name) > 1]
    if layout.strict:
        complaints += [
            (name, "the layout has no such column; it has: " + ", ".join(known)) for name in unknown
        ]
    places = [list(names).index(name) if name in names else -1 for name in known]
    return Heading(list(names), places, complaints)


def _lacks(name: str, unknown: list[str]) -> str:
    near = difflib.get_close_matches(name, unknown[:200], 1, 0.7)  # a line may hold a million names
    return f"a column with exactly this name{f' (instead of “{near[0]}”?)' if near else ''}"


Row = list[str] | str


def rows(name: str, stream: Any, layout: Layout) -> tuple[Heading, Iterator[Row]]:
    """The heading and then each row: its cells in the layout's order, or a sentence why it cannot be read.

    A row without any cell is empty: it counts, so that rows are named as the file numbers them.
    """
    kind = name.lower().rpartition(".")[2]
    if kind == "json":
        return _json(stream, layout)
    if kind in WORKBOOKS:
        return _workbook(kind, stream, layout)
    if kind in OTHER_WORKBOOKS:
        raise NotReadable(f"A file of kind {kind} cannot be read. Save it as XLSX, ODS or CSV and load that.")
    return _delimited(stream, layout)


def _delimited(stream: Any, layout: Layout) -> tuple[Heading, Iterator[Row]]:
    csv.field_size_limit(1_000_000)
    text = io.TextIOWrapper(io.BufferedReader(stream, 1 << 18), "utf-8-sig", DECODE, newline="")
    lines = iter(partial(text.readline, LONGEST_LINE), "")
    first = next(lines, "")
    if not first.strip():
        raise NotReadable("The file is empty.")
    delimiter = _delimiter(first, layout)
    reader = csv.reader(chain([first], lines), delimiter=delimiter)
    found = heading(layout, [each.strip() for each in next(reader)])
    return found, _cells(reader, found, len(found.names), decimal_comma=delimiter == ";")


def _delimiter(first: str, layout: Layout) -> str:
    """The one that finds most of the layout's names in the first line."""
    known = {column.name for column in layout.columns}

    def fitting(delimiter: str) -> int:
        return len(known & {each.strip().strip('"') for each in first.split(delimiter)})

    return max(DELIMITERS, key=fitting)


def _cells(reader: Any, found: Heading, width: int, decimal_comma: bool) -> Iterator[Row]:
    places = found.places
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"a row that can be read ({error})"
            continue
        if not any(cells):
            yield []
            continue
        if len(cells) != width:
            yield f"{width} cells, as the heading has; the row has {len(cells)}"
            continue
        row = [cells[place].strip() if place >= 0 else "" for place in places]
        yield [_point(cell) for cell in row] if decimal_comma else row


def _point(cell: str) -> str:
    """12.345,67 as 12345.67, where the semicolon parts the cells."""
    plain = cell.replace(".", "").replace(",", ".", 1)
    bare = plain.lstrip("-").replace(".", "", 1)
    return plain if "," in cell and bare.isascii() and bare.isdigit() else cell


def _workbook(kind: str, stream: Any, layout: Layout) -> tuple[Heading, Iterator[Row]]:
    """The sheet that has the layout's heading in its first row; the file has been judged before a part is opened."""
    archive = sheets.archive(stream, stream.length, kind)
    # openpyxl brings arrays along, which a web process never needs.
    from satellite_account.sources import ods, xlsx

    book = (xlsx if kind == "xlsx" else ods).Workbook(archive)
    firsts = [(title, _first(book, number)) for number, title in enumerate(book.titles())]
    source = book.rows(sheets.picked(firsts, layout))
    _share, first = next(source, (0.0, []))
    names = [cell.strip() for cell in first]
    if not any(names):
        raise NotReadable("The first row of the sheet is empty. It must hold the names of the columns.")
    found = heading(layout, names)
    found.complaints.extend((str(cell), cell.expected) for cell in first if isinstance(cell, sheets.Odd))
    return found, _sheet_rows(source, found, stream)


def _first(book: Any, number: int) -> list[str]:
    return next(book.rows(number), (0.0, []))[1]


def _sheet_rows(source: Iterator[tuple[float, list[str]]], found: Heading, stream: Any) -> Iterator[Row]:
    width, places = len(found.names), found.places
    for share, cells in source:
        stream.at = int(share * stream.length)
        if not any(cells):
            yield []
        elif any(cells[width:]):
            yield f"{width} cells, as the heading has; the row has {len(cells)}"
        else:
            cells.extend([""] * (width - len(cells)))
            yield _in_order(cells, places)


def _in_order(cells: list[str], places: list[int]) -> list[str]:
    if isinstance(cells, sheets.Doubtful):
        return sheets.Doubtful([cells[place] if place >= 0 else "" for place in places])
    return [cells[place].strip() if place >= 0 else "" for place in places]


def _json(stream: Any, layout: Layout) -> tuple[Heading, Iterator[Row]]:
    items = objects(stream)
    first = next(items, None)
    if first is None:
        raise NotReadable(NOT_A_LIST)
    found = heading(layout, list(first))
    names = [column.name for column in layout.columns]
    return found, (_named(item, names) for item in chain([first], items))


def _named(item: dict[str, Any] | None, names: list[str]) -> Row:
    if item is None:
        return "an object with the layout’s names"
    if wrong := [name for name in names if isinstance(item.get(name), Nested)]:
        return f"{NESTED}, under {', '.join(wrong)}"
    return ["" if (value := item.get(name)) is None else str(value).strip() for name in names]
