"""Small real files of the demonstration, made as they are needed: a PDF, a Word file, a chart, a table, a virus test.

What becomes of them is the scanner's word alone: without one they await their scan, here as anywhere.
"""

import io
import json
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.documents import examining, scanning
from foundation.documents.models import Document

SHEET = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: 3cm)
#set text(size: 11pt, lang: "en")
= #data.title
#for words in data.text.split("\\n") { par(words) }
"""
# The antivirus researchers' test file (EICAR) in two parts: no virus, and no scanner takes this source for it.
HARMLESS_VIRUS = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


def made(names: Iterable[str], title: str, text: str) -> list[SimpleUploadedFile]:
    """Files of these names about this; the ending says which kind."""
    return [SimpleUploadedFile(name, MAKERS[name.rpartition(".")[2]](title, text or title)) for name in names]


def virus() -> list[SimpleUploadedFile]:
    """A letter that every scanner holds back; nothing where there is no scanner to do so."""
    return [SimpleUploadedFile("Letter from the fund.txt", HARMLESS_VIRUS)] if scanning.answers() else []


def scan(about: Iterable[Any]) -> None:
    """Have the files of these rows scanned now; the others wait for the worker."""
    keys = Document.objects.filter(about_id__in=[row.public_id for row in about]).values_list("pk", flat=True)
    examining.examine(list(keys))


def _pdf(title: str, text: str) -> bytes:
    import typst

    return typst.compile(SHEET.encode(), sys_inputs={"data": json.dumps({"title": title, "text": text})})


def _word(title: str, text: str) -> bytes:
    from docx import Document as Word

    document, out = Word(), io.BytesIO()
    document.add_heading(title, 1)
    for words in text.split("\n"):
        document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def _chart(title: str, text: str) -> bytes:
    """Bars as high as the words of the text are long."""
    from PIL import Image, ImageDraw

    image, out = Image.new("RGB", (640, 320), "white"), io.BytesIO()
    draw = ImageDraw.Draw(image)
    draw.text((24, 16), title[:90], fill="#0b0c0c")
    for place, word in enumerate(text.split()[:14]):
        draw.rectangle((28 + 42 * place, 290 - 18 * min(len(word), 13), 58 + 42 * place, 290), fill="#6b2f5c")
    draw.line((20, 290, 620, 290), fill="#0b0c0c", width=2)
    image.save(out, "PNG")
    return out.getvalue()


def _table(title: str, text: str) -> bytes:
    lines = [f"{n},{word.strip('.,;:').lower()}" for n, word in enumerate(text.split(), 1)]
    return "\n".join(["number,word", *lines]).encode()


MAKERS = {"pdf": _pdf, "docx": _word, "png": _chart, "csv": _table}
