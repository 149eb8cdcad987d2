"""The processes of one run: started, written down, watched and ended together.

What is written down in `.data/run/` lets the next run end what a killed one left behind.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ops.paths import LOGS, ROOT, RUNS, private_folder, write_whole
from ops.processes import Identity, Owner, end, identity, pause, signal_one, spawn
from ops.say import Failure, disk_full

TAIL = 12
PATIENCE = 10.0


@dataclass
class Member:
    """One program of the crew."""

    name: str
    process: subprocess.Popen[bytes]
    leader: Identity
    politely: signal.Signals
    service: bool
    told: bool = False

    def ended(self) -> bool:
        return self.process.poll() is not None

    def tell(self) -> None:
        """Ask it to end, once: to some programs a second request means haste."""
        if not self.told and not self.ended():
            signal_one(self.leader.pid, self.politely)
        self.told = True


class Crew:
    """A context in which programs run; leaving it ends them all and removes its temporary folders."""

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self.team: list[Member] = []
        self.folders: list[Path] = []
        self.ledger = RUNS / f"{verb}-{os.getpid()}.json"

    def __enter__(self) -> Self:
        private_folder(RUNS.parent)
        private_folder(RUNS)
        private_folder(LOGS)
        end_leftovers()
        self._write_down()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.ledger.unlink(missing_ok=True)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        politely: signal.Signals = signal.SIGTERM,
        service: bool = False,
        visible: bool = False,
        **how: Any,
    ) -> Member:
        """Start a program that stays; visible ones speak to the terminal, others to their log."""
        with ExitStack() as open_files:
            output = None if visible else open_files.enter_context(self.log(name).open("wb"))
            process = spawn(command, output=output, last_wish=politely, **how)
        leader = identity(process.pid) or Identity(process.pid, process.pid, "")
        member = Member(name, process, leader, politely, service)
        self.team.append(member)
        self._write_down()
        return member

    def run(self, name: str, command: Sequence[str | Path], **how: Any) -> int:
        """Run a program to its end."""
        member = self.start(name, command, **how)
        while not member.ended():
            pause(0.02)
        self.dismiss(member)
        return int(member.process.returncode)

    def must(
        self, name: str, command: Sequence[str | Path], advice: str, *, fetches: bool = False, **how: Any
    ) -> None:
        """Run a step that has to succeed; `advice` is the sentence when it does not."""
        if self.run(name, command, **how) != 0:
            raise explained(self.log(name), advice, fetches=fetches)

    def log(self, name: str) -> Path:
        return LOGS / f"{self.verb}-{name}.log"

    def temporary(self, owner: Owner | None = None) -> Path:
        """A short-named folder for this run alone, removed with it."""
        folder = Path(tempfile.mkdtemp(prefix="front-door-", dir="/tmp"))
        self.folders.append(folder)
        self._write_down()
        if owner:
            folder.chmod(0o711)
        return folder

    def fallen(self) -> Member | None:
        """The first program that has ended although nobody asked it to."""
        return next((member for member in self.team if member.ended()), None)

    def dismiss(self, member: Member) -> None:
        member.tell()
        end(member.leader, patience=PATIENCE)
        member.process.wait()
        self.team.remove(member)

    def stop(self) -> None:
        """End everything: what serves people first, then the services under it."""
        for member in self.team:
            if not member.service:
                member.tell()
        for member in sorted(self.team, key=lambda member: member.service):
            self.dismiss(member)
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.folders.clear()

    def _write_down(self) -> None:
        owner = identity(os.getpid())
        facts = {
            "owner": asdict(owner) if owner else None,
            "team": [
                asdict(member.leader) | {"politely": int(member.politely), "service": member.service}
                for member in self.team
            ],
            "folders": [str(folder) for folder in self.folders],
        }
        write_whole(self.ledger, json.dumps(facts))


def end_leftovers() -> None:
    """End what an earlier run of this folder left behind when it was killed itself."""
    for ledger in sorted(RUNS.glob("*.json")):
        try:
            facts = json.loads(ledger.read_text())
        except (OSError, ValueError):
            ledger.unlink(missing_ok=True)
            continue
        if facts["owner"] and Identity(**facts["owner"]).alive():
            continue
        for entry in sorted(facts["team"], key=lambda entry: entry["service"]):
            leader = Identity(entry["pid"], entry["group"], entry["started"])
            end(leader, politely=entry["politely"], patience=PATIENCE)
        for folder in facts["folders"]:
            shutil.rmtree(folder, ignore_errors=True)
        ledger.unlink(missing_ok=True)


class Lock:
    """Only one at a time; let go by the system when its holder ends, however it ends."""

    def __init__(self, name: str, note: str = "") -> None:
        self.path = private_folder(RUNS) / f"{name}.lock"
        self.note = note

    def __enter__(self) -> Self:
        self.file = self.path.open("a+")
        while holder := self.try_to_hold():
            self.on_wait(holder)
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def try_to_hold(self) -> str:
        """Nothing when it is ours now, else what its holder wrote about itself."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.seek(0)
            return self.file.read() or "another run"
        self.file.truncate(0)
        self.file.write(self.note)
        self.file.flush()
        return ""

    def on_wait(self, holder: str) -> None:
        pause(0.2)


class OnlyOne(Lock):
    """A lock that does not wait: a second holder is told about the first."""

    def on_wait(self, holder: str) -> None:
        raise Failure(
            f"Front Door runs already from this folder: {holder}. "
            "Open that, or stop it first with Ctrl-C in its terminal."
        )


OFFLINE = (
    "name resolution",
    "could not resolve",
    "enotfound",
    "eai_again",
    "network is unreachable",
    "connection refused",
    "econnrefused",
    "etimedout",
    "failed to establish a new connection",
    "newconnectionerror",
    "nodename nor servname",
    "no matching distribution found",
)


def explained(log: Path, advice: str, *, fetches: bool = False) -> Failure:
    """What a failed program's last words mean for the person in front of it."""
    said = log.read_text(errors="replace") if log.exists() else ""
    small = said.lower()
    if "no space left on device" in small or "enospc" in small or "disk quota exceeded" in small:
        return disk_full()
    if fetches and any(word in small for word in OFFLINE):
        return Failure(
            "The network did not answer, and this step fetches packages. Check the connection "
            f"(or the package mirror that pip and npm are set to) and run the same command again. Details: {shown(log)}"
        )
    tail = "\n".join(f"    {text}" for text in said.strip().splitlines()[-TAIL:])
    return Failure(f"{advice} Details: {shown(log)}\n{tail}".rstrip())


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
