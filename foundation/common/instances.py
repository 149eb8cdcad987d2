"""Rows of the ORM made without asking each field: of what the database gave, or with what the model gives a new one."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState, post_init, pre_init  # type: ignore[attr-defined]

Make = Callable[[str, Sequence[str], Sequence[Any]], Model]


@cache
def maker(model: type[Model]) -> Make:
    """`from_db` of a model; its own where somebody wants to hear of each row that is made."""
    plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined,misc]
    if not plain or pre_init.has_listeners(model) or post_init.has_listeners(model):
        return model.from_db

    def make(db: str, names: Sequence[str], values: Sequence[Any]) -> Model:
        row = model.__new__(model)
        row._state = state = ModelState()
        state.adding, state.db = False, db
        row.__dict__.update(
            zip(names, values, strict=True)
        )  # a column that was left out is read when asked for
        return row

    return make


@cache
def fresh(model: type[Model]) -> Callable[..., Model]:
    """A new row with these values by the names of their columns, and the model's defaults for the others."""
    if pre_init.has_listeners(model) or post_init.has_listeners(model):
        return model
    fields = {each.attname: each for each in model._meta.concrete_fields}
    made = {
        name: each.default for name, each in fields.items() if each.has_default() and callable(each.default)
    }
    plain = {name: each.get_default() for name, each in fields.items() if name not in made}

    def make(**given: Any) -> Model:
        if wrong := given.keys() - fields.keys():
            raise TypeError(f"{model.__name__} has no column {', '.join(sorted(wrong))}")
        row = model.__new__(model)
        row._state = ModelState()
        row.__dict__.update(plain)
        row.__dict__.update({name: make() for name, make in made.items() if name not in given})
        row.__dict__.update(given)
        return row

    return make


def quicken(populators: Iterable[Any]) -> None:
    """The same for rows that come beside another row."""
    for each in populators:
        if not isinstance(each.model_cls, SimpleNamespace):
            each.model_cls = SimpleNamespace(from_db=maker(each.model_cls))
        quicken(each.related_populators)
