"""Finding an organisation by its name or one of its numbers, as people type them.

Each kind of match is a bounded query that an index serves, so that a common word costs no more than a rare one. The
database folds names (`organisation_key`), and folds what was typed by the same function.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import CharField, F, Lookup, Q, Value

from foundation.common.references import normalise as reference
from foundation.common.text import forbidden
from foundation.directory.identifiers import candidates

if TYPE_CHECKING:
    from foundation.directory.querysets import OrganisationQuerySet

LIMIT = 25
LONGEST = 200
MOST_WORDS = 8
_STEM = 4
_CONSIDERED = 150
_NEAR_ENOUGH = 0.72


@SearchVectorField.register_lookup
class Words(Lookup):
    """`search__words=[…]`: every word is there, or begins a word that is."""

    lookup_name = "words"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ organisation_query(%s)", (*params, list(self.rhs))


def find(rows: "OrganisationQuerySet", text: str, *, limit: int = LIMIT) -> list[Any]:
    """At most `limit` organisations of `rows`, best first, without repeats."""
    text = text.strip()[:LONGEST]
    if not text or forbidden(text):
        return []
    typed = words(text)
    found = _together([*_by_number(rows, text, limit), *_by_name(rows, typed, limit)], limit)
    return found or _near(rows, typed, limit)


def words(text: str) -> list[str]:
    """The words that count, folded as names are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_key(%s)", [text])
        return cursor.fetchone()[0].split()[:MOST_WORDS]


def _marked(rows: "OrganisationQuerySet", place: int, match: str) -> "OrganisationQuerySet":
    return rows.annotate(match=Value(match, output_field=CharField()), place=Value(place))


def _by_number(rows: "OrganisationQuerySet", text: str, limit: int) -> list["OrganisationQuerySet"]:
    wanted = Q()
    for number in candidates(text):
        wanted |= Q(identifiers__scheme=number.scheme, identifiers__number=number.value)
    found = [_marked(rows.filter(wanted), 0, "number")] if wanted else []
    if ref := reference(text):
        found.append(_marked(rows.filter(ref=ref), 0, "number"))
    return [query.order_by("-weight", "pk")[:limit] for query in found]


def _by_name(rows: "OrganisationQuerySet", words: list[str], limit: int) -> list["OrganisationQuerySet"]:
    if not words:
        return []
    key = " ".join(words)
    kinds = [
        _marked(rows.filter(search_key=key), 1, "exact"),
        _marked(rows.filter(search_key__gt=key, search_key__lt=f"{key}\U0010ffff"), 2, "start"),
        _marked(rows.filter(search__words=words), 3, "words"),
    ]
    return [query.order_by("-weight", "pk")[:limit] for query in kinds]


def _together(queries: list["OrganisationQuerySet"], limit: int) -> list[Any]:
    if not queries:
        return []
    combined = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    ordered = combined.order_by("place", F("weight").desc(), "id") if len(queries) > 1 else combined
    best: dict[int, Any] = {}
    for row in ordered:
        best.setdefault(row.pk, row)
    return list(best.values())[:limit]


def _near(rows: "OrganisationQuerySet", words: list[str], limit: int) -> list[Any]:
    """Nothing matched: forgive one word that is wrong or too many, or a slip past the first letters of a word."""
    wanted = Q()
    for looser in _looser(words):
        wanted |= Q(search__words=looser)
    if not wanted:
        return []
    near = _marked(rows.filter(wanted), 4, "near").order_by("-weight", "pk")
    key = " ".join(words)
    scored = [(_likeness(key, row.search_key), row) for row in near[:_CONSIDERED]]
    good = sorted((pair for pair in scored if pair[0] >= _NEAR_ENOUGH), key=lambda pair: -pair[0])
    return [row for _, row in good[:limit]]


def _looser(words: list[str]) -> Iterator[list[str]]:
    for place, word in enumerate(words):
        before, after = words[:place], words[place + 1 :]
        if before or after:
            yield [*before, *after]
        if len(word) > _STEM:
            yield [*before, word[:_STEM], *after]


def _likeness(typed: str, name: str) -> float:
    """How alike two keys are; a name that only goes on longer than what was typed is not punished for it."""
    return max(
        SequenceMatcher(None, typed, name, autojunk=False).ratio(),
        SequenceMatcher(None, typed, name[: len(typed) + 2], autojunk=False).ratio(),
    )
