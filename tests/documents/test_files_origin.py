"""Files from an origin of their own: a pass for a minute, permission asked twice, and nothing else on that host."""

import time
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.models import Response
from engagement.requests.models import EngagementRequest
from foundation.audit.models import AuditEvent
from foundation.directory.models import Membership
from foundation.documents import passes
from foundation.documents.enums import State
from foundation.documents.models import Document
from portal import settings_files
from tests.documents import makers
from tests.documents.asking import Sender, consultation, found_clean
from tests.documents.test_access import address, system, with_file
from tests.documents.test_storing import place, server  # noqa: F401 (fixtures)
from tests.factories.consultations import Cast as Consulting
from tests.hardening.doors import as_

pytestmark = pytest.mark.django_db
HOST, ORIGIN = "files.example", "http://files.example"
CONTENT = makers.pdf(pages=300)


@pytest.fixture(autouse=True)
def apart(settings):
    settings.FILES_ORIGIN, settings.SITE_URL = ORIGIN, "http://testserver"
    settings.ALLOWED_HOSTS = ["testserver", HOST]


def there(path, **headers):
    """As any browser would ask the files' host: with whatever cookies somebody planted."""
    browser = Client()
    browser.cookies["session"] = "planted"
    return browser.get(path, headers={"host": HOST, **headers})


def sent_to(answer):
    """The path on the files' host to which the main host sends the reader; it gives no byte itself."""
    assert answer.status_code == 303 and answer["Cache-Control"].startswith("private, no-store")
    assert answer.content == b"" and not answer.streaming
    origin, path = answer["Location"][: len(ORIGIN)], answer["Location"][len(ORIGIN) :]
    assert origin == ORIGIN and path.startswith("/sent/")
    return path


@contextmanager
def later(seconds):
    """By the clock that ends passes."""
    moment = time.time() + seconds
    with patch("django.core.signing.time", SimpleNamespace(time=lambda: moment)):
        yield


def body(answer):
    return b"".join(answer.streaming_content)


def missing(answer):
    assert (answer.status_code, answer.content) == (404, b"Not found")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox" and not answer.cookies
    return True


@pytest.fixture
def released(place):  # noqa: F811
    """The address of a file that the public gets with a published response, and who published it."""
    cast = Consulting()
    cast.row = consultation(cast)
    cast.sender = Sender(cast.row).answered()
    cast.sender.add(("survey.pdf", CONTENT))
    cast.response = cast.sender.send()
    found_clean(cast.response)
    (cast.file,) = Document.objects.of(cast.response)
    actions.publish_responses(responses=[cast.response], by=cast.officer)
    actions.release_file(response=cast.response, file=cast.file, by=cast.officer)
    home = cast.row.get_absolute_url()
    cast.address = f"{home}responses/{cast.response.ref}/files/{cast.file.public_id}/"
    return cast


def test_the_main_host_asks_and_the_files_host_gives(cast):
    _row, file = with_file(cast, "Adroddiad – y cwm.pdf")
    browser = as_(cast.officer)
    answer = there(sent_to(browser.get(address(file))))
    assert answer.status_code == 200 and body(answer) == makers.pdf()
    said = answer.headers
    assert said["Content-Disposition"] == "attachment; filename*=utf-8''Adroddiad%20%E2%80%93%20y%20cwm.pdf"
    assert said["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert said["X-Content-Type-Options"] == "nosniff" and said["Cache-Control"] == "private, no-store"
    assert said["Referrer-Policy"] == "same-origin" and said["X-Frame-Options"] == "DENY"
    assert not answer.cookies and "Vary" not in said
    taken = AuditEvent.objects.filter(verb="document.downloaded")
    assert [event.actor_id for event in taken] == [str(cast.officer.public_id)], "once, where the bytes left"


@pytest.mark.parametrize("role", ["stranger", "other_officer", None])
def test_a_stranger_gets_no_pass(cast, role):
    _row, file = with_file(cast)
    answer = (as_(getattr(cast, role)) if role else Client()).get(address(file))
    assert answer.status_code == (404 if role else 302) and ORIGIN not in answer.get("Location", "")


def test_a_pass_is_good_for_a_minute_then_permission_is_asked_anew(cast):
    """By the address on the main host; so a download that was cut after the minute goes on there."""
    _row, file = with_file(cast)
    path = sent_to(as_(cast.officer).get(address(file)))
    with later(passes.SECONDS - 3):
        assert there(path).status_code == 200
    with later(passes.SECONDS + 2):
        answer = there(path, range="bytes=5-")
        assert answer.status_code == 303 and answer["Cache-Control"].startswith("private, no-store")
        assert answer["Location"] == f"http://testserver{address(file)}" and answer.content == b""
        assert Client().get(address(file)).status_code == 302, "who is not signed in begins there"


def test_a_pass_that_somebody_changed_or_made_is_none(cast):
    _row, file = with_file(cast)
    _other, second = with_file(cast)
    path = sent_to(as_(cast.officer).get(address(file)))
    token = path.removeprefix("/sent/")
    said = signing.loads(token, salt=passes.SALT)
    another = [second.public_id.hex, *said[1:]]
    head, rest = signing.dumps(another, salt=passes.SALT).split(":", 1)
    foreign = token.split(":", 1)[1]
    for bad in (
        f"{head}:{foreign}",  # another file under this one's signature
        signing.dumps(another, salt="something.else"),
        signing.dumps(another, salt=passes.SALT, key="not ours"),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{token}A",
        token.split(":")[0],
        "",
        "%00",
        "é",
    ):
        assert missing(there(f"/sent/{bad}")), bad
    assert rest and there(path).status_code == 200


def test_a_pass_for_one_file_opens_no_other(cast):
    """Its file is what was signed; the bytes are those of that moment, or nothing."""
    _row, file = with_file(cast)
    path = sent_to(as_(cast.officer).get(address(file)))
    Document.objects.filter(pk=file.pk).update(sha256="0" * 64)
    assert missing(there(path))


def test_the_main_host_knows_no_pass_and_the_files_host_no_page(cast):
    _row, file = with_file(cast)
    browser = as_(cast.officer)
    path = sent_to(browser.get(address(file)))
    assert browser.get(path).status_code == 404
    pages = (
        "/",
        "/cy/",
        "/healthz",
        "/readyz",
        "/sign-in/",
        "/api/v1/",
        "/static/app.css",
        address(file),
        "/sent/",
    )
    for page in pages:
        assert missing(browser.get(page, headers={"host": HOST})), page
        assert missing(Client().get(page, headers={"host": f"{HOST.upper()}.:8443"})), "however it is spelt"
    for method in ("post", "put", "delete", "options"):
        assert missing(getattr(Client(), method)(path, headers={"host": HOST})), method
    assert Client().head(path, headers={"host": HOST}).status_code == 200


def removed(cast, file, row):
    Document.objects.filter(pk=file.pk).delete()


def quarantined(cast, file, row):
    Document.objects.filter(pk=file.pk).update(
        state=State.QUARANTINED, finding="x", scanned_at=timezone.now(), sweep_at=timezone.now()
    )


def moved_on(cast, file, row):
    EngagementRequest.objects.filter(pk=row.pk).update(department=cast.mhclg)


def gone(cast, file, row):
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)


@pytest.mark.parametrize("change", [removed, quarantined, moved_on, gone])
def test_what_changed_within_the_minute_is_not_served(cast, change):
    row, file = with_file(cast)
    path = sent_to(as_(cast.officer).get(address(file)))
    change(cast, file, row)
    assert missing(there(path))
    assert not AuditEvent.objects.filter(verb="document.downloaded").exists()


def test_a_membership_that_ended_within_the_minute_ends_its_pass(cast):
    _row, file = with_file(cast)
    path = sent_to(as_(cast.member).get(address(file)))
    Membership.objects.filter(user=cast.member).update(state="ended", ending="left", left_at=timezone.now())
    assert missing(there(path))


def held_back(told):
    actions.hold_back_file(response=told.response, file=told.file, reason="third_party", by=told.officer)


def unpublished(told):
    actions.unpublish_response(response=told.response, by=told.officer)


def left_out(told):
    actions.exclude_response(response=told.response, reason="spam", by=told.officer)


@pytest.mark.parametrize("change", [held_back, unpublished, left_out])
def test_what_the_public_may_no_longer_have_is_gone_at_once(released, change):
    path = sent_to(Client().get(released.address))
    assert body(there(path)) == CONTENT
    change(released)
    assert missing(there(path))


def test_whoever_holds_the_link_of_a_response_gets_its_file(released):
    own = f"{released.sender.home}files/{released.file.public_id}/"
    assert Client().get(own).status_code == 404
    path = sent_to(released.sender.client.get(own))
    assert body(there(path)) == CONTENT
    Response.objects.filter(pk=released.response.pk).update(public_id="6b1f0f5e-6c1f-4d0e-9d55-000000000000")
    assert missing(there(path)), "the file belongs to no response any more"


def test_a_cut_download_goes_on_from_a_folder_and_from_s3(released):
    whole = there(sent_to(Client().get(released.address)))
    cut = len(CONTENT) // 3
    parts = {"range": f"bytes={cut}-", "if-range": whole["ETag"]}
    path = sent_to(Client().get(released.address, headers=parts))
    rest = there(path, **parts)
    assert rest.status_code == 206 and CONTENT[:cut] + body(rest) == CONTENT
    assert rest["Content-Range"] == f"bytes {cut}-{len(CONTENT) - 1}/{len(CONTENT)}"
    outside = there(path, range=f"bytes={len(CONTENT)}-")
    assert outside.status_code == 416 and outside.content == b""


def test_a_departments_system_follows_and_is_on_record(cast, client):
    row, file = with_file(cast)
    ours = system("requests:read", department=cast.dcms)
    content = f"/api/v1/requests/{row.ref}/files/{file.public_id}/content/"
    path = sent_to(client.get(content, **ours))
    assert body(there(path)) == makers.pdf()
    assert AuditEvent.objects.filter(verb="document.downloaded", actor_kind="client").count() == 1
    moved_on(cast, file, row)
    assert missing(there(path))


def test_a_pass_names_nobody_in_words(cast):
    _row, file = with_file(cast, "Names of our members.pdf")
    token = sent_to(as_(cast.officer).get(address(file))).removeprefix("/sent/")
    said = str(signing.loads(token, salt=passes.SALT))
    assert cast.officer.email not in said and "members" not in said and file.key not in said


@pytest.mark.parametrize("wrong", [
    "files.example", "ftp://files.example", "http://files.example/a", "http://testserver:81", "https://files.example",
    "http://me@files.example", "http://",
])  # fmt: skip
def test_an_origin_that_is_none_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("FILES_ORIGIN", wrong)
    with pytest.raises(ImproperlyConfigured, match="FILES_ORIGIN"):
        settings_files.files_origin("http://testserver")


def test_without_the_setting_the_portal_gives_files_itself(cast, settings, monkeypatch):
    monkeypatch.delenv("FILES_ORIGIN", raising=False)
    assert settings_files.files_origin("http://testserver") == ("", "")
    settings.FILES_ORIGIN = ""
    _row, file = with_file(cast)
    answer = as_(cast.officer).get(address(file))
    assert answer.status_code == 200 and body(answer) == makers.pdf()
    assert Client().get("/healthz", headers={"host": HOST}).status_code == 200, "a host like any other"
