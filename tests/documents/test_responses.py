"""Files with answers to consultations: added and taken back without an account, scanned, kept, withdrawn with them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.audit.models import AuditEvent
from foundation.documents import examining, sweeping
from foundation.documents.enums import State
from foundation.documents.models import Document
from foundation.notifications.models import Message
from foundation.notifications.wording import letter
from tests.consultations.doors import as_person
from tests.documents import makers
from tests.documents.asking import PAGE, Sender, consultation, found_clean
from tests.documents.conftest import kept_in
from tests.documents.scanner import EICAR
from tests.documents.test_storing import server, use_s3
from tests.factories.consultations import Cast

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_ACCEPT": "application/json"}
PDF = ("survey.pdf", makers.pdf())
__all__ = ["server"]


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def sender(cast):
    return Sender(consultation(cast)).answered()


def test_files_are_added_listed_and_taken_back_while_what_was_typed_is_kept(sender):
    answer = sender.add(PDF, ("table.csv", b"a,b\n1,2\n"), q5="It shows need")
    assert answer.status_code == 303 and answer["Location"] == f"{sender.home}{PAGE}/"
    html = sender.get(PAGE).content.decode()
    assert "survey.pdf" in html and "table.csv" in html and html.count("Awaiting virus scan") == 2
    assert 'value="It shows need"' in html
    first, second = sender.files
    answer = sender.post(PAGE, q5="It shows more", remove=str(first.public_id))
    assert answer.status_code == 303 and sender.files == [second]
    assert 'value="It shows more"' in sender.get(PAGE).content.decode()
    assert sender.post(PAGE, remove="nonsense").status_code == 303 and sender.files == [second]


def test_going_on_takes_along_what_was_chosen_and_the_receipt_lists_it(sender):
    answer = sender.add(PDF, button="next")
    assert answer.status_code == 303 and answer["Location"] == f"{sender.home}who/"
    response = sender.send()
    receipt = sender.get("receipt").content.decode()
    assert "survey.pdf" in receipt and "Awaiting virus scan" in receipt and "PDF" in receipt
    copy = sender.get("copy").content.decode()
    assert "survey.pdf (PDF," in copy and "Awaiting virus scan" in copy
    found_clean(response)
    file = sender.files[0]
    assert f"{sender.home}files/{file.public_id}/" in sender.get("receipt").content.decode()
    fetched = sender.client.get(f"{sender.home}files/{file.public_id}/")
    assert b"".join(fetched.streaming_content) == makers.pdf()
    assert fetched["Content-Disposition"] == 'attachment; filename="survey.pdf"'
    assert fetched["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_button_that_adds_wants_a_file_and_other_answers_may_wait(cast):
    row = consultation(cast, required=True)
    sender = Sender(row).answered()
    assert "Select a file" in sender.add().content.decode()
    assert "Select a file" in sender.post(PAGE).content.decode(), "required, and none is there"
    assert sender.add(PDF).status_code == 303
    assert sender.post(PAGE).headers["Location"] == f"{sender.home}who/"


def test_a_required_file_is_asked_for_before_sending(cast):
    sender = Sender(consultation(cast, required=True)).answered()
    assert sender.post(PAGE, later="1").status_code == 303
    sender.post("who", capacity="individual")
    sender.post("publication", publication="do_not_publish")
    assert sender.post("check").headers["Location"] == f"{sender.home}tasks/".replace("tasks/", "")
    assert not sender.response.is_sent
    sender.add(PDF)
    Document.objects.update(state=State.QUARANTINED, scanned_at=timezone.now(), finding="x")
    sender.post("check")
    assert not sender.response.is_sent, "what was held back is no file"
    sender.add(PDF)
    sender.post("check")
    assert sender.response.is_sent


def test_a_question_that_does_not_apply_takes_no_files_and_its_files_go_with_it(cast):
    row = consultation(cast, required=True, show_if={"question": "q1", "any_of": ["no"]})
    sender = Sender(row).answered("yes")
    assert 'name="q6"' not in sender.get(PAGE).content.decode()
    sender.add(PDF)
    assert sender.files == [], "a file that nobody asked for is not taken"
    sender.post("1", q1="no", q2="")
    assert sender.add(PDF).status_code == 303 and len(sender.files) == 1
    sender.post("1", q1="yes")
    sender.send()
    assert sender.files == []


def test_changed_mind_after_sending_takes_the_files_along(cast, folder):
    row = consultation(cast, show_if={"question": "q1", "any_of": ["no"]})
    sender = Sender(row).answered("no")
    sender.add(PDF)
    sender.send()
    assert len(sender.files) == 1
    sender.post("1", q1="yes")
    assert sender.files == []


def test_adding_after_sending_counts_as_a_change_and_takes_it_off_the_public_list(cast, sender):
    response = sender.send()
    actions.publish_responses(responses=[response], by=cast.officer)
    sender.add(PDF)
    row = sender.response
    assert row.changed_at is not None and row.published_at is None and row.version > response.version
    assert AuditEvent.objects.filter(verb="response.files_added").count() == 1


def test_after_the_close_nothing_is_added_or_taken_back(cast, sender):
    sender.add(PDF)
    Consultation.objects.update(closing_at=timezone.now() - timedelta(seconds=1))
    assert sender.add(PDF).status_code == 409
    (file,) = sender.files
    assert sender.post(PAGE, remove=str(file.public_id)).status_code == 409
    assert sender.files == [file]


def test_colleagues_who_share_the_link_see_and_take_back_each_others_files(cast, sender):
    sender.add(PDF)
    colleague = as_person(cast.stranger)
    colleague.cookies.update(sender.client.cookies)
    place = f"{sender.home}{PAGE}/"
    answer = colleague.post(place, {"q6": [makers.upload("b.txt", b"words")], "upload": "q6"})
    assert answer.status_code == 303
    assert "survey.pdf" in colleague.get(place).content.decode()
    first, second = sender.files
    assert second.uploader == cast.stranger and first.uploader is None
    assert sender.post(PAGE, remove=str(second.public_id)).status_code == 303
    assert colleague.post(place, {"remove": str(first.public_id)}).status_code == 303
    assert sender.files == []


# Doors


def test_somebody_elses_link_opens_no_file(cast, sender):
    sender.add(PDF)
    found_clean(sender.response)
    (file,) = sender.files
    row = sender.response.consultation
    other = Sender(row).answered()
    mine, theirs = f"{sender.home}files/{file.public_id}/", f"{other.home}files/{file.public_id}/"
    assert sender.client.get(mine).status_code == 200
    assert other.client.get(mine).status_code == 404, "another's response"
    assert other.client.get(theirs).status_code == 404, "a file of another response by its id"
    assert other.client.get(f"{other.home}files/{uuid4()}/").status_code == 404
    assert as_person(cast.member).get(mine).status_code == 404
    assert as_person(cast.officer).get(mine).status_code == 404, "officials have a door of their own"
    other.post(PAGE, remove=str(file.public_id))
    assert sender.files == [file], "nor is it taken back from there"
    sender.client.cookies.clear()
    assert sender.client.get(mine).status_code == 404


def test_no_file_leaves_before_it_was_scanned(sender):
    sender.add(PDF)
    (file,) = sender.files
    answer = sender.client.get(f"{sender.home}files/{file.public_id}/")
    assert answer.status_code == 409 and "not been scanned" in answer.content.decode()
    assert f"files/{file.public_id}" not in sender.get(PAGE).content.decode()


def test_files_of_a_draft_are_nobody_elses(cast, sender):
    sender.add(PDF)
    found_clean(sender.response)
    (file,) = sender.files
    for role in ("officer", "second", "auditor", "triage", "administrator", "stranger"):
        assert as_person(getattr(cast, role)).get(f"/files/{file.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 200),
        ("second", 200),
        ("auditor", 200),
        ("other_officer", 404),
        ("triage", 404),
        ("member", 404),
        ("stranger", 404),
        ("administrator", 404),
    ],
)
def test_who_reads_the_responses_gets_their_files(cast, sender, role, status):
    sender.add(PDF)
    response = sender.send()
    found_clean(response)
    (file,) = sender.files
    answer = as_person(getattr(cast, role)).get(f"/files/{file.public_id}/")
    assert answer.status_code == status


def test_a_person_reads_the_files_of_the_response_they_began_under_their_account(cast):
    row = consultation(cast)
    sender = Sender(row)
    sender.client = as_person(cast.member)
    sender.answered()
    sender.add(PDF)
    (file,) = sender.files
    assert file.uploader == cast.member
    assert sender.client.get(f"/files/{file.public_id}/").status_code == 409
    found_clean(sender.response)
    assert sender.client.get(f"/files/{file.public_id}/").status_code == 200
    assert sender.client.get(f"{sender.home}files/{file.public_id}/").status_code == 200


# What is refused


def test_what_is_no_evidence_is_refused_by_its_content_and_nothing_of_it_stays(sender, folder):
    bad = [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("b.exe", b"MZ"),
        ("c.svg", b"<svg onload='alert(1)'/>"),
        ("d.png", makers.pixel_bomb()),
        ("e.docx", makers.bomb(300)),
        ("f.docx", makers.overlapping()),
    ]
    html = sender.add(*bad, ("fine.txt", b"fine")).content.decode()
    assert html.count("“a.pdf” is not a proper PDF file") == 2, "in the summary and beside the field"
    for name, _content in bad:
        assert f"“{name}”" in html
    assert kept_in(folder) == [] and sender.files == []


def test_a_file_over_the_limit_is_refused_in_words(sender, settings, folder):
    settings.DOCUMENT_MAX_BYTES = 1024
    html = sender.add(("large.txt", b"a" * 2048)).content.decode()
    assert "“large.txt”" in html and kept_in(folder) == [] and sender.files == []
    settings.UPLOAD_MAX_BODY = 3 * 1024 * 1024
    answer = sender.add(("large.txt", b"a" * 4 * 1024 * 1024))
    assert answer.status_code == 413 and sender.files == []


def test_too_many_files_are_refused_at_once_and_in_all(sender, folder):
    many = [(f"{n}.txt", b"x") for n in range(11)]
    assert "Send up to 10 files at once" in sender.add(*many).content.decode()
    assert sender.add(*many[:10]).status_code == 303 and sender.add(*many[:10]).status_code == 303
    answer = sender.add(many[0], q5="still kept")
    assert "You can add up to 20 files in all" in answer.content.decode()
    assert len(sender.files) == len(kept_in(folder)) == 20
    assert sender.response.answers.get(question__key="q5").text == "still kept"
    assert sender.post(PAGE, q5="and changed", seen=seen(answer)).status_code == 303, (
        "no conflict with oneself"
    )


def seen(page):
    return page.content.decode().split('name="seen" value="')[1].split('"')[0]


def test_a_day_has_an_allowance_for_a_response_and_for_an_address(cast, sender, settings, folder):
    settings.DOCUMENT_DAY_FILES, settings.DOCUMENT_ADDRESS_TIMES = 2, 2
    assert sender.add(("a.txt", b"x"), ("b.txt", b"x")).status_code == 303
    answer = sender.add(("c.txt", b"x"))
    assert answer.status_code == 429 and "as one person may send in a day" in answer.content.decode()
    row = sender.response.consultation
    assert Sender(row).answered().add(("a.txt", b"x"), ("b.txt", b"x")).status_code == 303
    assert Sender(row).answered().add(("a.txt", b"x")).status_code == 429, "a new response costs nothing"
    elsewhere = Sender(row)
    elsewhere.client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    assert elsewhere.answered().add(("a.txt", b"x")).status_code == 303
    spoofed = Sender(row)
    spoofed.client.defaults["HTTP_X_FORWARDED_FOR"] = "192.0.2.88"
    assert spoofed.answered().add(("a.txt", b"x")).status_code == 429
    assert len(kept_in(folder)) == 5


def test_a_storage_that_is_away_loses_no_word(sender, folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("no folder")
    answer = sender.add(PDF, q5="kept")
    assert answer.status_code == 503 and "could not keep your file" in answer.content.decode()
    assert sender.response.answers.get(question__key="q5").text == "kept" and sender.files == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "a\u202etxt.exe.txt", "x" * 300 + ".txt", "<script>alert(1)</script>.txt"],
)
def test_names_are_inert_and_never_a_path(sender, folder, name):
    assert sender.add((name, b"words")).status_code == 303
    (file,) = sender.files
    assert (
        "/" not in file.name and "\u202e" not in file.name and len(file.name) <= 130 and "<" not in file.name
    )
    (kept,) = kept_in(folder)
    assert kept.name == file.key.split("/")[-1]
    assert "<script>alert" not in sender.get(PAGE).content.decode()


def test_the_answers_of_the_script(sender):
    place = f"{sender.home}{PAGE}/"
    sent = {"q6": [makers.upload(*PDF)], "upload": "q6"}
    assert sender.client.post(place, sent, **SCRIPT).json() == {"next": place}
    sent["q6"] = [makers.upload("a.pdf", b"no")]
    answer = sender.client.post(place, sent, **SCRIPT)
    assert answer.status_code == 422 and answer.json()["errors"][0].startswith("“a.pdf” is not a proper PDF")
    sent = {"q6": [makers.upload(*PDF)], "q5": "x" * 500}
    assert sender.client.post(place, sent, **SCRIPT).json() == {"usual": True}


# The scanner


def test_while_the_scanner_is_away_the_response_is_taken_and_the_file_waits(sender):
    sender.add(PDF)
    response = sender.send()
    assert not sweeping.sweep()
    assert response.ref and sender.files[0].state == State.WAITING
    assert "Awaiting virus scan" in sender.get("receipt").content.decode()


def test_a_virus_is_held_back_and_the_writer_is_told_at_the_address_they_gave(cast, sender, clamd):
    sender.add(("letter.txt", EICAR), PDF)
    response = sender.send()
    assert Response.objects.filter(pk=response.pk).update(language="cy")
    examining.examine([file.pk for file in sender.files])
    bad, good = sender.files
    assert (bad.state, good.state) == (State.QUARANTINED, State.CLEAN)
    (told,) = Message.objects.filter(kind="document_quarantined")
    assert told.address == "ann@charity.example" and told.language == "cy"
    assert told.url == response.consultation.get_absolute_url(), "the link's secret is not ours to repeat"
    assert "a virus was found" in sender.get("receipt").content.decode()
    assert sender.client.get(f"{sender.home}files/{bad.public_id}/").status_code == 409
    officer = as_person(cast.officer)
    assert officer.get(f"/files/{bad.public_id}/").status_code == 404
    page = officer.get(f"{response.consultation.get_absolute_url()}manage/responses/{response.ref}/")
    assert "survey.pdf" in page.content.decode() and "letter.txt" not in page.content.decode()


@pytest.mark.parametrize("email", ["buses@dcms.example", ""])
def test_after_the_close_nobody_is_told_to_add_what_can_no_longer_be_added(cast, sender, clamd, email):
    sender.add(("letter.txt", EICAR))
    response = sender.send()
    assert "Make a new copy" not in sender.get("receipt").content.decode()
    Consultation.objects.update(
        opening_at=timezone.now() - timedelta(days=99),
        closing_at=timezone.now() - timedelta(minutes=1),
        respond_email=email,
    )
    examining.examine([file.pk for file in sender.files])
    html = sender.get("receipt").content.decode()
    assert "A virus was found in “" in html and "Make a new copy" not in html
    assert "Files can no longer be added" in html and f"your reference {response.ref}" in html
    (told,) = Message.objects.filter(kind__startswith="document_quarantined")
    assert told.kind == ("document_quarantined_late" if email else "document_quarantined_over")
    words = letter(told).text
    assert "Make a new copy" not in words and "make a new copy" not in words
    assert (email or "request through this service") in words and (email or "/requests/new/") in html
    Response.objects.filter(pk=response.pk).update(extended_until=timezone.now() + timedelta(days=9))
    assert "Make a new copy" in sender.get("receipt").content.decode(), "their own time goes on"


def test_what_is_withdrawn_gets_no_advice(cast, sender, clamd):
    sender.add(("letter.txt", EICAR))
    response = sender.send()
    examining.examine([file.pk for file in sender.files])
    assert "Make a new copy" in sender.get("receipt").content.decode()
    Response.objects.filter(pk=response.pk).update(state="withdrawn_by_respondent")
    html = sender.get("receipt").content.decode()
    assert "A virus was found in “" in html
    assert "Make a new copy" not in html and "considered" not in html


def test_who_gave_no_address_reads_it_on_their_page(sender, clamd):
    sender.add(("letter.txt", EICAR))
    examining.examine([sender.files[0].pk])
    assert not Message.objects.filter(kind="document_quarantined").exists()
    for part in (PAGE, ""):
        assert "a virus was found" in sender.get(part).content.decode().lower()


# What goes


def test_withdrawing_takes_the_files_and_their_bytes(sender, folder, django_capture_on_commit_callbacks):
    sender.add(PDF)
    sender.send()
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.post("withdraw").status_code == 303
    assert sender.files == [] and kept_in(folder) == []
    assert AuditEvent.objects.filter(verb="document.erased").count() == 1


def test_forgotten_drafts_take_their_files_along(sender, folder, django_capture_on_commit_callbacks):
    sender.add(PDF)
    Consultation.objects.update(
        opening_at=timezone.now() - timedelta(days=90), closing_at=timezone.now() - timedelta(days=40)
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_drafts() > 0
    assert not Document.objects.exists() and kept_in(folder) == [] and not Response.objects.exists()


def test_a_page_without_file_questions_asks_nothing_more(cast, django_assert_num_queries):
    """Consultations that take no files pay nothing for those that do."""
    sender = Sender(cast.published()).start()
    sender.get("1")
    with django_assert_num_queries(2):
        sender.get("1")


def test_files_of_responses_live_in_the_bucket_alone(sender, settings, folder, server, clamd):
    """Added, scanned, fetched and withdrawn on a real S3 server; its errors lose no word."""
    use_s3(settings, server.url)
    assert sender.add(PDF, ("letter.txt", EICAR)).status_code == 303
    sender.send()
    examining.examine([file.pk for file in sender.files])
    clean, bad = sender.files
    assert (clean.state, bad.state) == (State.CLEAN, State.QUARANTINED)
    fetched = sender.client.get(f"{sender.home}files/{clean.public_id}/")
    assert b"".join(fetched.streaming_content) == makers.pdf()
    assert sender.client.get(f"{sender.home}files/{bad.public_id}/").status_code == 409
    use_s3(settings, "http://127.0.0.1:1")
    answer = sender.add(PDF, q5="kept all the same")
    assert answer.status_code == 503 and "could not keep your file" in answer.content.decode()
    assert sender.client.get(f"{sender.home}files/{clean.public_id}/").status_code == 503
    assert sender.response.answers.get(question__key="q5").text == "kept all the same"
    assert len(sender.files) == 2 and kept_in(folder) == []
