"""A test that commits is undone: what the migrations left is kept in a schema of its own and put back afterwards.

Every row keeps its id, so whatever was cached about departments, topics or content types stays true.
"""

import time
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction

KEPT = "kept"  # the schema; it stays in a reused database
PATIENCE = 15.0

TABLES = """
SELECT quote_ident(relname), EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal),
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
FROM pg_class c WHERE relkind = 'r' AND relnamespace = %s::regnamespace ORDER BY relname
"""
MIGRATIONS = "SELECT app, name FROM {}django_migrations ORDER BY app, name"
# A transaction of somebody else (a request still in flight, a worker) would write after we have looked.
OTHERS = """
SELECT pid, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_type = 'client backend' AND xact_start IS NOT NULL
"""


def ask(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


class Table(NamedTuple):
    name: str
    guarded: bool  # by triggers of its own, such as those that keep the audit log from being edited
    columns: str


def tables(schema: str) -> dict[str, Table]:
    return {row[0]: Table(*row) for row in ask(TABLES, schema)}


def keep() -> None:
    """Called once, after the migrations. A reused database may hold what a killed run left: that is put back."""
    if ask("SELECT to_regnamespace(%s)", KEPT) == [(None,)]:
        _copy()
        return
    if ask(MIGRATIONS.format(f"{KEPT}.")) != ask(MIGRATIONS.format("")):
        raise RuntimeError("This test database was made by other migrations. Run once with --create-db.")
    put_back()


@transaction.atomic
def _copy() -> None:
    ask(f"CREATE SCHEMA {KEPT}")
    for name in _with_rows(tables("public")):
        ask(f"CREATE TABLE {KEPT}.{name} AS TABLE public.{name}")


def put_back() -> None:
    """Bring every table to what the migrations left. Tables that nobody changed are only looked at."""
    still_open = _wait_for_others()
    with transaction.atomic():
        _put_back()
    assert not still_open, f"Transactions were left open and have been ended: {still_open}"


def _put_back() -> None:
    ours, kept = tables("public"), tables(KEPT)
    changed = [*_with_rows(ours.keys() - kept.keys()), *_differing(kept)]
    guarded = [name for name in changed if ours[name].guarded]
    for name in guarded:
        ask(f"ALTER TABLE public.{name} DISABLE TRIGGER USER")
    # In one statement each: its foreign keys are looked at when all of it is done, whatever the order of the tables.
    _together(f"DELETE FROM public.{name}" for name in changed)  # of few rows faster than TRUNCATE
    _together(
        f"INSERT INTO public.{name} ({ours[name].columns}) SELECT {ours[name].columns} FROM {KEPT}.{name}"
        for name in changed
        if name in kept
    )
    if changed:
        ask("SET CONSTRAINTS ALL IMMEDIATE")
    for name in guarded:
        ask(f"ALTER TABLE public.{name} ENABLE TRIGGER USER")


def _together(statements: Iterable[str]) -> None:
    parts = [f"part_{number} AS ({statement})" for number, statement in enumerate(statements)]
    if parts:
        ask(f"WITH {', '.join(parts)} SELECT")


def _with_rows(names: Iterable[str]) -> list[str]:
    looks = [f"(SELECT '{name}' WHERE EXISTS (SELECT FROM public.{name}))" for name in names]
    return [name for (name,) in ask(" UNION ALL ".join(looks))]


def _differing(names: Iterable[str]) -> list[str]:
    def digest(schema: str, name: str) -> str:
        return f"(SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {schema}.{name} t)"

    looks = [
        f"(SELECT '{name}' WHERE {digest('public', name)} IS DISTINCT FROM {digest(KEPT, name)})"
        for name in names
    ]
    return [name for (name,) in ask(" UNION ALL ".join(looks))]


def _wait_for_others() -> list[tuple]:
    """Those that did not end in time are ended, so that only the test that left them fails."""
    deadline = time.monotonic() + PATIENCE
    while others := ask(OTHERS):
        if time.monotonic() > deadline:
            ask("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [pid for pid, _query in others])
            return others
        time.sleep(0.02)
    return []
