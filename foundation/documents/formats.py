"""The kinds of file that are taken: how each is named, how it begins, and how it is sent back."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

WORD = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class Format:
    """`family` says which checks it passes: pdf, office, odf, jpeg, png or text."""

    name: str
    family: str
    content_type: str
    label: Any
    endings: tuple[str, ...]
    readable: bool = False
    heart: str = ""


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("pdf", "pdf", "application/pdf", "PDF", ("pdf",), readable=True),
        Format(
            "docx",
            "office",
            f"{WORD}wordprocessingml.document",
            "Word",
            ("docx",),
            readable=True,
            heart="word/document.xml",
        ),
        Format("xlsx", "office", f"{WORD}spreadsheetml.sheet", "Excel", ("xlsx",), heart="xl/workbook.xml"),
        Format(
            "pptx",
            "office",
            f"{WORD}presentationml.presentation",
            "PowerPoint",
            ("pptx",),
            heart="ppt/presentation.xml",
        ),
        Format("odt", "odf", f"{OPEN}text", "OpenDocument", ("odt",), heart="content.xml"),
        Format("ods", "odf", f"{OPEN}spreadsheet", "OpenDocument", ("ods",), heart="content.xml"),
        Format("odp", "odf", f"{OPEN}presentation", "OpenDocument", ("odp",), heart="content.xml"),
        Format("jpeg", "jpeg", "image/jpeg", "JPEG", ("jpg", "jpeg")),
        Format("png", "png", "image/png", "PNG", ("png",)),
        Format("txt", "text", "text/plain; charset=utf-8", _("text"), ("txt",), readable=True),
        Format("csv", "text", "text/csv; charset=utf-8", "CSV", ("csv",), readable=True),
    )
}
BY_ENDING: dict[str, Format] = {ending: each for each in FORMATS.values() for ending in each.endings}
ACCEPT = ",".join(f".{ending}" for ending in BY_ENDING)
NAMES = [(name, name) for name in FORMATS]


def by_name(filename: str) -> Format | None:
    """The format that a file's name claims."""
    _stem, dot, ending = filename.rpartition(".")
    return BY_ENDING.get(ending.lower()) if dot else None
