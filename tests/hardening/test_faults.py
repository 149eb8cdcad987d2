"""The web worker dies, the broker is away, fifty presses come at once: a request is sent whole and once, or not at all.

Real processes: gunicorn as the portal runs it, its own Valkey, a Celery worker and a mail server.
"""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from engagement.requests.models import EngagementRequest
from foundation.audit.models import AuditEvent
from foundation.notifications import dispatch
from foundation.notifications.enums import State as Sent
from foundation.notifications.models import Message
from ops.valkey import find
from portal.celery import app
from tests.factories.requests import draft, person
from tests.hardening.server import Browser, Server
from tests.notifications.conftest import SMTP, Broker, Worker, eventually, free_port
from tests.notifications.mailbox import MailServer
from tests.requests.sender import at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.machine]

LOCK = 4711
WAIT = f"""
CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NEW; END'
"""
TRAIL = AuditEvent._meta.db_table
# Where the worker stands when it is killed: at the row itself, at its trail, at its message, in the commit.
STEPS = {
    "the row": "CREATE TRIGGER wait_for_test BEFORE UPDATE ON requests_engagementrequest FOR EACH ROW",
    "the trail": f"CREATE TRIGGER wait_for_test BEFORE INSERT ON {TRAIL} FOR EACH ROW",
    "the message": "CREATE TRIGGER wait_for_test BEFORE INSERT ON notifications_message FOR EACH ROW",
    "the commit": "CREATE CONSTRAINT TRIGGER wait_for_test AFTER UPDATE ON requests_engagementrequest "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    assert find()
    server = Broker(tmp_path_factory.mktemp("hardening-broker"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def running(broker, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("web"), broker.url)
    yield server
    server.stop()


@pytest.fixture
def server(running, broker, transactional_db):
    if broker.process is None:
        broker.start()
    if running.process is None:
        running.start()
    eventually(running.answers, 30)
    return running


@pytest.fixture
def sender(server):
    return Browser(server, person("sender"))


@pytest.fixture
def ready(server):
    """A draft that lacks nothing, and the browser of its writer on the page that sends it."""
    user = person("sender")
    row, browser = draft(user), Browser(server, user)
    assert browser.get(at("check", row)).status == 200
    return row, browser


@contextmanager
def held(step: str, steps: dict[str, str] = STEPS):
    """Whoever comes to the step waits there; the test goes on when somebody does."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT)
        cursor.execute(f"{steps[step]} EXECUTE FUNCTION wait_for_test()")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield lambda: eventually(lambda: waiting(cursor), 20)
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
            eventually(lambda: not busy(cursor), 20)
            cursor.execute("DROP FUNCTION wait_for_test CASCADE")


def waiting(cursor) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", [LOCK]
    )
    return cursor.fetchone()[0] > 0


def busy(cursor) -> bool:
    """Whether another session of this database is still in a transaction."""
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND xact_start IS NOT NULL"
    )
    return cursor.fetchone()[0] > 0


def whole(row: EngagementRequest) -> bool:
    """Everything that sending leaves, once, or nothing of it; anything between fails the test."""
    row.refresh_from_db()
    left = (
        row.ref is not None,
        row.submitted_at is not None,
        row.history.count(),
        AuditEvent.objects.filter(verb="request.submitted").count(),
        Message.objects.filter(kind="request_received").count(),
    )
    assert left in {(False, False, 0, 0, 0), (True, True, 1, 1, 1)}, left
    return left[0]


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_while_it_sends_leaves_all_or_nothing(ready, server, step):
    row, browser = ready
    fates = []

    def press():
        try:
            fates.append(browser.post(at("check", row)))
        except (OSError, http.client.HTTPException) as cut:
            fates.append(cut)

    with held(step) as somebody_waits:
        pressing = threading.Thread(target=press)
        pressing.start()
        somebody_waits()
        before = server.worker()
        server.kill_worker()
        pressing.join(20)
    assert isinstance(fates[0], Exception), "nobody was told that it was sent"
    assert whole(row) == (step == "the commit")
    ref = row.ref
    eventually(server.answers, 30)
    assert server.worker() != before
    assert browser.post(at("check", row)) == (303, at("sent", row))
    assert whole(row)
    assert ref is None or row.ref == ref, "the same receipt"
    receipts = {browser.get(at("sent", row)).text.count(row.ref) for _again in range(2)}
    assert len(receipts) == 1 and 0 not in receipts
    assert browser.post(at("check", row)) == (303, at("sent", row))
    assert whole(row)


def test_fifty_presses_at_once_send_one_request_with_one_message(ready):
    row, browser = ready
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _n: browser.post(at("check", row)), range(50)))
    assert set(answers) == {(303, at("sent", row))}
    assert whole(row)


def test_fifty_presses_on_the_first_page_make_one_draft(sender):
    sender.get("/requests/new/who/")
    said = {"capacity": "individual", "key": str(uuid4())}
    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(lambda _n: sender.post("/requests/new/who/", said), range(50)))
    assert len(answers) == 1 and answers.pop()[0] == 303
    assert EngagementRequest.objects.count() == 1


def test_with_the_broker_down_it_is_sent_and_told_when_the_broker_is_back(
    ready, broker, tmp_path, monkeypatch
):
    row, browser = ready
    broker.stop()
    begun = time.perf_counter()
    assert browser.post(at("check", row)) == (303, at("sent", row))
    receipt = browser.get(at("sent", row))
    assert time.perf_counter() - begun < 15
    assert whole(row) and row.ref in receipt.text
    assert Message.objects.get().state == Sent.QUEUED
    broker.start()
    mail = MailServer(free_port())
    mail.start()
    worker = Worker(broker, tmp_path, EMAIL_URL=mail.url, TEST_PROVIDER=SMTP).start()
    try:
        # In this order, since an unset write address is read from the other and would be put back as that.
        monkeypatch.setattr(app.conf, "broker_write_url", broker.url)
        monkeypatch.setattr(app.conf, "broker_url", broker.url)
        dispatch._connection.cache_clear()
        past = timezone.now() - timedelta(seconds=1)
        Message.objects.update(sweep_at=past, due_at=past)
        for _twice in range(2):
            assert dispatch.send("notifications.sweep", queue="urgent")
        eventually(lambda: Message.objects.get().state == Sent.SENT, 30)
        assert len(mail.mailbox.ids) == 1
    finally:
        worker.stop()
        mail.stop()
        dispatch._connection.cache_clear()


def test_ten_megabytes_leave_the_worker_as_it_was(ready, server):
    row, browser = ready
    before = server.memory()
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x") * 5:
        try:
            answer = browser.ask(
                "POST", f"/requests/new/{row.public_id}/ask/", b"a" * 10_000_000, **{"Content-Type": kind}
            )
            assert answer.status == 413
        except (ConnectionResetError, BrokenPipeError):
            pass  # refused before all of it was sent
    assert server.memory() - before < 10_000
    assert browser.get(at("check", row)).status == 200


def test_a_body_without_end_and_one_that_is_cut_hold_nobody_up(ready, server):
    row, browser = ready
    lines = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(3)]
    for line in lines:
        line.putrequest("POST", f"/requests/new/{row.public_id}/ask/")
        line.putheader("Content-Type", "application/x-www-form-urlencoded")
        line.putheader("Content-Length", "1000")
        line.endheaders(b"title=half")
    begun = time.perf_counter()
    assert browser.get(at("check", row)).status == 200
    assert time.perf_counter() - begun < 15, "they wait for twice as long"
    for line in lines:
        line.close()
    chunked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    chunked.request(
        "POST", "/sign-in/", iter([b"a=1", b"&b=2"]), {"Transfer-Encoding": "chunked"}, encode_chunked=True
    )
    assert chunked.getresponse().status in {400, 403, 411}
    chunked.close()
    row.refresh_from_db()
    assert row.title == "Energy advice in rural places"
    eventually(server.answers, 20)
    assert Path(f"/proc/{server.worker()}").exists()
