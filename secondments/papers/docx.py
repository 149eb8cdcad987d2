"""A paper as a Word document: real headings, header rows, title and language; the same bytes for the same paper."""

import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO
from typing import Any

from secondments.papers import layout
from secondments.papers.paper import Paper, Signature

STILL = (1980, 1, 1, 0, 0, 0)  # the date of every file inside the archive
ENGLISH, WELSH = "en-GB", "cy-GB"


def render(paper: Paper, signatures: Iterable[Signature] = ()) -> bytes:
    """The same paper and signatures give the same bytes."""
    import docx

    document = docx.Document()
    _frame(document, paper)
    document.add_heading(f"{paper.title}, {paper.reference}", 0)
    if paper.welsh_title:
        _speak(document.add_paragraph(style="Subtitle").add_run(paper.welsh_title), WELSH)
    for line in layout.under(paper):
        document.add_paragraph(line)
    for block in layout.blocks(paper, signatures):
        PUT[block["kind"]](document, block)
    written = BytesIO()
    document.save(written)
    return _still(written)


def _frame(document: Any, paper: Paper) -> None:
    """Properties, language and footer; nothing that changes from one rendering to the next."""
    made = datetime.combine(paper.made_on, time())
    properties = document.core_properties
    properties.title = f"{paper.title}, {paper.reference}"
    properties.subject = f"Version {paper.version}"
    properties.identifier = paper.content_hash
    properties.language = ENGLISH
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = made
    properties.revision = max(paper.version, 1)
    for style in ("Normal", "Title"):
        _speak(document.styles[style], ENGLISH)
    document.sections[0].footer.paragraphs[0].text = layout.footer(paper)


def _speak(run_or_style: Any, language: str) -> None:
    """Mark the language, so that it is read aloud in it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = run_or_style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    properties.append(mark)


def _heading(document: Any, block: dict[str, Any]) -> None:
    heading = document.add_heading(f"{block['number']} {block['text']}".strip(), block["level"])
    if block["welsh"]:
        heading.add_run(" / ")
        _speak(heading.add_run(block["welsh"]), WELSH)


def _paragraph(document: Any, block: dict[str, Any]) -> None:
    document.add_paragraph(f"{block['number']}  {block['text']}" if block["number"] else block["text"])


def _items(document: Any, block: dict[str, Any]) -> None:
    for item in block["items"]:
        document.add_paragraph(item, style="List Bullet")


def _table(document: Any, block: dict[str, Any]) -> None:
    document.add_paragraph(block["caption"], style="Caption")
    table = document.add_table(rows=0, cols=len(block["head"]), style="Table Grid")
    for row in (block["head"], *block["rows"]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for column in (at for at, money in enumerate(block["money"]) if money):
        for row in table.rows:
            row.cells[column].paragraphs[0].alignment = 2  # to the right
    _header(table.rows[0])
    document.add_paragraph()


def _header(row: Any) -> None:
    """The first row is repeated on each page and told as a header by a screen reader."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


PUT = {"heading": _heading, "paragraph": _paragraph, "items": _items, "table": _table}


def _still(written: BytesIO) -> bytes:
    """The archive again with one date for all files, which would otherwise carry the time of writing."""
    still = BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, STILL)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return still.getvalue()
