"""Who sends and who takes the page away wait for each other: a response came before the withdrawal, or it is refused.

Any number may send at once. A lock on the consultation's row would do the same, and be written with each response.
"""

from uuid import UUID

from django.db import connection

from foundation.common.prepared import execute

_LOCK = "SELECT pg_advisory_xact_lock{shared}(hashtext('consultations_taking'), %s::int)"
_LOCK_AT = """
SELECT pg_advisory_xact_lock_shared(hashtext('consultations_taking'), consultation_id::int)
FROM consultations_response WHERE public_id = %s
"""


def take_in(consultation: int) -> None:
    """Until the commit it stays as it is read from now on. Call it before it is read."""
    _wait("_shared", consultation)


def take_in_at(key: UUID) -> None:
    """The same for the consultation of a response; nothing is waited for where there is no such response."""
    execute(_LOCK_AT, [key])


def take_away(consultation: int) -> None:
    """Wait for those who are sending; who comes after them waits for the commit."""
    _wait("", consultation)


def _wait(shared: str, consultation: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(shared=shared), [consultation])


__all__ = ["take_away", "take_in", "take_in_at"]
