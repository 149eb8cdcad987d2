"""Files with what both sides say on a request: the officer's question and answer, the charity's reply and messages."""

import pytest
from django.urls import reverse

from engagement.requests import actions
from engagement.requests.enums import State as RequestState
from engagement.requests.models import EngagementRequest, Message
from foundation import documents
from foundation.documents import examining
from foundation.documents.enums import State
from foundation.documents.models import Document
from foundation.notifications.models import Message as Letter
from tests.documents import makers
from tests.documents.conftest import kept_in
from tests.documents.scanner import EICAR
from tests.documents.test_access import address
from tests.hardening.doors import as_

pytestmark = pytest.mark.django_db
PDF = ("survey.pdf", makers.pdf())
SCRIPT = {"HTTP_ACCEPT": "application/json"}


def page(row, verb):
    return reverse("requests:verb", kwargs={"ref": row.ref, "verb": verb})


def say(browser, row, verb, *files, body="See the file.", **more):
    fresh = EngagementRequest.objects.get(pk=row.pk)
    said = {"version": fresh.version, "body": body, "chosen": [makers.upload(*file) for file in files]}
    return browser.post(page(row, verb), said, **more)


@pytest.fixture
def row(cast):
    return cast.request(RequestState.IN_PROGRESS)


def scanned():
    examining.examine(list(Document.objects.values_list("pk", flat=True)))


def test_every_message_that_both_sides_read_may_carry_files(cast, row, clamd):
    officer, member = as_(cast.officer), as_(cast.member)
    for browser, verb, name in (
        (officer, "ask", "question.pdf"),
        (member, "answer", "answer.pdf"),
        (member, "comment", "more.pdf"),
        (officer, "reply", "reply.pdf"),
    ):
        html = browser.get(page(row, verb)).content.decode()
        assert 'enctype="multipart/form-data"' in html and "We scan every file" in html
        assert say(browser, row, verb, (name, makers.pdf())).status_code == 302, verb
    scanned()
    for person in (cast.officer, cast.member, cast.lead, cast.triage, cast.auditor):
        html = as_(person).get(f"/requests/{row.ref}/").content.decode()
        for file in Document.objects.all():
            assert file.name in html and address(file) in html
            assert as_(person).get(address(file)).status_code == 200
    for person in (cast.stranger, cast.other_officer, cast.administrator, cast.respondent):
        assert as_(person).get(address(Document.objects.first())).status_code == 404
    assert "chosen" not in officer.get(page(row, "note")).content.decode(), "notes carry none"


def test_before_the_scan_only_its_sender_knows_of_a_file(cast, row):
    say(as_(cast.officer), row, "ask", PDF)
    file = Document.objects.get()
    assert file.about_id == Message.objects.get(kind="question").public_id and file.uploader == cast.officer
    assert "Awaiting virus scan" in as_(cast.officer).get(f"/requests/{row.ref}/").content.decode()
    member = as_(cast.member)
    assert "survey.pdf" not in member.get(f"/requests/{row.ref}/").content.decode()
    assert member.get(address(file)).status_code == 404
    assert as_(cast.officer).get(address(file)).status_code == 409


def test_a_virus_in_a_message_is_held_back_and_its_sender_told(cast, row, clamd):
    say(as_(cast.officer), row, "ask", ("letter.txt", EICAR))
    scanned()
    assert Document.objects.get().state == State.QUARANTINED
    (told,) = Letter.objects.filter(kind="document_quarantined")
    assert told.recipient == cast.officer and told.url == f"/requests/{row.ref}/"
    assert "letter.txt" not in as_(cast.member).get(f"/requests/{row.ref}/").content.decode()
    assert Message.objects.filter(kind="question").exists(), "what was written stands"


def test_what_is_refused_leaves_neither_message_nor_file(cast, row, folder, settings):
    officer = as_(cast.officer)
    html = say(officer, row, "reply", ("a.pdf", b"<html>"), PDF, body="The whole answer").content.decode()
    assert html.count("“a.pdf” is not a proper PDF file") == 2 and "The whole answer" in html
    many = [(f"{n}.txt", b"x") for n in range(11)]
    assert "Send up to 10 files at once" in say(officer, row, "reply", *many).content.decode()
    settings.DOCUMENT_DAY_FILES = 0
    answer = say(officer, row, "reply", PDF, body="The whole answer")
    assert answer.status_code == 429 and "The whole answer" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == RequestState.IN_PROGRESS
    assert kept_in(folder) == [] and not Document.objects.exists()
    assert not Message.objects.filter(kind="reply").exists()


def test_a_stale_page_keeps_no_file(cast, row, folder):
    said = {"version": row.version - 1, "body": "x", "chosen": [makers.upload(*PDF)]}
    answer = as_(cast.officer).post(page(row, "reply"), said)
    assert answer.status_code == 409 and kept_in(folder) == [] and not Document.objects.exists()


def test_the_answers_of_the_script(cast, row):
    officer = as_(cast.officer)
    answer = say(officer, row, "ask", ("a.pdf", b"no"), **SCRIPT)
    assert answer.status_code == 422 and answer.json()["errors"][0].startswith("“a.pdf” is not a proper PDF")
    assert say(officer, row, "ask", PDF, body="", **SCRIPT).json() == {"usual": True}
    assert say(officer, row, "ask", PDF, **SCRIPT).json() == {"next": f"/requests/{row.ref}/"}


def test_nobody_adds_files_to_what_they_may_not_say(cast, row, folder):
    for person, verb in ((cast.stranger, "comment"), (cast.other_officer, "reply"), (cast.auditor, "reply")):
        assert say(as_(person), row, verb, PDF).status_code in (403, 404)
    assert kept_in(folder) == [] and not Document.objects.exists()


def test_one_who_left_the_organisation_gets_no_file_any_more(cast, row, clamd):
    from django.utils import timezone

    from foundation.directory.models import Membership

    say(as_(cast.officer), row, "ask", PDF)
    scanned()
    file, member = Document.objects.get(), as_(cast.member)
    assert member.get(address(file)).status_code == 200
    Membership.objects.filter(user=cast.member).update(state="ended", ending="left", left_at=timezone.now())
    assert member.get(address(file)).status_code == 404


def test_a_conversation_without_files_costs_no_query_more(cast, row, django_assert_max_num_queries):
    """However many messages carry files, they are read in one query."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = as_(cast.member)
    browser.get(f"/requests/{row.ref}/")
    with CaptureQueriesContext(connection) as before:
        browser.get(f"/requests/{row.ref}/")
    for _ in range(3):
        with documents.holding([makers.upload(*PDF)]) as held:
            actions.comment(request=row, body="x", by=cast.member, held=held)
    with CaptureQueriesContext(connection) as after:
        browser.get(f"/requests/{row.ref}/")
    assert len(after) == len(before) + 1
