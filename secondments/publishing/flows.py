"""The picture of who moves where: bands between fields of civil society and departments, as wide as the numbers."""

from dataclasses import dataclass
from typing import Any

from foundation.directory.enums import Section
from foundation.directory.models import Department

WIDTH, HEIGHT, NODE, GAP, TOP = 900.0, 460.0, 14.0, 10.0, 26.0
LEFT, RIGHT = 300.0, 600.0


@dataclass(frozen=True, slots=True)
class Node:
    label: str
    count: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    path: str
    width: float
    way: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    left: list[Node]
    right: list[Node]
    bands: list[Band]
    rows: list[list[Any]]
    height: float
    hidden: int


def picture(flows: list[list[Any]]) -> Picture | None:
    """Bands for the flows that may be published; how many more there are is said in words, not drawn."""
    known = [flow for flow in flows if flow[3]]
    if not known:
        return None
    left, right = _totals(known, 1), _totals(known, 2)
    most = max(sum(left.values()), 1)
    scale = (HEIGHT - GAP * max(len(left), len(right))) / most
    sections = _nodes(left, _section, LEFT, scale)
    departments = _nodes(right, _departments(right), RIGHT, scale)
    bands = _bands(known, sections, departments, scale)
    rows = [[sections[f[1]].label, departments[f[2]].label, f[0], f[3]] for f in known]
    tall = max(node.y + node.height for node in (*sections.values(), *departments.values())) + 12
    return Picture(
        list(sections.values()),
        list(departments.values()),
        bands,
        rows,
        round(tall, 1),
        len(flows) - len(known),
    )


def _totals(flows: list[list[Any]], place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for flow in flows:
        found[flow[place]] = found.get(flow[place], 0) + flow[3]
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _section(code: str) -> str:
    return str(Section(code.replace("-", "")).label)


def _departments(codes: dict[str, int]) -> Any:
    names = {one.code: str(one) for one in Department.objects.filter(code__in=codes)}
    return lambda code: names.get(code, code)


def _nodes(totals: dict[str, int], label: Any, x: float, scale: float) -> dict[str, Node]:
    found, y = {}, TOP
    for code, count in totals.items():
        height = max(count * scale, 2.0)
        found[code] = Node(label(code), count, x, round(y, 1), round(height, 1))
        y += height + GAP
    return found


def _bands(
    flows: list[list[Any]], sections: dict[str, Node], departments: dict[str, Node], scale: float
) -> list[Band]:
    """Stacked at both ends in the order of the nodes, so that bands cross as little as they can."""
    start = {code: node.y for code, node in sections.items()}
    end = {code: node.y for code, node in departments.items()}
    order = {code: n for n, code in enumerate([*sections, *departments])}
    found = []
    for way, section, department, count in sorted(flows, key=lambda f: (order[f[1]], order[f[2]], f[0])):
        width = count * scale
        y1, y2 = start[section] + width / 2, end[department] + width / 2
        start[section] += width
        end[department] += width
        x1, x2 = LEFT + NODE, RIGHT
        middle = (x1 + x2) / 2
        path = f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
        label = f"{sections[section].label} – {departments[department].label}: {count}"
        found.append(Band(path, round(max(width, 1.0), 1), way, label))
    return found
