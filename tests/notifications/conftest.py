import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation

from foundation.notifications import dispatch
from foundation.notifications.models import Message
from ops.valkey import find
from tests.factories.notifications import PersonFactory
from tests.notifications import kinds
from tests.notifications.mailbox import Mailbox, MailServer
from tests.notifications.notify_server import API_KEY, TEMPLATE, NotifyService

SMTP = "foundation.notifications.providers.smtp.SMTPProvider"
NOTIFY = "foundation.notifications.providers.notify.NotifyProvider"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(true: Callable[[], object], seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def room(settings):
    """Test kinds, and nothing left over from the test before."""
    kinds.register()
    cache.delete("notifications:provider-down")
    dispatch._hints.settle()
    dispatch._quiet_until = 0.0
    with translation.override("en"):
        yield
    kinds.forget()
    dispatch._quiet_until = 0.0


@pytest.fixture
def person(db):
    return PersonFactory(name="Aisha Rahman")


@pytest.fixture(scope="session")
def ports() -> dict[str, int]:
    """Servers come and go with each test, their addresses stay: a worker may outlive a test."""
    return {"smtp": free_port(), "notify": free_port(), "broker": free_port()}


@pytest.fixture
def mail_server(settings, ports) -> Iterator[MailServer]:
    server = MailServer(ports["smtp"])
    server.start()
    settings.EMAIL_URL = server.url
    settings.NOTIFICATIONS_PROVIDER = SMTP
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()


@pytest.fixture
def mailbox(mail_server) -> Mailbox:
    return mail_server.mailbox


@pytest.fixture
def notify(settings, ports) -> Iterator[NotifyService]:
    service = NotifyService(ports["notify"])
    settings.NOTIFICATIONS_PROVIDER = NOTIFY
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_URL = API_KEY, TEMPLATE, service.url
    settings.EMAIL_TIMEOUT = 5
    yield service
    service.close()


class Broker:
    """A Valkey of the test's own, so that it may be stopped, frozen and emptied."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        words = [find(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL)
        eventually(self._answers, 20)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def tell(self, word: str) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(f"{word}\r\n".encode())
            return line.recv(4096)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="session")
def broker_process(tmp_path_factory, ports) -> Iterator[Broker]:
    server = Broker(tmp_path_factory.mktemp("broker"), ports["broker"])
    server.start()
    yield server
    server.stop()


@pytest.fixture
def broker(broker_process, monkeypatch) -> Iterator[Broker]:
    """Empty, running, and the one that the portal's queue speaks to."""
    from portal.celery import app

    if broker_process.process is None:
        broker_process.start()
    broker_process.tell("FLUSHALL")
    dispatch._connection.cache_clear()
    # Celery reads an unset write address from the other: patched after it, this one would be put back wrongly.
    monkeypatch.setattr(app.conf, "broker_write_url", broker_process.url)
    monkeypatch.setattr(app.conf, "broker_url", broker_process.url)
    yield broker_process
    dispatch._connection.cache_clear()


class Worker:
    """A real Celery worker in processes of its own, on the tests' database and broker."""

    def __init__(self, broker: Broker, folder: Path, **environment: str) -> None:
        self.fault = folder / "fault"
        self.log = folder / "worker.log"
        self.environment = os.environ | environment | {
            "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
            "FAULT_FILE": str(self.fault),
            "REDIS_URL": broker.url,
        }  # fmt: skip
        self.process: subprocess.Popen | None = None

    def start(self) -> "Worker":
        """Start it unless it runs, and forget what an earlier test ordered."""
        self.fault.unlink(missing_ok=True)
        if self.process is not None and self.process.poll() is None:
            return self
        words = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "portal",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "info",
        ]
        environment = self.environment | {"TEST_DATABASE": str(connection.settings_dict["NAME"])}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*words, "--without-gossip", "--without-mingle"], env=environment, stdout=log, stderr=log
            )
        ready = self.log.read_text().count(" ready.") + 1
        eventually(lambda: self.log.read_text().count(" ready.") == ready)
        return self

    def dies(self, step: str) -> None:
        self.fault.write_text(step)

    def died(self) -> bool:
        return not self.fault.exists()

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def time_passes() -> Callable[[], None]:
    """Let every lease, delay and grace run out at once."""

    def pass_on() -> None:
        past = timezone.now() - timedelta(seconds=1)
        Message.objects.filter(sweep_at__isnull=False).update(sweep_at=past, due_at=past)

    return pass_on
