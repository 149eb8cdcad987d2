"""Real processes: an upload that is cut leaves nothing, large and hostile files leave the worker as small as it was."""

import contextlib
import os
import socket
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from foundation.documents import sweeping
from foundation.documents.models import Document
from tests.documents import makers
from tests.documents.conftest import kept_in
from tests.factories.requests import draft, person
from tests.hardening.server import Browser, Server
from tests.notifications.conftest import eventually
from tests.requests.sender import at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.machine,
    pytest.mark.timeout(180),
]
MB = 1024 * 1024


@pytest.fixture
def server(tmp_path, folder, monkeypatch, db):
    monkeypatch.setenv("MEDIA_ROOT", str(folder))
    monkeypatch.setenv("CLAMD_ADDRESS", "")
    found = Server(tmp_path, os.environ["REDIS_URL"])
    found.start()
    yield found
    found.stop()


@pytest.fixture
def writer(server):
    """A draft, the browser of its writer on the page of files, and its address."""
    user = person("sender")
    row, browser = draft(user), Browser(server, user)
    page = at("files", row)
    assert browser.get(page).status == 200
    return browser, page


def body(token: str, *files: tuple[str, bytes]) -> tuple[bytes, str]:
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("csrfmiddlewaretoken", token), ("upload", "1"))
    ]
    for name, content in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="chosen"; filename="{name}"\r\n\r\n'
        parts += [head.encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def send(browser: Browser, page: str, *files: tuple[str, bytes]) -> int:
    whole, kind = body(browser.token, *files)
    return browser.ask("POST", page, whole, **{"Content-Type": kind}).status


def test_an_upload_that_is_cut_leaves_no_row_and_no_bytes(server, writer, folder):
    browser, page = writer
    whole, kind = body(browser.token, ("survey.txt", b"word " * 400_000))
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = (
        f"POST {page} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(whole)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(head.encode() + whole[: len(whole) * 99 // 100])
    time.sleep(0.5)
    assert server.answers(), "the worker serves others"
    assert not Document.objects.exists() and kept_in(folder) == []
    assert send(browser, page, ("survey.txt", b"word " * 400_000)) == 303
    assert Document.objects.count() == len(kept_in(folder)) == 1


def test_a_worker_killed_while_it_keeps_a_file_leaves_nothing_after_the_sweep(
    server, writer, folder, settings
):
    browser, page = writer
    lost = folder / f"{timezone.now():%Y/%m/%d/%H}" / "lost"
    assert send(browser, page, ("kept.txt", b"kept")) == 303
    lost.write_bytes(b"half of a file")
    with contextlib.suppress(OSError):
        server.kill_worker()
    eventually(server.answers, 30)
    storages._storages.clear()
    sweeping.tidy(timezone.now() + timedelta(hours=3))
    assert not lost.exists()
    assert [path.read_bytes() for path in kept_in(folder)] == [b"kept"]
    assert send(browser, page, ("again.txt", b"again")) == 303


def test_large_and_hostile_files_leave_the_worker_as_small_as_it_was(server, writer, folder):
    """Twenty megabytes, bombs of two hundred, pictures of gigabytes: memory stays flat."""
    browser, page = writer
    assert (
        send(
            browser,
            page,
            ("warm.pdf", makers.pdf()),
            ("warm.docx", makers.docx()),
            ("warm.png", makers.picture("PNG")),
        )
        == 303
    )
    before = server.memory()
    hostile = [
        ("bomb.docx", makers.bomb(250)), ("table.docx", makers.endless_table()), ("pixels.png", makers.pixel_bomb()),
        ("shared.docx", makers.overlapping()), ("page.pdf", b"<html>" * 1000),
    ]  # fmt: skip
    for one in hostile:
        assert send(browser, page, one) == 200, "the page again, with the sentence"
    assert send(browser, page, ("large.txt", b"word " * (19 * MB // 5))) == 303
    assert (
        send(browser, page, ("large.pdf", makers.pdf().replace(b"%%EOF", b"%" + b" " * 19 * MB + b"\n%%EOF")))
        == 303
    )
    grown = server.memory() - before
    assert grown < 12 * 1024, f"{grown} kB more"
    assert Document.objects.count() == 5


def test_more_than_a_page_takes_is_refused_before_it_is_read(server, writer):
    browser, page = writer
    before = server.memory()
    line = f"POST {page} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(f"{line}Content-Length: {90 * MB}\r\n\r\n".encode())
        assert b" 413 " in wire.recv(200)
    assert server.memory() - before < 2 * 1024
    assert browser.get(page).status == 200
