"""The text of a file, read by a program of its own: without our secrets, within limits of time, memory and length."""

import json
import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

READER = Path(__file__).with_name("reader.py")
SECONDS = 40
# PostgreSQL holds a megabyte of words for one text; this stays below it in any script.
MOST_CHARACTERS = 200_000
MOST_BYTES = 500_000
MOST_OUTPUT = 8 * MOST_CHARACTERS
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Text:
    """What was read; `is_whole` says whether the limits left nothing out."""

    body: str
    pages: int
    is_whole: bool


def read(file: IO[bytes], kind: str) -> Text | None:
    """The text, or None when it cannot be read within the limits."""
    with tempfile.NamedTemporaryFile() as copy, tempfile.TemporaryFile() as said:
        while piece := file.read(PIECE):
            copy.write(piece)
        copy.flush()
        words = [sys.executable, "-I", str(READER), kind, copy.name, str(MOST_CHARACTERS)]
        try:
            done = subprocess.run(
                words,
                stdout=said,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                env={},
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return _failed(kind, "time")
        if done.returncode != 0:
            return _failed(kind, str(done.returncode))
        said.seek(0)
        return _understood(said.read(MOST_OUTPUT), kind)


def _understood(raw: bytes, kind: str) -> Text | None:
    try:
        found = json.loads(raw)
        body = str(found["body"])[:MOST_CHARACTERS].replace("\x00", "").encode("utf-8", "replace")
        is_whole = bool(found["is_whole"]) and len(body) <= MOST_BYTES
        return Text(body[:MOST_BYTES].decode("utf-8", "ignore"), int(found["pages"]), is_whole)
    except (ValueError, KeyError, TypeError):
        return _failed(kind, "output")


def _failed(kind: str, why: str) -> Text | None:
    logger.info("a file could not be read", extra={"format": kind, "why": why})
    return None
