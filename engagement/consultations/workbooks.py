"""The same tables as XLSX and ODS. Their rows are written as text, some at a time; what is around them comes last.

The usual libraries would hold the whole document, and could not go on with one that was begun elsewhere.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.sax.saxutils import escape

from foundation.common.spreadsheets import harmless

MOST_CELL = 32_767  # characters that a cell of Excel holds, as UTF-16 counts them
CUT = "… [cut: see CSV or JSON]"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OOXML = "http://schemas.openxmlformats.org"
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# XLSX

XLSX_HEAD = f'{XML}<worksheet xmlns="{OOXML}/spreadsheetml/2006/main"><sheetData>'
XLSX_FOOT = "</sheetData></worksheet>"
XLSX_PARTS = (
    (
        "[Content_Types].xml",
        f'{XML}<Types xmlns="{OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MIME["xlsx"]}.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    ),
    (
        "_rels/.rels",
        f'{XML}<Relationships xmlns="{OOXML}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OOXML}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
    ),
    (
        "xl/workbook.xml",
        f'{XML}<workbook xmlns="{OOXML}/spreadsheetml/2006/main" '
        f'xmlns:r="{OOXML}/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Responses" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    (
        "xl/_rels/workbook.xml.rels",
        f'{XML}<Relationships xmlns="{OOXML}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OOXML}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
    ),
)


CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would read as one character


def xlsx_row(line: list[Any]) -> str:
    return "<row>" + "".join(_xlsx_cell(harmless(value)) for value in line) + "</row>"


def _xlsx_cell(value: Any) -> str:
    if _is_number(value):
        return f"<c><v>{value}</v></c>"
    words = escape(CODED.sub("_x005F_", _fitting(str(value))), {chr(13): "&#13;"})
    return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _fitting(words: str) -> str:
    """What is longer than a cell holds says so at its end."""
    units = words.encode("utf-16-le")
    if len(units) <= 2 * MOST_CELL:
        return words
    return units[: 2 * (MOST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


# ODS

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Responses">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_PARTS = (
    (
        "META-INF/manifest.xml",
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME["ods"]}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>",
    ),
)


def ods_row(line: list[Any]) -> str:
    return "<table:table-row>" + "".join(_ods_cell(harmless(value)) for value in line) + "</table:table-row>"


BREAK = re.compile(r"\r\n|\r|\n")
GAP = re.compile(r"^ +| +$| {2,}| *\t[ \t]*")
RUN = re.compile(r" +|\t")


def _ods_cell(value: Any) -> str:
    if _is_number(value):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    parts = "".join(f"<text:p>{GAP.sub(_gap, escape(part))}</text:p>" for part in BREAK.split(str(value)))
    return f'<table:table-cell office:value-type="string">{parts}</table:table-cell>'


def _gap(found: re.Match[str]) -> str:
    """Spaces and tabs that a reader of OpenDocument would make one space of, or none, are elements there."""
    return RUN.sub(
        lambda run: "<text:tab/>" if run[0] == "\t" else f'<text:s text:c="{len(run[0])}"/>', found[0]
    )


def packed(format: str, rows: Iterable[bytes], file: IO[bytes]) -> Iterator[None]:
    """Put rows that were written before into a workbook; comes up for air after each part."""
    member, parts = (
        ("xl/worksheets/sheet1.xml", XLSX_PARTS) if format == "xlsx" else ("content.xml", ODS_PARTS)
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if format == "ods":
            archive.writestr(zipfile.ZipInfo("mimetype"), MIME["ods"], zipfile.ZIP_STORED)
        for name, words in parts:
            archive.writestr(name, words)
        with archive.open(member, "w", force_zip64=True) as content:
            for part in rows:
                content.write(part)
                yield
