"""Published numbers as tables to read and lines to download."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.directory.enums import SizeBand
from foundation.directory.models import Department, Organisation
from secondments import enums
from secondments.figures.quarterly import HIDDEN

WAYS = ("inward", "outward", "all")
TITLES: dict[str, Any] = {
    "department": _("By department"),
    "grade": _("By grade"),
    "partner_size": _("By size of the civil society body"),
    "cost_model": _("By who pays"),
    "outcome": _("By what came of it"),
    "partner": _("By partner organisation"),
}
ORDERED: dict[str, Any] = {
    "grade": enums.Level,
    "partner_size": SizeBand,
    "cost_model": enums.Funding,
    "outcome": enums.Outcome,
}
UNKNOWN = "not known"


def shown(data: dict[str, Any]) -> list[dict[str, Any]]:
    """One table for each measure: a row for each group, with what came in, what went out, and both."""
    cells = {(way, dimension, value): count for way, dimension, value, count in data["rows"]}
    total = [_("All"), *(_plain(cells.get((way, "all", ""), 0)) for way in WAYS)]
    found = []
    for dimension, title in TITLES.items():
        groups = sorted({value for _way, one, value in cells if one == dimension})
        words = labels(dimension, groups)
        rows = [
            [words[group], *(_plain(cells.get((way, dimension, group), 0)) for way in WAYS)]
            for group in _in_order(dimension, groups, words)
        ]
        found.append({"id": dimension, "title": title, "rows": [*rows, total]})
    return found if data["rows"] else []


def _in_order(dimension: str, groups: list[str], words: dict[str, Any]) -> list[str]:
    """Steps of a scale from the lowest up, whatever is not known last; bodies by name."""
    steps = list(ORDERED[dimension].values) if dimension in ORDERED else []
    place = {group: n for n, group in enumerate(steps)}
    return sorted(groups, key=lambda group: (place.get(group, len(steps)), str(words[group])))


def labels(dimension: str, groups: list[str]) -> dict[str, Any]:
    """Names for codes; a code that nobody knows any more stands for itself."""
    found: dict[str, Any] = {group: group for group in groups} | {UNKNOWN: _("Not known")}
    match dimension:
        case "department":
            return found | {one.code: str(one) for one in Department.objects.filter(code__in=groups)}
        case "partner":
            rows = Organisation.objects.filter(ref__in=groups).only("ref", "name")
            return found | {one.ref: one.name for one in rows}
        case "grade":
            return found | dict(enums.Level.choices)
        case "partner_size":
            return found | dict(SizeBand.choices)
        case "cost_model":
            return found | dict(enums.Funding.choices)
    return found | {UNKNOWN: _("Still running")} | dict(enums.Outcome.choices)


def lines(data: dict[str, Any]) -> Iterator[list[Any]]:
    """Every published number as one line; [c] where it is confidential."""
    for way, dimension, value, count in data["rows"]:
        yield [dimension, way, value if dimension == "department" else "", value, _plain(count)]
    for way, measure, answer, count in data.get("lasting", ()):
        yield [f"six_months_after_{measure}", way, "", answer, _plain(count)]
    for way, section, department, count in data["flows"]:
        yield ["flow_to_the_nearest_5", way, department, section, _plain(count)]
    for way, days in data["lengths"].items():
        yield ["median_days", way, "", "", _plain(days)]
    yield ["recusals", "all", "", "", _plain(data["recusals"])]
    yield ["median_days_from_closing_to_match", "all", "", "", _plain(data["days_to_match"])]


def _plain(value: Any) -> Any:
    return HIDDEN if value is None else value
