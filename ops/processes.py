"""Starting other programs so that none is ever left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ops.paths import ROOT

PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None) if LINUX else None


class Stopped(BaseException):
    """Someone asked us to stop: Ctrl-C, SIGTERM, a closed terminal, or make going away."""


class Wish:
    """The request to stop, noted by the signal handler and noticed wherever we wait."""

    def __init__(self) -> None:
        self.signal = 0
        self.parent = os.getppid()
        self.below_make = "MAKELEVEL" in os.environ

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self.note)

    def note(self, number: int, _frame: object) -> None:
        self.signal = number

    def check(self) -> None:
        if self.below_make and os.getppid() != self.parent:
            self.signal = self.signal or signal.SIGHUP
        if self.signal:
            raise Stopped


wish = Wish()


def pause(seconds: float = 0.05) -> None:
    time.sleep(seconds)
    wish.check()


def wait_until(ready: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        pause(0.03)
    return True


@dataclass(frozen=True)
class Identity:
    """A process as itself: its number alone is given to others after its end."""

    pid: int
    group: int
    started: str

    def alive(self) -> bool:
        return identity(self.pid) == self


def identity(pid: int) -> Identity | None:
    """Who runs under this number now; None when nobody does (the unburied count as nobody)."""
    return _from_proc(pid) if LINUX else next(iter(_from_ps("-p", str(pid))), None)


def _from_proc(pid: int) -> Identity | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return None
    return None if fields[0] in "ZX" else Identity(pid, int(fields[2]), fields[19])


def _from_ps(*which: str) -> list[Identity]:
    columns = "pid=,pgid=,state=,lstart="
    shown = subprocess.run(["ps", *which, "-o", columns], capture_output=True, text=True, check=False)
    rows = [row.split(maxsplit=3) for row in shown.stdout.splitlines()]
    return [
        Identity(int(row[0]), int(row[1]), row[3].strip())
        for row in rows
        if len(row) == 4 and row[2][0] != "Z"
    ]


def in_group(group: int) -> list[Identity]:
    """Every live process of a process group."""
    if LINUX:
        pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
        found = [here for pid in pids if (here := _from_proc(pid))]
    else:
        found = _from_ps("-A")
    return [here for here in found if here.group == group]


def command_line(pid: int) -> str:
    shown = Path(f"/proc/{pid}/cmdline")
    if LINUX:
        try:
            return shown.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout


@dataclass(frozen=True)
class Owner:
    """Another user to run a program as."""

    uid: int
    gid: int


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    output: IO[bytes] | int | None = None,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    owner: Owner | None = None,
    last_wish: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a group of its own; on Linux the kernel ends it when we are gone."""
    parent = os.getpid()

    def die_with_parent() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(last_wish))
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(
        [str(word) for word in command],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
        preexec_fn=die_with_parent,
    )


def signal_one(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def members(leader: Identity) -> list[Identity]:
    """A process and what it started. A number is not given again while a group still bears it."""
    now = identity(leader.pid)
    return in_group(leader.pid) if now in (None, leader) else []


def end(leader: Identity, *, politely: int = 0, patience: float = 10.0) -> None:
    """End a process and all that it started: politely first (0: it has been asked), then for certain."""
    if leader.alive():
        signal_one(leader.pid, politely)
    elif members(leader):
        signal_group(leader.pid, politely or signal.SIGTERM)
    deadline = time.monotonic() + patience
    while members(leader) and time.monotonic() < deadline:
        if not leader.alive():
            deadline = min(deadline, time.monotonic() + 1)
        time.sleep(0.04)
    while members(leader):
        signal_group(leader.pid, signal.SIGKILL)
        time.sleep(0.04)
