"""Free text as people typed it, compared whole after it was read back from the workbooks as their readers do."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from engagement.consultations import workbooks
from engagement.consultations.models import Response
from tests.consultations.doors import as_person, exported
from tests.factories.consultations import sent

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TYPED = {
    "runs of spaces": "one  two   three",
    "leading and trailing spaces": "  indented \n and again  ",
    "tabs": "name\tsum\n\tindented\ttwice\t\n a \t b",
    "empty lines": "first\n\n\nlast\n",
    "marks of XML": "a < b && c > \"d\" 'e' <text:s/> &#13;",
    "a formula": '=HYPERLINK("x";"y")',
    "letters of all kinds": "Ŵyau 😀 قطار \u00a0no break\u2028line",
    "what Excel would decode": "_x0041_ and _x005F_",
    "only spaces": "   ",
    "sixty thousand": ("word  word\t" * 6_000)[:60_000],
}


def of_ods(data: bytes) -> list[list[str]]:
    """Cells as OpenDocument has them read: white space in the text is one space, and none at either end."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 (our own file)
    return [
        ["\n".join(_paragraph(part) for part in cell.iter(f"{TEXT}p")) for cell in line]
        for line in root.iter(f"{TABLE}table-row")
    ]


def _paragraph(part) -> str:
    marks = {
        f"{TEXT}tab": lambda each: "\x01",
        f"{TEXT}s": lambda each: "\x02" * int(each.get(f"{TEXT}c", 1)),
    }
    raw = part.text or ""
    for each in part:
        raw += marks[each.tag](each) + (each.tail or "")
    plain = re.sub(r"[ \t\r\n]([\x01\x02]*)(?=[ \t\r\n])", r"\1", re.sub(r"[ \t\r\n]+", " ", raw))
    ends = re.sub(r"^([\x01\x02]*) ", r"\1", re.sub(r" ([\x01\x02]*)$", r"\1", plain))
    return ends.replace("\x01", "\t").replace("\x02", " ")


def packed(format: str, words: str) -> bytes:
    head, foot, row = {
        "ods": (workbooks.ODS_HEAD, workbooks.ODS_FOOT, workbooks.ods_row),
        "xlsx": (workbooks.XLSX_HEAD, workbooks.XLSX_FOOT, workbooks.xlsx_row),
    }[format]
    file = io.BytesIO()
    for _each in workbooks.packed(format, [f"{head}{row([words, 'end'])}{foot}".encode()], file):
        pass
    return file.getvalue()


def of_xlsx(data: bytes) -> str:
    """openpyxl leaves to its callers what the standard has decoded in a cell's text."""
    words = load_workbook(io.BytesIO(data)).active["A1"].value
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), words)


def harmless(words: str) -> str:
    return f"'{words}" if words.startswith("=") else words


@pytest.mark.parametrize("kind", TYPED)
def test_an_open_document_gives_back_what_was_typed(kind):
    words = TYPED[kind]
    assert of_ods(packed("ods", words)) == [[harmless(words), "end"]]


@pytest.mark.parametrize("kind", sorted(set(TYPED) - {"sixty thousand"}))
def test_a_workbook_of_excel_gives_back_what_was_typed(kind):
    words = TYPED[kind]
    assert of_xlsx(packed("xlsx", words)) == harmless(words)


@pytest.mark.parametrize("words", [TYPED["sixty thousand"], "😀" * 30_000])
def test_excel_s_cell_says_where_it_was_cut(words):
    found = of_xlsx(packed("xlsx", words))
    start, end = found[: -len(workbooks.CUT)], found[-len(workbooks.CUT) :]
    assert end == workbooks.CUT == "… [cut: see CSV or JSON]"
    assert words.startswith(start)
    assert 32_760 <= len(found.encode("utf-16-le")) // 2 <= 32_767


def test_what_just_fits_is_whole():
    words = "x" * 32_767
    assert of_xlsx(packed("xlsx", words)) == words


@pytest.mark.parametrize("kind", ["tabs", "runs of spaces", "sixty thousand"])
def test_the_files_of_the_page_hold_the_whole_answer(cast, kind):
    row = cast.published()
    sent(row)
    answer = Response.objects.get().answers.get(question__key="q2")
    answer.text = TYPED[kind]
    answer.save()
    officer = as_person(cast.officer)
    assert answer.text in of_ods(exported(officer, row, "ods"))[1]
    book = load_workbook(io.BytesIO(exported(officer, row, "xlsx")))
    found = [cell.value for cell in book.active[2]]
    assert (workbooks._fitting(answer.text) if kind == "sixty thousand" else answer.text) in found
