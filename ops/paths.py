"""Where things are."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data"
VENV = ROOT / ".venv"
LOGS = DATA / "log"
RUNS = DATA / "run"
PYTHON = VENV / "bin" / "python"


def short_name(folder: Path) -> str:
    """A name for a folder elsewhere that belongs to this one: sockets need paths under 100 characters."""
    return f"front-door-{hashlib.sha256(str(folder).encode()).hexdigest()[:10]}"


def private_folder(path: Path) -> Path:
    """Make a folder that others cannot list; root's may be passed through by the database's user."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return path


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file so that it is there whole or not at all, also when the machine stops half-way."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
