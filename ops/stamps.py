"""Notes of what was finished, so that it is not done twice; written last, so that a half-done thing is done again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from ops.paths import ROOT, write_whole


def fingerprint(*paths: Path) -> str:
    """One name for the contents of files and folders."""
    total = hashlib.sha256()
    for path in sorted(_files(paths)):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts
            )
        elif path.is_file():
            yield path


def is_done(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def mark_done(stamp: Path, wanted: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    write_whole(stamp, wanted, mode=0o644)
