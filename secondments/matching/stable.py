"""Stable matching with quotas on posts, people and home bodies.

People propose down their lists and posts keep the best they were offered (Gale and Shapley, with quotas on both
sides). A home body with a limit proposes for all its people: the pair that stands higher on its person's list goes
first, the lottery decides between equals. Both sides choose greedily in a matroid, so the result is stable (Fleiner,
2003): there is no pair outside it that both sides would choose if it were added.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from secondments.matching.pairs import Pairs


@dataclass(frozen=True)
class Quotas:
    """What is left after the coordinator's own placements."""

    people: Sequence[int]
    posts: Sequence[int]
    bodies: Sequence[int | None]
    home: Sequence[int]  # the body of each person
    draw: Sequence[int]  # the lottery place of each person


def solve(pairs: Pairs, quotas: Quotas) -> list[int]:
    """The rows of `pairs` that are matched, in order."""
    return Proposals(pairs, quotas).run()


class Proposals:
    """Who may still propose, and what each post holds. A limited body is one proposer; so is each other person."""

    def __init__(self, pairs: Pairs, quotas: Quotas) -> None:
        self.post, self.person = pairs.post.tolist(), pairs.person.tolist()
        self.person_place, self.host_place = pairs.person_place.tolist(), pairs.host_place.tolist()
        bounds = pairs.bounds.tolist()
        self.next, self.last = bounds[:-1], bounds[1:]
        self.draw, self.places = quotas.draw, quotas.posts
        self.people_room = list(quotas.people)
        limits = [(body, most) for body, most in enumerate(quotas.bodies) if most is not None]
        number = {body: n for n, (body, _) in enumerate(limits)}
        self.proposer = [number.get(body, len(limits) + n) for n, body in enumerate(quotas.home)]
        self.room = [max(most, 0) for _, most in limits] + list(quotas.people)
        self.waiting: list[list[tuple[int, int, int]]] = [[] for _ in self.room]
        self.held: list[list[tuple[int, int]]] = [[] for _ in quotas.posts]  # heaps, the last choice on top

    def run(self) -> list[int]:
        for person in range(len(self.proposer)):
            self._wait(person)
        turn = list(range(len(self.room)))
        while turn:
            self._propose(turn.pop(), turn)
        return sorted(row for heap in self.held for _, row in heap)

    def _wait(self, person: int) -> None:
        """Put the person's next pair in line, if they have room and a next pair."""
        row = self.next[person]
        if self.people_room[person] > 0 and row < self.last[person]:
            entry = (self.person_place[row], self.draw[person], person)
            heapq.heappush(self.waiting[self.proposer[person]], entry)

    def _propose(self, proposer: int, turn: list[int]) -> None:
        waiting = self.waiting[proposer]
        while self.room[proposer] > 0 and waiting:
            person = heapq.heappop(waiting)[2]
            row = self.next[person]
            self.next[person] += 1
            self.room[proposer] -= 1
            self.people_room[person] -= 1
            self._wait(person)
            loser = self._offer(row)
            if loser is not None:
                turn.append(self._take_back(loser))

    def _offer(self, row: int) -> int | None:
        """The pair that the post lets go for this one: none while it has room, this one when it has better."""
        post = self.post[row]
        heap, entry = self.held[post], (-self.host_place[row], row)
        if len(heap) < self.places[post]:
            heapq.heappush(heap, entry)
            return None
        return heapq.heappushpop(heap, entry)[1] if heap else row

    def _take_back(self, row: int) -> int:
        person = self.person[row]
        proposer = self.proposer[person]
        self.room[proposer] += 1
        self.people_room[person] += 1
        if self.people_room[person] == 1:
            self._wait(person)
        return proposer
