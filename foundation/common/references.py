"""Public references such as FD-2026-000123: read aloud, typed back, never a primary key."""

import re
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from foundation.common.prepared import execute

PREFIXES = ("FD", "RS", "CH", "EX", "SC", "MT", "OR", "PP", "CO", "SA")
SHAPE = "FD-0000-000000"
REFERENCE_PATTERN = r"[A-Z]{2}-[0-9]{4}-[0-9]{6,12}"
_SPOKEN = re.compile(r"^\s*([A-Za-z]{2})[\s\-–—_/]*([0-9]{4})[\s\-–—_/]*([0-9]{1,12})\s*$")


def next_reference(prefix: str) -> str:
    """Take the next reference of a kind. Unique, increasing, not gap-free (a rollback leaves a hole)."""
    return coming_reference(prefix)()


def coming_reference(prefix: str) -> Callable[[], str]:
    """The same, asked for now and read later (`foundation.common.prepared.together`)."""
    if prefix not in PREFIXES:
        raise ValueError(f"{prefix!r} is not a kind of reference")
    run = execute("SELECT nextval(%s::regclass)", [f"reference_{prefix.lower()}"])
    return lambda: f"{prefix}-{timezone.localdate().year}-{run.fetchone()[0]:06d}"


def next_references(prefix: str, many: int) -> list[str]:
    """Take so many references at once, in one query."""
    if prefix not in PREFIXES:
        raise ValueError(f"{prefix!r} is not a kind of reference")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)", [f"reference_{prefix.lower()}", many]
        )
        numbers = [row[0] for row in cursor.fetchall()]
    year = timezone.localdate().year
    return [f"{prefix}-{year}-{number:06d}" for number in numbers]


def normalise(text: str) -> str | None:
    """The reference a person meant ("fd 2026 123" is FD-2026-000123), or None if it is not one."""
    if not text.isascii():
        text = text.replace("–", "-").replace("—", "-")
    found = _SPOKEN.match(text)
    if not found:
        return None
    prefix, year, number = found[1].upper(), found[2], int(found[3])
    if prefix not in PREFIXES or number == 0:
        return None
    return f"{prefix}-{year}-{number:06d}"
