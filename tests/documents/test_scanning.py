"""A real clamd decides: clean files are given, EICAR is held back and its sender told, without a scanner files wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State as RequestState
from foundation.audit.models import AuditEvent
from foundation.common.errors import WrongState
from foundation.documents import examining, health, scanning, sweeping
from foundation.documents.enums import Reading, State
from foundation.documents.models import Document
from foundation.notifications.models import Message
from tests.documents import makers
from tests.documents.scanner import EICAR, Clamd
from tests.factories.requests import draft
from tests.hardening.doors import as_

pytestmark = pytest.mark.django_db


def add(request, by, *files) -> list[Document]:
    chosen = files or (makers.upload("survey.pdf", makers.pdf()),)
    return actions.add_files(request=request, files=chosen, by=by)


def examined(*rows: Document) -> list[Document]:
    examining.examine([row.pk for row in rows])
    return [Document.objects.get(pk=row.pk) for row in rows]


@pytest.mark.parametrize("name", ["plain.txt", "inside.docx"])
def test_eicar_is_held_back_and_the_sender_is_told(cast, clamd, name):
    row = draft(cast.respondent)
    content = (
        b"EICAR follows: " + EICAR if name == "plain.txt" else makers.docx(**{"word/media/a.bin": EICAR})
    )
    file, other = examined(
        *add(row, cast.respondent, makers.upload(name, content), makers.upload("a.pdf", makers.pdf()))
    )
    assert (file.state, file.finding) == (State.QUARANTINED, "Front.Door.Eicar-Test.UNOFFICIAL")
    assert other.state == State.CLEAN
    letter = Message.objects.get(kind="document_quarantined")
    assert (letter.recipient, letter.context["name"]) == (cast.respondent, name)
    assert letter.url == f"/requests/new/{row.public_id}/files/"
    assert as_(cast.respondent).get(f"/files/{file.public_id}/").status_code == 409
    event = AuditEvent.objects.get(verb="document.scanned", target_ref=str(file.public_id))
    assert (event.before, event.after) == ("waiting", "quarantined")


def test_a_file_that_is_held_back_is_told_of_once_and_nobody_else_hears_of_it(cast, clamd):
    row = draft(
        cast.member,
        organisation=cast.organisation,
        capacity="on_behalf_of_organisation",
        speaks_with_authority=True,
    )
    (file,) = add(row, cast.member, makers.upload("a.txt", EICAR))
    examined(file)
    examined(file)
    assert Message.objects.filter(kind="document_quarantined").count() == 1
    actions.submit(request=row, by=cast.member)
    row.refresh_from_db()
    for reader in (cast.lead, cast.triage, cast.auditor):
        assert "a.txt" not in as_(reader).get(f"/requests/{row.ref}/").content.decode()
        assert as_(reader).get(f"/files/{file.public_id}/").status_code == 404
    assert "a virus was found" in as_(cast.member).get(f"/requests/{row.ref}/").content.decode()


def test_nobody_but_the_sender_knows_of_a_file_before_it_is_scanned(cast):
    row = cast.request(RequestState.DRAFT)
    (file,) = add(row, cast.member)
    actions.submit(request=row, by=cast.member)
    row.refresh_from_db()
    assert "Awaiting virus scan" in as_(cast.member).get(f"/requests/{row.ref}/").content.decode()
    answer = as_(cast.member).get(f"/files/{file.public_id}/")
    assert answer.status_code == 409 and b"%PDF" not in answer.content
    for reader in (cast.lead, cast.triage, cast.auditor):
        assert "survey.pdf" not in as_(reader).get(f"/requests/{row.ref}/").content.decode()
        assert as_(reader).get(f"/files/{file.public_id}/").status_code == 404
        assert not Document.objects.visible_to(reader).exists()


def test_with_the_scanner_down_the_request_is_sent_and_the_file_scanned_later(cast, tmp_path, settings):
    scanner = Clamd(tmp_path)
    settings.CLAMD_ADDRESS = scanner.address
    row = cast.request(RequestState.DRAFT)
    files = add(row, cast.member, *(makers.upload(f"{n}.pdf", makers.pdf()) for n in range(3)))
    assert sweeping.sweep() is False
    assert actions.submit(request=row, by=cast.member).state == RequestState.SUBMITTED
    assert {file.state for file in Document.objects.all()} == {State.WAITING}
    assert Document.objects.filter(attempts=0).count() == 2, (
        "an absent scanner is asked once a sweep, not for each file"
    )
    scanner.start()
    try:
        Document.objects.update(sweep_at=timezone.now())
        assert sweeping.sweep() is True
    finally:
        scanner.stop()
    assert {file.state for file in Document.objects.all()} == {State.CLEAN}
    assert as_(cast.triage).get(f"/files/{files[0].public_id}/").status_code == 200


def test_a_scanner_that_dies_in_the_middle_gives_no_verdict(cast, tmp_path, settings):
    """Half an answer, an error, and a limit of the scanner's own are no "clean"."""
    import socketserver
    import threading

    for said in (
        b"",
        b"stream: O",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Heuristics.Limits ERROR\0",
    ):

        class Half(socketserver.BaseRequestHandler):
            answer = said

            def handle(self) -> None:
                self.request.recv(64)
                self.request.sendall(self.answer)

        with socketserver.TCPServer(("127.0.0.1", 0), Half) as server:
            threading.Thread(target=server.handle_request, daemon=True).start()
            settings.CLAMD_ADDRESS = f"tcp://127.0.0.1:{server.server_address[1]}"
            (file,) = examined(*add(draft(cast.respondent), cast.respondent))
            assert file.state == State.WAITING and file.sweep_at > timezone.now()


@pytest.mark.parametrize(
    "address", ["", "nonsense", "/nowhere/at.all", "127.0.0.1:1", "unix:/nowhere", "tcp://[::1]:1"]
)
def test_no_scanner_is_no_verdict(settings, address):
    settings.CLAMD_ADDRESS = address
    assert not scanning.answers()
    with pytest.raises(scanning.ScannerAway):
        scanning.scan(makers.io.BytesIO(b"x"))


def test_addresses_of_a_socket_in_every_spelling(one_clamd, settings):
    for spelling in ("{}", "unix:{}", "unix://{}"):
        settings.CLAMD_ADDRESS = spelling.format(one_clamd.address)
        assert scanning.answers()
        assert scanning.scan(makers.io.BytesIO(b"hello" * 50_000)) == scanning.Verdict()


def test_readiness_mentions_the_scanner_and_does_not_fail_by_it(client, clamd, settings):
    assert client.get("/readyz").json()["degraded"] == []
    settings.CLAMD_ADDRESS = "/nowhere"
    said = client.get("/readyz").json()
    assert said["degraded"] == ["scanner"] and "scanner" not in said["failures"]


def test_two_workers_scan_a_file_once_and_a_dead_one_is_made_good(cast, clamd):
    (file,) = add(draft(cast.respondent), cast.respondent)
    assert examining._borrow(file.pk) is not None
    assert examining._borrow(file.pk) is None, "on loan to the first worker"
    assert examined(file)[0].state == State.WAITING
    Document.objects.update(sweep_at=timezone.now() - timedelta(seconds=1))
    assert sweeping.sweep() is True
    assert Document.objects.get().state == State.CLEAN


def test_a_verdict_is_final(cast, clamd):
    (file,) = examined(*add(draft(cast.respondent), cast.respondent))
    with pytest.raises(WrongState):
        file.move_to(State.QUARANTINED)
    assert file.scanned_at is not None and health.late() == 0


def test_what_was_held_back_is_removed_after_a_while_and_the_row_stays(
    cast, clamd, folder, django_capture_on_commit_callbacks
):
    (file,) = examined(*add(draft(cast.respondent), cast.respondent, makers.upload("a.txt", EICAR)))
    assert (folder / file.key).exists()
    with django_capture_on_commit_callbacks(execute=True):
        sweeping.tidy(timezone.now() + timedelta(days=29))
    assert (folder / file.key).exists()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            sweeping.tidy(timezone.now() + timedelta(days=31))
    assert not (folder / file.key).exists()
    file.refresh_from_db()
    assert (file.state, file.name) == (State.QUARANTINED, "a.txt")


def test_text_is_read_only_in_what_is_clean(cast, clamd):
    (file,) = add(draft(cast.respondent), cast.respondent, makers.upload("a.txt", b"secret " + EICAR))
    assert examined(file)[0].reading == Reading.NONE
    assert not Document.objects.mentioning("secret").exists()
