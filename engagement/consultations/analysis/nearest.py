"""The nearest known text of one new text, by the index in the database.

A key may be as common as it likes: of each, only the oldest few texts are looked at, so the work is bounded
whatever anybody sends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from engagement.consultations.analysis.models import DistinctText, TextKey
from engagement.consultations.similarity.nearest import Match, Sketch, matches

EACH_KEY = 8
CANDIDATES = 6
RELATIVES = 32
# A strong key (below zero) has two votes, a weak one has one; a candidate needs two.
SQL = """
    SELECT hit.text_id FROM unnest(%s::bigint[]) AS wanted(key)
    CROSS JOIN LATERAL (
        SELECT text_id FROM analysis_textkey WHERE key = wanted.key ORDER BY text_id LIMIT %s
    ) AS hit
    GROUP BY hit.text_id HAVING sum(CASE WHEN wanted.key < 0 THEN 2 ELSE 1 END) >= 2
    ORDER BY sum(CASE WHEN wanted.key < 0 THEN 2 ELSE 1 END) DESC, hit.text_id LIMIT %s
"""


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
    known = DistinctText.objects.select_related("leader", "family").in_bulk(candidates(sketch.keys))
    found = matches(body, [(text.pk, text.body) for text in known.values()])
    if not found:
        return Place(None, None)
    more = _relatives(known[match.key] for match in found)
    found = matches(body, [(text.pk, text.body) for text in (known | more).values()])
    known |= more
    family = known[found[0].key].family or known[found[0].key]
    against = {_leader(known[match.key]).pk for match in found if match.opposed}
    best: Match | None = next(
        (match for match in found if not match.opposed and _leader(known[match.key]).pk not in against), None
    )
    if best is None:
        return Place(None, family)
    near = known[best.key]
    return Place(_leader(near), near.family or near, best.likeness, near.stance == sketch.stance)


def _relatives(texts: Iterable[DistinctText]) -> dict[int, DistinctText]:
    """Those by which the other sides of the same templates are found: a new text is laid beside every demand."""
    families = {text.family_id or text.pk for text in texts}
    rows = DistinctText.objects.filter(Q(pk__in=families) | Q(family__in=families))
    rows = rows.filter(Exists(TextKey.objects.filter(text=OuterRef("pk"))))
    rows = rows.select_related("leader", "family").order_by("pk")
    return {text.pk: text for text in rows[:RELATIVES]}


def _leader(text: DistinctText) -> DistinctText:
    return text.leader or text
