"""PostgreSQL as Django knows it, but a connection that was used a moment ago is not asked whether it is alive.

Django's check costs a round trip for each request. A server takes longer to come back than `TRUSTED`, so no connection
from before that is handed out unasked.
"""

from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import ConnectionPool

TRUSTED = 0.5  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and not _alive(connection):
            self.pool.putconn(connection)  # which sees that it is broken and makes another
            connection = super().get_new_connection(conn_params)
        return connection

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.used_at = monotonic()
        super()._close()  # type: ignore[misc]


def _alive(connection: Any) -> bool:
    if monotonic() - getattr(connection, "used_at", 0.0) < TRUSTED:
        return not connection.closed
    try:
        ConnectionPool.check_connection(connection)
    except OperationalError:
        return False
    return True
