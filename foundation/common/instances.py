"""Rows of the ORM from what the database gave, made without asking each field: nothing was typed, nothing is missing."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init

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


def quicken(populators: Iterable[Any]) -> None:
    """The same for rows that come beside another row."""
    for each in populators:
        if not isinstance(each.model_cls, SimpleNamespace):
            each.model_cls = SimpleNamespace(from_db=maker(each.model_cls))
        quicken(each.related_populators)
