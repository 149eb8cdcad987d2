"""People and posts as columns of numbers in an order of their own, so that rules are asked of many pairs at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from secondments.matching import lottery, windows
from secondments.matching.market import BodyKind, Candidate, Direction, Market, Post
from secondments.matching.settings import Settings

EVER, NEVER = 0, 4_000_000
DIRECTIONS = tuple(Direction)

Numbers = Any  # an array of numpy or a sparse matrix of scipy: their stubs are not installed everywhere


def day(value: date | None, otherwise: int) -> int:
    return value.toordinal() if value else otherwise


def numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int32)


def incidence(sets: Sequence[Iterable[str]], index: dict[str, int]) -> Numbers:
    """A sparse matrix with a one where the set of a row holds the word of a column."""
    rows = [(row, index[word]) for row, words in enumerate(sets) for word in set(words) if word in index]
    at = np.array(rows, dtype=np.int32).reshape(-1, 2)
    ones = np.ones(len(at), dtype=np.int32)
    return sparse.csr_matrix((ones, (at[:, 0], at[:, 1])), shape=(len(sets), len(index)))


def vocabulary(*groups: Iterable[Iterable[str]]) -> dict[str, int]:
    words = {word for group in groups for words in group for word in words}
    return {word: n for n, word in enumerate(sorted(words))}


@dataclass
class Columns:
    """Every list is sorted by key first: the order in which rows came from a database changes nothing."""

    market: Market
    settings: Settings

    @cached_property
    def people(self) -> list[Candidate]:
        return sorted(self.market.candidates, key=lambda candidate: candidate.key)

    @cached_property
    def posts(self) -> list[Post]:
        return sorted(self.market.posts, key=lambda post: post.key)

    @cached_property
    def person_at(self) -> dict[str, int]:
        return {candidate.key: n for n, candidate in enumerate(self.people)}

    @cached_property
    def post_at(self) -> dict[str, int]:
        return {post.key: n for n, post in enumerate(self.posts)}

    @cached_property
    def bodies(self) -> dict[str, Any]:
        return {body.key: body for body in self.market.bodies}

    @cached_property
    def body_at(self) -> dict[str, int]:
        return {key: n for n, key in enumerate(sorted(self.bodies))}

    @cached_property
    def person_draw(self) -> Numbers:
        """The place of each person in the lottery."""
        return self._draw(self.person_at)

    @cached_property
    def post_draw(self) -> Numbers:
        return self._draw(self.post_at)

    def _draw(self, index: dict[str, int]) -> Numbers:
        places = np.empty(len(index), dtype=np.int64)
        for place, key in enumerate(lottery.order(self.settings.seed, index)):
            places[index[key]] = place
        return places

    def of_people(self, value: Callable[[Candidate], int]) -> Numbers:
        return numbers(value(candidate) for candidate in self.people)

    def of_posts(self, value: Callable[[Post], int]) -> Numbers:
        return numbers(value(post) for post in self.posts)

    @cached_property
    def home(self) -> Numbers:
        return self.of_people(lambda candidate: self.body_at[candidate.home])

    @cached_property
    def host(self) -> Numbers:
        return self.of_posts(lambda post: self.body_at[post.host])

    @cached_property
    def into_government(self) -> Numbers:
        kinds = (self.bodies[post.host].kind == BodyKind.GOVERNMENT for post in self.posts)
        return np.fromiter(kinds, dtype=bool)

    @cached_property
    def too_long(self) -> Numbers:
        limit = windows.LIMIT_MONTHS
        return self.into_government & np.array(
            [p.end > windows.last_day(p.start, limit) and not p.long_approved for p in self.posts], dtype=bool
        )
