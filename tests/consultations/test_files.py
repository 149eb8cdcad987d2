"""Files in and out: every fault named at once, nothing half brought in, and no formula in a download."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, importing, report_docx, report_pdf
from engagement.consultations.analysis import actions as analysis
from engagement.consultations.answering import Said
from engagement.consultations.models import Response
from foundation.common.errors import Invalid
from foundation.common.spreadsheets import harmless
from tests.consultations.doors import as_person, exported
from tests.factories.consultations import sent

HEAD = "number,channel,received,capacity,organisation,publication,q1,q2,q3"


@pytest.fixture
def consultation(cast):
    return cast.published()


def day(days=0):
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def table(*lines):
    return ("\n".join([HEAD, *lines])).encode()


def read(consultation, data, name="responses.csv"):
    return importing.read(consultation, io.BytesIO(data), name)


GOOD = f"1,post,{day()},individual,,do_not_publish,No,Too little,4"


def test_a_file_of_responses_is_brought_in_once(cast, consultation):
    officer = as_person(cast.officer)
    address = f"{consultation.get_absolute_url()}manage/responses/import/"
    lines = [GOOD, f"2,email,{day(1)},on_behalf_of_organisation,Food Bank,name_and_response,yes,,"]
    for _ in range(2):
        file = SimpleUploadedFile("r.csv", table(*lines), content_type="text/csv")
        assert officer.post(address, {"file": file}).status_code == 303
    rows = Response.objects.filter(consultation=consultation).order_by("external_id")
    assert [(row.external_id, row.channel, row.received_on.isoformat()) for row in rows] == [
        ("1", "post", day()),
        ("2", "email", day(1)),
    ]
    assert rows[0].answers.get(question__key="q2").text == "Too little"
    assert rows[1].has_authority


def test_every_fault_is_named_by_row_and_column_and_nothing_comes_in(cast, consultation):
    lines = [
        GOOD,
        f"2,pigeon,{day()},individual,,do_not_publish,Perhaps,,x",
        f"1,post,{day()},individual,,do_not_publish,Yes,,",
        "4,post,1999-01-01,on_behalf_of_organisation,,do_not_publish,Yes,,",
        "5,post,soon,individual,,do_not_publish,Yes,,-3",
    ]
    found = read(consultation, table(*lines))
    faults = {(fault.row, fault.column) for fault in found.faults}
    assert faults == {
        *((3, "channel"), (3, "q1"), (3, "q3"), (4, "number"), (5, "received"), (5, "organisation")),
        *((6, "received"), (6, "q3")),
    }
    address = f"{consultation.get_absolute_url()}manage/responses/import/"
    answer = as_person(cast.officer).post(address, {"file": SimpleUploadedFile("r.csv", table(*lines))})
    assert answer.status_code == 400 and "8 faults to mend" in answer.content.decode()
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("data", "words"), [
    (b"", "empty"), (b"PK\x03\x04rubbish", "workbook"), (b"a\xff\xfe", "UTF-8"), (b"a,b\x00", "characters"),
    (b"x" * (importing.MOST_BYTES + 1), "larger"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused(consultation, data, words):
    with pytest.raises(Invalid) as refused:
        read(consultation, data)
    assert words in str(refused.value.message)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is(consultation, monkeypatch):
    monkeypatch.setattr(importing, "MOST_UNPACKED", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000)
    with pytest.raises(Invalid, match="too large"):
        read(consultation, file.getvalue())


def test_columns_that_are_missing_or_foreign_are_named(consultation):
    found = read(consultation, b"number,channel,q99\n1,post,x\n")
    assert {fault.column for fault in found.faults} == {"received", "capacity", "publication", "q99"}


def test_an_xlsx_file_is_read_like_csv(consultation):
    from openpyxl import Workbook

    book = Workbook()
    for line in table(GOOD).decode().split("\n"):
        book.active.append(line.split(","))
    book.active.append(
        [
            7,
            "phone",
            timezone.now().replace(tzinfo=None),
            "individual",
            None,
            "do_not_publish",
            "Yes",
            None,
            3,
        ]
    )
    file = io.BytesIO()
    book.save(file)
    found = read(consultation, file.getvalue(), "r.xlsx")
    assert found.faults == [] and len(found.entries) == 2
    assert found.entries[1].said["q3"].number == 3


def test_the_first_row_can_be_downloaded_and_is_accepted(cast, consultation):
    page = as_person(cast.officer).get(f"{consultation.get_absolute_url()}manage/responses/template.csv")
    assert read(consultation, page.content).faults == []


HOSTILE = ['=HYPERLINK("x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\u200b=1", "＝1"]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_is_a_formula(words):
    assert harmless(words) == f"'{words}"


@pytest.fixture
def full(cast, consultation):
    words = '=HYPERLINK("http://evil.example")\n\nSecond paragraph, with "quotes" and <b>.'
    sent(consultation, answers={1: {"q1": Said(choices=("no",)), "q2": Said(text=words)}}, name="Ann Example")
    return words


def test_free_text_is_intact_in_every_format(cast, consultation, full):
    from openpyxl import load_workbook

    rows = list(
        csv.reader(
            io.StringIO(
                exported(as_person(cast.officer), consultation, "csv").decode("utf-8-sig"), newline=""
            )
        )
    )
    assert f"'{full}" in rows[1] and "Ann Example" in rows[1]
    found = json.loads(exported(as_person(cast.officer), consultation, "json"))
    assert found[0]["answers"]["q2"] == full
    book = load_workbook(io.BytesIO(exported(as_person(cast.officer), consultation, "xlsx")))
    assert f"'{full}" in [cell.value for cell in book.active[2]]
    with zipfile.ZipFile(io.BytesIO(exported(as_person(cast.officer), consultation, "ods"))) as archive:
        content = archive.read("content.xml").decode()
        assert archive.namelist()[0] == "mimetype"
    assert "Second paragraph" in content and "table:formula" not in content


def test_an_export_is_on_record_and_nobody_elses(cast, consultation, full):
    from foundation.audit.models import AuditEvent

    exported(as_person(cast.officer), consultation, "csv")
    assert AuditEvent.objects.filter(verb="consultation.exported", target_ref=consultation.ref).count() == 1
    address = f"{consultation.get_absolute_url()}manage/responses/exports/"
    assert as_person(cast.other_officer).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_public_file_names_nobody_who_did_not_agree_and_shows_redactions(cast, consultation, full):
    one = Response.objects.get()
    address = f"{consultation.get_absolute_url()}responses/download.csv"
    assert one.ref not in b"".join(Client().get(address).streaming_content).decode()
    answer = one.answers.get(question__key="q2")
    analysis.redact(answer=answer, passage=answer.text, reason="name", by=cast.officer)
    actions.publish_responses(responses=[one], by=cast.officer)
    words = b"".join(Client().get(address).streaming_content).decode()
    assert one.ref in words and "[removed: name of a private person]" in words
    assert "Ann Example" not in words and "Second paragraph" not in words and "charity.example" not in words


def test_an_export_asks_the_same_number_of_questions_of_the_database(
    cast, consultation, django_assert_max_num_queries
):
    from engagement.consultations.exporting import Sheet

    for _ in range(12):
        sent(consultation)
    with django_assert_max_num_queries(5):
        assert len(list(Sheet(consultation, Response.objects.all()).lines())) == 12


def test_the_report_is_a_document_with_figures(cast, consultation, full):
    made = report_docx.docx(consultation)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        words = archive.read("word/document.xml").decode()
    assert consultation.title in words and "Responses received" in words and "Bar chart:" in words
    paper = report_pdf.pdf(consultation)
    assert paper.startswith(b"%PDF")
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "Small grants for volunteering" in text and "Not sure" in text
