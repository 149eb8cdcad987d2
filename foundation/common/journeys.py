"""Statements on their way to the database: any number in one journey, each with less work than a cursor makes of it.

What the server has planned is kept by the driver, for its cursors and for this alike.
"""

import time
from collections.abc import Generator, Sequence
from functools import lru_cache
from typing import Any

from psycopg import errors, generators
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus

FAILED = ExecStatus.FATAL_ERROR
COMMIT = b"COMMIT"


class Asked:
    """A statement. What it found can be read once it has arrived."""

    __slots__ = ("_load", "formats", "params", "query", "result", "sql", "types")

    def __init__(self, sql: str, values: Sequence[Any], load: Any) -> None:
        self.sql, self.query, self._load = sql, numbered(sql), load
        self.params = load.dump_sequence(values, [PyFormat.AUTO] * len(values))
        self.types, self.formats = load.types or (), load.formats
        self.result: Any = None

    def fetchall(self) -> list[tuple[Any, ...]]:
        if self.result is None:
            raise RuntimeError("What is asked in a journey is read after it.")
        self._load.set_pgresult(self.result)
        return self._load.load_rows(0, self.result.ntuples, tuple)

    def fetchone(self) -> Any:
        return next(iter(self.fetchall()), None)


class Setting(Asked):
    """How the database is to run the next one: it asks nothing."""

    __slots__ = ()


@lru_cache(maxsize=1024)
def numbered(sql: str) -> bytes:
    """With `$1`, `$2` in place of each `%s`, as the server wants it."""
    first, *rest = sql.replace("%%", "\0").split("%s")
    parts = [first, *(f"${number}{part}" for number, part in enumerate(rest, 1))]
    return "".join(parts).replace("\0", "%").encode()


def loads(connection: Any) -> Any:
    """What turns values into the database's words and back, kept with the connection."""
    found = getattr(connection, "loads", None)
    if found is None:
        found = connection.loads = Transformer(connection)
    return found


def travel(wrapper: Any, asked: Sequence[Asked], *, commit: bool = False) -> None:
    """Send these statements, and the commit behind them; the first that fails undoes all and is raised."""
    wrapper.validate_thread_sharing()
    wrapper.validate_no_broken_transaction()
    connection, started = wrapper.connection, time.monotonic()
    try:
        with wrapper.wrap_database_errors, connection.lock:
            _send(connection, asked, commit)
    finally:
        if wrapper.queries_logged:
            taken = f"{time.monotonic() - started:.3f}"
            logged = (each.sql for each in asked if not isinstance(each, Setting))
            wrapper.queries_log.extend({"sql": sql, "time": taken} for sql in logged)


def _send(connection: Any, asked: Sequence[Asked], commit: bool) -> None:
    known, server = connection._prepared, connection.pgconn
    if known._to_flush:
        connection.wait(known.maintain_gen(connection))
    idle = server.transaction_status == TransactionStatus.IDLE
    begin = connection._get_tx_start_command() if idle and not connection.autocommit else b""
    plans = [known.get(each) for each in asked]
    many = bool(begin) + len(asked) + sum(plan.name == "SHOULD" for plan, _name in plans) + commit
    if many > 1:
        server.enter_pipeline_mode()
    try:
        if begin:
            server.send_query_params(begin, None)
        checks = [_ask(server, known, each, *plan) for each, plan in zip(asked, plans, strict=True)]
        if commit:
            server.send_query_params(COMMIT, None)
        results = connection.wait(_arrive(server, many))
    except BaseException:
        connection.close()  # nobody knows what it still has to say
        raise
    _sort(connection, asked, checks, results, bool(begin))


def _ask(server: Any, known: Any, each: Asked, plan: Any, name: bytes) -> tuple[Any, Any, bytes]:
    if plan.name == "NO":
        server.send_query_params(each.query, each.params, param_types=each.types, param_formats=each.formats)
    else:
        if plan.name == "SHOULD":
            server.send_prepare(name, each.query, param_types=each.types)
        server.send_query_prepared(name, each.params, param_formats=each.formats)
    return known.maybe_add_to_cache(each, plan, name), plan, name


def _arrive(server: Any, many: int) -> Generator[Any, Any, list[Any]]:
    """A result for each thing that was sent."""
    if many == 1:
        return (yield from generators.execute(server))
    server.pipeline_sync()
    found = yield from generators.execute(server)
    while len(found) < many:
        found += yield from generators.fetch_many(server)
    yield from generators.fetch_many(server)  # the end of the journey
    server.exit_pipeline_mode()
    return found


def _sort(
    connection: Any, asked: Sequence[Asked], checks: list[Any], results: list[Any], begun: bool
) -> None:
    known = connection._prepared
    for result in results:
        if result.status == FAILED:
            known.clear()  # what was to be planned behind it was not
            raise errors.error_from_result(result, encoding="utf-8")
    place = int(begun)
    for each, (key, plan, name) in zip(asked, checks, strict=True):
        place += plan.name == "SHOULD"
        each.result = results[place]
        place += 1
        if key is not None:
            known.validate(key, plan, name, [each.result])
