"""`make demo`: the whole portal on this machine, in the foreground."""

import json
import os
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from ops import bootstrap, frontend, keys, scanner
from ops.crew import Crew, Member, OnlyOne, explained, shown
from ops.database import bring_up_to_date
from ops.paths import DATA, VENV
from ops.processes import pause, wait_until
from ops.say import Failure, colour, line, step
from ops.services import Services, lasting
from ops.welcome import welcome

RESTARTS_A_MINUTE = 3
GUNICORN_OPTIONS = (
    "--workers=2",
    "--threads=4",
    "--preload",
    "--no-control-socket",
    "--log-level=warning",
    "--graceful-timeout=5",
)
WORKER_OPTIONS = (
    "--pool=threads",
    "--concurrency=4",
    "--without-gossip",
    "--without-mingle",
    "--loglevel=INFO",
)


def demo() -> int:
    port = chosen_port()
    address = f"http://127.0.0.1:{port}"
    with OnlyOne("demo", address), Crew("demo") as crew:
        check_port(port)
        bootstrap.prepare(crew)
        frontend.build(crew)
        services = lasting(crew)
        found = scanner.find(crew)
        env = settings(services, address) | (found.env() if found else {})
        keep(env)
        bring_up_to_date(crew, services, env)
        frontend.collect(crew, env)
        portal = Portal(crew, env, port)
        portal.open()
        if found:
            found.start(crew)
        welcome(address)
        return portal.watch()


def chosen_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Failure(f"PORT={given} is not a port. Choose a number from 1024 to 65535, such as PORT=8001.")
    return int(given)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Failure(
                f"Port {port} is kept for administrators. Choose one above 1023: make demo PORT=8000"
            ) from None
        except OSError:
            raise Failure(
                f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}"
            ) from None


def settings(services: Services, address: str) -> dict[str, str]:
    """The environment of every process of ours."""
    env = dict(os.environ) | services.env()
    env |= {"DEBUG": "0", "DEMO": "1", "SITE_URL": address, "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    env |= {"PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    env.setdefault("SECRET_KEY", keys.secret_key())
    env.setdefault("IDP_OIDC_PRIVATE_KEY", keys.identity_key())
    return env


KEPT = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "IDP_OIDC_PRIVATE_KEY",
    "DEBUG",
    "DEMO",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "CLAMD_ADDRESS",
)


def keep(env: dict[str, str]) -> None:
    """Leave the environment for manage.py, which uses it when it is given none of its own."""
    path = DATA / "demo-environment.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({name: env[name] for name in KEPT if name in env}, indent=1), encoding="utf-8")


@dataclass
class Portal:
    """The web server, the worker and the clock; one that falls is started again."""

    crew: Crew
    env: dict[str, str]
    port: int
    falls: list[float] = field(default_factory=list)

    def commands(self) -> dict[str, list[str | Path]]:
        gunicorn, celery = VENV / "bin" / "gunicorn", VENV / "bin" / "celery"
        return {
            "web": [gunicorn, "portal.wsgi", f"--bind=127.0.0.1:{self.port}", *GUNICORN_OPTIONS],
            "worker": [celery, "-A", "portal", "worker", *WORKER_OPTIONS],
            "beat": [celery, "-A", "portal", "beat", f"--schedule={DATA / 'beat-schedule'}", "--pidfile="],
        }

    def open(self) -> None:
        with step("web, worker and clock"):
            for name, command in self.commands().items():
                self.crew.start(name, command, env=self.env)
            if not wait_until(lambda: bool(self.crew.fallen()) or self.answers(), 60) or self.crew.fallen():
                fallen = self.crew.fallen()
                raise self.explained(fallen.name if fallen else "web")

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def explained(self, name: str) -> Failure:
        if name == "web":
            check_port(self.port)
        return explained(self.crew.log(name), f"The {name} process did not stay up.")

    def watch(self) -> int:
        """Stay until someone stops us."""
        while True:
            pause(0.3)
            if fallen := self.crew.fallen():
                self.pick_up(fallen)

    def pick_up(self, fallen: Member) -> None:
        now = time.monotonic()
        self.falls = [moment for moment in self.falls if moment > now - 60] + [now]
        if fallen.name == "scanner":
            log = shown(self.crew.log("scanner"))
            line(f"  {colour('33', '!')} The virus scanner ended, so files wait. Its last words: {log}")
            self.crew.dismiss(fallen)
            return
        if fallen.service or len(self.falls) > RESTARTS_A_MINUTE:
            raise self.explained(fallen.name)
        log = shown(self.crew.log(fallen.name))
        line(f"  {colour('33', '!')} The {fallen.name} ended and is started again. Its last words: {log}")
        self.crew.dismiss(fallen)
        self.crew.start(fallen.name, self.commands()[fallen.name], env=self.env)
