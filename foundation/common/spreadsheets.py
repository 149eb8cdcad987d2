"""What people open in a spreadsheet: no cell of it runs, and a long file is sent line by line."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse

BOM = "\ufeff"  # tells Excel that the text is UTF-8
FORMULA = re.compile("[ \u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[-=+@\t\r\n＝＋－＠]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula, whatever unseen characters stand before the sign. Numbers and
    days stay what they are, nothing is an empty text, all else becomes text."""
    if cell is None:
        return ""
    if isinstance(cell, int | float | Decimal | date):
        return cell
    text = UNPRINTABLE.sub("", str(cell))
    return f"'{text}" if FORMULA.match(text) else text


def csv_lines(head: Iterable[Any], rows: Iterable[Iterable[Any]] = ()) -> Iterator[str]:
    write: Any = csv.writer(_Line()).writerow  # gives what `_Line` gives
    for cells in chain([head], rows):
        yield write([harmless(cell) for cell in cells])


def csv_line(cells: Iterable[Any]) -> str:
    return next(csv_lines(cells))


def csv_file(name: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """The lines as a download. `name` is one of ours, in plain letters."""
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class _Line:
    """What a csv writer writes to: it hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line
