"""A small copy of the project in which programs may be started, killed and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ops.paths import ROOT, VENV, short_name
from ops.processes import identity

SCRIPT = """
import sys
from pathlib import Path
from ops import crew as crews, services
from ops.__main__ import attempt
from ops.crew import Crew, OnlyOne
from ops.processes import pause, wish
from ops.say import Failure, line

wish.listen()
crews.PATIENCE = 1.0

def stay():
    line("ready")
    while True:
        pause()

def work():
{body}

sys.exit(attempt(work))
"""


def eventually(true: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return identity(pid) is None


@dataclass
class Tree:
    """The copy, and the programs that a test has started in it."""

    root: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *command: str, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env=clean_environment() | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def script(self, body: str) -> subprocess.Popen[str]:
        """Start a program made of ops' own parts."""
        indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
        return self.start(sys.executable, "-c", SCRIPT.format(body=indented), PYTHONPATH=str(self.root))

    def run(self, *command: str, **env: str) -> tuple[int, str]:
        process = self.start(*command, **env)
        said, _ = process.communicate(timeout=180)
        return process.returncode, said

    def until_ready(self, process: subprocess.Popen[str]) -> list[str]:
        """What a script said until it was ready."""
        said: list[str] = []
        assert process.stdout
        for text in process.stdout:
            if text.strip() == "ready":
                return said
            said.append(text.strip())
        pytest.fail("It ended before it was ready:\n" + "\n".join(said))

    def remove(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)
            if process.stdout:
                process.stdout.close()
        shutil.rmtree(Path("/var/tmp") / short_name(self.root / ".data"), ignore_errors=True)


OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "PORT",
    "MAKELEVEL",
    "MAKEFLAGS",
    "FRONT_DOOR_",
    "PYTEST_XDIST_",
    "PYTHONPYCACHEPREFIX",
)


def clean_environment() -> dict[str, str]:
    """Ours without what the surrounding test run put there."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Unlike pytest's own, one that the database's user may pass through."""
    with tempfile.TemporaryDirectory(prefix="tree-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def tree(folder: Path) -> Iterator[Tree]:
    """Shares the virtual environment of the project; what it makes is its own."""
    copied = copy_to(folder)
    (copied.root / ".venv").symlink_to(VENV)
    yield copied
    copied.remove()


@pytest.fixture
def bare_tree(folder: Path) -> Iterator[Tree]:
    """Has no virtual environment, and a lock file that asks for nothing."""
    copied = copy_to(folder)
    (copied.root / "requirements.lock").write_text("# nothing\n")
    yield copied
    copied.remove()


def copy_to(folder: Path) -> Tree:
    root = folder / "front door"
    shutil.copytree(ROOT / "ops", root / "ops", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("bootstrap", "Makefile"):
        shutil.copy2(ROOT / name, root / name)
    return Tree(root)
