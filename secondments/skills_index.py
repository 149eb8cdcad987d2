"""The skills that are loaded, searched by forgiving words; kept in memory until others are loaded."""

import time
from typing import Any

from django.db.models import Count, Max

from secondments.models import Skill
from secondments.skills.records import Skill as Record
from secondments.skills.search import Taxonomy

KEPT = 300.0  # seconds; names that were corrected since are found after that
_kept: dict[str, Any] = {}


def search(words: str, most: int) -> list[str]:
    """Codes of what fits, the best first, in either language."""
    return [hit.skill.key for hit in _index().search(words, most)]


def _index() -> Taxonomy:
    rows = Skill.objects.filter(is_current=True)
    stamp = rows.aggregate(many=Count("pk"), newest=Max("pk"))
    if _kept.get("stamp") != stamp or time.monotonic() > _kept["until"]:
        names = rows.values_list("code", "name", "name_cy")
        found = Taxonomy(Record(code, name, (welsh,) if welsh else ()) for code, name, welsh in names)
        _kept.update(stamp=stamp, until=time.monotonic() + KEPT, index=found)
    return _kept["index"]
