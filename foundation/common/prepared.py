"""Queries that the ORM composes once and the database plans once, for what every page asks.

Composing a query costs Django more than running it. A `Prepared` query keeps the statement and runs it again with other
values: `ONE = Prepared(lambda slot: User.objects.filter(pk=slot("pk", BigIntegerField())))`, then `ONE(pk=3)`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Expression, Field, QuerySet
from django.db.models.query import ModelIterable, NamedValuesListIterable, get_related_populators
from django.db.models.utils import create_namedtuple_class
from django.utils import timezone
from psycopg.sql import Literal

from foundation.common.journeys import Asked, Setting, loads, travel

Compose = Callable[..., QuerySet]
MANY = re.compile(r" IN \(SELECT unnest\((%s::\w+\[\])\)\)")


class Values(Protocol):
    def __getitem__(self, name: str, /) -> Any: ...


class Slot(Expression):
    """A place in a query for a value that each run gives; `many` stands for the list after IN."""

    def __init__(self, name: str, kind: Field, many: bool = False) -> None:
        super().__init__(output_field=kind)
        self.name, self.many = name, many

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        cast = self.output_field.cast_db_type(connection)
        return (f"(SELECT unnest(%s::{cast}[]))" if self.many else f"%s::{cast}"), [self]

    def __len__(self) -> int:
        return 1  # a query with a slot for many is composed for those who have some


@dataclass(slots=True)
class Statement:
    """SQL with the names of its values, and how its rows become what the query gives. Without SQL it gives nothing."""

    sql: str
    names: tuple[str, ...]
    rows: Callable[[Any], Iterator[Any]]
    day: tuple[datetime, datetime] = field(default_factory=lambda: _today())

    @property
    def is_of_today(self) -> bool:
        return self.day[0] <= timezone.now() < self.day[1]


def _today() -> tuple[datetime, datetime]:
    """From its first moment to the first of tomorrow: quicker to compare with than to ask what day it is."""
    first = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC)


class Prepared:
    """A query in as many shapes as its composer is told; what is not in a slot must be the same for all runs of one.

    Dates are the exception: a statement is composed anew each day, so that "in force today" stays true.

    `one_plan`: where planning costs more than running, and one plan fits whatever values, the database is told so. Left
    to itself it plans a statement anew whenever it takes the values of one run to be fewer than usual.
    """

    def __init__(self, compose: Compose, *, one_plan: bool = False) -> None:
        self._compose, self._one_plan = compose, one_plan
        self._known: dict[Any, Statement] = {}

    def __call__(self, *shape: Any, **values: Any) -> list[Any]:
        """The rows. `shape` is what the composer is told beside the slots: hashable, and of few kinds."""
        return self.later(*shape, **values)()

    def later(self, *shape: Any, **values: Any) -> Callable[[], list[Any]]:
        """Ask now and read when the answer is called: within `together`, many are asked in one journey."""
        return self._ask(shape, lambda: shape, values)

    def _ask(self, key: Any, shape: Callable[[], tuple[Any, ...]], values: Values) -> Callable[[], list[Any]]:
        known = self._known.get(key)
        if known is None or not known.is_of_today:
            known = self._known[key] = compiled(self._compose(Slot, *shape()))
        if not known.sql:
            return list
        given = [values[name] for name in known.names]
        run, rows = execute(known.sql, given, one_plan=self._one_plan), known.rows
        return lambda: list(rows(run.fetchall()))


class Insert:
    """`WRITE = Insert(Parcel)`, then `WRITE(parcel)` or `WRITE(*few)`: new rows.

    A key that the database gives is not told to the row. `again`: what a unique index holds already stays as it was.
    """

    def __init__(self, model: type[models.Model], *, again: bool = False) -> None:
        fields = [
            each
            for each in model._meta.concrete_fields
            if not each.generated and not isinstance(each, models.AutoField)
        ]
        self._values = [_value_of(field, adding=True) for field in fields]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        self.sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES '  # noqa: S608
        self.row = f"({', '.join(['%s'] * len(fields))})"
        self.end = " ON CONFLICT DO NOTHING" if again else ""

    def __call__(self, *rows: models.Model) -> None:
        values = [value(row) for row in rows for value in self._values]
        execute(self.sql + ", ".join([self.row] * len(rows)) + self.end, values)
        for row in rows:
            row._state.adding, row._state.db = False, "default"


class Update:
    """`MOVED = Update(Parcel, "state", "moved_at")`, then `MOVED(parcel)`: these columns of a row that is locked."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        found: list[Any] = [model._meta.get_field(name) for name in names]
        columns = ", ".join(f'"{field.column}" = %s' for field in found)
        key: Any = model._meta.pk
        self._values = [_value_of(field, adding=False) for field in (*found, key)]
        self.sql = f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{key.column}" = %s'  # noqa: S608

    def __call__(self, row: models.Model) -> None:
        execute(self.sql, [value(row) for value in self._values])


# Values of these go to the database as they stand; the others are asked what they make of them.
PLAIN = (
    *(models.CharField, models.TextField, models.UUIDField, models.IntegerField, models.BooleanField),
    models.DateTimeField,
)


def _value_of(field: Any, *, adding: bool) -> Callable[[models.Model], Any]:
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    moves = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if isinstance(kind, PLAIN) and not moves:
        return attrgetter(field.attname)
    return lambda row: field.get_db_prep_save(field.pre_save(row, adding), connections["default"])


def execute(sql: str, values: Sequence[Any], *, one_plan: bool = False) -> Asked:
    """Run a statement that the database plans once; within `together` it waits for the others."""
    connection: Any = connections["default"]
    connection.ensure_connection()
    load = loads(connection.connection)
    asked = Asked(sql, values, load)
    # One journey, and one transaction: whatever goes wrong takes the setting back.
    around = [Setting(each, (), load) for each in ONE_PLAN] if one_plan else []
    journey = [*around[:1], asked, *around[1:]]
    if connection.journey is not None:
        connection.journey += journey
    else:
        connection.settle()
        travel(connection, journey)
    return asked


ONE_PLAN = ("SET plan_cache_mode = force_generic_plan", "RESET plan_cache_mode")


@contextmanager
def together(*, with_the_commit: bool = False) -> Iterator[None]:
    """Within a transaction: what is asked and written here goes to the database in one journey.

    Answers are read afterwards, and how many rows were touched is not known within: no `save`, `update` or `delete` of
    the ORM belongs here. What goes wrong with one of them is raised at the end, and undoes all.
    `with_the_commit`: nothing is read any more, so the commit may come in the same journey; it fails as they do.
    """
    connection: Any = connections["default"]
    connection.journey = []
    try:
        yield
        asked = connection.journey
    finally:
        connection.journey = None
    if with_the_commit and connection.in_atomic_block:
        connection.leaving = (*connection.leaving, *asked)
    elif asked:
        connection.settle()
        travel(connection, asked)


def compiled(queryset: QuerySet) -> Statement:
    """The statement of a queryset: constants written out, so that one plan fits, and slots as parameters."""
    connection = connections["default"]
    connection.ensure_connection()
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:  # nobody of this shape sees anything
        return Statement("", (), iter)
    sql = MANY.sub(r" = ANY(\1)", sql)  # which an index can serve
    texts = [
        "%s" if isinstance(each, Slot) else Literal(each).as_string(connection.connection).replace("%", "%%")
        for each in params
    ]
    names = tuple(each.name for each in params if isinstance(each, Slot))
    return Statement(_filled(sql, texts), names, _reader(queryset, compiler))


def _filled(sql: str, texts: list[str]) -> str:
    """The statement with its constants in place; `%%` stays as it is, for the slots are filled at each run."""
    parts = sql.replace("%%", "\0").split("%s")
    whole = "".join(part + text for part, text in zip(parts, [*texts, ""], strict=True))
    return whole.replace("\0", "%%")


def _reader(queryset: QuerySet, compiler: Any) -> Callable[[Any], Iterator[Any]]:
    convert = _converter(compiler)
    if issubclass(queryset._iterable_class, NamedValuesListIterable):
        names: Any = queryset._fields  # type: ignore[attr-defined]
        row = create_namedtuple_class(*names)
        return lambda rows: map(row._make, convert(rows))
    if not issubclass(queryset._iterable_class, ModelIterable):
        return convert
    return lambda rows: _instances(compiler, queryset.db, convert(rows))


def _converter(compiler: Any) -> Callable[[Any], Iterator[Any]]:
    fields = [each[0] for each in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(fields)
    if not converters:
        return iter
    steps = [(place, _quicker(found), expression) for place, (found, expression) in converters.items()]

    def convert(rows: Any) -> Iterator[Any]:
        for row in rows:
            values = list(row)
            for place, found, expression in steps:
                for one in found:
                    values[place] = one(values[place], expression, compiler.connection)
            yield tuple(values)

    return convert


def _quicker(converters: list[Any]) -> list[Any]:
    return [_json if getattr(each, "__func__", None) is READ_JSON else each for each in converters]


READ_JSON = models.JSONField.from_db_value


def _json(value: str | None, expression: Any, connection: Any) -> Any:
    """Most JSON is an empty list, which is quicker made than read."""
    return [] if value == "[]" else READ_JSON(expression.output_field, value, expression, connection)


def _instances(compiler: Any, db: str, rows: Iterator[Any]) -> Iterator[models.Model]:
    """As ModelIterable makes them."""
    info = compiler.klass_info
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [each[0].target.attname for each in compiler.select[start:end]]
    populators = get_related_populators(info, compiler.select, db)  # type: ignore[call-arg]
    beside = list((compiler.annotation_col_map or {}).items())
    for row in rows:
        made = info["model"].from_db(db, names, row[start:end])
        for populator in populators:
            populator.populate(row, made)
        for name, place in beside:
            setattr(made, name, row[place])
        yield made
