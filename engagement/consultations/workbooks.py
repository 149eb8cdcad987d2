"""The same tables as XLSX and ODS, written to a file on disk row by row, so that memory stays flat."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.sax.saxutils import escape

from engagement.consultations.exporting import Sheet, harmless

MOST_CELL = 32_767  # characters that a spreadsheet's cell holds
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def _cell(value: Any) -> Any:
    value = harmless(value)
    return value[:MOST_CELL] if isinstance(value, str) else value


def xlsx(sheet: Sheet) -> IO[bytes]:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    table = book.create_sheet("Responses")
    table.append([_cell(name) for name in sheet.head()])
    for line in sheet.lines():
        table.append([_cell(value) for value in line])
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    book.save(file)
    file.seek(0)
    return file


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Responses">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME["ods"]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(sheet: Sheet) -> IO[bytes]:
    """Written as a stream: the usual library would hold the whole document as a tree."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME["ods"], zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(ODS_HEAD.encode())
            for row in _ods_rows(sheet):
                content.write(row.encode())
            content.write(ODS_FOOT.encode())
    file.seek(0)
    return file


def _ods_rows(sheet: Sheet) -> Iterator[str]:
    yield _ods_row(sheet.head())
    for line in sheet.lines():
        yield _ods_row(line)


def _ods_row(line: list[Any]) -> str:
    return "<table:table-row>" + "".join(_ods_cell(_cell(value)) for value in line) + "</table:table-row>"


def _ods_cell(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    parts = "".join(f"<text:p>{escape(part)}</text:p>" for part in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{parts}</table:table-cell>'


WRITERS = {"xlsx": xlsx, "ods": ods}
