"""PostgreSQL as Django knows it, with less work for each request.

A connection used a moment ago is not asked whether it is alive, which costs a round trip: no server comes back within
`TRUSTED`. What is written last may travel with the commit (`foundation.common.prepared.together`).
"""

from time import monotonic
from typing import Any

from django.db.backends.base.base import debug_transaction  # type: ignore[attr-defined]
from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import ConnectionPool

from foundation.common.journeys import Asked, travel
from foundation.common.postgresql.moments import adapters

TRUSTED = 0.5  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    # What a journey that is being put together has to send, and what is left to go with the commit.
    journey: list[Asked] | None = None
    leaving: tuple[Asked, ...] = ()

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        return params | {"context": adapters(params["context"])}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and not _alive(connection):
            self.pool.putconn(connection)  # which sees that it is broken and makes another
            connection = super().get_new_connection(conn_params)
        return connection

    def _set_autocommit(self, autocommit: bool) -> None:
        if self.connection.autocommit != autocommit:
            super()._set_autocommit(autocommit)  # type: ignore[misc]

    def settle(self) -> None:
        """Send what waits: something else is asked now."""
        waiting, self.leaving = [*self.leaving, *(self.journey or ())], ()
        if self.journey:
            self.journey.clear()
        if waiting:
            travel(self, waiting)

    def create_cursor(self, name: str | None = None) -> Any:
        self.settle()
        return super().create_cursor(name)

    def _commit(self) -> None:
        if not self.leaving:
            return super()._commit()  # type: ignore[misc]
        waiting, self.leaving = self.leaving, ()
        with debug_transaction(self, "COMMIT"):
            return travel(self, waiting, commit=True)

    def _rollback(self) -> None:
        self.leaving = ()
        super()._rollback()  # type: ignore[misc]

    def _close(self) -> None:
        self.leaving = ()
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
