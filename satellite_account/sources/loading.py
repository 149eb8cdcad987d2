"""Loading a version: a few thousand rows a transaction by COPY. What was cut off goes on where it stopped."""

import csv
import logging
import zlib
from collections.abc import Callable
from itertools import islice
from typing import Any
from zipfile import BadZipFile

from django.db import DataError, connection, transaction
from django.utils import timezone

from foundation import audit
from foundation.common.actors import SYSTEM
from satellite_account.enums import Loading
from satellite_account.models import Problem, Version
from satellite_account.sources import describing, layouts, reading, targets
from satellite_account.sources.columns import Unreadable
from satellite_account.sources.layouts import FILE, Layout
from satellite_account.sources.sheets import Doubtful, Odd
from satellite_account.sources.storing import NotReadable, opened

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 5_000
MOST_PROBLEMS = 1_000
# What a broken file makes of its readers. Anything else, such as a database that is away, is no fault of the file.
UNREADABLE = (
    BadZipFile,
    zlib.error,
    csv.Error,
    ArithmeticError,
    DataError,
    EOFError,
    NotImplementedError,
    ValueError,
)
BROKEN = "a file that can be read to its end (%(error)s). Download it again"

Told = Callable[[Version], None]


def silent(version: Version) -> None:
    """Nobody watches."""


def load(version: Version, told: Told = silent) -> Version:
    """Read the file of a version into its table, or list everything that is wrong with it. Safe to repeat."""
    if version.state in {Loading.READY, Loading.REFUSED}:
        return version
    layout = layouts.get(version.dataset.layout)
    _enter(version, layout)
    try:
        with opened(version) as (name, stream, length):
            _read(version, layout, name, stream, length, told)
    except NotReadable as error:
        _complain(version, [Problem(version=version, row=0, expected=str(error)[:400])])
    except UNREADABLE as error:  # it must not hold up those behind it
        logger.exception("a source could not be read", extra={"version": version.pk})
        said = BROKEN % {"error": type(error).__name__}
        _complain(version, [Problem(version=version, row=0, expected=said)])
    _settle(version, layout)
    told(version)
    return version


@transaction.atomic
def _enter(version: Version, layout: Layout) -> None:
    """Where it stopped; a file that is only checked is checked from its beginning."""
    if layout.into == FILE:
        version.problems.all().delete()
        version.position = version.rows = version.passed_over = version.problems_found = 0
    version.state, version.touched_at = Loading.LOADING, timezone.now()
    version.save()


def _read(version: Version, layout: Layout, name: str, stream: Any, length: int, told: Told) -> None:
    heading, source = reading.rows(name, stream, layout)
    if heading.complaints:
        _complain(
            version,
            [
                Problem(version=version, row=1, column=column[:80], expected=said[:400])
                for column, said in heading.complaints
            ],
        )
        return
    for _ in islice(source, version.position):
        pass
    seen: dict[tuple[Any, ...], int] = {}
    while True:
        batch = _Batch(version, layout, heading.places, seen)
        for cells in islice(source, ROWS_AT_ONCE):
            batch.take(cells)
        if not batch.seen:
            return
        batch.write(min(stream.at / max(length, 1), 1.0))
        told(version)


class _Batch:
    """Some rows of the file, and what was wrong with the others. Row 1 of the file is its heading."""

    def __init__(
        self, version: Version, layout: Layout, places: list[int], keys: dict[tuple[Any, ...], int]
    ) -> None:
        self.version, self.layout, self.keys = version, layout, keys
        self.columns = [
            (number, column) for number, column in enumerate(layout.columns) if places[number] >= 0
        ]
        self.names = targets.names(layout.into)
        self.seen = self.passed_over = 0
        self.rows: list[list[Any]] = []
        self.problems: list[Problem] = []

    def take(self, cells: list[str] | str) -> None:
        self.seen += 1
        row = self.version.position + self.seen + 1
        if isinstance(cells, str):
            self._doubt(row, "", "", cells)
            return
        if not cells:
            return
        if isinstance(cells, Doubtful):
            self._doubt_cells(row, cells)
            return
        values: dict[str, Any] = dict(self.layout.fixed)
        right = True
        for number, column in self.columns:
            try:
                values[column.to] = column.value(cells[number])
            except Unreadable as error:
                right = False
                self._doubt(row, column.name, cells[number], str(error))
        if right:
            self._finish(row, values, cells)

    def _doubt_cells(self, row: int, cells: Doubtful) -> None:
        """A row with odd cells is not kept; what is wrong with its other cells is said all the same."""
        for number, column in self.columns:
            cell = cells[number]
            try:
                if isinstance(cell, Odd):
                    raise Unreadable(cell.expected)
                column.value(cell.strip())
            except Unreadable as error:
                self._doubt(row, column.name, cell, str(error))

    def _finish(self, row: int, values: dict[str, Any], cells: list[str]) -> None:
        try:
            finished = self.layout.finish(values)
        except Unreadable as error:
            self._doubt(row, self.layout.columns[0].name, cells[0], str(error))
            return
        if finished is None:
            self.passed_over += 1
        elif self._is_first(row, finished):
            self.rows.append([self.version.pk, row, *map(finished.get, self.names)])

    def _is_first(self, row: int, values: dict[str, Any]) -> bool:
        """Files that have no table of their own: is this key new?"""
        if not self.layout.key_columns:
            return True
        key = tuple(map(values.get, self.layout.key_columns))
        first = self.keys.setdefault(key, row)
        if first != row:
            named = ", ".join(self.layout.key_columns)
            self._doubt(row, named, " × ".join(map(str, key)), f"each once; row {first} has the same")
        return first == row

    def _doubt(self, row: int, column: str, found: str, expected: str) -> None:
        found = found.replace("\x00", "")[:80]
        self.problems.append(
            Problem(version=self.version, row=row, column=column[:80], found=found, expected=expected[:400])
        )

    @transaction.atomic
    def write(self, share: float) -> None:
        version = self.version
        with connection.cursor() as cursor:
            targets.write(cursor, self.layout.into, self.rows)
        _keep(version, self.problems)
        version.rows += len(self.rows)
        version.passed_over += self.passed_over
        version.position += self.seen
        version.share, version.touched_at = share, timezone.now()
        version.save(
            update_fields=["rows", "passed_over", "position", "share", "touched_at", "problems_found"]
        )


def _keep(version: Version, problems: list[Problem]) -> None:
    """All are counted; the first thousand are listed."""
    room = max(MOST_PROBLEMS - version.problems_found, 0)
    Problem.objects.bulk_create(problems[:room])
    version.problems_found += len(problems)


@transaction.atomic
def _complain(version: Version, problems: list[Problem]) -> None:
    _keep(version, problems)
    version.save(update_fields=["problems_found"])


@transaction.atomic
def _settle(version: Version, layout: Layout) -> None:
    """Ready, or refused with nothing kept of it but the list of what was wrong."""
    twice = list(targets.repeated(layout, version, MOST_PROBLEMS))
    _keep(version, twice)
    refused = bool(version.problems_found and layout.strict) or not version.rows
    if not version.rows and not version.problems_found:
        _keep(version, [Problem(version=version, row=0, expected="at least one row below the heading")])
    version.state = Loading.REFUSED if refused else Loading.READY
    if refused:
        targets.clear(layout.into, version)
        version.rows = 0
    else:
        version.rows -= targets.drop_repeated(layout, version)
        version.facts = describing.facts(layout, version)
    version.share, version.settled_at = 1.0, timezone.now()
    version.save()
    audit.record(
        by=SYSTEM, verb="satellite.loaded", target=version, after=version.state,
        rows=version.rows, problems=version.problems_found,
    )  # fmt: skip
