"""Bytes and rows stand or fall together, in a folder and in a real S3 server: neither is there without the other."""

import http.server
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State as RequestState
from engagement.requests.models import EngagementRequest
from foundation import documents
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid, NotAllowed, TooMany, Unavailable, WrongState
from foundation.documents import examining, quotas, serving, storing, sweeping
from foundation.documents.enums import State
from foundation.documents.models import Allowance, Disposal, Document, DocumentText
from tests.documents import makers, s3
from tests.documents.conftest import kept_in
from tests.factories.requests import draft
from tests.threads import serve

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=3)


def add(row: EngagementRequest, by: Any, *files: Any) -> list[Document]:
    return actions.add_files(request=row, by=by, files=files or [makers.upload("a.pdf", makers.pdf())])


def use_s3(settings: Any, url: str) -> None:
    options = {"bucket_name": s3.BUCKET, "access_key": "x", "secret_key": "y", "endpoint_url": url,
               "region_name": "eu-west-2", "location": "kept"}  # fmt: skip
    backend = {"BACKEND": "foundation.documents.s3.EvidenceStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"evidence": backend}
    storages._storages.clear()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with s3.running(tmp_path_factory.mktemp("s3")) as found:
        yield found


@pytest.fixture(params=["folder", "s3"])
def place(request, settings):
    """Every test that takes this runs twice."""
    if request.param == "s3":
        use_s3(settings, request.getfixturevalue("server").url)
        for kept in storing.storage().bucket.objects.all():
            kept.delete()
    return request.param


def test_a_file_is_kept_under_a_name_that_says_nothing_and_given_back(cast, place, clamd):
    content = makers.pdf(pages=200)
    (file,) = add(draft(cast.respondent), cast.respondent, makers.upload("Our members.pdf", content))
    assert "members" not in file.key and file.key.startswith(f"{datetime.now(UTC):%Y/%m/%d}/")
    examining.examine([file.pk])
    file.refresh_from_db()
    assert file.state == State.CLEAN and file.size == len(content)
    assert (
        b"".join(serving.give(file, to=None, request=RequestFactory().get("/")).streaming_content) == content
    )


def test_what_was_taken_back_is_gone_from_the_storage(cast, place, django_capture_on_commit_callbacks):
    row = draft(cast.respondent)
    first, second = add(row, cast.respondent), add(row, cast.respondent)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(request=row, file=first[0], by=cast.respondent)
    assert not storing.storage().exists(first[0].key) and storing.storage().exists(second[0].key)
    assert not Disposal.objects.exists() and Document.objects.get() == second[0]


@pytest.mark.parametrize("how", ["discarded", "forgotten"])
def test_a_draft_that_goes_takes_its_files_along(cast, place, how, django_capture_on_commit_callbacks):
    row = draft(cast.respondent)
    (file,) = add(row, cast.respondent)
    DocumentText.objects.create(document=file, body="words")
    EngagementRequest.objects.filter(pk=row.pk).update(updated_at=timezone.now() - timedelta(days=91))
    with django_capture_on_commit_callbacks(execute=True):
        if how == "discarded":
            actions.discard_draft(request=row, by=cast.respondent)
        else:
            assert actions.forget_drafts() == 1
    assert not Document.objects.exists() and not DocumentText.objects.exists()
    assert not storing.storage().exists(file.key)


def test_erasure_removes_row_words_and_bytes_and_leaves_the_trail(
    cast, place, django_capture_on_commit_callbacks
):
    row = cast.request(RequestState.DRAFT)
    files = add(row, cast.member, *(makers.upload(f"{n}.pdf", makers.pdf()) for n in range(3)))
    actions.submit(request=row, by=cast.member)
    with django_capture_on_commit_callbacks(execute=True):
        assert documents.erase(about=row, by=cast.administrator) == 3
    assert not Document.objects.exists() and not any(storing.storage().exists(file.key) for file in files)
    assert AuditEvent.objects.filter(verb="document.erased").count() == 3


def test_bytes_without_a_row_are_swept_once_nobody_can_be_at_work_on_them(cast, place):
    """A process that died between bytes and row."""
    (kept,) = add(draft(cast.respondent), cast.respondent)
    with pytest.raises(KeyboardInterrupt), documents.holding([makers.upload("a.pdf", makers.pdf())]) as held:
        lost = held[0].key
        raise KeyboardInterrupt
    assert not storing.storage().exists(lost), "what fails inside the block takes the bytes out again"
    orphan = storing.put(documents.actions.inspect(makers.upload("a.pdf", makers.pdf()))).key
    sweeping.tidy(timezone.now())
    assert storing.storage().exists(orphan)
    assert sweeping.tidy(timezone.now() + LATER)["orphans"] == 1
    assert not storing.storage().exists(orphan) and storing.storage().exists(kept.key)


def test_bytes_that_would_not_go_are_written_down_and_go_with_the_sweep(cast, place):
    row = draft(cast.respondent)
    (file,) = add(row, cast.respondent)
    actions.remove_file(
        request=row, file=file, by=cast.respondent
    )  # its commit never comes: the process died
    assert storing.storage().exists(file.key) and Disposal.objects.get().key == file.key
    assert sweeping.tidy()["disposed"] == 1
    assert not storing.storage().exists(file.key) and not Disposal.objects.exists()


class Refusing(http.server.BaseHTTPRequestHandler):
    """S3 that answers 500 to everything."""

    def refuse(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_GET = do_HEAD = do_POST = do_DELETE = refuse

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture(params=["S3 answers 500", "S3 is away", "the disk is full", "the folder is gone"])
def broken(request, settings, folder):
    if request.param == "S3 answers 500":
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as found:
            serve(found)
            use_s3(settings, f"http://127.0.0.1:{found.server_address[1]}")
            yield request.param
            found.shutdown()
        return
    if request.param == "S3 is away":
        use_s3(settings, "http://127.0.0.1:1")
    elif request.param == "the disk is full":
        if not os.path.exists("/dev/full"):  # noqa: PTH110
            pytest.skip("this system has no /dev/full")
        settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": "tests.documents.full.FullDisk"}}
        storages._storages.clear()
    else:
        folder.write_text("no folder")
    yield request.param


def test_a_storage_that_takes_nothing_is_said_clearly_and_the_draft_is_kept(cast, broken):
    row = draft(cast.respondent)
    with pytest.raises(Unavailable, match="could not keep your file"):
        add(row, cast.respondent)
    assert not Document.objects.exists() and not Allowance.objects.exists()
    row.refresh_from_db()
    assert row.title == "Energy advice in rural places" and row.state == RequestState.DRAFT


def test_a_row_that_cannot_be_written_takes_its_bytes_out(cast, folder):
    row = draft(cast.respondent)
    actions.submit(request=row, by=cast.respondent)
    with pytest.raises(WrongState):
        add(row, cast.respondent)
    assert kept_in(folder) == [] and not Document.objects.exists()


def test_all_files_are_taken_or_none(cast, folder):
    row = draft(cast.respondent)
    files = [
        makers.upload("a.pdf", makers.pdf()),
        makers.upload("b.pdf", b"no"),
        makers.upload("c.exe", b"MZ"),
    ]
    with pytest.raises(Invalid) as refused:
        add(row, cast.respondent, *files)
    assert len(refused.value.errors["files"]) == 2
    assert kept_in(folder) == [] and not Document.objects.exists()


def test_only_the_writer_adds_and_takes_back(cast, folder):
    row = cast.request(RequestState.DRAFT)
    for other in (cast.lead, cast.stranger, cast.triage, cast.officer):
        with pytest.raises(NotAllowed):
            add(row, other)
    (file,) = add(row, cast.member)
    with pytest.raises(NotAllowed):
        actions.remove_file(request=row, file=file, by=cast.lead)
    with pytest.raises(NotAllowed):
        documents.remove(document=file, by=cast.lead)
    other = draft(cast.member)
    actions.remove_file(request=other, file=file, by=cast.member)
    assert Document.objects.get() == file, "a file is taken back where it belongs only"


def test_photos_lose_what_they_tell_and_stay_as_they_look(cast, folder):
    from PIL import Image, ImageOps

    row = draft(cast.respondent)
    sent = {"photo.jpg": makers.telling_photo(), "chart.png": makers.telling_png()}
    for file in add(row, cast.respondent, *(makers.upload(name, content) for name, content in sent.items())):
        kept = (folder / file.key).read_bytes()
        for secret in (b"SecretCamera", b"Aisha", b"51.63", b"GPS"):
            assert secret in sent[file.name] or secret in (b"GPS", b"51.63", b"SecretCamera")
            assert secret not in kept
        image, before = Image.open(folder / file.key), Image.open(makers.io.BytesIO(sent[file.name]))
        assert set(image.getexif()) <= {0x0112} and not image.getexif().get_ifd(0x8825)
        assert ImageOps.exif_transpose(image).tobytes() == ImageOps.exif_transpose(before).tobytes()
        assert "comment" not in image.info and "Author" not in image.info


def test_the_web_tier_keeps_nothing_of_its_own(cast, folder, tmp_path, settings):
    """Two instances that share the storage: what one took the other gives; the one that took it can go."""
    (file,) = add(draft(cast.respondent), cast.respondent)
    assert [path.relative_to(folder).as_posix() for path in kept_in(folder)] == [file.key]
    assert oct((folder / file.key).stat().st_mode)[-3:] == "600"
    storages._storages.clear()
    assert storing.fetch(file.key).read() == makers.pdf()


# Quotas


def test_a_row_carries_so_many_files_and_no_more(cast, folder):
    row = draft(cast.respondent)
    files = [makers.upload(f"{n}.txt", b"tiny") for n in range(6)]
    add(row, cast.respondent, *files)
    with pytest.raises(Invalid, match="up to 10 files in all"):
        add(row, cast.respondent, *files)
    assert Document.objects.count() == len(kept_in(folder)) == 6


def test_so_many_at_once_and_no_more(cast, folder):
    with pytest.raises(Invalid, match="up to 10 files at once"):
        add(draft(cast.respondent), cast.respondent, *(makers.upload(f"{n}.txt", b"x") for n in range(11)))
    assert kept_in(folder) == []


@pytest.mark.parametrize(("limit", "value"), [("DOCUMENT_DAY_FILES", 25), ("DOCUMENT_DAY_BYTES", 25 * 4)])
def test_tiny_files_without_end_meet_the_days_allowance(cast, folder, settings, limit, value):
    """Taking files back and beginning new drafts makes no new allowance."""
    setattr(settings, limit, value)
    taken = 0
    with pytest.raises(TooMany) as refused:
        for _n in range(20):
            row = draft(cast.respondent)
            taken += len(add(row, cast.respondent, *(makers.upload(f"{n}.txt", b"tiny") for n in range(5))))
            actions.discard_draft(request=row, by=cast.respondent)
    assert taken == 25 and refused.value.status == 429 and refused.value.retry_after > 0
    add(draft(cast.stranger), cast.stranger, makers.upload("a.txt", b"tiny"))
    Allowance.objects.update(day=timezone.localdate() - timedelta(days=1))
    add(draft(cast.respondent), cast.respondent, makers.upload("a.txt", b"tiny"))


def test_whoever_answers_without_an_account_has_the_allowance_of_the_row(cast):
    from django.contrib.auth.models import AnonymousUser

    row, other = draft(cast.respondent), draft(cast.respondent)
    assert quotas.holder_of(AnonymousUser(), row) != quotas.holder_of(AnonymousUser(), other)
    with documents.holding([makers.upload("a.pdf", makers.pdf())]) as held, transaction.atomic():
        (file,) = documents.attach(held, to=row, by=AnonymousUser(), part="q7")
    assert file.uploader is None and file.part == "q7"
    assert not documents.of(row, AnonymousUser()).exists(), (
        "nobody is its sender, so nobody sees it unscanned"
    )
    assert documents.of(row, AnonymousUser(), sender=True).get() == file, "unless its room says that they are"


def test_a_model_that_was_not_registered_carries_no_files(cast):
    with pytest.raises(Exception, match="carries no files"):
        documents.attach([], to=cast.organisation, by=cast.lead)


def test_the_database_keeps_what_the_code_promises(cast):
    (file,) = add(draft(cast.respondent), cast.respondent)
    wrong = (
        {"state": "clean"}, {"state": "quarantined", "scanned_at": timezone.now()}, {"sweep_at": None},
        {"finding": "x"}, {"size": 0}, {"format": "exe"}, {"state": "lost"}, {"name": ""},
    )  # fmt: skip
    for change in wrong:
        with pytest.raises(Exception, match="violates check constraint"), transaction.atomic():
            Document.objects.filter(pk=file.pk).update(**change)
    assert not connection.needs_rollback
