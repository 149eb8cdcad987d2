"""The tables that loads fill: their columns for COPY, what stands where a file is silent, and rows that come twice."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models

from satellite_account.models import Observation, Problem, RegisterRow, Relation, Version
from satellite_account.sources.layouts import FILE, OBSERVATION, RELATION, ROW, Layout

MODELS: dict[str, type[models.Model]] = {ROW: RegisterRow, OBSERVATION: Observation, RELATION: Relation}
PLACE = {ROW: "row", OBSERVATION: "number", RELATION: "row"}
KEY = {
    ROW: ("unit_id",),
    OBSERVATION: ("row", "column", "period"),
    RELATION: ("former", "counted_as", "link"),
}
SILENT: dict[str, dict[str, Any]] = {
    ROW: {"status": "active"},
    OBSERVATION: {"status": "A", "column": "", "period": ""},
    RELATION: {"source": ""},
}


def names(into: str) -> list[str]:
    """The fields that a file fills, in the order of COPY."""
    if into == FILE:
        return []
    taken = {"id", "version", PLACE[into]}
    return [field.name for field in MODELS[into]._meta.concrete_fields if field.name not in taken]


def copy(into: str) -> str:
    columns = ", ".join(f'"{name}"' for name in ("version_id", PLACE[into], *names(into)))
    return f"COPY {MODELS[into]._meta.db_table} ({columns}) FROM STDIN"


def filled(into: str, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """What a file may leave out has its usual value."""
    places = [(2 + names(into).index(name), value) for name, value in SILENT[into].items()]
    for row in rows:
        for place, value in places:
            if row[place] is None:
                row[place] = value
        yield row


def write(cursor: Any, into: str, rows: list[list[Any]]) -> None:
    """COPY the rows; a layout that is read from its file has no table."""
    if into == FILE:
        return
    with cursor.copy(copy(into)) as target:
        for row in filled(into, rows):
            target.write_row(row)


def clear(into: str, version: Version) -> None:
    if into != FILE:
        MODELS[into].objects.filter(version=version).delete()  # type: ignore[attr-defined]


def repeated(layout: Layout, version: Version, most: int) -> Iterator[Problem]:
    """Rows whose key stands in the file twice; the first of each is not among them."""
    if layout.into == FILE:  # found while it was read
        return
    table, place, key = MODELS[layout.into]._meta.db_table, PLACE[layout.into], KEY[layout.into]
    keys = ", ".join(f'"{name}"' for name in key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT at, first, said FROM (SELECT \"{place}\" AS at, concat_ws(' × ', {keys}) AS said,"  # noqa: S608
            f' min("{place}") OVER (PARTITION BY {keys}) AS first FROM {table} WHERE version_id = %s) AS keyed'
            " WHERE at > first ORDER BY at LIMIT %s",
            [version.pk, most],
        )
        found = cursor.fetchall()
    columns = {column.to: column.name for column in layout.columns}
    named = ", ".join(columns[name] for name in key if name in columns)
    for last, first, said in found:
        yield Problem(
            version=version, row=last, column=named[:80], found=said[:80],
            expected=f"each once; row {first} has the same",
        )  # fmt: skip


def drop_repeated(layout: Layout, version: Version) -> int:
    """Of rows with one key the last stays: registers list the newest entry last."""
    if layout.into == FILE or layout.strict:
        return 0
    table, place = MODELS[layout.into]._meta.db_table, PLACE[layout.into]
    same = " AND ".join(f'later."{name}" = early."{name}"' for name in KEY[layout.into])
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} early USING {table} later WHERE early.version_id = %s"  # noqa: S608
            f' AND later.version_id = early.version_id AND later."{place}" > early."{place}" AND {same}',
            [version.pk],
        )
        return cursor.rowcount
