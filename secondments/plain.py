"""The nouns of the pure packages as plain JSON values and back, guided by their own types."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from secondments.wording import Both, Pence, Percent, Reason, Steps

T = TypeVar("T")
MARKED: Mapping[str, Callable[[Any], Any]] = {
    "pence": Pence,
    "percent": Percent,
    "date": date.fromisoformat,
    "steps": lambda rows: Steps(tuple((date.fromisoformat(since), *more) for since, *more in rows)),
    "both": lambda pair: Both(*pair),
}


def plain(value: Any) -> Any:
    """Dataclasses and mappings become objects, dates and enums text, sets sorted lists."""
    if isinstance(value, Reason):
        return {"code": value.code, "values": {name: _marked(found) for name, found in value.values}}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def restored(kind: type[T], data: Any) -> T:
    """What `plain` made of a value of this type, as that value again. Unknown fields are a TypeError."""
    return _restored(kind, data)


def _restored(kind: Any, data: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _restored(next(arg for arg in inner if arg is not type(None)), data)
    if origin is tuple:
        return _tuple(inner, data)
    if origin is frozenset:
        return frozenset(_restored(inner[0], item) for item in data)
    if origin is dict:
        return {_key(inner[0], key): _restored(inner[1], item) for key, item in data.items()}
    return _single(kind, data)


def _tuple(inner: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_restored(inner[0], item) for item in data)
    return tuple(_restored(kind, item) for kind, item in zip(inner, data, strict=True))


def _key(kind: Any, key: str) -> Any:
    return _restored(kind, int(key) if issubclass(kind, int) else key)


def _single(kind: Any, data: Any) -> Any:
    if kind is Reason:
        return Reason(data["code"], tuple((name, _unmarked(found)) for name, found in data["values"].items()))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _restored(hints.get(name), item) for name, item in data.items()})
    if kind in (date, datetime):
        return kind.fromisoformat(data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Enum) else data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _marked(value: Any) -> Any:
    """A value of a reason, with its kind where JSON would forget it."""
    match value:
        case Pence():
            return {"pence": int(value)}
        case Percent():
            return {"percent": int(value)}
        case date():
            return {"date": value.isoformat()}
        case Steps():
            return {"steps": plain(value.rows)}
        case Both():
            return {"both": [value.english, value.welsh]}
    return value


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        ((name, inner),) = value.items()
        return MARKED[name](inner)
    return value
