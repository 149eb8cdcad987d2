"""The assignment with the greatest total of points, within the same quotas; exact, in whole numbers.

Each place of a post is a row and each person a column (as many as they may have placements). A row may stay vacant at a
cost. A home body's limit becomes rows that take its surplus people. Between equal totals a lottery over pairs decides:
a share drawn from the seed, so small that all shares together weigh less than one point.
"""

from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from secondments.matching.columns import Columns, Numbers
from secondments.matching.pairs import Pairs
from secondments.matching.stable import Quotas

POINT = 1 << 34  # one point in the solver's whole numbers, which stay exact below 2 ** 53
MOST = 2001 * POINT  # what a vacant place costs: more than the pair with the fewest points


def solve(pairs: Pairs, quotas: Quotas, columns: Columns) -> list[int]:
    """The rows of `pairs` that are matched, in order."""
    if not len(pairs) or not sum(quotas.posts):
        return []
    graph = Graph(pairs, quotas)
    graph.build(worth(pairs, columns, sum(quotas.posts)))
    return graph.solve()


def worth(pairs: Pairs, columns: Columns, places: int) -> Numbers:
    """The cost of each pair: fewer points cost more, the lottery's share decides between equals."""
    points = pairs.person_points.astype(np.int64) + pairs.host_points
    return (2000 - points) * POINT + shares(pairs, columns, POINT // (places + 1))


def shares(pairs: Pairs, columns: Columns, span: int) -> Numbers:
    """The lottery's share of each pair, below `span`: SHA-256 of seed, person and post, each on a line of its own."""
    people = [f"{columns.settings.seed}\n{person.key}\n" for person in columns.people]
    posts = [post.key for post in columns.posts]
    drawn = (
        int.from_bytes(sha256((people[person] + posts[post]).encode()).digest()[:8], "big") % span
        for person, post in zip(pairs.person.tolist(), pairs.post.tolist(), strict=True)
    )
    return np.fromiter(drawn, dtype=np.int64, count=len(pairs))


@dataclass
class Graph:
    """Rows to be assigned to columns, as edges with costs; `edge` says which pair an edge stands for, or -1."""

    pairs: Pairs
    quotas: Quotas
    rows: list[Numbers] = field(default_factory=list)
    columns: list[Numbers] = field(default_factory=list)
    costs: list[Numbers] = field(default_factory=list)
    edges: list[Numbers] = field(default_factory=list)
    height: int = 0
    width: int = 0

    def build(self, costs: Numbers) -> None:
        places, slots = (np.array(quota, dtype=np.int64) for quota in (self.quotas.posts, self.quotas.people))
        self.height, self.width = int(places.sum()), int(slots.sum())
        self.first_place, self.first_slot = (np.cumsum(quota) - quota for quota in (places, slots))
        twice = (places[self.pairs.post] > 1) & (slots[self.pairs.person] > 1)
        self._plain(np.flatnonzero(~twice), costs, places, slots)
        self._once(np.flatnonzero(twice), costs, places, slots)
        self._limits(slots)
        vacant = np.arange(int(places.sum()))
        self._add(vacant, self.width + vacant, np.full(len(vacant), MOST), np.full(len(vacant), -1))
        self.width += len(vacant)

    def _plain(self, chosen: Numbers, costs: Numbers, places: Numbers, slots: Numbers) -> None:
        """Pairs that could not be chosen twice: from every place of the post to every slot of the person."""
        post, person = self.pairs.post[chosen], self.pairs.person[chosen]
        for place in range(int(places[post].max(initial=0))):
            for slot in range(int(slots[person].max(initial=0))):
                there = (places[post] > place) & (slots[person] > slot)
                rows, columns = self.first_place[post[there]] + place, self.first_slot[person[there]] + slot
                self._add(rows, columns, costs[chosen[there]], chosen[there])

    def _once(self, chosen: Numbers, costs: Numbers, places: Numbers, slots: Numbers) -> None:
        """Pairs with room for two on both sides: a row and a column of their own let each be chosen only once."""
        row, column = self.height + np.arange(len(chosen)), self.width + np.arange(len(chosen))
        self.height, self.width = self.height + len(chosen), self.width + len(chosen)
        post, person = self.pairs.post[chosen], self.pairs.person[chosen]
        for place in range(int(places[post].max(initial=0))):
            there = places[post] > place
            self._add(
                self.first_place[post[there]] + place, column[there], costs[chosen[there]], chosen[there]
            )
        self._add(row, column, np.zeros(len(row), dtype=np.int64), np.full(len(row), -1))
        for slot in range(int(slots[person].max(initial=0))):
            there = slots[person] > slot
            ours = self.first_slot[person[there]] + slot
            self._add(row[there], ours, np.zeros(len(ours), dtype=np.int64), np.full(len(ours), -1))

    def _limits(self, slots: Numbers) -> None:
        """Rows that keep the surplus people of a limited body at home."""
        owner = np.repeat(np.array(self.quotas.home, dtype=np.int64), slots)
        for body, most in enumerate(self.quotas.bodies):
            if most is None:
                continue
            ours = np.flatnonzero(owner == body)
            surplus = max(len(ours) - most, 0)
            # Whoever stays, in order: the first is among the first most + 1, the second among the next, and so on.
            row, column = np.divmod(np.arange(surplus * (most + 1)), most + 1)
            zero = np.zeros(len(row), dtype=np.int64)
            self._add(self.height + row, ours[row + column], zero, zero - 1)
            self.height += surplus

    def _add(self, rows: Numbers, columns: Numbers, costs: Numbers, edges: Numbers) -> None:
        self.rows.append(rows)
        self.columns.append(columns)
        self.costs.append(costs)
        self.edges.append(edges)

    def solve(self) -> list[int]:
        from scipy import sparse
        from scipy.sparse import csgraph

        rows, columns, costs, edges = map(np.concatenate, (self.rows, self.columns, self.costs, self.edges))
        shape = (self.height, self.width)
        graph = sparse.csr_matrix(
            ((costs + 1).astype(float), (rows, columns)), shape=shape
        )  # zero means no edge
        found = csgraph.min_weight_full_bipartite_matching(graph)
        names = sparse.csr_matrix((edges + 2, (rows, columns)), shape=shape)
        chosen = np.asarray(names[found[0], found[1]]).ravel() - 2
        return sorted(chosen[chosen >= 0].tolist())
