"""Lists read as plain columns: no model is built, and no serializer run, for a row that is only shown.

A shape made of columns alone is turned into a plan once; a shape that computes anything keeps the usual way.
Both give the same members, which a test holds them to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
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


@dataclass(frozen=True, slots=True)
class Plan:
    """`columns` to read, and how to make of such a row what the shape would."""

    columns: tuple[str, ...]
    show: Callable[[Sequence[Any]], dict[str, Any]]


@cache
def plan(shape: type[serializers.BaseSerializer]) -> Plan | None:
    """The plan of a shape, or None when it holds more than columns."""
    if not issubclass(shape, Shape):
        return None
    columns: list[str] = []
    try:
        show = _members(shape(), columns, "", shape.Meta.model)
    except _NotPlain:
        return None
    return Plan(tuple(columns), show)


class _NotPlain(Exception):
    pass


def _members(
    shape: Shape, columns: list[str], before: str, model: type[Model]
) -> Callable[[Sequence[Any]], Any]:
    parts = [(name, _part(field, columns, before, model)) for name, field in shape.fields.items()]
    return lambda row: {name: part(row) for name, part in parts}


def _part(field: Any, columns: list[str], before: str, model: type[Model]) -> Callable[[Sequence[Any]], Any]:
    path = field.source.replace(".", "__")
    if isinstance(field, Shape):
        first = len(columns)
        inner = _members(field, columns, f"{before}{path}__", _end(model, path))
        return lambda row: None if row[first] is None else inner(row)
    if isinstance(field, serializers.SlugRelatedField):
        path = f"{path}__{field.slug_field}"
    elif type(field) not in (*AS_IT_IS, Choice):
        raise _NotPlain
    _end(model, path)
    place = len(columns)
    columns.append(before + path)
    if isinstance(field, Choice):
        return lambda row: row[place] or None
    return lambda row: row[place]


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
