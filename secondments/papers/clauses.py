"""Clauses with versions, read from data files."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid

DATA = Path(__file__).parent / "data" / "clauses"


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered paragraph, there only when the named condition holds."""

    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One version of a clause, in use from a day."""

    id: str
    version: int
    since: date
    heading: str
    welsh: str
    parts: tuple[Part, ...]
    when: str = ""


class Library:
    """The clauses of one kind of paper, in their order."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.versions: dict[str, list[Clause]] = {}
        for clause in clauses:
            self.versions.setdefault(clause.id, []).append(clause)
        for found in self.versions.values():
            found.sort(key=lambda clause: clause.version)

    @classmethod
    def load(cls, path: Path) -> "Library":
        return cls(_clause(row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["clause"])

    def choose(self, on: date, pinned: Mapping[str, int] | None = None) -> list[Clause]:
        """The newest version of each clause in use on a day, or the pinned one.

        Raises Invalid for a pinned version that is not there.
        """
        found = [self._version(id, on, (pinned or {}).get(id)) for id in self.versions]
        return [clause for clause in found if clause]

    def _version(self, id: str, on: date, pinned: int | None) -> Clause | None:
        if pinned is None:
            return next((clause for clause in reversed(self.versions[id]) if clause.since <= on), None)
        for clause in self.versions[id]:
            if clause.version == pinned:
                return clause
        sentence = _("Clause %(id)s has no version %(version)s.") % {"id": id, "version": pinned}
        raise Invalid({"": [sentence]})


@cache
def library(kind: str) -> Library:
    return Library.load(DATA / f"{kind}.toml")


def _clause(row: dict[str, Any]) -> Clause:
    return Clause(
        id=row["id"],
        version=row["version"],
        since=row["since"],
        heading=row["heading"],
        welsh=row["welsh"],
        parts=tuple(Part(" ".join(part["text"].split()), part.get("when", "")) for part in row["part"]),
        when=row.get("when", ""),
    )
