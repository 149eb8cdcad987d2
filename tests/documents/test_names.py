"""Names of files: tricks are gone, what people meant stays, and what is served is what RFC 6266 says."""

import re
import unicodedata

import pytest
from django.utils.http import content_disposition_header
from hypothesis import given
from hypothesis import strategies as st

from foundation.documents.names import LONGEST, clean

HOSTILE = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\system32\\a.pdf": "a.pdf",
    "/etc/shadow.pdf": "shadow.pdf",
    "C:\\Users\\me\\report.pdf": "report.pdf",
    "evil\x00.pdf": "evil.pdf",
    "report\r\nSet-Cookie: a=b.pdf": "report Set-Cookie- a=b.pdf",
    "invoice\u202efdp.exe.pdf": "invoicefdp.exe.pdf",
    "a\u200bb\ufeffc.pdf": "abc.pdf",
    ".htaccess.pdf": "htaccess.pdf",
    "...pdf": "file.pdf",
    "CON.pdf": "file-CON.pdf",
    'say "hello"; now.pdf': "say -hello-- now.pdf",
    "100%41.pdf": "100-41.pdf",
    "Adroddiad – cymunedau’r cwm.pdf": "Adroddiad – cymunedau’r cwm.pdf",
    "تقرير.pdf": "تقرير.pdf",
    "r\u0065\u0301sum\u0065\u0301.pdf": "résumé.pdf",
    "report.PDF": "report.pdf",
}


@pytest.mark.parametrize("given_name", HOSTILE, ids=ascii)
def test_tricks_are_gone_and_names_stay(given_name):
    assert clean(given_name, "pdf") == HOSTILE[given_name]


def test_a_name_of_three_hundred_characters_keeps_its_ending():
    assert len(clean("a" * 300 + ".docx", "docx")) == LONGEST
    wide = clean("水" * 300 + ".docx", "docx")
    assert wide.endswith(".docx") and len(wide.encode()) <= 206


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_any_system_can_save(text):
    name = clean(text, "pdf")
    assert name.endswith(".pdf") and 5 <= len(name) <= LONGEST
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', name) and not name.startswith((".", "-", " "))
    assert not [char for char in name if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", name)
    header = content_disposition_header(True, name)
    assert header.startswith("attachment; filename") and header.isascii() and "\n" not in header
