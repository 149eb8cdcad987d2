"""Reads the text of one file and writes it to standard output as JSON. Run as a program, never imported by the portal.

It sets its own limits before it opens the file, so that a file made to break its reader breaks nothing else.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress

MEMORY = 600 * 1024 * 1024
SECONDS = 25
MOST_WRITTEN = 16 * 1024 * 1024
MOST_PAGES = 300
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


class Cut(Exception):
    """Enough has been read."""


class Collected:
    """Text up to a limit."""

    def __init__(self, most: int) -> None:
        self.parts, self.left, self.pages, self.is_whole = io.StringIO(), most, 0, True

    def add(self, text: str) -> None:
        text = " ".join(text.split())
        self.parts.write(text[: self.left])
        self.parts.write("\n")
        self.left -= len(text) + 1
        if self.left <= 0:
            self.is_whole = False
            raise Cut


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_pdf(path: str, found: Collected) -> None:
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("protected with a password")
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            found.is_whole = False
            raise Cut
        found.pages = number + 1
        found.add(page.extract_text() or "")


def read_docx(path: str, found: Collected) -> None:
    from docx import Document
    from docx.table import Table

    for block in Document(path).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                found.add(" ".join(cell.text for cell in row.cells))
        else:
            found.add(block.text)


def read_text(path: str, found: Collected) -> None:
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(2)
    names = ENCODINGS if head in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    encoding = next(name for name in names if _decodes(path, name))
    for piece in _pieces(path, encoding):
        found.add(piece)


def _decodes(path: str, encoding: str) -> bool:
    try:
        for _piece in _pieces(path, encoding):
            pass
    except UnicodeError:
        return False
    return True


def _pieces(path: str, encoding: str) -> Iterator[str]:
    with open(path, encoding=encoding) as file:  # noqa: PTH123
        while piece := file.read(64 * 1024):
            yield piece


READERS = {"pdf": read_pdf, "docx": read_docx, "txt": read_text, "csv": read_text}


def main(kind: str, path: str, most: str) -> None:
    limit()
    found = Collected(int(most))
    with suppress(Cut):
        READERS[kind](path, found)
    said = {"body": found.parts.getvalue(), "pages": found.pages, "is_whole": found.is_whole}
    sys.stdout.write(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(*sys.argv[1:4])
