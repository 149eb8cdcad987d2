"""The nearest known text of one new text, by the index in the database.

A key may be as common as it likes: of each, only the oldest few texts are looked at, so the work is bounded
whatever anybody sends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Exists, OuterRef, Q

from engagement.consultations.analysis.models import DistinctText, TextKey
from engagement.consultations.similarity.nearest import Match, Sketch, matches
from foundation.common.prepared import Prepared

EACH_KEY = 8
CANDIDATES = 6
RELATIVES = 32
# A strong key (below zero) has two votes, a weak one has one; a candidate needs two. Those come first that share keys
# which few have: what every second letter says tells nothing.
SQL = """
    SELECT text_id FROM unnest(%s::bigint[]) AS wanted(key)
    CROSS JOIN LATERAL (
        SELECT text_id, count(*) OVER () AS many FROM (
            SELECT text_id FROM analysis_textkey WHERE key = wanted.key ORDER BY text_id LIMIT %s
        ) AS oldest
    ) AS hit
    CROSS JOIN LATERAL (SELECT CASE WHEN wanted.key < 0 THEN 2.0 ELSE 1.0 END AS vote) AS counted
    GROUP BY text_id HAVING sum(vote) >= 2 ORDER BY sum(vote / many) DESC, text_id LIMIT %s
"""


def _family(slot: Any) -> Any:
    of = slot("families", BigIntegerField(), many=True)
    rows = DistinctText.objects.filter(Q(pk__in=of) | Q(family__in=of))
    found_by = Exists(TextKey.objects.filter(text=OuterRef("pk")))
    return rows.filter(found_by).order_by("pk").values_list("pk")[:RELATIVES]


FAMILY = Prepared(_family)
KNOWN = Prepared(
    lambda slot: DistinctText.objects.select_related("leader", "family").filter(
        pk__in=slot("keys", BigIntegerField(), many=True)
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new text belongs. `leader`: the group it joins; `family`: the template it is made from."""

    leader: DistinctText | None
    family: DistinctText | None
    likeness: float = 0.0
    same_stance: bool = True


def candidates(keys: Sequence[int]) -> list[int]:
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SQL, [list(keys), EACH_KEY, CANDIDATES])
        return [pk for (pk,) in cursor.fetchall()]


def place(body: str, sketch: Sketch) -> Place:
    """The group of a text that is not known yet: the most alike whose opposite it does not ask."""
    keys = candidates(sketch.keys)
    known = {text.pk: text for text in (KNOWN(keys=keys) if keys else ())}
    found = matches(body, [(text.pk, text.body) for text in known.values()])
    if not found:
        return Place(None, None)
    if more := _relatives(known[match.key] for match in found) - known.keys():
        known |= {text.pk: text for text in KNOWN(keys=sorted(more))}
        found = matches(body, [(text.pk, text.body) for text in known.values()])
    family = known[found[0].key].family or known[found[0].key]
    against = {_leader(known[match.key]).pk for match in found if match.opposed}
    best: Match | None = next(
        (match for match in found if not match.opposed and _leader(known[match.key]).pk not in against), None
    )
    if best is None:
        return Place(None, family)
    near = known[best.key]
    return Place(_leader(near), near.family or near, best.likeness, near.stance == sketch.stance)


def _relatives(texts: Iterable[DistinctText]) -> set[int]:
    """Those by which the other sides of the same templates are found: a new text is laid beside every demand."""
    return {pk for (pk,) in FAMILY(families=sorted({text.family_id or text.pk for text in texts}))}


def _leader(text: DistinctText) -> DistinctText:
    return text.leader or text
