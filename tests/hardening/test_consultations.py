"""An attacker at the doors of consultations and programmes."""

import io
import zipfile
from datetime import timedelta
from time import process_time

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from engagement.consultations import actions, summary
from engagement.consultations.analysis.actions import marks
from engagement.consultations.answering import Said
from engagement.consultations.models import Answer, Consultation, EqualityAnswer, Response
from engagement.programmes import actions as programmes
from foundation.common.errors import WrongState
from foundation.notifications.models import Message
from tests.consultations.doors import Visitor, as_person, exported, hidden
from tests.factories.consultations import Cast, Writer, sent
from tests.requests.api_doors import system_of

API = "/api/v1/consultations/"
SCOPES = ("consultations:read", "consultations:write")
LONG_DIGITS = "9" * 5000


@pytest.fixture
def cast(db):
    return Cast()


def inside(row, tail=""):
    return f"{row.get_absolute_url()}manage/{tail}"


# What was taken out of a published response


@pytest.fixture
def redacted(cast):
    """A published response whose author named a neighbour, which an official took out."""
    row = cast.published()
    one = sent(
        row, answers={1: {"q1": Said(choices=("no",)), "q2": Said(text="Ask Zebedee Quartz about it.")}}
    )
    marks.redact(
        answer=one.answers.get(question__key="q2"), passage="Zebedee Quartz", reason="name", by=cast.officer
    )
    actions.publish_responses(responses=[one], by=cast.officer)
    return row, one


def test_no_search_tells_what_was_redacted(redacted):
    row, one = redacted
    address = row.get_absolute_url() + "responses/"
    for words in ("Zebedee", "quartz", "ask zebedee"):
        assert one.ref not in Client().get(address, {"q": words}).content.decode(), words
    assert one.ref in Client().get(address, {"q": "ask"}).content.decode()


def test_no_door_gives_choices_that_were_redacted(cast, redacted):
    row, one = redacted
    Answer.objects.filter(response=one, question__key="q1").update(redacted="")
    answer = Client().get(f"{API}{row.slug}/published-responses/").json()["results"][0]["answers"]
    assert [each["choices"] for each in answer] == [[], []]
    assert "Zebedee" not in str(answer)


def test_a_redaction_outlives_the_saving_of_an_unchanged_page(cast):
    row = cast.published()
    writer = Writer(row)
    said = {"q1": Said(choices=("no",)), "q2": Said(text="Ask Zebedee Quartz.")}
    writer.answer(1, said)
    writer.who()
    one = writer.send()
    answer = one.answers.get(question__key="q2")
    marks.redact(answer=answer, passage="Zebedee Quartz", reason="name", by=cast.officer)
    hidden = one.answers.get(question__key="q2").public_text
    writer.answer(1, said | {"q1": Said(choices=("no",))})
    assert one.answers.get(question__key="q2").public_text == hidden
    assert "Zebedee" not in hidden
    writer.answer(1, said | {"q2": Said(text="Ask somebody.")})
    assert one.answers.get(question__key="q2").redacted is None


# What is not public


@pytest.fixture
def hidden_programme(cast):
    return programmes.create(
        by=cast.officer, department=cast.dcms, title="Embargoed reform", problem="x", owner_role="Director"
    )


def test_a_public_consultation_tells_nothing_of_an_unpublished_programme(cast, hidden_programme):
    row = cast.published(programme=hidden_programme)
    decision = programmes.add_decision(
        programme=hidden_programme,
        by=cast.officer,
        question="Embargoed question?",
        decided_by_role="Minister",
    )
    page = Client().get(row.get_absolute_url()).content.decode()
    assert "Embargoed" not in page and hidden_programme.slug not in page
    for address in (API, f"{API}{row.slug}/"):
        assert hidden_programme.ref not in Client().get(address).content.decode()
    Consultation.objects.filter(pk=row.pk).update(closing_at=timezone.now() - timedelta(days=1))
    by = {"consultation": row, "by": cast.officer}
    actions.save_theme(title="T", we_asked="a", you_said="b", we_did="c", decision=decision, **by)
    actions.save_report(kind="final_outcome", detail="Done.", **by)
    actions.publish_outcome(**by)
    page = Client().get(row.get_absolute_url() + "outcome/").content.decode()
    assert "Embargoed" not in page and hidden_programme.slug not in page
    assert str(decision.public_id) not in Client().get(f"{API}{row.slug}/themes/").content.decode()


# The link that only its holder has


def test_the_secret_of_a_link_is_gone_once_it_is_sent(cast):
    visitor = Visitor(cast.published()).start()
    secret = next(
        cookie.value for name, cookie in visitor.client.cookies.items() if name.startswith("response-")
    )
    visitor.post("link", email="ann@charity.example")
    from foundation.notifications.delivery import deliver

    message = Message.objects.get(kind="response_link")
    assert secret in message.url
    deliver([message.pk])
    message.refresh_from_db()
    assert message.state == "sent"
    assert secret not in f"{message.url} {message.context}"


def test_nobody_is_flooded_with_letters_through_forms_that_need_no_account(cast):
    row = cast.published()
    said = {"format": "braille", "email": "victim@charity.example"}
    answers = [Client().post(f"{row.get_absolute_url()}formats/", said).status_code for _n in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    links = []
    for _n in range(7):
        links.append(Visitor(row).start().post("link", email="victim@charity.example").status_code)
    assert links == [303] * 5 + [429] * 2
    assert Message.objects.filter(address="victim@charity.example").count() == 8


# Who takes part


def test_equality_questions_are_asked_once_of_those_who_sent_a_response(cast):
    row = cast.published()
    writer = Writer(row)
    with pytest.raises(WrongState):
        actions.add_monitoring(**writer.held, sex="female")
    visitor = Visitor(row).start()
    assert visitor.post("monitoring", sex="female").status_code == 303
    assert not EqualityAnswer.objects.exists()


@pytest.mark.parametrize("counts", [
    [("a", 100), ("b", 1), ("c", 1)], [("a", 9), ("b", 8), ("c", 1), ("d", 2)], [("a", 1)], [("a", 50), ("b", 3)],
    [("a", 6), ("b", 1)], [("a", 4), ("b", 4)], [("a", 100), ("b", 4), ("c", 0)],
])  # fmt: skip
def test_what_is_hidden_cannot_be_worked_out_from_the_total(counts):
    shown = summary.suppress(counts)
    many = dict(counts)
    gone = [many[value] for value, words in shown if "hidden" in words]
    assert all(many[value] >= 5 for value, words in shown if "hidden" not in words)
    if gone and len(gone) < len(counts):
        assert len(gone) > 1 and sum(gone) >= 5


# Two at once


def test_nothing_is_published_that_changed_since_it_was_read(cast):
    row = cast.published()
    writer = Writer(row)
    writer.answer(1, {"q1": Said(choices=("no",)), "q2": Said(text="Fine.")})
    writer.who()
    one = writer.send()
    official = as_person(cast.officer)
    page = official.get(inside(row, f"responses/{one.ref}/")).content.decode()
    assert f'name="seen" value="{one.version}"' in page
    seen = Response.objects.get(pk=one.pk).version
    writer.answer(1, {"q2": Said(text="My neighbour Zebedee is a thief.")})
    official.post(inside(row, f"responses/{one.ref}/"), {"do": "publish", "seen": seen})
    assert Response.objects.get(pk=one.pk).published_at is None
    official.post(
        inside(row, f"responses/{one.ref}/"),
        {"do": "publish", "seen": Response.objects.get(pk=one.pk).version},
    )
    assert Response.objects.get(pk=one.pk).published_at is not None


@pytest.mark.parametrize(("part", "name"), [("details", "summary"), ("principles", "purpose")])
def test_two_officials_at_one_page_do_not_undo_each_other(cast, part, name):
    row = cast.draft()
    mine, address = as_person(cast.officer), inside(row, f"{part}/")
    seen = hidden(mine.get(address), "seen")
    save = {"details": actions.save_details, "principles": actions.save_principles}[part]
    save(consultation=row, by=cast.second, **{name: "Theirs."})
    said = {"title": "Mine", "summary": "Mine.", "purpose": "Mine."}
    answer = mine.post(address, said | {"seen": seen})
    assert "Somebody else changed this" in answer.content.decode()
    assert getattr(Consultation.objects.get(pk=row.pk), name) == "Theirs."
    mine.post(address, said | {"seen": hidden(answer, "seen")})
    assert getattr(Consultation.objects.get(pk=row.pk), name) == "Mine."


# What is no number, no day, no table


@pytest.mark.parametrize(("tail", "said"), [
    ("questions/", {"do": f"section-up {LONG_DIGITS}"}),
    ("outcome/", {"publish": LONG_DIGITS}),
    ("details/", {"title": "T", "opening_on-day": "1", "opening_on-month": "1", "opening_on-year": LONG_DIGITS}),
    ("sections/1/new/", {"kind": "number", "text": "How many?", "minimum": LONG_DIGITS}),
    ("sections/1/new/", {"kind": "number", "text": "How many?", "minimum": "9" * 20}),
    ("sections/1/new/", {"kind": "scale", "text": "How many?", "minimum": "-" + "9" * 12, "maximum": "9" * 12}),
    ("questions/q1/leads/", {"to_0": "999", "to_1": LONG_DIGITS}),
    ("do/approve/", {"publish_on-day": "31", "publish_on-month": "12", "publish_on-year": "9999"}),
    ("formats/", {"request": LONG_DIGITS}),
])  # fmt: skip
def test_no_number_is_too_large_for_the_builder(cast, tail, said):
    row = cast.draft()
    client = as_person(cast.officer)
    client.raise_request_exception = False
    assert client.post(inside(row, tail), said).status_code < 500
    for part in ("", "questions/", "details/"):
        assert client.get(inside(row, part)).status_code == 200


@pytest.mark.parametrize("said", [
    {"do": "redact", "answer": LONG_DIGITS, "text": "x"}, {"do": "themes", "theme": LONG_DIGITS},
    {"do": "themes", "theme": "9" * 30}, {"do": "redact", "answer": "²"}, {"do": "publish", "seen": LONG_DIGITS},
    {"do": "exclude", "reason": LONG_DIGITS}, {"do": "\ud7ff" * 3},
])  # fmt: skip
def test_no_number_is_too_large_for_the_desk(cast, said):
    row = cast.published()
    one = sent(row)
    client = as_person(cast.officer)
    client.raise_request_exception = False
    assert client.post(inside(row, f"responses/{one.ref}/"), said).status_code < 500


@pytest.mark.parametrize(("opening", "closing"), [
    ("2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z"), ("0001-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ("9999-12-31T23:00:00-12:00", "9999-12-31T23:59:59-12:00"), ("0001-01-01T00:00:00+14:00", "2027-01-01T00:00:00Z"),
])  # fmt: skip
def test_the_ends_of_time_are_no_error_of_ours(cast, opening, closing):
    row = cast.draft()
    machine = system_of(cast.dcms, *SCOPES)
    answer = machine.send(f"{API}{row.slug}/write-text/", {"opening_at": opening, "closing_at": closing})
    assert answer.status_code in (200, 400), answer.content
    client = as_person(cast.officer)
    for address in (inside(row), inside(row, "details/"), "/consultations/desk/", "/consultations/feed/"):
        assert client.get(address).status_code == 200, address
    assert machine.get(f"{API}{row.slug}/").status_code == 200


@pytest.mark.parametrize("minimum", [-(2**31), 0, 3])
def test_a_scale_offers_the_points_that_it_has(cast, minimum):
    from engagement.consultations.forms.answering import PageForm
    from engagement.consultations.structure import questionnaire

    row = cast.draft()
    section = row.sections.get(position=1)
    by = {"consultation": row, "by": cast.officer, "section": section}
    question = actions.add_question(
        kind="scale", text="How much?", minimum=minimum, maximum=minimum + 10, **by
    )
    page = questionnaire(Consultation.objects.get(pk=row.pk)).page(1)
    offered = [int(key) for key, _words in PageForm(None, page=page, said={}).fields[question.key].choices]
    assert offered == list(range(minimum, minimum + 11))


WORDS = " ".join(f"{number:x}" for number in range(1 << 19, (1 << 19) + 700))[:3990]


def test_the_longest_answers_are_kept_and_found(cast):
    """Comments on very many passages are more words than an index entry holds."""
    row = cast.draft()
    section = row.sections.get(position=1)
    passages = [{"id": f"p{n}", "text": "A passage.", "text_cy": ""} for n in range(400)]
    by = {"consultation": row, "by": cast.officer, "section": section}
    question = actions.add_question(kind="document", text="On this:", passages=passages, **by)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    row = actions.approve(consultation=row, by=cast.second)
    visitor = Visitor(row).start()
    visitor.client.raise_request_exception = False
    words = {
        f"{question.key}__p{n}": " ".join(f"{n:x}q{number:x}" for number in range(600))[:3990]
        for n in range(400)
    }
    answer = visitor.post("1", q1="yes", **words)
    assert answer.status_code in (303, 200, 400, 413), answer.status_code


# Files that are brought in

HEAD = "number,channel,received,capacity,publication,email,organisation,q1,q3\r\n"


def line(row, **said):
    day = timezone.localdate(row.opening_at) + timedelta(days=1)
    cells = {"number": "1", "channel": "post", "received": day.isoformat(), "capacity": "individual"}
    cells |= {"publication": "do_not_publish", "email": "", "organisation": "", "q1": "yes", "q3": "3"} | said
    return ",".join('"' + str(cell).replace('"', '""') + '"' for cell in cells.values()) + "\r\n"


def bring(cast, row, data, name="in.csv"):
    file = io.BytesIO(data)
    file.name = name
    client = as_person(cast.officer)
    client.raise_request_exception = False
    return client.post(inside(row, "responses/import/"), {"file": file})


@pytest.mark.parametrize("email", [
    "a@b\nBcc: victim@x.example", "a@b", "@", "a@b.example\r\nSubject:x", f"a@{'b' * 250}.example",
    "a@b.example,c@d.example",
])  # fmt: skip
def test_no_file_brings_an_address_that_is_none(cast, email):
    row = cast.published()
    answer = bring(cast, row, (HEAD + line(row, email=email)).encode())
    assert answer.status_code == 400, answer.status_code
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "cell", ["1e999999999", "-1e-999999999", "NaN", "sNaN", "Infinity", "9" * 6000, "1_0", "٣"]
)
def test_no_number_in_a_file_is_an_error_of_ours(cast, cell):
    row = cast.published()
    assert bring(cast, row, (HEAD + line(row, q3=cell)).encode()).status_code in (303, 400)


def workbook(rows):
    book = Workbook()
    for cells in rows:
        book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(data, name, body):
    """The workbook with one part replaced."""
    old, file = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, body if info.filename == name else old.read(info.filename))
    return file.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&m;</t></is></c></row></sheetData></worksheet>'
)
OUTSIDE = LAUGHS.replace('"ha"', 'SYSTEM "another.xml"').replace("&m;", "&a;")
SHEET = "xl/worksheets/sheet1.xml"


def of_rows(rows):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    )


FAR = of_rows(
    '<row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(("part", "body"), [
    (SHEET, "<worksheet><sheetData><row"), (SHEET, LAUGHS), (SHEET, OUTSIDE), (SHEET, FAR), (SHEET, ""),
    (SHEET, of_rows('<row r="x"><c r="A1" t="s"><v>99999</v></c></row>')),
    (SHEET, of_rows('<row r="1"><c r="A1" t="d"><v>no day</v></c></row>')),
    ("xl/workbook.xml", "<workbook"), ("[Content_Types].xml", "<Types/>"), ("xl/styles.xml", "<no"),
])  # fmt: skip
def test_a_workbook_that_is_broken_or_hostile_is_refused(cast, part, body):
    row = cast.published()
    data = with_part(workbook([["number", "channel"], ["1", "post"]]), part, body)
    answer = bring(cast, row, data, "in.xlsx")
    assert answer.status_code == 400, answer.status_code
    assert "root:" not in answer.content.decode()


def test_a_heading_of_a_million_names_holds_nobody_up(cast):
    """Each name was once compared with each: for this file longer than a day."""
    row = cast.published()
    began = process_time()
    assert bring(cast, row, b"number," * 1_000_000).status_code == 400
    assert process_time() - began < 20


def test_a_zip_that_is_cut_is_refused(cast):
    row = cast.published()
    data = workbook([["number"], ["1"]])
    for cut in (10, len(data) // 2, len(data) - 5):
        assert bring(cast, row, data[:cut], "in.xlsx").status_code == 400


def test_a_long_comment_in_a_file_is_refused_by_its_place(cast):
    row = cast.draft()
    by = {"consultation": row, "by": cast.officer, "section": row.sections.get(position=1)}
    passages = [{"id": "p1", "text": "A passage.", "text_cy": ""}]
    key = actions.add_question(kind="document", text="On this:", passages=passages, **by).key
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    row = actions.approve(consultation=row, by=cast.second)
    long = " ".join(f"w{number:x}" for number in range(200_000))
    data = HEAD.replace("q3", f"q3,{key}").encode() + line(row).encode()[:-2] + f',"{long}"\r\n'.encode()
    assert bring(cast, row, data).status_code == 400
    machine = system_of(cast.dcms, *SCOPES)
    day = timezone.localdate(row.opening_at).isoformat()
    one = {"number": "1", "received_on": day, "capacity": "individual", "publication": "do_not_publish"}
    for value in (
        long[:400_000],
        [{"passage": "p1", "quote": "x", "text": None}],
        [{"passage": {}, "quote": [], "text": "y"}],
        {"a": 1},
    ):
        answer = machine.send(
            f"{API}{row.slug}/ingest/", {"responses": [one | {"answers": {"q1": "yes", key: value}}]}
        )
        assert answer.status_code == 400, (str(value)[:50], answer.status_code)
    assert not Answer.objects.exists()
    value = [{"passage": "p1", "quote": "x" * 400_000, "text": "y"}]
    answer = machine.send(
        f"{API}{row.slug}/ingest/", {"responses": [one | {"answers": {"q1": "yes", key: value}}]}
    )
    assert answer.status_code == 400 and not Answer.objects.exists()


def test_a_download_holds_what_the_list_shows(cast):
    row = cast.published()
    read, unread = sent(row), sent(row)
    actions.publish_responses(responses=[read], by=cast.officer)
    lines = exported(as_person(cast.officer), row, "csv", unread="on").decode()
    assert unread.ref in lines and read.ref not in lines
