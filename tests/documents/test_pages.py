"""The page on which files are added to a request: with and without a script, its errors, its limits."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.models import EngagementRequest
from foundation.documents.enums import State
from foundation.documents.models import Document
from tests.documents import makers
from tests.documents.conftest import kept_in
from tests.documents.makers import upload
from tests.factories.requests import draft
from tests.hardening.doors import as_
from tests.requests.sender import at, written

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def mine(cast):
    """A draft, the browser of its writer, and the address of the page."""
    row = draft(cast.respondent)
    return row, as_(cast.respondent), at("files", row)


def test_files_are_added_shown_and_taken_back_without_a_script(mine):
    _row, browser, page = mine
    answer = browser.post(
        page, {"upload": "1", "chosen": [upload("a.pdf", makers.pdf()), upload("b.txt", b"hello")]}
    )
    assert answer.status_code == 303 and answer["Location"] == page
    html = browser.get(page).content.decode()
    assert "a.pdf" in html and "b.txt" in html and html.count("Awaiting virus scan") == 2
    first, second = Document.objects.order_by("pk")
    answer = browser.post(page, {"remove": str(first.public_id)})
    assert answer.status_code == 303 and Document.objects.get() == second
    assert browser.post(page, {"remove": "nonsense"}).status_code == 303


def test_going_on_takes_along_what_was_chosen(mine):
    row, browser, page = mine
    answer = browser.post(page, {"chosen": [upload("a.pdf", makers.pdf())]})
    assert (
        answer.status_code == 303
        and answer["Location"].endswith("/affected/")
        and Document.objects.count() == 1
    )
    assert browser.post(page, {}).headers["Location"].endswith("/affected/")
    assert browser.post(page, {"later": "1"}).headers["Location"] == at("tasks", row)
    assert "1 file" in browser.get(at("tasks", row)).content.decode()
    assert browser.post(page, {"check": "1"}).headers["Location"] == at("check", row)


def test_every_file_that_is_refused_has_its_sentence(mine, folder):
    _row, browser, page = mine
    chosen = [
        upload("a.pdf", b"<html>"),
        upload("b.exe", b"MZ"),
        upload("c.txt", b"fine"),
        upload("d.png", makers.pixel_bomb()),
    ]
    html = browser.post(page, {"upload": "1", "chosen": chosen}).content.decode()
    for sentence in (
        "“a.pdf” is not a proper PDF file",
        "“b.exe” is not a kind of file",
        "“d.png” has too many pixels",
    ):
        assert html.count(sentence) == 2, "in the summary and beside the field"
    assert kept_in(folder) == [] and not Document.objects.exists()
    assert "Select a file" in browser.post(page, {"upload": "1"}).content.decode()


def test_the_script_reads_where_to_go_or_what_is_wrong(mine):
    _row, browser, page = mine
    answer = browser.post(page, {"upload": "1", "chosen": [upload("a.pdf", makers.pdf())]}, **SCRIPT)
    assert answer.json() == {"next": page}
    answer = browser.post(page, {"chosen": [upload("a.pdf", makers.pdf())]}, **SCRIPT)
    assert answer.json()["next"].endswith("/affected/")
    answer = browser.post(page, {"upload": "1", "chosen": [upload("a.pdf", b"no")]}, **SCRIPT)
    assert answer.status_code == 422 and answer.json()["errors"][0].startswith("“a.pdf” is not a proper PDF")


def test_a_storage_that_is_away_and_an_allowance_used_up_are_said_on_the_page(mine, settings, folder):
    row, browser, page = mine
    said = {"upload": "1", "chosen": [upload("a.pdf", makers.pdf())]}
    settings.DOCUMENT_DAY_FILES = 0
    answer = browser.post(page, said)
    assert (
        answer.status_code == 429
        and "as many files as one person may send in a day" in answer.content.decode()
    )
    settings.DOCUMENT_DAY_FILES = 10
    folder.rename(folder.with_name("elsewhere")) if folder.exists() else None
    folder.write_text("no folder")
    storages._storages.clear()
    said["chosen"] = [upload("a.pdf", makers.pdf())]
    answer = browser.post(page, said)
    assert answer.status_code == 503 and "could not keep your file" in answer.content.decode()
    assert EngagementRequest.objects.get(pk=row.pk).title == row.title


def test_files_stand_among_the_answers_and_on_the_request(cast, folder):
    browser = as_(cast.respondent)
    row = written(browser)
    assert "<dd" in browser.get(at("check", row)).content.decode()
    actions.add_files(
        request=row, files=[upload("Survey <b>of</b> carers.pdf", makers.pdf())], by=cast.respondent
    )
    html = browser.get(at("check", row)).content.decode()
    assert (
        "Survey -b-of--b- carers.pdf" in html or "Survey -b-of-b- carers.pdf" in html or "carers.pdf" in html
    )
    Document.objects.update(state=State.CLEAN, scanned_at=timezone.now(), sweep_at=None)
    actions.submit(request=row, by=cast.respondent)
    row.refresh_from_db()
    file = Document.objects.get()
    html = as_(cast.triage).get(f"/requests/{row.ref}/").content.decode()
    assert reverse("documents:download", kwargs={"key": file.public_id}) in html and "<b>of" not in html


@pytest.mark.parametrize("role", ["lead", "stranger", "triage", "officer", "administrator"])
def test_nobody_else_comes_near_a_draft(cast, role):
    row = cast.request("draft")
    (file,) = actions.add_files(request=row, files=[upload("a.pdf", makers.pdf())], by=cast.member)
    browser = as_(getattr(cast, role))
    for said in ({"remove": str(file.public_id)}, {"upload": "1", "chosen": [upload("b.pdf", makers.pdf())]}):
        assert browser.post(at("files", row), said).status_code == 404
    assert browser.get(at("files", row)).status_code == 404
    assert Document.objects.get() == file


def test_after_sending_the_page_leads_to_the_receipt(mine):
    row, browser, page = mine
    actions.submit(request=row, by=row.submitter)
    for answer in (
        browser.get(page),
        browser.post(page, {"upload": "1", "chosen": [upload("a.pdf", makers.pdf())]}),
    ):
        assert answer.status_code == 303 and answer["Location"] == at("sent", row)
    assert not Document.objects.exists()


def test_the_page_says_whether_files_are_scanned(mine, settings):
    _row, browser, page = mine
    assert "has no virus scanner" in browser.get(page).content.decode()
    settings.CLAMD_ADDRESS = "127.0.0.1:3310"
    assert "virus scanner of this" not in browser.get(page).content.decode()
    settings.CLAMD_KNOWS_TESTS_ONLY = True
    assert "knows test viruses only" in browser.get(page).content.decode()


def test_only_pages_that_take_files_let_a_large_body_in(mine, settings):
    row, browser, page = mine
    large = makers.archive({"x": b""}) + b"a" * 3 * 1024 * 1024
    chosen = {"upload": "1", "chosen": [upload("a.txt", b"a" * 3 * 1024 * 1024)]}
    assert browser.post(page, chosen).status_code == 303
    for other in (
        at("tasks", row),
        at("step", row) if False else f"/requests/new/{row.public_id}/ask/",
        "/requests/new/who/",
        "/",
    ):
        assert browser.post(other, {"x": upload("a.txt", large)}).status_code == 413, other
    settings.UPLOAD_MAX_BODY = 2 * 1024 * 1024
    chosen["chosen"] = [upload("a.txt", b"a" * 3 * 1024 * 1024)]
    assert browser.post(page, chosen).status_code == 413


def test_more_parts_than_any_form_has_are_refused(mine):
    _row, browser, page = mine
    answer = browser.post(page, {"upload": "1", "chosen": [upload(f"{n}.txt", b"x") for n in range(21)]})
    assert answer.status_code == 400 and not Document.objects.exists()
