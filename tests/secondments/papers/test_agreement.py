"""Every field is in the agreement, hostile text is only text, and the same terms give the same bytes."""

import io
import re
import time
import zipfile
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import docx as word
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from foundation.common.errors import Invalid
from secondments.papers import docx, pdf
from secondments.papers.agreement import agreement
from secondments.papers.clauses import Clause, Library, Part, library
from secondments.papers.inert import inert
from secondments.papers.paper import Paper, Paragraph, Signature, unsigned
from secondments.papers.terms import Terms
from tests.secondments.papers.terms import BASE, terms

HOSTILE = [
    "#panic(\"no\") $x$ *bold* _it_ `raw` <label> @ref // comment /* open",
    "<w:p><w:r><w:t>xml</w:t></w:r></w:p> & ]]> <!-- -->",
    "%(salary)s %(missing)s %s {{ x }} {% x %}",
    "=HYPERLINK(\"x\") | +1 | -1 | @SUM",
    "\\input{/etc/passwd} #read(\"/etc/passwd\") #include \"x\"",
    "= heading\n- item\n+ item\n/ term: x",
]  # fmt: skip


def text_of(paper: Paper) -> str:
    return " ".join(str(value) for block in paper.blocks for value in _strings(block))


def _strings(block: object):
    for field in fields(block):  # type: ignore[arg-type]
        value = getattr(block, field.name)
        yield from _flat(value)


def _flat(value: object):
    if isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def docx_text(data: bytes) -> str:
    document = word.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", [
    field.name for field in fields(Terms) if isinstance(getattr(BASE, field.name), str) and field.name != "direction"
])  # fmt: skip
def test_every_text_of_the_terms_is_in_the_agreement(name):
    paper = agreement(terms(**{name: "Zyzzyva"}))
    assert "Zyzzyva" in text_of(paper) + paper.reference + str(paper.signatories)


@pytest.mark.parametrize(("change", "words"), [
    ({"start": date(2026, 10, 6)}, "6 October 2026"),
    ({"end": date(2027, 4, 3)}, "3 April 2027"),
    ({"contract_end": date(2027, 12, 24)}, "24 December 2027"),
    ({"clearance_expires": date(2029, 12, 25)}, "25 December 2029"),
    ({"extension_until": date(2028, 1, 17)}, "17 January 2028"),
    ({"salary": 4_321_098}, "£43,210.98"),
    ({"allowances": 7_654}, "£76.54"),
    ({"reimbursed": 6_250}, "62.5% of"),
    ({"manager_notice_days": 17}, "17 days"),
    ({"notice_months": 3}, "at least 3 months before"),
    ({"notice_months": 1}, "at least one month before"),
    ({"outcomes": ("Zyzzyva",)}, "Zyzzyva"),
    ({"recusals": ("Zyzzyva",)}, "recused from: Zyzzyva"),
    ({"outside_activities": ("Zyzzyva",)}, "agreed: Zyzzyva"),
    ({"learning": ("Zyzzyva",)}, "Zyzzyva"),
    ({"direction": "outward"}, "From government to civil society"),
])  # fmt: skip
def test_every_other_field_is_in_the_agreement(change, words):
    assert words in text_of(agreement(terms(**change)))


@pytest.mark.parametrize("party", ["employer", "host"])
@pytest.mark.parametrize("field", ["name", "address", "number", "signatory", "signatory_role"])
def test_every_field_of_the_bodies_is_in_the_agreement(party, field):
    paper = agreement(terms(**{party: replace(getattr(BASE, party), **{field: "Zyzzyva"})}))
    assert "Zyzzyva" in text_of(paper) + str(paper.signatories)


def test_conflicts_and_payments_are_scheduled():
    text = text_of(agreement(BASE))
    assert "Trustee of a farm charity" in text and "20 August 2026" in text
    assert "£12,455.55" in text  # the sum of both payments
    without = text_of(agreement(terms(conflicts=(), instalments=(), recusals=())))
    assert "has declared no conflict" in without and "Schedule" not in without.replace(
        "schedule of payments", ""
    )


@pytest.mark.parametrize(("change", "field"), [
    ({"secondee": " "}, "secondee"),
    ({"end": date(2026, 10, 4)}, "end"),
    ({"contract_end": date(2027, 4, 1)}, "end"),
    ({"notice_months": 0}, "notice_months"),
    ({"exception": ""}, "exception"),
    ({"direction": "sideways"}, "direction"),
    ({"extension_until": date(2027, 4, 1)}, "extension_until"),
    ({"reimbursed": 10_001}, "reimbursed"),
    ({"host": replace(BASE.host, signatory="")}, "host"),
])  # fmt: skip
def test_terms_that_lack_or_contradict_something_are_refused(change, field):
    with pytest.raises(Invalid) as raised:
        agreement(terms(**change))
    assert set(raised.value.errors) == {field}


def test_each_way_of_a_swap_has_its_rules_of_conduct():
    into, out_of = (text_of(agreement(terms(direction="swap", exception=e))) for e in ("Exception 3", ""))
    assert "signs a declaration" in into and "stays bound" not in into
    assert "stays bound" in out_of and "signs a declaration" not in out_of


@pytest.mark.parametrize(("end", "refused"), [(date(2028, 10, 4), False), (date(2028, 10, 5), True)])
def test_more_than_24_months_into_government_need_an_approval(end, refused):
    long = {"end": end, "contract_end": None, "extension_until": None}
    agreement(terms(**long))
    agreement(terms(**long, direction="outward", approval_reference=""))
    if refused:
        with pytest.raises(Invalid, match="names the Commission’s approval"):
            agreement(terms(**long, approval_reference=""))
    else:
        agreement(terms(**long, approval_reference=""))


def test_an_outward_placement_needs_no_exception():
    text = text_of(agreement(terms(direction="outward", exception="")))
    assert "Recruitment exception" not in text and "stays bound by the Official Secrets Acts" in text


def test_the_pdf_is_tagged_and_says_title_and_language():
    reader = PdfReader(io.BytesIO(pdf.render(agreement(terms(welsh=True)))))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata.title == "Secondment agreement, SC-2026-000042"
    kinds = set(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/P", "/Table", "/TH", "/TD", "/TR", "/Caption"} <= kinds
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert "/OpenAction" not in root and "/Names" not in root


def _tags(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from _tags(node["/K"])


def test_welsh_words_are_marked_as_welsh():
    paper = agreement(terms(welsh=True))
    root = PdfReader(io.BytesIO(pdf.render(paper))).trailer["/Root"]
    assert "cy-GB" in set(_languages(root["/StructTreeRoot"]))
    with zipfile.ZipFile(io.BytesIO(docx.render(paper))) as archive:
        assert 'w:lang w:val="cy-GB"' in archive.read("word/document.xml").decode()
    assert "Dychwelyd" in text_of(paper) and "Dychwelyd" not in text_of(agreement(BASE))


def _languages(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _languages(child)
    elif isinstance(node, dict):
        if "/Lang" in node:
            yield node["/Lang"]
        if "/K" in node:
            yield from _languages(node["/K"])


def test_the_word_file_has_headings_header_rows_title_and_language():
    document = word.Document(io.BytesIO(docx.render(agreement(BASE))))
    assert document.core_properties.title == "Secondment agreement, SC-2026-000042"
    assert document.core_properties.language == "en-GB"
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"][1] == "1. Parties and purpose"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert agreement(BASE).content_hash in document.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("render", [pdf.render, docx.render])
def test_the_same_terms_give_the_same_bytes(render):
    first = render(agreement(BASE))
    time.sleep(1.1)
    assert render(agreement(terms())) == first


def test_the_hash_changes_with_every_word_and_not_with_the_signatures():
    paper = agreement(BASE)
    assert agreement(terms(leave="29 days")).content_hash != paper.content_hash
    assert agreement(terms(version=2)).content_hash != paper.content_hash
    at = datetime(2026, 9, 2, 10, 30, tzinfo=UTC)
    signed = [Signature("secondee", "Siân Wyn Jones", "second factor", at, paper.content_hash)]
    text = pdf_text(pdf.render(paper, signed))
    assert "Siân Wyn Jones (second factor)" in text and "2 September 2026, 10:30 UTC" in text
    assert text.count("Not yet signed") == 2
    assert paper.content_hash in text.replace(" ", "")


def test_a_signature_of_another_version_counts_for_nothing():
    paper, other = agreement(BASE), agreement(terms(version=2))
    at = datetime(2026, 9, 2, 10, 30, tzinfo=UTC)
    signatures = [
        Signature("secondee", "Siân Wyn Jones", "second factor", at, paper.content_hash),
        Signature("host", "Gareth Pugh", "second factor", at, other.content_hash),
        Signature("stranger", "Somebody", "second factor", at, paper.content_hash),
    ]
    assert unsigned(paper, signatures) == ("employer", "host")
    assert pdf.render(paper, signatures) == pdf.render(paper, signatures[:1])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_is(text):
    body = replace(BASE.employer, name=text, address=text, number=text, signatory=text, signatory_role=text)
    paper = agreement(terms(
        employer=body, secondee=text, post=text, team=text, location=text, hours=text, outcomes=(text,), law=text,
    ))  # fmt: skip
    squashed = re.sub(r"\s+", "", text)
    assert squashed in re.sub(r"\s+", "", docx_text(docx.render(paper)))
    assert squashed in re.sub(r"[\s\u00ad-]+", "", pdf_text(pdf.render(paper))) or squashed.replace(
        "-", ""
    ) in re.sub(r"[\s\u00ad-]+", "", pdf_text(pdf.render(paper)))


@given(st.text(max_size=60))
@hypothesis_settings(max_examples=15, deadline=None)
def test_no_text_at_all_breaks_a_file(text):
    paper = agreement(terms(leave=f"x{text}", secondee=f"y{text}", outcomes=(text, "z")))
    assert pdf.render(paper).startswith(b"%PDF")
    assert inert(f"y{text}").replace("\n", "") in docx_text(docx.render(paper)).replace("\n", "")


def test_turning_marks_and_controls_are_taken_out():
    assert (
        inert("pay \u202e000,01\u202c\x00\x07\ud800\u200b no\u00adw\r\nnext\u2028line")
        == "pay 000,01 now\nnext\nline"
    )


def test_letters_that_the_font_lacks_are_printed_by_number():
    text = pdf_text(pdf.render(agreement(terms(secondee="漢 Ŵyn Ελένη"))))
    assert "[U+6F22] Ŵyn Ελένη" in text


def test_values_that_look_like_places_are_not_filled():
    assert "leave: %(salary)s." in text_of(agreement(terms(leave="%(salary)s"))).lower()


def clause(version: int, since: date, text: str) -> Clause:
    return Clause("only", version, since, "Only", "Yr unig un", (Part(text),))


def test_a_clause_is_used_from_its_day_and_can_be_pinned():
    clauses = Library([clause(2, date(2026, 9, 1), "New"), clause(1, date(2026, 1, 1), "Old")])

    def words(made_on: date, pinned: dict[str, int] | None = None) -> list[str]:
        paper = agreement(terms(made_on=made_on), clauses, pinned)
        return [block.text for block in paper.blocks if isinstance(block, Paragraph)]

    assert words(date(2026, 8, 31)) == ["Old"]
    assert words(date(2026, 9, 1)) == ["New"]
    assert words(date(2026, 9, 1), {"only": 1}) == ["Old"]
    with pytest.raises(Invalid, match="Clause only has no version 3"):
        words(date(2026, 9, 1), {"only": 3})


@pytest.mark.parametrize("kind", ["agreement", "amendment", "extension", "early_end"])
def test_every_clause_is_complete_and_has_a_welsh_heading(kind):
    found = [clause for versions in library(kind).versions.values() for clause in versions]
    assert found
    for each in found:
        assert each.heading and each.welsh and each.welsh != each.heading and each.parts
        assert all(part.text.endswith(".") for part in each.parts)
