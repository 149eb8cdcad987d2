"""The geometry of a flow picture (Sankey): plain numbers for an SVG template, with nothing in them of hidden counts.

A hidden flow is drawn as a thin band of fixed width. Heights and order follow what is drawn, never what was counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

THIN = 3.0  # the width of a band whose number is hidden
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Flow:
    source: str
    target: str
    count: int | None  # None where the number is hidden


@dataclass(frozen=True, slots=True)
class Node:
    """A bar. `count` is None where any of its flows is hidden."""

    label: str
    side: str  # left or right
    x: float
    y: float
    width: float
    height: float
    count: int | None


@dataclass(frozen=True, slots=True)
class Band:
    """A flow between two bars: its upper edge from (x0, y0) to (x1, y1), `thickness` deep, bent half-way."""

    source: str
    target: str
    count: int | None
    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float

    @property
    def path(self) -> str:
        """The outline for the `d` of an SVG path."""
        middle, deep = (self.x0 + self.x1) / 2, self.thickness
        top = f"M{self.x0:.1f},{self.y0:.1f}C{_curve(middle, self.y0, self.x1, self.y1)}"
        return f"{top}V{self.y1 + deep:.1f}C{_curve(middle, self.y1 + deep, self.x0, self.y0 + deep)}Z"


def _curve(middle: float, start: float, x: float, end: float) -> str:
    return ",".join(f"{n:.1f}" for n in (middle, start, middle, end, x, end))


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


def picture(
    flows: Iterable[Flow], width: float = 720, height: float = 420, bar: float = 14, gap: float = 10
) -> Picture:
    """Bars of sources on the left, of targets on the right, bands between them, in an order with few crossings.

    Flows of nought are left out, several between the same bars are one. The picture grows in height when bars or thin
    bands need more room.
    """
    kept = _merged(flow for flow in flows if flow.count != 0)
    if not kept:
        return Picture(width, height, (), ())
    left, right = _ordered(kept)
    most = max(len(left), len(right))
    height = max(height, most * (gap + THIN * 2))
    scale = _scale(kept, height - gap * (most - 1))
    drawn = {(flow.source, flow.target): _thickness(flow, scale) for flow in kept}
    bars = {
        "left": _column(kept, left, "left", 0.0, bar, gap, drawn),
        "right": _column(kept, right, "right", width - bar, bar, gap, drawn),
    }
    lowest = max(node.y + node.height for column in bars.values() for node in column.values())
    bands = _bands(kept, left, right, bars, drawn)
    return Picture(
        width, max(height, lowest), (*bars["left"].values(), *bars["right"].values()), tuple(bands)
    )


def _merged(flows: Iterable[Flow]) -> list[Flow]:
    """One flow for each pair of bars, in order; a sum with a hidden part is hidden."""
    found: dict[tuple[str, str], int | None] = {}
    for flow in flows:
        before = found.get((flow.source, flow.target), 0)
        found[flow.source, flow.target] = (
            None if None in (before, flow.count) else (before or 0) + (flow.count or 0)
        )
    return [Flow(*pair, found[pair]) for pair in sorted(found)]


def _weight(flow: Flow) -> float:
    return 1.0 if flow.count is None else float(flow.count)


def _thickness(flow: Flow, scale: float) -> float:
    return THIN if flow.count is None else max(flow.count * scale, 1.0)


def _scale(flows: list[Flow], room: float) -> float:
    """The depth of one placement, so that the taller column fits."""
    shown = sum(flow.count for flow in flows if flow.count)
    thin = THIN * sum(flow.count is None for flow in flows)
    return max(room - thin, room / 4) / shown if shown else 1.0


def _ordered(flows: list[Flow]) -> tuple[list[str], list[str]]:
    """Both columns, each bar moved towards the middle of what it is joined to, a few times over."""
    left = sorted({flow.source for flow in flows})
    right = sorted({flow.target for flow in flows})
    for _ in range(SWEEPS):
        right = _towards(right, left, [(flow.target, flow.source, _weight(flow)) for flow in flows])
        left = _towards(left, right, [(flow.source, flow.target, _weight(flow)) for flow in flows])
    return left, right


def _towards(moved: list[str], fixed: list[str], joins: list[tuple[str, str, float]]) -> list[str]:
    place = {label: n for n, label in enumerate(fixed)}
    pull = {label: [0.0, 0.0] for label in moved}
    for here, there, weight in joins:
        pull[here][0] += weight * place[there]
        pull[here][1] += weight
    return sorted(moved, key=lambda label: (pull[label][0] / pull[label][1], label))


def _column(
    flows: list[Flow],
    order: list[str],
    side: str,
    x: float,
    bar: float,
    gap: float,
    drawn: dict[tuple[str, str], float],
) -> dict[str, Node]:
    found, y = {}, 0.0
    for label in order:
        mine = [flow for flow in flows if label == (flow.source if side == "left" else flow.target)]
        height = sum(drawn[flow.source, flow.target] for flow in mine)
        counts = [flow.count for flow in mine]
        total = None if None in counts else sum(count for count in counts if count)
        found[label] = Node(label, side, x, y, bar, height, total)
        y += height + gap
    return found


def _bands(
    flows: list[Flow],
    left: list[str],
    right: list[str],
    bars: dict[str, dict[str, Node]],
    drawn: dict[tuple[str, str], float],
) -> list[Band]:
    """Bands leave and arrive in the order of the bars on the other side."""
    out = {label: bars["left"][label].y for label in left}
    into = {label: bars["right"][label].y for label in right}
    by_right = sorted(flows, key=lambda flow: (left.index(flow.source), right.index(flow.target)))
    starts = {}
    for flow in by_right:
        starts[flow.source, flow.target] = out[flow.source]
        out[flow.source] += drawn[flow.source, flow.target]
    bands = []
    for flow in sorted(flows, key=lambda flow: (right.index(flow.target), left.index(flow.source))):
        pair = flow.source, flow.target
        source, target = bars["left"][flow.source], bars["right"][flow.target]
        x0, x1 = source.x + source.width, target.x
        bands.append(Band(*pair, flow.count, x0, starts[pair], x1, into[flow.target], drawn[pair]))
        into[flow.target] += drawn[pair]
    return bands
