"""Published numbers as tables to read and lines to download."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.directory.enums import Section, SizeBand
from foundation.directory.models import Department, Organisation
from secondments import enums

WAYS = ("inward", "outward")
TITLES: dict[str, Any] = {
    "department": _("By department"),
    "grade": _("By grade"),
    "size": _("By size of the civil society body"),
    "section": _("By field of work"),
    "funding": _("By who pays"),
    "partner": _("By partner organisation"),
}
HIDDEN = "[c]"


def shown(data: dict[str, Any]) -> list[dict[str, Any]]:
    """One table for each measure: a row for each group, with what came in and what went out."""
    cells = data["cells"]
    found = []
    for measure, title in TITLES.items():
        groups = sorted({name.split("|")[2] for name in cells if name.startswith(f"{measure}|")})
        words = labels(measure, groups)
        rows = [[words[group], *(_cell(cells, measure, way, group) for way in WAYS)] for group in groups]
        rows.sort(key=lambda row: str(row[0]))
        rows.append([_("All"), *(_cell(cells, "total", way) for way in WAYS)])
        found.append({"id": measure, "title": title, "rows": rows})
    return found


def _cell(cells: dict[str, Any], *name: str) -> Any:
    value = cells.get("|".join(name if name[0] != "total" else name[:2]), 0)
    return HIDDEN if value is None else value


def labels(measure: str, groups: list[str]) -> dict[str, Any]:
    match measure:
        case "department":
            return {one.code: str(one) for one in Department.objects.filter(code__in=groups)}
        case "partner":
            rows = Organisation.objects.filter(ref__in=groups).only("ref", "name")
            return {group: group for group in groups} | {one.ref: one.name for one in rows}
        case "grade":
            return {group: enums.Level(group).label for group in groups}
        case "size":
            return {group: SizeBand(group).label for group in groups}
        case "funding":
            return {group: enums.Funding(group).label for group in groups}
    return {group: Section(group.replace("-", "")).label for group in groups}


def lines(data: dict[str, Any]) -> Iterator[list[Any]]:
    """Every published number as one line; [c] where it is confidential."""
    for name, value in data["cells"].items():
        measure, way, *group = name.split("|")
        yield [measure, way, group[0] if measure == "department" else "", "".join(group), _plain(value)]
    for section, department, way, value in ((f[1], f[2], f[0], f[3]) for f in data["flows"]):
        yield ["flow", way, department, section, _plain(value)]
    for name, value in data["ended"].items():
        measure, way, *group = name.split("|")
        yield [measure, way, "", "".join(group), _plain(value)]
    for way, weeks in data["medians"].items():
        yield ["median_weeks", way, "", "", weeks]
    for way, count in data["recusals"].items():
        yield ["recusals", way, "", "", count]


def _plain(value: Any) -> Any:
    return HIDDEN if value is None else value
