"""What a reader can work out of a publication: the least and greatest value of a number, by whole-number programs.

Nothing of `secondments.figures` is used: unknown is how many moved between each partner and department, each way and
quarter; known is every row and flow as it was published, and what the directory says of partners.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from secondments.figures.placements import Placement, Quarter

WAYS = ("inward", "outward")
ENOUGH = 3  # between the least and the greatest of four values
HALF = 2  # a flow to the nearest five may be two off
Unknown = tuple[str, str, str, str]  # quarter, way, partner, department
Key = tuple[str, str, str]  # way, dimension, value
Told = dict[Key, int | None]


@dataclass
class Reader:
    """`size` and `work` are the directory's; `departments` are all that there are."""

    size: dict[str, str]
    work: dict[str, str]
    departments: list[str]
    quarters: list[str]
    lines: list[tuple[np.ndarray, float, float]] = field(default_factory=list)
    possible: list[np.ndarray] = field(default_factory=list)  # sets of numbers that fit, as they were found

    def __post_init__(self) -> None:
        self.unknown: list[Unknown] = [
            (q, w, p, d) for q in self.quarters for w in WAYS for p in self.size for d in self.departments
        ]

    def sum_of(self, key: Key, quarters: Iterable[str]) -> np.ndarray:
        way, dimension, value = key
        within: dict[str, Callable[[str, str], bool]] = {
            "all": lambda p, d: True,
            "department": lambda p, d: d == value,
            "partner": lambda p, d: p == value,
            "partner_size": lambda p, d: self.size[p] == value,
            "flow": lambda p, d: f"{self.work[p]}/{d}" == value,
        }
        found = [
            q in quarters and way in (w, "all") and within[dimension](p, d) for q, w, p, d in self.unknown
        ]
        return np.array(found, float)

    def read(self, rows: Told, flows: Told, quarters: list[str]) -> None:
        """Take in a publication: no row is a nought, a hidden one is somebody; of a year nobody knows."""
        groups = [("all", "")] + [("department", d) for d in self.departments]
        groups += [("partner", p) for p in self.size] + [("partner_size", s) for s in {*self.size.values()}]
        for dimension, value in groups:
            hidden = [w for w in (*WAYS, "all") if rows.get((w, dimension, value), 0) is None]
            for way in (*WAYS, "all"):
                number = rows.get((way, dimension, value), 0)
                least = 0 if len(quarters) > 1 else 1 if way == "all" or len(hidden) < 3 else 0
                self._know((way, dimension, value), quarters, number, number, least)
        for way in WAYS:
            for value in {f"{f}/{d}" for f in self.work.values() for d in self.departments}:
                self._flow((way, "flow", value), flows, quarters)

    def _flow(self, key: Key, flows: Told, quarters: list[str]) -> None:
        number = flows.get(key)
        if number is not None:
            self._know(key, quarters, max(number - HALF, 5), number + HALF, 0)
        elif (key[0], "flow", "/" + key[2].partition("/")[2]) not in flows:
            self._know(key, quarters, 0, 0, 0)

    def _know(self, key: Key, quarters: list[str], low: int | None, high: int | None, least: int) -> None:
        self.lines.append(
            (self.sum_of(key, quarters), least if low is None else low, np.inf if high is None else high)
        )

    def spread(self, key: Key, quarters: list[str]) -> tuple[int, int]:
        """The least and the greatest whole number that fits everything known; or two that are far enough apart.

        What really moved is one of the sets that fit, or else a wrong number was published.
        """
        goal = self.sum_of(key, quarters)
        assert all(low <= line @ self.possible[0] <= high for line, low, high in self.lines)
        known = [round(float(goal @ one)) for one in self.possible]
        if max(known) - min(known) >= ENOUGH:
            return min(known), max(known)
        return round(self._end(goal)), round(-self._end(-goal))

    def _end(self, goal: np.ndarray) -> float:
        matrix, low, high = zip(*self.lines, strict=True)
        known = LinearConstraint(np.array(matrix), np.array(low), np.array(high))
        whole = np.ones(len(goal))
        found = milp(goal, constraints=known, bounds=Bounds(0, 60), integrality=whole)
        assert found.status == 0, f"The publication contradicts itself: {found.message}"
        self.possible.append(np.round(found.x))
        return float(found.fun)


def reader(placements: list[Placement], quarters: list[str]) -> Reader:
    size = {one.partner: one.partner_size for one in placements}
    work = {one.partner: one.field for one in placements}
    read = Reader(size, work, sorted({one.department for one in placements}), quarters)
    moved = Counter((str(Quarter.of(p.start)), p.direction, p.partner, p.department) for p in placements)
    read.possible.append(np.array([moved[one] for one in read.unknown], float))
    return read


def small(placements: list[Placement]) -> dict[Key, int]:
    """Every number from one to four that is published, or could be."""
    counts: dict[Key, int] = {}
    for one in placements:
        for way in (one.direction, "all"):
            named = [(d, getattr(one, d)) for d in ("department", "partner", "partner_size")]
            flow = [("flow", f"{one.field}/{one.department}")] if way != "all" else []
            for dimension, value in (("all", ""), *named, *flow):
                counts[way, dimension, value] = counts.get((way, dimension, value), 0) + 1
    return {key: number for key, number in counts.items() if number < 5}
