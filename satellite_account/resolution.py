"""Which registrations are one organisation: dual registrations, mergers and groups, each resolved once.

Links are walked to their ends, so that chains and circles come to one answer whatever their order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from satellite_account.enums import Link

# Whose registration speaks for the organisation when several do.
PRECEDENCE = ("GB-CHC", "GB-SC", "GB-NIC", "GB-MPR", "GB-SHPE", "GB-HESA", "GB-COH")


@dataclass(frozen=True, slots=True)
class Edge:
    former: str
    counted_as: str
    link: str
    source: str = ""
    valid_from: date | None = None
    stated: bool = False  # a register's own remark: it joins a registration that nothing else joined


def rank(unit_id: str) -> tuple[int, str]:
    scheme = unit_id.rpartition("-")[0]
    return (PRECEDENCE.index(scheme) if scheme in PRECEDENCE else len(PRECEDENCE), unit_id)


def resolve(edges: Iterable[Edge], day: date) -> dict[str, tuple[str, str, str]]:
    """Each registration that is counted through another: (counted as, why, who says so).

    A merger counts from its day, and through the body that took over; a dual registration through the higher
    register. Groups are not merged: they hold their members together for disclosure, see `holdings`.
    """
    held = [
        edge
        for edge in edges
        if edge.link in {Link.DUAL, Link.MERGER} and (edge.valid_from is None or edge.valid_from <= day)
    ]
    heads = _Heads()
    for edge in sorted(
        held, key=lambda edge: (edge.stated, edge.link != Link.MERGER, edge.former, edge.counted_as)
    ):
        heads.join(edge)
    return dict(heads.joined())


def holdings(edges: Iterable[Edge], heads: dict[str, tuple[str, str, str]]) -> dict[str, str]:
    """The head of each member's group, through whatever registration the head is counted."""
    found: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: (edge.former, edge.counted_as)):
        if edge.link == Link.GROUP and edge.former != edge.counted_as:
            found.setdefault(_through(edge.former, heads), _through(edge.counted_as, heads))
    return {member: _top(member, found) for member in found}


def _through(unit_id: str, heads: dict[str, tuple[str, str, str]]) -> str:
    return heads[unit_id][0] if unit_id in heads else unit_id


def _top(member: str, above: dict[str, str]) -> str:
    """The uppermost head; a circle ends at its smallest identifier."""
    path = [member]
    while (following := above.get(path[-1])) is not None:
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]


class _Heads:
    """Sets of registrations that are one; each knows who speaks for it and why the others do not."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.why: dict[str, tuple[str, str]] = {}

    def find(self, unit_id: str) -> str:
        path = []
        while (above := self.parent.get(unit_id, unit_id)) != unit_id:
            path.append(unit_id)
            unit_id = above
        for each in path:
            self.parent[each] = unit_id
        return unit_id

    def join(self, edge: Edge) -> None:
        former, head = self.find(edge.former), self.find(edge.counted_as)
        if former == head or (edge.stated and edge.former in self.parent):
            return
        if edge.link == Link.DUAL and rank(former) < rank(head):
            former, head = head, former
        self.parent[former] = head
        self.why[former] = (edge.link, edge.source)

    def joined(self) -> Iterator[tuple[str, tuple[str, str, str]]]:
        for unit_id in self.parent:
            head = self.find(unit_id)
            if head != unit_id:
                link, source = self.why[unit_id]
                yield unit_id, (head, link, source)
