"""Reading a published taxonomy of skills: what is new comes in, what is gone is no longer offered, keys stay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from foundation.common.text import normalise
from secondments.models import Skill

BATCH = 1000
# Columns of ESCO's skills_en.csv, and our own.
ESCO = {"conceptUri": "uri", "preferredLabel": "name", "skillType": "group"}


class Unreadable(ValueError):
    """The file is not a taxonomy that is understood."""


@dataclass
class Loaded:
    read: int = 0
    new: int = 0
    ended: int = 0


@transaction.atomic
def load(lines: Iterable[Mapping[str, str]], taxonomy: str) -> Loaded:
    """Take a whole taxonomy over."""
    found = Loaded()
    before = set(Skill.objects.filter(taxonomy=taxonomy).values_list("code", flat=True))
    seen: set[str] = set()
    for batch in _batches(_rows(lines, taxonomy), seen):
        Skill.objects.bulk_create(
            batch,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_cy", "group", "uri", "taxonomy", "is_current"],
        )
    if not seen:
        raise Unreadable("The file holds no skill: it needs the columns code and name, or ESCO's own.")
    gone = Skill.objects.filter(taxonomy=taxonomy, is_current=True).exclude(code__in=seen)
    found.read, found.new, found.ended = len(seen), len(seen - before), gone.update(is_current=False)
    return found


def _rows(lines: Iterable[Mapping[str, str]], taxonomy: str) -> Iterator[Skill]:
    for line in lines:
        said = (
            {ours: line.get(theirs, "") for theirs, ours in ESCO.items()}
            if "conceptUri" in line
            else dict(line)
        )
        name = normalise(str(said.get("name") or ""))
        code = str(said.get("code") or said.get("uri") or "").strip().rsplit("/", 1)[-1]
        if not name or not code:
            continue
        yield Skill(
            code=f"{taxonomy}:{code}"[:80],
            taxonomy=taxonomy[:20],
            uri=str(said.get("uri") or "")[:300],
            name=name[:200],
            name_cy=normalise(str(said.get("name_cy") or ""))[:200],
            group=str(said.get("group") or "")[:120],
            is_current=True,
        )


def _batches(rows: Iterator[Skill], seen: set[str]) -> Iterator[list[Any]]:
    batch: list[Skill] = []
    for row in rows:
        if row.code not in seen:
            seen.add(row.code)
            batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
