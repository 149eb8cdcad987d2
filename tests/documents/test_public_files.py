"""Files that officials handle: what came by post, what the public gets with a published response, what tables tell."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, importing
from engagement.consultations.actions.offline import Entry
from engagement.consultations.models import FileDecision, Response
from engagement.consultations.summary import summary
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.documents.enums import State
from foundation.documents.models import Document
from tests.consultations.doors import as_person, exported, whole
from tests.documents import makers
from tests.documents.asking import Sender, consultation, found_clean
from tests.documents.conftest import kept_in
from tests.factories.consultations import Cast

pytestmark = pytest.mark.django_db
PDF, CSV = ("survey.pdf", makers.pdf()), ("Names of members.csv", b"a,b\n1,2\n")


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def row(cast):
    return consultation(cast)


@pytest.fixture
def response(row):
    """Sent with two clean files."""
    sender = Sender(row).answered()
    sender.add(PDF, CSV)
    found = sender.send()
    found_clean(found)
    return found


def files(response):
    return list(Document.objects.of(response))


def place(row, response):
    return f"{row.get_absolute_url()}responses/{response.ref}/"


def manage(row, response):
    return f"{row.get_absolute_url()}manage/responses/{response.ref}/"


def publish(cast, response):
    assert actions.publish_responses(responses=[response], by=cast.officer) == 1


def test_the_public_gets_what_an_official_released_and_nothing_else(cast, row, response, client):
    first, second = files(response)
    publish(cast, response)
    html = client.get(place(row, response)).content.decode()
    assert "survey.pdf" not in html and "Names of members" not in html, "nothing before somebody read it"
    officer = as_person(cast.officer)
    assert (
        officer.post(manage(row, response), {"do": "release-file", "file": first.public_id}).status_code
        == 303
    )
    said = {"do": "hold-back-file", "file": second.public_id, "reason": "third_party"}
    assert officer.post(manage(row, response), said).status_code == 303
    html = Client().get(place(row, response), {"x": 1}).content.decode()
    assert "survey.pdf" in html and "Names of members" not in html
    assert "Some files are not shown, to protect people." in html
    address = f"{place(row, response)}files/{first.public_id}/"
    assert address in html
    fetched = client.get(address)
    assert b"".join(fetched.streaming_content) == makers.pdf()
    assert (
        fetched["Content-Disposition"].startswith("attachment")
        and fetched["Cache-Control"] == "private, no-store"
    )
    assert client.get(f"{place(row, response)}files/{second.public_id}/").status_code == 404
    assert client.get(f"{place(row, response)}files/{uuid4()}/").status_code == 404
    page = officer.get(manage(row, response)).content.decode()
    assert "Shown to the public" in page and "Information about somebody else" in page


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": None},
        {"publication": "do_not_publish", "published_at": None},
        {
            "confidential": True,
            "confidential_reason": "x",
            "publication": "do_not_publish",
            "published_at": None,
        },
        {"state": "excluded", "exclusion": "spam", "published_at": None},
    ],
)
def test_with_the_response_goes_its_file(cast, row, response, client, change):
    first, _second = files(response)
    publish(cast, response)
    actions.release_file(response=response, file=first, by=cast.officer)
    address = f"{place(row, response)}files/{first.public_id}/"
    assert client.get(address).status_code == 200
    Response.objects.filter(pk=response.pk).update(**change)
    assert client.get(address).status_code == 404


def test_a_response_that_is_not_to_be_published_has_no_file_released(cast, row):
    sender = Sender(row).answered()
    sender.add(PDF)
    one = sender.send(
        confidential="True", confidential_reason="They would know me.", publication="do_not_publish"
    )
    found_clean(one)
    with pytest.raises(Invalid):
        actions.release_file(response=one, file=files(one)[0], by=cast.officer)
    assert "Release to the public" not in as_person(cast.officer).get(manage(row, one)).content.decode()


def test_only_a_clean_file_of_this_response_is_released_and_only_by_its_department(cast, row, response):
    first, second = files(response)
    other = Sender(row).answered()
    other.add(PDF)
    theirs = other.send()
    with pytest.raises(WrongState):
        actions.release_file(response=response, file=files(theirs)[0], by=cast.officer)
    Document.objects.filter(pk=first.pk).update(state=State.WAITING, scanned_at=None, sweep_at=timezone.now())
    with pytest.raises(WrongState):
        actions.release_file(response=response, file=first, by=cast.officer)
    for by in (cast.other_officer, cast.auditor, cast.member):
        with pytest.raises(NotAllowed):
            actions.release_file(response=response, file=second, by=by)
    with pytest.raises(Invalid):
        actions.hold_back_file(response=response, file=second, reason="because", by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileDecision.objects.create(document=second, response=response, is_public=False, by=cast.officer)
    stranger, auditor = as_person(cast.other_officer), as_person(cast.auditor)
    said = {"do": "release-file", "file": second.public_id}
    assert stranger.post(manage(row, response), said).status_code == 404
    assert auditor.post(manage(row, response), said).status_code == 403
    assert as_person(cast.officer).post(manage(row, response), said | {"file": "x"}).status_code == 404
    assert not FileDecision.objects.exists()


def test_a_file_that_is_taken_back_takes_its_decision_along(cast, row):
    sender = Sender(row).answered()
    sender.add(PDF)
    one = sender.send()
    found_clean(one)
    (file,) = files(one)
    actions.release_file(response=one, file=file, by=cast.officer)
    assert sender.post("3", remove=str(file.public_id)).status_code == 303
    assert not FileDecision.objects.exists() and not files(one)


# By staff


def test_staff_add_what_came_by_post(cast, row, folder):
    officer, page = as_person(cast.officer), f"{row.get_absolute_url()}manage/responses/enter/"
    today = timezone.localdate()
    said = {
        "channel": "post",
        "language": "en",
        "capacity": "individual",
        "publication": "response_anonymised",
        "received_on-day": today.day,
        "received_on-month": today.month,
        "received_on-year": today.year,
        "q1": "yes",
        "q6": [makers.upload(*PDF), makers.upload("bad.pdf", b"no")],
    }
    html = officer.get(page).content.decode()
    assert 'enctype="multipart/form-data"' in html and "We scan every file" in html
    assert "“bad.pdf” is not a proper PDF file" in officer.post(page, said).content.decode()
    assert not Response.objects.exists() and kept_in(folder) == []
    said["q6"] = [makers.upload(*PDF)]
    answer = officer.post(page, said)
    assert answer.status_code == 303, answer.content.decode()
    one = Response.objects.get()
    (file,) = files(one)
    assert file.part == "q6" and file.uploader == cast.officer
    assert "survey.pdf" in officer.get(manage(row, one)).content.decode()
    assert "survey.pdf" not in as_person(cast.second).get(manage(row, one)).content.decode(), (
        "until it is scanned"
    )


def entered(cast, row):
    who = {"capacity": "individual", "publication": "do_not_publish"}
    entry = Entry(who=who, said={}, channel="email", received_on=timezone.localdate())
    return actions.enter_response(consultation=row, entry=entry, by=cast.officer)


def test_staff_add_files_later_to_what_did_not_come_online(cast, row, response, folder):
    one = entered(cast, row)
    officer = as_person(cast.officer)
    said = {"do": "add-files", "question": "q6", "chosen": [makers.upload(*CSV)]}
    assert "Add files that came with it" in officer.get(manage(row, one)).content.decode()
    assert officer.post(manage(row, one), said).status_code == 303
    (file,) = files(one)
    assert (file.part, file.uploader) == ("q6", cast.officer)
    said["chosen"] = [makers.upload("x.pdf", b"no")]
    page = officer.post(manage(row, one), said, follow=True).content.decode()
    assert "“x.pdf” is not a proper PDF file" in page
    colleague = as_person(cast.second)
    assert colleague.post(manage(row, one), {"do": "detach-file", "file": file.public_id}).status_code == 404
    assert officer.post(manage(row, one), {"do": "detach-file", "file": file.public_id}).status_code == 303
    assert files(one) == []
    assert "Add files that came with it" not in officer.get(manage(row, response)).content.decode()
    said["chosen"] = [makers.upload(*PDF)]
    assert officer.post(manage(row, response), said).status_code == 409, (
        "what was sent online is the sender's"
    )
    with pytest.raises(NotAllowed):
        actions.attach_files(response=one, files={"q6": [makers.upload(*PDF)]}, by=cast.other_officer)
    with pytest.raises(Invalid):
        actions.attach_files(response=one, files={"q1": [makers.upload(*PDF)]}, by=cast.officer)


# Tables


def export(browser, row, format):
    return exported(browser, row, format).decode("utf-8-sig")


def test_tables_name_clean_files_and_hold_nothing_of_them(cast, row, response, client):
    first, second = files(response)
    Document.objects.filter(pk=second.pk).update(
        state=State.WAITING, scanned_at=None, sweep_at=timezone.now()
    )
    (line,) = list(csv.DictReader(io.StringIO(export(as_person(cast.officer), row, "csv"))))
    assert line["q6: Add your evidence"] == "survey.pdf"
    (said,) = json.loads(export(as_person(cast.officer), row, "json"))
    assert said["answers"]["q6"] == "survey.pdf"
    publish(cast, response)
    public = f"{row.get_absolute_url()}responses/download.json"
    (said,) = json.loads(whole(client.get(public)))
    assert "q6" not in said["answers"]
    actions.release_file(response=response, file=first, by=cast.officer)
    (said,) = json.loads(whole(client.get(public)))
    assert said["answers"]["q6"] == "survey.pdf"


def test_a_name_is_no_formula_in_a_table(cast, row):
    sender = Sender(row).answered()
    sender.add(("=HYPERLINK(1).txt", b"words"))
    found_clean(sender.send())
    (line,) = list(csv.DictReader(io.StringIO(export(as_person(cast.officer), row, "csv"))))
    assert line["q6: Add your evidence"].startswith("'=")


def test_a_table_brings_no_files_in(cast, row):
    assert not any(column.startswith("q6") for column in importing.template(row))
    day = timezone.localdate().isoformat()
    head = "number,channel,received,capacity,publication,q1,q6"
    about = f"post,{day},individual,do_not_publish,Yes"
    table = f"{head}\n1,{about},survey.pdf\n2,{about},\n"
    found = importing.read(row, io.BytesIO(table.encode()), "r.csv")
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "q6")]
    assert "add them to the response afterwards" in found.faults[0].text


def test_the_report_counts_responses_with_files(row, response):
    Sender(row).answered().send()
    (figures,) = [each for each in summary(row).questions if each.question.key == "q6"]
    assert figures.answered == 1


def test_the_questions_to_print_say_which_files_are_taken(row, client):
    html = client.get(f"{row.get_absolute_url()}questions/").content.decode()
    assert "Here you can add files." in html and "PDF, Word, Excel" in html


def test_a_question_with_files_stays(cast, row, response):
    question = row.questions.get(key="q6")
    type(row).objects.filter(pk=row.pk).update(workflow="unpublished")
    with pytest.raises(Invalid):
        actions.remove_question(consultation=row, question=question, by=cast.officer)
