"""The report as a Word document."""

import io
from typing import Any

from engagement.consultations.models import Consultation
from engagement.consultations.report import content


def docx(consultation: Consultation) -> bytes:
    from docx import Document

    said = content(consultation)
    paper = Document()
    paper.core_properties.title = said["title"]
    paper.core_properties.author = said["department"]
    paper.add_heading(said["title"], 0)
    for line in (
        f"{said['department']} · {said['ref']}",
        f"{said['dates']}. Report made on {said['made']}.",
        said["summary"],
    ):
        paper.add_paragraph(line)
    paper.add_heading("Figures", 1)
    _table(paper, [["Figure", "Count"], *said["figures"]])
    for item in said["groups"]:
        _docx_chart(paper, item)
    _docx_outcome(paper, said)
    paper.add_heading("Questions", 1)
    for item in said["questions"]:
        _docx_chart(paper, item)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _docx_outcome(paper: Any, said: dict[str, Any]) -> None:
    for title, words in (("Final outcome", said["outcome"]), ("Public feedback", said["feedback"])):
        if words:
            paper.add_heading(title, 1)
            for part in words.split("\n\n"):
                paper.add_paragraph(part)
    if said["themes"]:
        paper.add_heading("We asked, you said, we did", 1)
    for theme in said["themes"]:
        paper.add_heading(theme["title"], 2)
        for label, name in (
            ("We asked", "asked"),
            ("You said", "said"),
            ("We did", "did"),
            ("Why we did not", "reason"),
        ):
            if theme[name]:
                line = paper.add_paragraph()
                line.add_run(f"{label}. ").bold = True
                line.add_run(theme[name])


def _docx_chart(paper: Any, item: dict[str, Any]) -> None:
    paper.add_heading(item["title"], 2)
    for line in (item.get("answered", ""), item["note"]):
        if line:
            paper.add_paragraph(line)
    if not item["bars"]:
        return
    picture, words = _picture(item["bars"])
    from docx.shared import Cm

    shape = paper.add_picture(picture, width=Cm(15))
    shape._inline.docPr.set("descr", words)
    _table(paper, [["Answer", "Responses"], *([label, f"{value:,}"] for label, value in item["bars"])])


def _picture(bars: list[list[Any]]) -> tuple[io.BytesIO, str]:
    """Bars in the order of the table below them, which carries the labels; and the same in words."""
    from PIL import Image, ImageDraw

    top, height = max([1, *(value for _label, value in bars)]), 34
    image = Image.new("RGB", (1000, height * len(bars) + 8), "white")
    draw = ImageDraw.Draw(image)
    for place, (_label, value) in enumerate(bars):
        y = 6 + place * height
        draw.rectangle((0, y, 999, y + 22), fill="#efe9ec")
        draw.rectangle((0, y, int(999 * value / top), y + 22), fill="#6b2f5c")
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file, "Bar chart: " + "; ".join(f"{label} {value:,}" for label, value in bars)


def _table(paper: Any, rows: list[list[str]]) -> None:
    table = paper.add_table(rows=0, cols=len(rows[0]))
    table.style = "Light Grid Accent 1"
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
