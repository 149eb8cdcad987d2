"""How common a word is among requests, from the statistics that the database keeps for its search index anyway.

Which way a search goes depends on it: a rare word is looked up in the index, a common one is met soon enough by
reading along the queue. Statistics are minutes old at best, so what is known is kept for a while.
"""

from django.core.cache import cache
from django.db import connection

from engagement.requests import search

KEPT = "requests:common-words"
SECONDS = 600
WORTH_KNOWING = 500
SQL = """
SELECT word, frequency * tuples FROM (
    SELECT unnest(most_common_elems::text::text[]) AS word,
           unnest(most_common_elem_freqs[1:cardinality(most_common_elems::text::text[])]) AS frequency,
           (SELECT reltuples FROM pg_class WHERE oid = to_regclass('requests_engagementrequest')) AS tuples
    FROM pg_stats WHERE tablename = 'request_words' AND schemaname = current_schema()
) AS known WHERE frequency * tuples > %s
"""


def common() -> dict[str, int]:
    """Rows expected to hold each common word."""
    known = cache.get(KEPT)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(SQL, [WORTH_KNOWING])
            known = {word: int(rows) for word, rows in cursor.fetchall()}
        cache.set(KEPT, known, SECONDS)
    return known


def expected(word: str) -> int:
    """Rows that a word, as the beginning of words, is expected to find."""
    return sum(rows for known, rows in common().items() if known.startswith(word))


def rarest(text: str, few: int) -> str | None:
    """The word of `text` that fewest rows hold, if no more than `few` are expected; "" when it has no word at all.

    Only that one is worth the index: looking up all of them would cost what the commonest costs.
    """
    found = search.words(text)
    if not found:
        return ""
    rows, _length, word = min((expected(word), -len(word), word) for word in found)
    return word if rows <= few else None
