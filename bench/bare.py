"""Filling a table without the price of its indexes: they are built once, from what is there at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('f', 'p', 'u') ORDER BY contype DESC
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass
"""


@contextmanager
def bare(*tables: str) -> Iterator[Any]:
    """A cursor in one transaction in which these tables have no indexes, keys or references; afterwards they do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        again = [statement for table in tables for statement in _stripped(cursor, table)]
        yield cursor
        for statement in again:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _stripped(cursor: Any, table: str) -> list[str]:
    """Takes them away. Returns what brings them back: first keys and indexes, then references to other tables."""
    cursor.execute(CONSTRAINTS, [table])
    constraints = cursor.fetchall()
    for name, _definition in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(INDEXES, [table])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    back = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for name, definition in constraints]
    return [definition for _name, definition in indexes] + back
