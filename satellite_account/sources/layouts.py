"""The layouts that a file may have: which columns, into which table, from which publisher."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from satellite_account.enums import Kind
from satellite_account.sources.columns import Column

ROW = "row"
OBSERVATION = "observation"
RELATION = "relation"
FILE = "file"  # checked row by row, and read from the kept file by the runs

Finish = Callable[[dict[str, Any]], dict[str, Any] | None]


def as_it_is(values: dict[str, Any]) -> dict[str, Any] | None:
    return values


@dataclass(frozen=True, slots=True)
class Layout:
    """`finish` completes a row from its values, or passes it over (None). Where not `strict`, a row that cannot be
    read is left out and listed; otherwise one such row refuses the whole file."""

    key: str
    kind: Kind
    title: str
    into: str
    columns: tuple[Column, ...]
    publisher: str = ""
    licence: str = ""
    address: str = ""
    finish: Finish = as_it_is
    strict: bool = True
    fixed: tuple[tuple[str, Any], ...] = ()
    key_columns: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.needed)


_known: dict[str, Layout] = {}


def add(*layouts: Layout) -> None:
    for layout in layouts:
        _known[layout.key] = layout


def get(key: str) -> Layout:
    """The layout of this key; KeyError when there is none."""
    _fill()
    return _known[key]


def every() -> list[Layout]:
    _fill()
    return list(_known.values())


def _fill() -> None:
    if not _known:
        from satellite_account.sources import files, quarterly, registers, tables

        add(*registers.LAYOUTS, *files.LAYOUTS, *tables.LAYOUTS, *quarterly.LAYOUTS)
