"""What a costly fixture wrote is kept in memory and put back for the next that asks: it is made once in a process.

The rows that come back are those that were made, by COPY, with their ids: sequences never go back, so nobody else has
them meanwhile.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import NamedTuple, TypeVar

from django.db import connection, transaction

from tests.database import KEPT, ask, tables

T = TypeVar("T")
BEGUN = "SELECT pg_current_xact_id()::text::bigint & 4294967295"


class _Rows(NamedTuple):
    table: str
    columns: str
    whole: bool  # a table that the migrations filled comes back whole: its rows may have been changed
    lines: bytes


_made: dict[Callable[[], object], tuple[object, list[_Rows]]] = {}


@transaction.atomic
def once(make: Callable[[], T]) -> T:
    """What `make` returned, and every row that it wrote. To be asked for before anything else is written."""
    if make not in _made:
        newer = f"xmin::text::bigint >= {ask(BEGUN)[0][0]}"
        assert not _tables_with(newer), "Ask for what is kept before anything else is written."
        result = make()
        _made[make] = deepcopy(result), [_rows(name, newer) for name in _tables_with(newer)]
        return result
    result, kept = _made[make]
    for rows in kept:
        _put_back(rows)
    return deepcopy(result)  # type: ignore[return-value]


def _tables_with(newer: str) -> list[str]:
    looks = [
        f"(SELECT '{name}' WHERE EXISTS (SELECT FROM public.{name} WHERE {newer}))"
        for name in tables("public")
    ]
    return [name for (name,) in ask(" UNION ALL ".join(looks))]


def _rows(name: str, newer: str) -> _Rows:
    table, whole = tables("public")[name], name in tables(KEPT)
    assert not (whole and table.guarded), f"{name} would have to be emptied."
    which = "TRUE" if whole else newer
    asked = f"COPY (SELECT {table.columns} FROM public.{name} WHERE {which}) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        return _Rows(name, table.columns, whole, b"".join(copy))


def _put_back(rows: _Rows) -> None:
    if rows.whole:
        ask(f"DELETE FROM public.{rows.table}")
    asked = f"COPY public.{rows.table} ({rows.columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        copy.write(rows.lines)
