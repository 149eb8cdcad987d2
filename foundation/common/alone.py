"""A piece of work that only one process does at a time, however long it takes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

# The lock goes with its transaction, which does nothing else: no allowance of the portal's visitors ends it.
PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0"


@contextmanager
def alone(*key: int) -> Iterator[bool]:
    """Whether this process has it to itself; one that dies lets go. `key` is one number, or two small ones.

    Held by a transaction on a connection of its own: a lock of a session would stay behind with a proxy that hands
    connections around, and keep everybody out.
    """
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute(PATIENT)
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({', '.join(['%s'] * len(key))})", key)
            got = bool(cursor.fetchone()[0])
        yield got
    finally:
        with suppress(DatabaseError):  # whoever lost the connection has let go already
            own.rollback()
        own.close()
