"""The hard rules for a block of people and all posts at once. `hard.broken` says the same of one pair, in words."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secondments.matching import windows
from secondments.matching.columns import EVER, NEVER, Columns, Numbers, day, incidence, vocabulary
from secondments.matching.hard import SIDES
from secondments.matching.market import BodyKind
from secondments.matching.settings import Settings

KINDS = tuple(BodyKind)
Block = slice | Numbers


@dataclass
class Masks:
    """For each ground, the pairs that it rules out: people of the block down, posts across."""

    columns: Columns

    def possible(self, block: Block) -> Numbers:
        """Which pairs no hard rule forbids."""
        grounds = iter(self.grounds(block).values())
        ruled_out = next(grounds).copy()
        for ground in grounds:
            ruled_out |= ground
        return ~ruled_out

    def grounds(self, block: Block) -> dict[str, Numbers]:
        """The codes are those of `hard.broken`."""
        return {**self._way(block), **self._days(block), **self._standing(block), **self._conflicts(block)}

    @property
    def settings(self) -> Settings:
        return self.columns.settings

    def _way(self, block: Block) -> dict[str, Numbers]:
        columns = self.columns
        return {
            "direction": self.offers[block] @ self.asks == 0,
            "sides": ~self.sides[self.home_kind[block]],
            "same_body": columns.home[block][:, None] == columns.host[None, :],
        }

    @cached_property
    def offers(self) -> Numbers:
        words = ([way.value for way in candidate.directions] for candidate in self.columns.people)
        return incidence(list(words), self.ways).toarray()

    @cached_property
    def asks(self) -> Numbers:
        return incidence([[post.direction.value] for post in self.columns.posts], self.ways).T.toarray()

    @cached_property
    def ways(self) -> dict[str, int]:
        return vocabulary([[way.value for way, _, _ in SIDES]])

    @cached_property
    def home_kind(self) -> Numbers:
        bodies = self.columns.bodies
        return self.columns.of_people(lambda candidate: KINDS.index(bodies[candidate.home].kind))

    @cached_property
    def sides(self) -> Numbers:
        """For each kind of home body, which posts lead from it to their host's kind."""
        columns = self.columns
        rows = [
            [(p.direction, kind, columns.bodies[p.host].kind) in SIDES for p in columns.posts]
            for kind in KINDS
        ]
        return np.array(rows, dtype=bool).reshape(len(KINDS), -1)

    def _standing(self, block: Block) -> dict[str, Numbers]:
        return {
            "fte": self.given[block][:, None] < self.asked[None, :],
            "nationality": self.nationality[block][:, None] < self.post_nationality[None, :],
        }

    @cached_property
    def given(self) -> Numbers:
        return self.columns.of_people(lambda candidate: candidate.fte // max(candidate.placements, 1))

    @cached_property
    def asked(self) -> Numbers:
        return self.columns.of_posts(lambda post: post.fte)

    @cached_property
    def nationality(self) -> Numbers:
        return self.columns.of_people(lambda candidate: candidate.nationality.value)

    @cached_property
    def post_nationality(self) -> Numbers:
        return self.columns.of_posts(lambda post: post.nationality.value)

    def _days(self, block: Block) -> dict[str, Numbers]:
        """As `windows.window` finds start and end, and `hard` judges them."""
        latest = self.latest[None, :]
        free, barred = (
            self.free[block][:, None],
            np.where(self.repeat_counts, self.exception[block][:, None], EVER),
        )
        start = np.minimum(np.maximum(np.maximum(self.start[None, :], free), barred), latest)
        needs = self._needs_clearing(block, start + self.length[None, :])
        start = np.where(needs, np.minimum(np.maximum(start, self.cleared_by), latest), start)
        end = start + self.length[None, :]
        clearable = self.clearable[block][:, None] >= self.level[None, :]
        return {
            "available_from": free > latest,
            "available_to": self.until[block][:, None] < end,
            "contract_end": self.contract[block][:, None] < end,
            "too_long": np.broadcast_to(self.columns.too_long[None, :], end.shape),
            "second_exception": barred > latest,
            "clearance_level": needs & ~clearable,
            "clearance_time": needs & clearable & (self.cleared_by > latest),
        }

    def _needs_clearing(self, block: Block, end: Numbers) -> Numbers:
        level = self.level[None, :]
        return (level > 0) & ((self.held[block][:, None] < level) | (self.expires[block][:, None] < end))

    @cached_property
    def start(self) -> Numbers:
        return self.columns.of_posts(lambda post: post.start.toordinal())

    @cached_property
    def latest(self) -> Numbers:
        return self.columns.of_posts(lambda post: windows.latest_start(post).toordinal())

    @cached_property
    def length(self) -> Numbers:
        return self.columns.of_posts(lambda post: (post.end - post.start).days)

    @cached_property
    def free(self) -> Numbers:
        return self.columns.of_people(lambda candidate: day(candidate.available_from, EVER))

    @cached_property
    def until(self) -> Numbers:
        return self.columns.of_people(lambda candidate: day(candidate.available_to, NEVER))

    @cached_property
    def contract(self) -> Numbers:
        return self.columns.of_people(lambda candidate: day(candidate.contract_end, NEVER))

    @cached_property
    def exception(self) -> Numbers:
        return self.columns.of_people(lambda candidate: day(candidate.no_exception_before, EVER))

    @cached_property
    def repeat_counts(self) -> Numbers:
        approved = np.array([post.repeat_approved for post in self.columns.posts], dtype=bool)
        return (self.columns.into_government & ~approved)[None, :]

    @cached_property
    def level(self) -> Numbers:
        return self.columns.of_posts(lambda post: post.clearance.value)

    @cached_property
    def held(self) -> Numbers:
        return self.columns.of_people(lambda candidate: candidate.clearance.value)

    @cached_property
    def expires(self) -> Numbers:
        return self.columns.of_people(lambda candidate: day(candidate.clearance_expires, NEVER))

    @cached_property
    def clearable(self) -> Numbers:
        return self.columns.of_people(lambda candidate: candidate.clearable_to.value)

    @cached_property
    def cleared_by(self) -> Numbers:
        found = self.columns.of_posts(lambda post: windows.cleared_by(post, self.settings).toordinal())
        return found[None, :]

    def _conflicts(self, block: Block) -> dict[str, Numbers]:
        return {
            "conflict_home": _meets(self.homes[block], self.conflicted),
            "conflict_interest": _meets(self.interests[block], self.conflicted),
            "conflict_host": _meets(self.avoids[block], self.hosts),
            "person_refuses": self.refuses[block].toarray() > 0,
        }

    @cached_property
    def named(self) -> dict[str, int]:
        """Every body that a post has live business with, in the market or not."""
        return vocabulary(post.conflicted for post in self.columns.posts)

    @cached_property
    def homes(self) -> Numbers:
        return incidence([[candidate.home] for candidate in self.columns.people], self.named)

    @cached_property
    def interests(self) -> Numbers:
        return incidence([candidate.interests for candidate in self.columns.people], self.named)

    @cached_property
    def conflicted(self) -> Numbers:
        return incidence([post.conflicted for post in self.columns.posts], self.named).T.tocsr()

    @cached_property
    def avoids(self) -> Numbers:
        return incidence([candidate.avoid_hosts for candidate in self.columns.people], self.columns.body_at)

    @cached_property
    def hosts(self) -> Numbers:
        return incidence([[post.host] for post in self.columns.posts], self.columns.body_at).T.tocsr()

    @cached_property
    def refuses(self) -> Numbers:
        return incidence([candidate.refuses for candidate in self.columns.people], self.columns.post_at)


def _meets(left: Numbers, right: Numbers) -> Numbers:
    return (left @ right).toarray() > 0
