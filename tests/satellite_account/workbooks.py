"""Workbooks as offices and attackers make them."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from tests.factories.satellite import UNITS

HEAD = UNITS.split(",")


def lines(*rows: str) -> list[list[Any]]:
    return [HEAD, *(row.split(",") for row in rows)]


def xlsx(rows: Iterable[Iterable[Any]], *, before: tuple[str, ...] = (), **cells: Any) -> bytes:
    """A workbook written by openpyxl; `before` are sheets that stand first, `cells` are put in afterwards."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Data"
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    for place, value in cells.items():
        sheet[place] = value
    for number, title in enumerate(before):
        book.create_sheet(title, number)["A1"] = f"About {title}"
    book.save(out)
    return out.getvalue()


def changed(body: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(body: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return packed(parts | {name: content})


def sheet_of(xml: str) -> bytes:
    """A workbook whose sheet is exactly this XML."""
    return with_part(xlsx([["x"]]), "xl/worksheets/sheet1.xml", xml.encode())


ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def ods_of(sheets: str) -> bytes:
    """An ODS whose spreadsheet is exactly this XML."""
    content = f"<office:document-content {SPACES}><office:body><office:spreadsheet>{sheets}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return out.getvalue()


def ods_cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def ods(rows: Iterable[Iterable[Any]], title: str = "Data") -> bytes:
    inner = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return ods_of(f'<table:table table:name="{title}">{inner}</table:table>')
