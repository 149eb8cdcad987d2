"""Part of a file, for a download that was cut: one range of bytes as RFC 9110 has it. Several at once are the whole."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

ONE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.IGNORECASE)


class Outside(Exception):
    """The file holds no byte of what was asked for."""


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `start` on, `length` of them, of a file of `size`."""

    start: int
    length: int
    size: int

    @property
    def described(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def wanted(asked: str, only_if: str, *, size: int, tag: str) -> Part | None:
    """What the `Range` and `If-Range` headers ask for, or None for the whole file. Raises Outside.

    A range that nobody can read is the whole file, as is one of a file that is no longer what it was.
    """
    found = ONE.fullmatch(asked.strip())
    if found is None or (only_if and only_if.strip() != tag):
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        if int(last) == 0:
            raise Outside
        length = min(int(last), size)
        return Part(size - length, length, size)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Outside
    return Part(start, end - start + 1, size)


def asked_for(request: HttpRequest, *, size: int, tag: str) -> Part | None:
    """The part that a download still lacks, or None for the whole. Raises Outside."""
    asked = request.headers.get("Range", "")
    if request.method != "GET" or not asked:
        return None
    return wanted(asked, request.headers.get("If-Range", ""), size=size, tag=tag)
