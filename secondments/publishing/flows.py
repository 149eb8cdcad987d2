"""The pictures of who moves where: fields of civil society on one side, departments on the other."""

from typing import Any

from django.utils.translation import gettext

from foundation.directory.enums import Section
from foundation.directory.models import Department
from secondments.figures.flows import Flow, picture

WAYS = ("inward", "outward")


def pictures(flows: list[list[Any]]) -> list[dict[str, Any]]:
    """One for each way that has any, with its rows for the table beside it."""
    names = {one.code: str(one) for one in Department.objects.filter(code__in={flow[2] for flow in flows})}
    found = []
    for way in WAYS:
        rows = [
            (_section(section), names.get(code, code), count)
            for direction, section, code, count in flows
            if direction == way
        ]
        if not rows:
            continue
        ends = ((row[0], row[1]) if way == "inward" else (row[1], row[0]) for row in rows)
        drawn = picture(
            (Flow(pair[0], pair[1], row[2]) for pair, row in zip(ends, rows, strict=True)),
            width=320,
            height=360,
        )
        found.append({"way": way, "picture": drawn, "rows": rows})
    return found


def _section(code: str) -> str:
    return str(Section(code.replace("-", "")).label) if code else gettext("Other fields")
