"""Web servers under measurement: the same gunicorn with the same workers for the portal and for the floor."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

WORKERS, THREADS = 2, 4
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def pss_mb(self) -> float | None:
        """Proportional memory of one worker, measured after its load; Linux only."""
        sizes = [size for pid in _children(self.pid) if (size := _pss(pid))]
        return round(max(sizes) / 1024, 1) if sizes else None


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@contextmanager
def serve(application: str, settings: str) -> Iterator[Server]:
    """A running server of an application; raises RuntimeError when it does not come up."""
    port = _free_port()
    env = os.environ | {"DJANGO_SETTINGS_MODULE": settings}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        f"--bind=127.0.0.1:{port}",
        f"--workers={WORKERS}",
    ]
    command += ["--worker-class=gthread", f"--threads={THREADS}", "--log-level=error", "--keep-alive=30"]
    command += ["--no-control-socket", "--preload"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("The web server stopped before it answered. See what it printed above.")
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("The web server did not answer within a minute.")
