"""Search in what was read: accents and case fold away, words match by prefix, the query is never raw SQL."""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, F, Func, Value

WORD = re.compile(r"[\w']+", re.UNICODE)
MOST_WORDS = 12


class Words(Func):
    """An immutable tsvector of the text; the same expression serves the index and the query."""

    output_field = SearchVectorField()
    template = "to_tsvector('simple', fold(%(expressions)s))"

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*(expressions or (F("body"),)), **extra)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__qualname__}", [], {}


def query(text: str) -> SearchQuery | None:
    """Words of `text` as a prefix query, or None when it holds no word to look for."""
    words = WORD.findall(text[:200])[:MOST_WORDS]
    if not words:
        return None
    raw = " & ".join("'" + word.replace("'", "''") + "':*" for word in words)
    folded = Func(Value(raw), function="fold", output_field=CharField())
    return SearchQuery(folded, search_type="raw", config="simple")
