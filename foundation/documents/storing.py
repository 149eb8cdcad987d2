"""Bytes in and out of the storage: a folder by default, S3 by settings. No name that anybody typed gets here.

A key begins with the hour it was made in, so that the sweep finds what no row knows of without listing everything.
"""

import hashlib
import logging
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Unavailable
from foundation.documents.inspection import Checked
from foundation.documents.inspection.pictures import CLEANED

logger = logging.getLogger(__name__)
PIECE = 64 * 1024
IN_MEMORY = 512 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in the storage and belong to no row yet."""

    checked: Checked
    key: str
    size: int
    sha256: str


def storage() -> Any:
    return storages["evidence"]


def new_key() -> str:
    return f"{datetime.now(UTC):%Y/%m/%d/%H}/{secrets.token_hex(20)}"


def hours_before(moment: datetime, hours: int) -> Iterator[str]:
    """The folders of so many hours before a moment. The last hour is left out: an upload may still be under way."""
    for back in range(2, hours + 1):
        yield f"{moment.astimezone(UTC) - timedelta(hours=back):%Y/%m/%d/%H}"


def put(checked: Checked) -> Stored:
    """Keep a file, pictures without what is not the picture. Raises Unavailable when the storage does not take it."""
    key, digest = new_key(), hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        for piece in _pieces(checked):
            digest.update(piece)
            whole.write(piece)
        size = whole.tell()
        whole.seek(0)
        try:
            kept = storage().save(key, File(whole, name=key))
        except Exception as error:
            drop(key)
            raise _unavailable("put", error) from error
    return Stored(checked, kept, size, digest.hexdigest())


def _pieces(checked: Checked) -> Iterator[bytes]:
    file: IO[bytes] = getattr(checked.file, "file", checked.file)
    file.seek(0)
    clean = CLEANED.get(checked.format.family)
    if clean is not None:
        yield from clean(file)
        return
    while piece := file.read(PIECE):
        yield piece


def fetch(key: str) -> Any:
    """The bytes as an open file. Raises Unavailable."""
    try:
        found = storage().open(key)
        found.seek(0)
    except Exception as error:
        raise _unavailable("fetch", error) from error
    return found


def fetch_part(key: str, start: int, length: int) -> Iterator[bytes]:
    """So many bytes from a place on; S3 sends no others. The storage is asked at once: raises Unavailable."""
    kept = storage()
    try:
        if hasattr(kept, "open_part"):
            found = kept.open_part(key, start, length)
        else:
            found = kept.open(key)
            found.seek(start)
    except Exception as error:
        raise _unavailable("fetch", error) from error
    return _read_through(found, length)


def _read_through(found: Any, left: int) -> Iterator[bytes]:
    try:
        while left and (piece := found.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
    finally:
        found.close()


def drop(key: str) -> bool:
    """Remove bytes; says whether they are gone. Never raises: what stays is removed by a later sweep."""
    try:
        storage().delete(key)
    except Exception as error:
        _unavailable("drop", error)
        return False
    return True


def keys_in(folder: str) -> list[str]:
    """What lies in the folder of one hour; nothing when there is no such folder."""
    try:
        return [f"{folder}/{name}" for name in storage().listdir(folder)[1]]
    except FileNotFoundError:
        return []


def _unavailable(what: str, error: Exception) -> Unavailable:
    """Named by its kind alone: the message of a storage may quote its credentials or somebody's file."""
    logger.error("the storage of files failed", extra={"step": what, "error": type(error).__name__})
    return Unavailable(
        _("We could not keep your file, because our storage does not answer. Try again in a few minutes.")
    )
