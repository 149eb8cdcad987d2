"""What every register's rows become before they are merged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from foundation.directory import reference
from foundation.directory.enums import Nation
from foundation.directory.register.clean import Problem


@dataclass(slots=True)
class Record:
    """One organisation as one register knows it. The order of fields is the order of the stage's columns."""

    key: str
    scheme: str
    number: str
    parent_number: str
    name: str
    other_names: list[str] = field(default_factory=list)
    legal_form: str = ""
    income: int | None = None
    income_year_end: date | None = None
    registered_on: date | None = None
    removed_on: date | None = None
    is_removed: bool = False
    postcode: str = ""
    website: str = ""
    email_domain: str = ""
    company_number: str = ""
    activities: str = ""
    classification: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    nation: str = ""
    region: str = ""
    icnp_section: str = ""
    icnp_group: str = ""
    doubts: list[str] = field(default_factory=list)

    def fact(self, name: str, clean: Callable[..., Any], *value: Any) -> None:
        """Set a fact, or leave it unknown and remember why."""
        try:
            setattr(self, name, clean(*value))
        except Problem as problem:
            self.doubts.append(str(problem))


@dataclass(frozen=True, slots=True)
class Detail:
    """One line about a record from another table: another name (n), a classification (c) or an area (a)."""

    key: str
    kind: str
    value: str
    nation: str | None = None
    region: str | None = None
    icnp_section: str | None = None
    icnp_group: str | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of an extract: how its file is called, its columns, and what a row of it becomes."""

    name: str
    pattern: str
    columns: Sequence[str]
    read: Callable[..., Iterator[Record | Detail]]
    required: bool = True
    delimiter: str = "\t"


@cache
def areas() -> dict[str, tuple[str, str]]:
    """Nation and region of an area, by the name that the register gives it."""
    listed = reference.read("register_areas")
    found = {name.lower(): (nation, "") for nation, names in listed["nations"].items() for name in names}
    for region, names in listed["regions"].items():
        found |= {name.lower(): (Nation.ENGLAND.value, region) for name in names}
    return found
