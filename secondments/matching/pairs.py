"""The pairs that a run considers, as sparse columns: those that a person or a panel ranked, and each person's best."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from secondments.matching.columns import Columns, Numbers
from secondments.matching.masks import Masks
from secondments.matching.settings import Settings
from secondments.matching.weights import Weights, weighed

BLOCK = 256  # people at a time: a block of 256 by 2,000 pairs stays within a few megabytes a matrix
UNRANKED = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Pairs:
    """One row a pair, by person and then by the person's preference."""

    person: Numbers
    post: Numbers
    person_points: Numbers
    host_points: Numbers
    person_place: Numbers  # place on the person's list, from 0; no two the same
    host_place: Numbers  # place on the post's list, from 0; no two the same
    possible: Numbers  # for each person, how many posts no hard rule forbids
    people_possible: Numbers  # for each post, how many people

    def __len__(self) -> int:
        return len(self.person)

    @cached_property
    def bounds(self) -> Numbers:
        """Where the pairs of each person begin."""
        return np.searchsorted(self.person, np.arange(len(self.possible) + 1))

    @cached_property
    def by_post(self) -> Numbers:
        """The rows by post and then by the post's preference."""
        return np.lexsort((self.host_place, self.post))

    @cached_property
    def row(self) -> dict[tuple[int, int], int]:
        return {pair: n for n, pair in enumerate(zip(self.person.tolist(), self.post.tolist(), strict=True))}


def ranks(columns: Columns) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Places from 0 in the rankings of people and of panels; posts and people no longer there are passed over."""
    persons: dict[tuple[int, int], int] = {}
    panels: dict[tuple[int, int], int] = {}
    for n, candidate in enumerate(columns.people):
        there = [columns.post_at[key] for key in candidate.ranking if key in columns.post_at]
        persons.update({(n, post): place for place, post in enumerate(dict.fromkeys(there))})
    for n, post in enumerate(columns.posts):
        there = [columns.person_at[key] for key in post.ranking if key in columns.person_at]
        panels.update({(person, n): place for place, person in enumerate(dict.fromkeys(there))})
    return persons, panels


@dataclass
class Finder:
    columns: Columns

    def find(self) -> Pairs:
        people = len(self.columns.people)
        found = [self._block(slice(at, min(at + BLOCK, people))) for at in range(0, people, BLOCK)]
        person, post, mine, theirs = (
            np.concatenate([part[n] for part in found]) if found else np.empty(0, dtype=np.int32)
            for n in range(4)
        )
        possible = np.concatenate([part[4] for part in found]) if found else np.empty(0, dtype=np.int64)
        reached = sum((part[5] for part in found), np.zeros(len(self.columns.posts), dtype=np.int64))
        return self._ordered(person, post, mine, theirs, possible, reached)

    @property
    def settings(self) -> Settings:
        return self.columns.settings

    @cached_property
    def masks(self) -> Masks:
        return Masks(self.columns)

    @cached_property
    def weights(self) -> Weights:
        return Weights(self.columns)

    def _block(self, block: slice) -> tuple[Numbers, ...]:
        possible = self.masks.possible(block)
        points = self.weights.points(block)
        mine = weighed(points, self.settings.person_weights)
        theirs = weighed(points, self.settings.host_weights)
        open_to = possible & ~self.kept_out[block].toarray()
        for what, floor in self.settings.floors.items():
            open_to &= points[what] >= floor
        named = self.ranked[block].toarray()
        chosen = (open_to & named & self._wanted(block)) | self._best(block, open_to & ~named, mine)
        person, post = np.nonzero(chosen)
        return (
            (person + block.start).astype(np.int32),
            post.astype(np.int32),
            mine[chosen].astype(np.int32),
            theirs[chosen].astype(np.int32),
            possible.sum(axis=1),
            possible.sum(axis=0),
        )

    def _wanted(self, block: slice) -> Numbers:
        """Posts the person ranked, or any when they are open to others."""
        return self.open_to_others[block][:, None] | self.person_ranked[block].toarray()

    def _best(self, block: slice, open_to: Numbers, mine: Numbers) -> Numbers:
        """Of the posts that nobody ranked, the best for each person; the lottery decides the last places."""
        open_to = open_to & self.open_to_others[block][:, None]
        posts = open_to.shape[1]
        worth = np.where(
            open_to, mine.astype(np.int64) * posts + posts - 1 - self.columns.post_draw[None, :], -1
        )
        longest = self.settings.longest_list
        if longest <= 0:
            return np.zeros_like(open_to)
        if longest < posts:
            least = np.partition(worth, posts - longest, axis=1)[:, posts - longest, None]
            return open_to & (worth >= least)
        return open_to

    @cached_property
    def places(self) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
        return ranks(self.columns)

    @cached_property
    def person_ranked(self) -> Numbers:
        return self._matrix(self.places[0])

    @cached_property
    def ranked(self) -> Numbers:
        return self._matrix(self.places[0].keys() | self.places[1].keys())

    @cached_property
    def kept_out(self) -> Numbers:
        """Pairs that a panel refused or the coordinator decided on before."""
        columns = self.columns
        refused = {
            (columns.person_at[key], n)
            for n, post in enumerate(columns.posts)
            for key in post.refuses
            if key in columns.person_at
        }
        decided = {
            (columns.person_at[d.candidate], columns.post_at[d.post]) for d in columns.market.decisions
        }
        return self._matrix(refused | decided)

    def _matrix(self, pairs: Iterable[tuple[int, int]]) -> Numbers:
        at = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
        shape = (len(self.columns.people), len(self.columns.posts))
        return sparse.csr_matrix((np.ones(len(at), dtype=bool), (at[:, 0], at[:, 1])), shape=shape)

    @cached_property
    def open_to_others(self) -> Numbers:
        return np.array([candidate.open_to_others for candidate in self.columns.people], dtype=bool)

    def _ordered(
        self,
        person: Numbers,
        post: Numbers,
        mine: Numbers,
        theirs: Numbers,
        possible: Numbers,
        reached: Numbers,
    ) -> Pairs:
        rank_mine, rank_theirs = (self._rank(person, post, places) for places in self.places)
        order = np.lexsort((self.columns.post_draw[post], -mine, rank_mine, person))
        person, post, mine, theirs = (values[order] for values in (person, post, mine, theirs))
        rank_mine, rank_theirs = rank_mine[order], rank_theirs[order]
        by_post = np.lexsort((self.columns.person_draw[person], -theirs, rank_theirs, post))
        return Pairs(
            person=person,
            post=post,
            person_points=self._raised(mine, rank_mine),
            host_points=self._raised(theirs, rank_theirs),
            person_place=_within(person),
            host_place=_scattered(_within(post[by_post]), by_post),
            possible=possible,
            people_possible=reached,
        )

    def _rank(self, person: Numbers, post: Numbers, places: dict[tuple[int, int], int]) -> Numbers:
        pairs = zip(person.tolist(), post.tolist(), strict=True)
        return np.fromiter((places.get(pair, UNRANKED) for pair in pairs), dtype=np.int64, count=len(person))

    def _raised(self, points: Numbers, rank: Numbers) -> Numbers:
        """As `soft.ranked`."""
        worth = 1000 - self.settings.rank_step * np.minimum(rank, 1_000_000)
        return np.where(rank == UNRANKED, points, np.maximum(points, worth)).astype(np.int32)


def _within(groups: Numbers) -> Numbers:
    """The place of each row within its run of equal values."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else groups
    lengths = np.diff(np.r_[starts, len(groups)])
    return (np.arange(len(groups)) - np.repeat(starts, lengths)).astype(np.int32)


def _scattered(values: Numbers, order: Numbers) -> Numbers:
    found = np.empty_like(values)
    found[order] = values
    return found
