"""Files of every kind, honest and hostile, made as the test needs them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """As a browser sends it; what it calls the type is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def pdf(text: str = "Cold homes in the valley", *, pages: int = 1, behind: bytes = b"") -> bytes:
    """A small PDF with a text on each page."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n in range(pages):
        font = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            + font
            + f" /Contents {5 + 2 * n} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue() + behind


def archive(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", how) as made:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            made.writestr(name, content)
    return out.getvalue()


def docx(text: str = "Cold homes in the valley", **more: bytes) -> bytes:
    """A real Word file, with more parts put in beside: `docx(**{"word/x.bin": b"…"})`."""
    from docx import Document

    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    if not more:
        return out.getvalue()
    with zipfile.ZipFile(out) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    return archive(parts | more)


def xlsx() -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "Visits"
    book.save(out)
    return out.getvalue()


def odt(kind: str = "application/vnd.oasis.opendocument.text") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", kind)
        made.writestr("content.xml", "<office:document-content/>", zipfile.ZIP_DEFLATED)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    from PIL import Image

    image, out = Image.new("RGB", size, (200, 30, 90)), io.BytesIO()
    for x in range(size[0]):
        image.putpixel((x, x % size[1]), (x % 256, 255 - x % 256, 128))
    image.save(out, kind, **options)
    return out.getvalue()


def telling_photo() -> bytes:
    """A JPEG turned on its side that says where, when, with what and by whom it was taken."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = 6, "SecretCamera", "Aisha Rahman"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (51.0, 38.0, 0.0), "W", (2.0, 40.0, 0.0)
    return picture("JPEG", exif=exif, comment=b"taken by Aisha")


def telling_png() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Author", "Aisha Rahman")
    said.add_itxt("Location", "51.63 N 2.67 W")
    return picture("PNG", pnginfo=said)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def pixel_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that would fill gigabytes once it is drawn."""
    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb(megabytes: int) -> bytes:
    """A Word file that claims to hold so much of nothing."""
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made,
        made.open("word/media/image1.png", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b"\0" * 1024 * 1024)
    return out.getvalue()


def overlapping() -> bytes:
    """A Word file of which every part is the same bytes: the bomb that needs no nesting."""
    whole = docx()
    end = whole.rindex(b"PK\x05\x06")
    count, length, start = (
        struct.unpack("<H", whole[end + 10 : end + 12])[0],
        *struct.unpack("<2L", whole[end + 12 : end + 20]),
    )
    table = whole[start : start + length]
    first = table[: 46 + struct.unpack("<H", table[28:30])[0] + sum(struct.unpack("<2H", table[30:34]))]
    name = struct.unpack("<H", first[28:30])[0]
    again = b""
    for n in range(50):
        entry = bytearray(first)
        entry[46 : 46 + name] = f"{n:0{name}d}".encode()
        again += bytes(entry)
    record = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count + 50, count + 50, length + len(again), start, 0
    )
    return whole[:start] + table + again + record


def endless_table(entries: int = 60_000) -> bytes:
    """An archive whose table of contents alone would fill the memory of its reader."""
    return archive(((f"word/{n:06d}.xml", b"") for n in range(entries)), stored=True)
