"""Places, departments, ministers and priorities as dated facts, written by hand in versioned files of this room.

Reading them twice changes nothing; rows that are not in the files are left alone.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

_DATA = Path(__file__).parent / "data"
GetModel = Callable[[str, str], Any]


def read(name: str) -> dict[str, Any]:
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def load_reference_data(get_model: GetModel = apps.get_model) -> None:
    """Bring the database up to the files. A migration passes its own `get_model`."""
    place, department = get_model("directory", "Place"), get_model("directory", "Department")
    for row in read("places")["places"]:
        place.objects.update_or_create(code=row["code"], defaults=_without(row, "code"))
    _load_departments(department, read("departments")["departments"])
    ids = dict(department.objects.values_list("code", "pk"))
    _load_frameworks(get_model, read("priorities")["frameworks"], ids)
    _load_ministers(get_model("directory", "Minister"), read("ministers"), ids)


def _load_departments(department: Any, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    for row in rows:
        facts = _without(row, "code", "successor") | {"valid_to": _day(row.get("valid_to"))}
        department.objects.update_or_create(code=row["code"], defaults=facts)
    for row in rows:
        if successor := row.get("successor"):
            department.objects.filter(code=row["code"]).update(
                successor=department.objects.get(code=successor)
            )


def _load_frameworks(get_model: GetModel, frameworks: Iterable[dict[str, Any]], ids: dict[str, int]) -> None:
    for row in frameworks:
        framework, _ = get_model("directory", "PriorityFramework").objects.update_or_create(
            code=row["code"],
            defaults=_without(row, "code", "priorities") | {"valid_to": _day(row.get("valid_to"))},
        )
        for position, priority in enumerate(row["priorities"], start=1):
            facts = _without(priority, "code", "lead", "contributing")
            facts |= {"position": position, "lead_department_id": ids[priority["lead"]]}
            saved, _ = get_model("directory", "Priority").objects.update_or_create(
                framework=framework, code=priority["code"], defaults=facts
            )
            saved.contributing.set([ids[code] for code in priority.get("contributing", [])])


def _load_ministers(minister: Any, listed: dict[str, Any], ids: dict[str, int]) -> None:
    for row in listed["ministers"]:
        minister.objects.update_or_create(
            department_id=ids[row["department"]],
            name=row["name"],
            post=row["post"],
            valid_from=_day(row.get("valid_from")),
            defaults={"seen_on": _day(listed["seen_on"]), "valid_to": _day(row.get("valid_to"))},
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in names}
