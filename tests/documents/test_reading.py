"""Text of PDF, Word and text files, read in a process of its own within limits."""

import resource
import subprocess
import time
import zlib

import pytest

from engagement.requests import actions
from foundation.documents import examining, reading
from foundation.documents.enums import Reading
from foundation.documents.models import Document
from tests.documents import makers
from tests.factories.requests import draft


def text(name: str, content: bytes) -> reading.Text | None:
    return reading.read(makers.io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("kind", "content"),
    [("pdf", makers.pdf), ("docx", makers.docx), ("txt", lambda: b"Cold homes in the valley"),
     ("csv", lambda: "Cold homes,in the valley".encode("utf-16"))],
)  # fmt: skip
def test_text_is_read(kind, content):
    found = text(kind, content())
    assert found is not None and "Cold homes" in found.body and "in the valley" in found.body
    assert found.is_whole and found.pages == (1 if kind == "pdf" else 0)


def test_reading_stops_at_the_limits():
    many = text("pdf", makers.pdf(pages=320))
    assert (many.pages, many.is_whole) == (300, False)
    long = text("txt", b"word " * 200_000)
    assert len(long.body) <= reading.MOST_CHARACTERS and not long.is_whole
    wide = text("txt", ("\u6c34 " * 190_000).encode())
    assert len(wide.body.encode()) <= reading.MOST_BYTES


def bomb(length: int) -> bytes:
    """A PDF whose page unpacks to so many megabytes."""
    packer, piece = zlib.compressobj(9), b"0 0 Td  " * (1024 * 128)
    packed = b"".join(packer.compress(piece) for _ in range(length)) + packer.flush()
    plain = makers.pdf("x")
    start, end = plain.index(b"<< /Length"), plain.index(b"endstream")
    head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return plain[:start] + head + packed + b"\n" + plain[end:]


def test_a_file_that_unpacks_without_end_breaks_its_reader_and_nothing_else():
    content = bomb(300)
    begun, ours = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert text("pdf", content) is None
    assert time.monotonic() - begun < reading.SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - ours < 40 * 1024, "the memory is the reader's"


def test_the_reader_cannot_take_more_memory_than_it_is_given():
    """The limit is the kernel's: what asks for more dies."""
    words = [
        "-c",
        f"import sys; sys.path.insert(0, {str(reading.READER.parent)!r}); import reader; reader.limit(); "
        "x = bytearray(700 * 1024 * 1024)",
    ]
    done = subprocess.run([reading.sys.executable, *words], capture_output=True, text=True)
    assert done.returncode != 0 and "MemoryError" in done.stderr


@pytest.mark.parametrize("content", [b"%PDF-1.4 nonsense %%EOF", b"", b"PK\x03\x04"])
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_what_cannot_be_read_is_left_unread(kind, content):
    assert text(kind, content) is None


def test_the_reader_gets_none_of_our_secrets(monkeypatch, tmp_path):
    """A reader that tells what it was given, in the place of the one that reads."""
    spy = tmp_path / "reader.py"
    spy.write_text(
        "import json, os; print(json.dumps({'body': repr(dict(os.environ)), 'pages': 0, 'is_whole': True}))"
    )
    monkeypatch.setenv("SECRET_KEY", "must not leak")
    monkeypatch.setattr(reading, "READER", spy)
    told = text("txt", b"hello").body
    assert "must not leak" not in told and "DATABASE_URL" not in told


@pytest.mark.django_db
def test_files_are_found_by_their_words_once_they_are_clean(cast, clamd):
    files = [
        makers.upload("a.pdf", makers.pdf("Volunteers counted draughts")),
        makers.upload("b.docx", makers.docx("Cartrefi oer yn y cwm: tai cymdeithasol")),
        makers.upload("c.pdf", b"%PDF-1.4 nonsense\n%%EOF"),
    ]
    rows = actions.add_files(request=draft(cast.respondent), files=files, by=cast.respondent)
    assert not Document.objects.mentioning("draughts").exists()
    examining.examine([row.pk for row in rows])
    found = Document.objects.mentioning
    assert [file.name for file in found("DRAUGHT")] == ["a.pdf"]
    assert [file.name for file in found("cymdeithas oer")] == ["b.docx"]
    assert not found("draughts oer").exists()
    assert not found("' | ) & ! :*").exists() and not found("").exists()
    states = dict(Document.objects.values_list("name", "reading"))
    assert states == {"a.pdf": Reading.DONE, "b.docx": Reading.DONE, "c.pdf": Reading.FAILED}
