"""Lists read as plain columns: no model is built, and no serializer run, for a row that is only shown.

A shape made of columns alone is turned into a plan once; a shape that computes anything keeps the usual way.
Both give the same members, which a test holds them to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Func, Model, TextField
from rest_framework import serializers

from foundation.common.api.serializers import Choice, Shape, UtcTime

AS_IT_IS = (
    serializers.BooleanField,
    serializers.CharField,
    serializers.DateField,
    serializers.IntegerField,
    serializers.URLField,
    serializers.UUIDField,
    UtcTime,
)


class Day(Func):
    """A date as `isoformat` writes it."""

    template = "%(expressions)s::text"
    output_field = TextField()


class Moment(Func):
    """A time in UTC as `isoformat` writes it, which leaves out a fraction of nothing."""

    form = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""
    template = f"replace(to_char(%(expressions)s AT TIME ZONE 'UTC', {form}), '.000000Z', 'Z')"
    output_field = TextField()


TIMES: dict[type[serializers.Field], type[Func]] = {serializers.DateField: Day, UtcTime: Moment}


def alias(name: str) -> str:
    return f"written_{name}"


def written(plan: "Plan") -> dict[str, Func]:
    """The times among the columns of a plan, written by the database, by the names they then have."""
    return {alias(name): time(name) for name, time in plan.times.items()}


@dataclass(frozen=True, slots=True)
class Plan:
    """`columns` to read, and how to make of such a row what the shape would."""

    columns: tuple[str, ...]
    times: dict[str, type[Func]]
    show: Callable[[Sequence[Any]], dict[str, Any]]


@cache
def plan(shape: type[serializers.BaseSerializer]) -> Plan | None:
    """The plan of a shape, or None when it holds more than columns."""
    if not issubclass(shape, Shape):
        return None
    columns: list[str] = []
    times: dict[str, type[Func]] = {}
    try:
        show = _members(shape(), _Columns(columns, times, "", shape.Meta.model))
    except _NotPlain:
        return None
    return Plan(tuple(columns), times, show)


class _NotPlain(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is gathered of a shape, and where in it: names of columns, and those that hold times."""

    found: list[str]
    times: dict[str, type[Func]]
    before: str
    model: type[Model]


def _members(shape: Shape, columns: _Columns) -> Callable[[Sequence[Any]], Any]:
    parts = [(name, _part(field, columns)) for name, field in shape.fields.items()]
    return lambda row: {name: part(row) for name, part in parts}


def _part(field: Any, columns: _Columns) -> Callable[[Sequence[Any]], Any]:
    path = field.source.replace(".", "__")
    if isinstance(field, Shape):
        first = len(columns.found)
        there = _Columns(columns.found, columns.times, f"{columns.before}{path}__", _end(columns.model, path))
        inner = _members(field, there)
        return lambda row: None if row[first] is None else inner(row)
    if isinstance(field, serializers.SlugRelatedField):
        path = f"{path}__{field.slug_field}"
    elif type(field) not in (*AS_IT_IS, Choice):
        raise _NotPlain
    _end(columns.model, path)
    place, name = len(columns.found), columns.before + path
    columns.found.append(name)
    if time := TIMES.get(type(field)):
        columns.times[name] = time
        return lambda row: said(row[place])
    if isinstance(field, Choice):
        return lambda row: row[place] or None
    return lambda row: row[place]


def said(time: date | str | None) -> str | None:
    """A day or a moment as JSON says it; the encoder would come to the same, one question after another."""
    if time is None or isinstance(time, str):
        return time
    words = time.isoformat()
    return f"{words[:-6]}Z" if words.endswith("+00:00") else words


def _end(model: type[Model], path: str) -> Any:
    """What a path of fields leads to; a property on the way is no column."""
    found: Any = model
    for name in path.split("__"):
        try:
            field = found._meta.get_field(name)
        except FieldDoesNotExist:
            raise _NotPlain from None
        found = field.related_model or found
    return found
