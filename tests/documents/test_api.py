"""Files that departments' systems send and fetch: once per key, within scope and allowance, and never unscanned."""

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions as consultations
from engagement.consultations.models import Response
from engagement.requests.enums import State as RequestState
from engagement.requests.models import Message
from foundation.audit.models import AuditEvent
from foundation.documents import examining
from foundation.documents.enums import State
from foundation.documents.models import Document
from foundation.notifications.models import Message as Letter
from tests.documents import makers
from tests.documents.asking import Sender, consultation, found_clean
from tests.documents.conftest import kept_in
from tests.documents.scanner import EICAR
from tests.documents.test_access import address
from tests.factories.consultations import Cast
from tests.hardening.doors import as_
from tests.requests.api_doors import system_of

pytestmark = pytest.mark.django_db
SCOPES = ("consultations:read", "consultations:write", "requests:read", "requests:write")
PDF = ("survey.pdf", makers.pdf())


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def dcms(cast):
    return system_of(cast.dcms, *SCOPES)


@pytest.fixture
def mhclg(cast):
    return system_of(cast.mhclg, *SCOPES)


def form(*files, **members):
    return members | {"files": [makers.upload(*file) for file in files]}


def scanned():
    examining.examine(list(Document.objects.values_list("pk", flat=True)))


# Requests


@pytest.fixture
def request_(cast):
    return cast.request(RequestState.IN_PROGRESS)


def verb(request, name):
    return f"/api/v1/requests/{request.ref}/{name}/"


def test_a_reply_brings_its_files_and_the_sender_gets_them(cast, dcms, request_, clamd):
    answer = dcms.post(verb(request_, "reply"), form(PDF, ("b.txt", b"words"), body="See the files."))
    assert answer.status_code == 200 and answer.json()["state"] == "responded", answer.content
    said = Message.objects.get(kind="reply")
    files = f"/api/v1/requests/{request_.ref}/messages/{said.public_id}/files/"
    found = dcms.get(files).json()["results"]
    assert [(one["name"], one["state"]) for one in found] == [("survey.pdf", "waiting"), ("b.txt", "waiting")]
    assert dcms.get(f"{files}{found[0]['id']}/content/").status_code == 409
    scanned()
    assert dcms.get(f"{files}{found[0]['id']}/").json()["state"] == "clean"
    fetched = dcms.get(f"{files}{found[0]['id']}/content/")
    assert b"".join(fetched.streaming_content) == makers.pdf()
    assert as_(cast.member).get(address(Document.objects.first())).status_code == 200
    assert "survey.pdf" in as_(cast.member).get(f"/requests/{request_.ref}/").content.decode()
    assert dcms.get("/api/v1/requests/?q=valley").json()["results"][0]["ref"] == request_.ref, (
        "found by its words"
    )


def test_json_does_as_before(dcms, request_):
    assert dcms.send(verb(request_, "ask"), {"body": "When?"}).status_code == 200
    assert dcms.send(verb(request_, "ask"), {"body": "x", "files": ["x"]}).status_code == 400


def test_the_same_key_sends_files_once(dcms, request_, folder):
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    first = dcms.post(verb(request_, "ask"), form(PDF, body="When?"), **key)
    again = dcms.post(verb(request_, "ask"), form(PDF, body="When?"), **key)
    assert first.status_code == again.status_code == 200 and first.content == again.content
    assert Document.objects.count() == len(kept_in(folder)) == 1, "what came again is dropped"
    other = dcms.post(verb(request_, "ask"), form(("survey.pdf", b"%PDF-1.4 other"), body="When?"), **key)
    assert other.status_code in (400, 422)
    other = dcms.post(verb(request_, "ask"), form(("survey.txt", b"other"), body="When?"), **key)
    assert other.status_code == 422 and Document.objects.count() == len(kept_in(folder)) == 1


def test_what_is_refused_writes_nothing(dcms, mhclg, request_, folder, settings):
    bad = dcms.post(verb(request_, "reply"), form(("a.pdf", b"<html>"), PDF, body="x"))
    assert bad.status_code == 400 and bad.json()["errors"][0]["pointer"] == "#/files"
    assert "“a.pdf” is not a proper PDF" in bad.json()["errors"][0]["detail"]
    many = [(f"{n}.txt", b"x") for n in range(11)]
    assert dcms.post(verb(request_, "reply"), form(*many, body="x")).status_code == 400
    assert dcms.post(verb(request_, "reply"), form(PDF)).status_code == 400, "a message says something"
    assert mhclg.post(verb(request_, "reply"), form(PDF, body="x")).status_code == 404
    assert Client().post(verb(request_, "reply"), form(PDF, body="x")).status_code == 401
    twice = {"body": ["x", "y"], "files": [makers.upload(*PDF)]}
    assert dcms.post(verb(request_, "reply"), twice).status_code == 400
    foreign = {"body": "x", "evidence": makers.upload(*PDF)}
    assert dcms.post(verb(request_, "reply"), foreign).status_code == 400
    assert dcms.post(verb(request_, "accept"), form(PDF)).status_code == 415, "others take no files"
    settings.DOCUMENT_DAY_FILES = 0
    assert dcms.post(verb(request_, "reply"), form(PDF, body="x")).status_code == 429
    assert kept_in(folder) == [] and not Document.objects.exists() and not Message.objects.exists()


def test_a_system_has_the_allowance_of_many_people(dcms, request_, settings):
    settings.DOCUMENT_DAY_FILES, settings.DOCUMENT_CLIENT_TIMES = 1, 2
    assert dcms.post(verb(request_, "ask"), form(PDF, PDF, body="x")).status_code == 200
    assert dcms.post(verb(request_, "reply"), form(PDF, body="x")).status_code == 429


def test_a_large_body_is_let_in_where_files_are_taken_and_nowhere_else(dcms, request_, settings):
    large = ("large.txt", b"a" * 3 * 1024 * 1024)
    assert dcms.post(verb(request_, "accept"), form(large)).status_code == 413
    assert dcms.post(verb(request_, "ask"), form(large, body="x")).status_code == 200
    settings.UPLOAD_MAX_BODY = 2 * 1024 * 1024
    assert dcms.post(verb(request_, "reply"), form(large, body="x")).status_code == 413


def test_files_of_notes_and_of_other_requests_are_not_found(cast, dcms, mhclg, request_, clamd):
    dcms.post(verb(request_, "ask"), form(PDF, body="x"))
    scanned()
    said, file = Message.objects.get(), Document.objects.get()
    files = f"/api/v1/requests/{request_.ref}/messages/{said.public_id}/files/"
    assert mhclg.get(files).status_code == 404 and Client().get(files).status_code == 401
    other = cast.request(RequestState.IN_PROGRESS)
    elsewhere = f"/api/v1/requests/{other.ref}/messages/{said.public_id}/files/"
    assert dcms.get(elsewhere).status_code == 404
    assert dcms.get(f"{elsewhere}{file.public_id}/content/").status_code == 404
    assert dcms.get(f"/api/v1/requests/{request_.ref}/messages/{'-' * 36}/files/").status_code == 404


def test_a_virus_that_a_system_sent_is_told_to_its_officials(cast, dcms, request_, clamd):
    dcms.post(verb(request_, "ask"), form(("letter.txt", EICAR), body="x"))
    scanned()
    (file,) = Document.objects.all()
    assert file.state == State.QUARANTINED and file.client_id and file.uploader is None
    said = Message.objects.get()
    files = f"/api/v1/requests/{request_.ref}/messages/{said.public_id}/files/"
    assert dcms.get(files).json()["results"][0]["state"] == "quarantined"
    assert dcms.get(f"{files}{file.public_id}/content/").status_code == 409
    told = Letter.objects.filter(kind="document_quarantined")
    assert told and all(one.recipient_id for one in told) and not told.filter(recipient=cast.member).exists()


# Responses


@pytest.fixture
def row(cast):
    return consultation(cast)


def ingested(dcms, row):
    one = {"number": "n1", "received_on": timezone.localdate().isoformat(), "capacity": "individual"}
    one |= {"publication": "response_anonymised", "answers": {"q1": "yes"}}
    answer = dcms.send(f"/api/v1/consultations/{row.slug}/ingest/", {"responses": [one]})
    assert answer.status_code == 200, answer.content
    found = dcms.get(f"/api/v1/consultations/{row.slug}/responses/?number=n1").json()["results"]
    return Response.objects.get(ref=found[0]["ref"])


def files_of(row, response, kind="responses"):
    return f"/api/v1/consultations/{row.slug}/{kind}/{response.ref}/files/"


def test_a_system_adds_a_file_to_what_it_ingested(cast, dcms, mhclg, row, clamd):
    one = ingested(dcms, row)
    key = {"HTTP_IDEMPOTENCY_KEY": "f1"}
    made = dcms.post(files_of(row, one), form(PDF, question="q6"), **key)
    assert made.status_code == 201, made.content
    assert (made.json()["name"], made.json()["part"], made.json()["state"]) == ("survey.pdf", "q6", "waiting")
    assert dcms.get(made["Location"]).json() == made.json()
    again = dcms.post(files_of(row, one), form(PDF, question="q6"), **key)
    assert again.content == made.content and Document.objects.count() == 1
    other = system_of(cast.dcms, *SCOPES)
    assert other.get(files_of(row, one)).json()["results"] == [], "nobody else before the scan"
    scanned()
    assert [each["state"] for each in other.get(files_of(row, one)).json()["results"]] == ["clean"]
    content = f"{made['Location']}content/"
    assert b"".join(other.get(content).streaming_content) == makers.pdf()
    assert mhclg.get(content).status_code == 404 and Client().get(content).status_code == 401
    assert AuditEvent.objects.filter(verb="document.downloaded", actor_kind="client").count() == 1
    assert as_(cast.officer).get(address(Document.objects.get())).status_code == 200


def test_what_no_system_may_add(cast, dcms, mhclg, row, folder):
    one = ingested(dcms, row)
    assert (
        dcms.post(files_of(row, one), form(PDF, question="q1")).json()["errors"][0]["pointer"] == "#/question"
    )
    assert dcms.post(files_of(row, one), form(question="q6")).status_code == 400
    assert dcms.post(files_of(row, one), form(PDF, PDF, question="q6")).status_code == 400
    assert dcms.send(files_of(row, one), {"question": "q6"}).status_code == 415
    assert mhclg.post(files_of(row, one), form(PDF, question="q6")).status_code == 404
    reader = system_of(cast.dcms, "consultations:read")
    assert reader.post(files_of(row, one), form(PDF, question="q6")).status_code == 403
    theirs = Sender(row).answered().send()
    assert dcms.post(files_of(row, theirs), form(PDF, question="q6")).status_code == 409, "sent by its author"
    for n in range(20):
        assert dcms.post(files_of(row, one), form((f"{n}.txt", b"x"), question="q6")).status_code == 201
    assert dcms.post(files_of(row, one), form(PDF, question="q6")).status_code == 400
    assert Document.objects.count() == len(kept_in(folder)) == 20


def test_words_of_an_ingestion_hold_no_files(dcms, row):
    one = {"number": "n2", "received_on": timezone.localdate().isoformat(), "capacity": "individual"}
    one |= {"publication": "do_not_publish", "answers": {"q6": "survey.pdf"}}
    answer = dcms.send(f"/api/v1/consultations/{row.slug}/ingest/", {"responses": [one]})
    assert answer.status_code == 400 and "add them to the response afterwards" in answer.content.decode()


def test_everybody_fetches_what_was_released(cast, row, client):
    sender = Sender(row).answered()
    sender.add(PDF, ("private.txt", b"words"))
    one = sender.send()
    found_clean(one)
    public = files_of(row, one, "published-responses")
    assert client.get(public).status_code == 404
    consultations.publish_responses(responses=[one], by=cast.officer)
    assert client.get(public).json()["results"] == []
    first = sender.files[0]
    consultations.release_file(response=one, file=first, by=cast.officer)
    assert [each["name"] for each in client.get(public).json()["results"]] == ["survey.pdf"]
    fetched = client.get(f"{public}{first.public_id}/content/")
    assert b"".join(fetched.streaming_content) == makers.pdf()
    assert fetched["Content-Disposition"].startswith("attachment")
    second = sender.files[1]
    assert client.get(f"{public}{second.public_id}/content/").status_code == 404
    assert client.post(public, form(PDF, question="q6")).status_code in (401, 405)
