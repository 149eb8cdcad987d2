"""Reading tables into the stage, a few thousand rows a transaction; the load remembers how far it came."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice

from django.db import connection, transaction

from foundation.directory.models import RegisterLoad, RegisterLoadProblem
from foundation.directory.register.archive import Part, Table, Unreadable
from foundation.directory.register.clean import Problem
from foundation.directory.register.rows import Detail, Record, TableSpec

ROWS_AT_ONCE = 4_000
MOST_PROBLEMS = 1_000

_RECORD = [field.name for field in fields(Record) if field.name != "doubts"]
_DETAIL = [field.name for field in fields(Detail)]
COPY_RECORDS = f"COPY directory_register_stage (load_id, row, {', '.join(_RECORD)}) FROM STDIN"
COPY_DETAILS = f"COPY directory_register_detail (load_id, {', '.join(_DETAIL)}) FROM STDIN"

Told = Callable[[int, float], None]


def read_table(load: RegisterLoad, spec: TableSpec, part: Part, told: Told) -> None:
    """Stage one table from where the load left off."""
    table = Table(part, spec.columns, spec.delimiter)
    source = table.rows()
    while table.row < load.position:
        if next(source, None) is None:
            raise Unreadable(f"{part.name} is shorter than it was when the load began.")
    while True:
        batch = _Batch(load, spec)
        for values in islice(source, ROWS_AT_ONCE):
            batch.take(table.row, values)
        if not batch.seen:
            return
        batch.write(table.row)
        told(batch.seen, table.at / max(part.size, 1))


class _Batch:
    """Some rows of one table, and what was wrong with the others."""

    def __init__(self, load: RegisterLoad, spec: TableSpec) -> None:
        self.load, self.spec = load, spec
        self.seen = self.passed_over = 0
        self.records: list[Record] = []
        self.details: list[Detail] = []
        self.problems: list[RegisterLoadProblem] = []

    def take(self, row: int, values: tuple[str, ...] | Exception) -> None:
        self.seen += 1
        if isinstance(values, Exception):
            self._doubt(row, "", f"{values}; the row is left out")
            return
        try:
            found = list(self.spec.read(*values))
        except Problem as problem:
            self._doubt(row, values[0], f"{problem}; the row is left out")
            return
        self.passed_over += not found
        for item in found:
            if isinstance(item, Record):
                self.records.append(item)
                for doubt in item.doubts:
                    self._doubt(row, item.number, doubt)
            else:
                self.details.append(item)

    def _doubt(self, row: int, number: str, problem: str) -> None:
        self.problems.append(
            RegisterLoadProblem(
                load=self.load,
                table=self.spec.name,
                row=row,
                number=number.replace("\x00", "")[:40],
                problem=problem[:300],
            )
        )

    @transaction.atomic
    def write(self, position: int) -> None:
        load = self.load
        with connection.cursor() as cursor:
            self._copy(cursor, COPY_RECORDS, self._record_rows())
            self._copy(cursor, COPY_DETAILS, self._detail_rows())
        room = max(MOST_PROBLEMS - load.problems_found, 0)
        RegisterLoadProblem.objects.bulk_create(self.problems[:room])
        load.rows += len(self.records)
        load.passed_over += self.passed_over if self.spec.required else 0
        load.problems_found += len(self.problems)
        load.position = position
        load.save(update_fields=["rows", "passed_over", "problems_found", "position"])

    def _copy(self, cursor: object, statement: str, rows: Iterator[list]) -> None:
        with cursor.copy(statement) as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)

    def _record_rows(self) -> Iterator[list]:
        for place, record in enumerate(self.records, start=self.load.rows + 1):
            yield [self.load.pk, place, *(getattr(record, name) for name in _RECORD)]

    def _detail_rows(self) -> Iterator[list]:
        for detail in self.details:
            yield [self.load.pk, *(getattr(detail, name) for name in _DETAIL)]


def staged(load: RegisterLoad) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM directory_register_stage WHERE load_id = %s", [load.pk])
        return cursor.fetchone()[0]


def settle(load: RegisterLoad) -> None:
    """Name the numbers that the extract holds twice, and let the planner see what waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO directory_registerloadproblem (load_id, "table", row, number, problem)
               SELECT load_id, 'duplicates', max(row), number, count(*) || ' rows have this number; the last is used'
               FROM directory_register_stage WHERE load_id = %s
               GROUP BY load_id, scheme, number HAVING count(*) > 1 ORDER BY number LIMIT %s""",
            [load.pk, max(MOST_PROBLEMS - load.problems_found, 0)],
        )
        load.problems_found += cursor.rowcount
        load.save(update_fields=["problems_found"])
        cursor.execute("ANALYZE directory_register_stage, directory_register_detail")


def clear(load: RegisterLoad) -> None:
    with connection.cursor() as cursor:
        for table in ("directory_register_stage", "directory_register_detail"):
            cursor.execute(f"DELETE FROM {table} WHERE load_id = %s", [load.pk])  # noqa: S608  (two fixed names)
