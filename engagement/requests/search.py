"""Full-text search over requests: accents and case fold away, words match by prefix, the query is never raw SQL."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from foundation.common.text import fold

WORD = re.compile(r"[\w']+", re.UNICODE)
MAX_WORDS = 12


class _Words(Func):
    """An immutable tsvector expression; the same object serves the index and the query, so the index is used."""

    output_field = SearchVectorField()
    fields: tuple[str, ...] = ()

    def __init__(self, **extra: object) -> None:
        super().__init__(*[F(name) for name in self.fields], **extra)
        joined = " || ' ' || ".join(["%s"] * len(self.fields))
        self.template = f"to_tsvector('simple', fold({joined}))"

    def as_sql(self, compiler, connection, **extra):  # type: ignore[override]
        parts, params = [], []
        for expression in self.source_expressions:
            sql, values = compiler.compile(expression)
            parts.append(sql)
            params.extend(values)
        return self.template % tuple(parts), params

    def deconstruct(self):  # type: ignore[no-untyped-def]
        return f"{type(self).__module__}.{type(self).__qualname__}", [], {}


class PrivateWords(_Words):
    """Everything that somebody with access may search."""

    fields = ("title", "ask", "why_now", "organisation_name", "place")


class PublicWords(_Words):
    """Only what the public register shows."""

    fields = ("title", "organisation_name")


class PrivateText(_Words):
    """What `PrivateWords` indexes, as folded text: cheaper to try on a few hundred rows than to parse them."""

    output_field = TextField()
    fields = PrivateWords.fields

    def __init__(self, **extra: object) -> None:
        super().__init__(**extra)
        self.template = self.template.removeprefix("to_tsvector('simple', ").removesuffix(")")


class PublicText(PrivateText):
    """What `PublicWords` indexes, as folded text."""

    fields = PublicWords.fields


def words(text: str) -> list[str]:
    """The words of a text, folded, each once."""
    return list(dict.fromkeys(WORD.findall(fold(text[:200]))))[:MAX_WORDS]


def mentioning(rows: QuerySet, words: list[str], text: type[PrivateText] = PrivateText) -> QuerySet:
    """Of a bounded set of rows, those in which each of these words begins a word."""
    rows = rows.alias(said=text()) if words else rows
    for word in words:
        rows = rows.filter(said__regex=rf"\m{word}")
    return rows


def query(text: str) -> SearchQuery | None:
    """Words of `text` as a prefix query, or None when it holds no word to look for."""
    words = WORD.findall(text[:200])[:MAX_WORDS]
    if not words:
        return None
    raw = " & ".join("'" + word.replace("'", "''") + "':*" for word in words)
    folded = Func(Value(raw), function="fold", output_field=CharField())
    return SearchQuery(folded, search_type="raw", config="simple")


__all__ = ["Coalesce", "PrivateText", "PrivateWords", "PublicText", "PublicWords", "mentioning", "query"]
