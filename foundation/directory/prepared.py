"""Prepared queries that begin with `visible_to`: composed once for all readers of one standing's shape."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField

from foundation.common.prepared import Prepared, Slot
from foundation.directory.standing import NOBODY, Standing, keep, standing

SETS = (
    *("department_ids", "team_ids", "organisation_ids", "lead_organisation_ids"),
    *("claimed_organisation_ids", "waiting_organisation_ids"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a query may depend on: roles, and which sets have anything in them; never which keys."""

    person: bool
    roles: frozenset[str]
    filled: tuple[str, ...]
    posts: frozenset[str]


def shape(reader: Any, who: Standing) -> Shape:
    filled = tuple(name for name in SETS if getattr(who, name))
    posts = frozenset(role for role, _department in who.departmental)
    return Shape(getattr(reader, "pk", None) is not None, who.roles, filled, posts)


class StandIn:
    """Whoever reads, while the query is composed: the same shape, with slots where the keys will be."""

    is_authenticated = True

    def __init__(self, form: Shape) -> None:
        self.pk = Slot("reader", BigIntegerField()) if form.person else None
        sets: Any = {name: Slot(name, BigIntegerField(), many=True) for name in form.filled}
        keep(self, SlottedStanding(roles=form.roles, departmental=_named(form.posts), **sets))


class SlottedStanding(Standing):
    def departments_as(self, *roles: str) -> Any:
        held = {role for role, _department in self.departmental}
        wanted = ",".join(sorted(held.intersection(roles)))
        return Slot(f"departments as {wanted}", BigIntegerField(), many=True) if wanted else NOBODY


def _named(posts: frozenset[str]) -> Any:
    return frozenset((role, 0) for role in posts)


class Values:
    """What the slots of a stand-in stand for, of one reader; and the values that the caller gave."""

    def __init__(self, reader: Any, who: Standing, given: dict[str, Any]) -> None:
        self.reader, self.who, self.given = reader, who, given

    def __getitem__(self, name: str) -> Any:
        if name in self.given:
            return self.given[name]
        if name == "reader":
            return self.reader.pk
        if name.startswith("departments as "):
            return list(self.who.departments_as(*name.removeprefix("departments as ").split(",")))
        return list(getattr(self.who, name))


class PreparedFor(Prepared):
    """`ROW = PreparedFor(lambda slot, reader: Parcel.objects.visible_to(reader).filter(ref=slot("ref", CharField())))`,
    then `ROW(user, ref="PA-1")`. Anything else that shapes the query goes after the reader and is hashable.
    """

    def __call__(self, reader: Any, *more: Any, **values: Any) -> list[Any]:
        return self.later(reader, *more, **values)()

    def later(self, reader: Any, *more: Any, **values: Any) -> Callable[[], list[Any]]:
        who = standing(reader)
        form = shape(reader, who)
        return self._ask((form, *more), lambda: (StandIn(form), *more), Values(reader, who, values))
