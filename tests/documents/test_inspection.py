"""What a file is, by its content: the honest ones are taken, the hostile ones refused before anything is expanded."""

import io
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.documents.formats import FORMATS
from foundation.documents.inspection import Refused, inspect
from tests.documents import makers
from tests.documents.makers import upload

MB = 1024 * 1024


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        inspect(upload(name, content))
    assert "%" not in str(refused.value)
    return str(refused.value)


HONEST = {
    "survey.pdf": makers.pdf,
    "survey.PDF": makers.pdf,
    "survey.docx": makers.docx,
    "visits.xlsx": makers.xlsx,
    "letter.odt": makers.odt,
    "photo.jpg": makers.telling_photo,
    "photo.jpeg": lambda: makers.picture("JPEG", progressive=True),
    "chart.png": makers.telling_png,
    "notes.txt": lambda: "Carers’ answers: 340 < 400".encode(),
    "old.txt": lambda: "Caf\u00e9 – £5".encode("cp1252"),
    "wide.txt": lambda: "Carers’ answers".encode("utf-16"),
    "visits.csv": lambda: b"day,visits\n2026-01-03,212\n",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_taken(name):
    checked = inspect(upload(name, HONEST[name]()))
    assert checked.format.name in FORMATS and checked.name.lower() == name.lower()
    assert checked.file.tell() == 0


def test_no_file_is_taken_for_what_its_name_says():
    """Each kind under the name of every other kind."""
    contents = {"pdf": makers.pdf(), "docx": makers.docx(), "xlsx": makers.xlsx(), "odt": makers.odt()}
    contents |= {"jpg": makers.picture(), "png": makers.picture("PNG")}
    for mine, content in contents.items():
        for other in contents:
            if other != mine:
                assert "is not a proper" in refusal(f"evidence.{other}", content), (mine, other)
        for other in ("txt", "csv"):
            refusal(f"evidence.{other}", content)


PRETENDERS = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a program": b"MZ\x90\x00" + b"\0" * 500,
    "a library": b"\x7fELF" + b"\0" * 500,
    "a picture that is a script": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "an archive": makers.archive({"a.txt": b"hello"}),
    "nothing known": b"\x01\x02\x03\x04" * 50,
}


@pytest.mark.parametrize("what", PRETENDERS)
@pytest.mark.parametrize("ending", ["pdf", "docx", "odt", "png", "jpg", "txt", "csv"])
def test_what_only_pretends_is_refused(what, ending):
    refusal(f"evidence.{ending}", PRETENDERS[what])


@pytest.mark.parametrize(
    "name", ["a.html", "a.svg", "a.exe", "a.zip", "a.docm", "a.js", "a.pdf.exe", "pdf", "a.", ""]
)
def test_other_kinds_are_not_taken(name):
    assert "not a kind of file" in refusal(name or " ", makers.pdf())


POLYGLOTS = {
    "a PDF with an archive behind it": ("a.pdf", makers.pdf() + makers.archive({"run.js": b"x"})),
    "a PDF with an archive inside its end": (
        "a.pdf",
        makers.pdf() + makers.archive({"x": b""}) + b"\n%%EOF\n",
    ),
    "a PDF with a page in its head": (
        "a.pdf",
        makers.pdf().replace(b"%PDF-1.4\n", b"%PDF-1.4\n<html><script>x</script>\n", 1),
    ),
    "a PDF with anything behind it": ("a.pdf", makers.pdf(behind=b"<?php system($_GET['x']);")),
    "a PDF behind a page": ("a.pdf", b"<html>" + makers.pdf()),
    "a picture with a page in its comment": (
        "a.jpg",
        makers.picture("JPEG", comment=b"<script>alert(1)</script>"),
    ),
    "a picture that is a PDF as well": ("a.jpg", makers.picture("JPEG", comment=b"%PDF-1.4 trailer")),
    "a Word file with something before it": ("a.docx", b"PK\x03\x04" + b"\0" * 60 + makers.docx()),
    "a Word file with something behind it": ("a.docx", makers.docx() + b"#!/bin/sh"),
    "a PDF that starts a program": (
        "a.pdf",
        makers.pdf("x) Tj ET endstream << /S /Launch /F (cmd.exe) >> ("),
    ),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_two_files_in_one_are_refused(what):
    refusal(*POLYGLOTS[what])


def test_what_hangs_behind_a_picture_is_left_behind():
    """Browsers stop at the picture's end; so does what is kept."""
    from foundation.documents.inspection.pictures import CLEANED

    for family, kind in (("jpeg", "JPEG"), ("png", "PNG")):
        plain = makers.picture(kind)
        kept = b"".join(CLEANED[family](io.BytesIO(plain + makers.archive({"evil.html": b"<script>"}))))
        assert b"evil" not in kept and len(kept) <= len(plain)


ARCHIVES = {
    "more than one may expand": lambda: makers.bomb(300),
    "packed too tightly": lambda: makers.bomb(20),
    "parts that share bytes": makers.overlapping,
    "an endless table": makers.endless_table,
    "an archive inside": lambda: makers.docx(**{"word/media/more.zip": makers.archive({"a": b"b"})}),
    "an archive by another name": lambda: makers.docx(
        **{"word/media/image9.png": makers.archive({"a": b"b"})}
    ),
    "a program inside": lambda: makers.docx(**{"word/media/image9.png": b"MZ\x90\x00 and so on"}),
    "gzip inside": lambda: makers.docx(**{"word/media/a.emz": b"\x1f\x8b\x08" + b"\0" * 40}),
    "macros": lambda: makers.docx(**{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "a path out of the folder": lambda: makers.docx(**{"../../etc/passwd": b"x"}),
    "an absolute path": lambda: makers.docx(**{"/etc/passwd": b"x"}),
    "a Word file in a Word file in a Word file": lambda: makers.docx(
        **{"word/embeddings/a.docx": makers.docx(**{"word/embeddings/b.docx": makers.docx()})}
    ),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_bombs_and_nests_are_refused_before_they_are_expanded(what):
    content = ARCHIVES[what]()
    file = upload("evidence.docx", content)
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            inspect(file)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 6 * MB, f"{most / MB:.1f} MB"


def test_a_chart_with_its_sheet_is_no_nest():
    content = makers.docx(**{"word/embeddings/Microsoft_Excel_Sheet1.xlsx": makers.xlsx()})
    assert inspect(upload("report.docx", content)).format.name == "docx"


def test_a_locked_part_is_refused():
    content = bytearray(makers.docx())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "password" in refusal("a.docx", bytes(content))


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = makers.archive(
            [("[Content_Types].xml", b"x"), ("word/document.xml", b"x"), ("word/document.xml", b"y")]
        )
    refusal("a.docx", twice)


def test_an_opendocument_file_says_first_what_it_is():
    refusal("a.odt", makers.odt("application/vnd.oasis.opendocument.spreadsheet"))
    refusal("a.odt", makers.archive({"mimetype": b"application/vnd.oasis.opendocument.text"}))


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (16_385, 10), (10, 16_385), (9_000, 9_000), (2**31 - 1, 1)]
)
def test_a_picture_of_too_many_pixels_is_refused_without_drawing_it(size):
    tracemalloc.start()
    try:
        assert "too many pixels" in refusal("map.png", makers.pixel_bomb(*size))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 2 * MB
    photo = bytearray(makers.picture())
    at = photo.index(b"\xff\xc0")
    if max(size) < 65_536:
        photo[at + 5 : at + 9] = struct.pack(">2H", *size)
        assert "too many pixels" in refusal("map.jpg", bytes(photo))


@pytest.mark.parametrize("cut", [1, 3, 20, 200])
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.jpg", "a.png"])
def test_a_file_that_lost_its_end_is_refused(name, cut):
    content = HONEST[
        {"a.pdf": "survey.pdf", "a.docx": "survey.docx", "a.jpg": "photo.jpg", "a.png": "chart.png"}[name]
    ]()
    if name == "a.pdf" and cut == 1:
        cut = 2
    refusal(name, content[:-cut])


def test_empty_and_large_files_are_refused(settings):
    assert "is empty" in refusal("a.pdf", b"")
    settings.DOCUMENT_MAX_BYTES = 2 * MB
    assert "smaller than 2 MB" in refusal("a.txt", b"a" * (2 * MB + 1))
    assert inspect(upload("a.txt", b"a" * 2 * MB))


@given(
    st.binary(max_size=400),
    st.sampled_from(["pdf", "docx", "odt", "jpg", "png", "txt", "csv"]),
    st.integers(0, 300),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_sent_is_taken_or_refused(noise, ending, at):
    """Noise, and honest files with noise in them, never raise anything but a refusal."""
    honest = {"pdf": PDF, "docx": DOCX, "jpg": JPEG, "png": PNG}.get(ending, b"")
    for content in (
        noise,
        honest[:at] + noise + honest[at:],
        honest[:at] + noise + honest[at + len(noise) :],
    ):
        if content:
            try:
                inspect(upload(f"a.{ending}", content))
            except Refused as refused:
                assert "a." in str(refused)


PDF, DOCX, JPEG, PNG = makers.pdf(), makers.docx(), makers.picture(), makers.picture("PNG")


def test_the_size_that_an_archive_claims_is_no_matter_of_trust():
    """A part that claims to be small and is not: reading stops at what was claimed."""
    content = bytearray(makers.docx(**{"word/embeddings/a.xlsx": b"PK\x03\x04" + b"\0" * 5 * MB}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as made:
        assert made.getinfo("word/embeddings/a.xlsx").file_size > 5 * MB
    at = content.rindex(b"word/embeddings/a.xlsx") - 46
    content[at + 24 : at + 28] = struct.pack("<L", 100)
    refusal("a.docx", bytes(content))
