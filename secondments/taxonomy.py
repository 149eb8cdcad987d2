"""Taking over a published taxonomy of skills: what is new comes in, what is gone is no longer offered, keys stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from secondments.models import Skill
from secondments.skills.records import Skill as Record

BATCH = 1000


@dataclass(frozen=True)
class Taken:
    read: int
    new: int
    ended: int


@transaction.atomic
def take_over(records: Sequence[Record], taxonomy: str, welsh: Mapping[str, str] | None = None) -> Taken:
    """A whole taxonomy at once. `welsh` holds names by key, where the publisher has them."""
    rows = {row.code: row for row in (_row(record, taxonomy, welsh or {}) for record in records)}
    before = set(Skill.objects.filter(taxonomy=taxonomy).values_list("code", flat=True))
    Skill.objects.bulk_create(
        rows.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_cy", "group", "uri", "taxonomy", "is_current"],
    )
    gone = Skill.objects.filter(taxonomy=taxonomy, is_current=True).exclude(code__in=rows)
    return Taken(len(rows), len(rows.keys() - before), gone.update(is_current=False))


def _row(record: Record, taxonomy: str, welsh: Mapping[str, str]) -> Skill:
    is_address = record.key.startswith(("http://", "https://"))
    return Skill(
        code=f"{taxonomy}:{record.key.rsplit('/', 1)[-1] if is_address else record.key}"[:80],
        taxonomy=taxonomy[:20],
        uri=record.key[:300] if is_address else "",
        name=record.name[:200],
        name_cy=welsh.get(record.key, "")[:200],
        group=record.group[:120],
        is_current=True,
    )
