"""A real web server in processes of its own, and a browser that speaks to it over a socket."""

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection

from ops.demo import GUNICORN_OPTIONS
from tests.hardening.doors import FORM, as_
from tests.notifications.conftest import eventually, free_port

PRODUCTION = {"DEBUG": "0", "DEMO": "0", "DJANGO_SETTINGS_MODULE": "tests.hardening.server_settings"}


class Server:
    """Gunicorn as the portal runs it, with one worker so that the one to kill is known."""

    def __init__(self, folder: Path, redis: str) -> None:
        self.port, self.log, self.redis = free_port(), folder / "web.log", redis
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        name = str(connection.settings_dict["NAME"])
        words = [sys.executable, "-m", "gunicorn", "portal.wsgi", f"--bind=127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*words, *GUNICORN_OPTIONS, "--workers=1"],
                env=os.environ | PRODUCTION | {"TEST_DATABASE": name, "REDIS_URL": self.redis},
                stdout=log,
                stderr=log,
            )
        eventually(self.answers, 60)

    def answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text()
        try:
            return self.get("/healthz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request("GET", path)
        return line.getresponse()

    def worker(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[-1])

    def kill_worker(self) -> None:
        os.kill(self.worker(), signal.SIGKILL)

    def memory(self) -> int:
        """The most that the worker ever held, in kB."""
        said = Path(f"/proc/{self.worker()}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", said)[1])

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Browser:
    """Signed in as somebody; keeps its cookies and sends the token that a page gave it."""

    def __init__(self, server: Server, user: Any) -> None:
        self.server = server
        cookies = as_(user).cookies
        self.cookies = {settings.SESSION_COOKIE_NAME: cookies[settings.SESSION_COOKIE_NAME].value}
        self.token = ""

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=40)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, {"Cookie": cookies, **headers})
            answer = line.getresponse()
            answer.text = answer.read().decode()
        finally:
            line.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, said: dict[str, Any] | None = None) -> tuple[int, str]:
        """The status, and where the answer leads."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **(said or {})}).encode()
        answer = self.ask("POST", path, body, **{"Content-Type": FORM})
        return answer.status, urlsplit(answer.headers.get("Location") or "").path
