"""Keyset paging for pages and API: the cost of page 10,000 is the cost of page 1.

A token is a signed list of the ordering values of the last row shown; whoever edits it gets a clear 400.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid

SALT = "keyset"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows. `next` and `previous` are tokens for `after=`, or None at either end."""

    rows: list[Any]
    next: str | None
    previous: str | None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(queryset: QuerySet, *, order: Sequence[str], after: str | None = None, size: int = 25) -> Page:
    """Read one page in one query.

    `order` names fields of the row ("-due_on" for descending); its last must be unique, none may be null.
    """
    queryset, backwards = placed(queryset, order=order, after=after)
    return _page(list(queryset[: size + 1]), order, size, bool(after), backwards)


def first(rows: list[Any], *, order: Sequence[str], size: int = 25) -> Page:
    """The first page, of rows that were read in order: one more than its size where there are more."""
    return _page(rows, order, size, False, False)


def _page(rows: list[Any], order: Sequence[str], size: int, after: bool, backwards: bool) -> Page:
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more if not backwards else True)
    has_previous = bool(rows) and (after if not backwards else more)
    return Page(
        rows,
        token(rows[-1], order) if has_next else None,
        _write("<", rows[0], order) if has_previous else None,
    )


def placed(queryset: QuerySet, *, order: Sequence[str], after: str | None = None) -> tuple[QuerySet, bool]:
    """The rows beyond a token, in order, and whether the token asks for what comes before it (then in reverse)."""
    place = _read(after, order) if after else None
    backwards = place is not None and place[0] == "<"
    fields = [_flip(field) for field in order] if backwards else list(order)
    queryset = queryset.order_by(*fields)
    return (queryset.filter(_beyond(fields, place[1])) if place is not None else queryset), backwards


def token(row: Model, order: Sequence[str]) -> str:
    """The token of the page that begins after `row`."""
    return _write(">", row, order)


def _flip(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _beyond(fields: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after `values` in the order of `fields`: the first bound is repeated so that an index range serves it."""
    condition = Q()
    for depth in reversed(range(len(fields))):
        field = fields[depth].lstrip("-")
        compare = "lt" if fields[depth].startswith("-") else "gt"
        strictly = Q(**{f"{field}__{compare}": values[depth]})
        condition = strictly | (Q(**{field: values[depth]}) & condition) if condition else strictly
    first = fields[0].lstrip("-")
    bound = "lte" if fields[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.lstrip("-").split("__"):
        value = getattr(value, name)
    return value


def _write(direction: str, row: Model, order: Sequence[str]) -> str:
    values = [_pack(_value(row, field)) for field in order]
    return signing.dumps([direction, list(order), values], salt=SALT, compress=False)


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value if isinstance(value, int | str | bool) else str(value)


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])
    return value


def _read(token: str, order: Sequence[str]) -> tuple[str, list[Any]]:
    refusal = Invalid(_("This page link is damaged or out of date. Start again from the first page."))
    if len(token) > 600:
        raise refusal
    try:
        direction, named, values = signing.loads(token, salt=SALT)
    except (signing.BadSignature, json.JSONDecodeError, ValueError, TypeError, UnicodeError):
        raise refusal from None
    if list(named) != list(order):
        raise refusal
    return direction, [_unpack(value) for value in values]
