"""The soft rules for a block of people and all posts at once. `soft.points` says the same of one pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secondments.matching.columns import Columns, Numbers, incidence, vocabulary
from secondments.matching.market import Remote
from secondments.matching.settings import Soft
from secondments.matching.soft import ESSENTIAL, FULL, NO_WISH


def weighed(points: Mapping[Soft, Numbers], weights: Mapping[Soft, int]) -> Numbers:
    """As `soft.weigh`."""
    total = sum(weights.values())
    if not total:
        return np.full_like(points[Soft.SKILLS], NO_WISH)
    return sum(weight * points[what] for what, weight in weights.items()) // total


@dataclass
class Weights:
    columns: Columns

    def points(self, block: slice) -> dict[Soft, Numbers]:
        return {
            Soft.SKILLS: self._skills(block),
            Soft.PLACE: self._place(block),
            Soft.REMOTE: self._remote(block),
            Soft.MISSION: self._mission(block),
            Soft.LEARNING: self._learning(block),
        }

    def _skills(self, block: slice) -> Numbers:
        met = (self.skills[block] @ self.wanted).toarray()
        most = self.most_wanted[None, :]
        return np.where(most, FULL * met // np.maximum(most, 1), NO_WISH)

    @cached_property
    def skill_at(self) -> dict[str, int]:
        return vocabulary(p.needs | p.wants | p.teaches for p in self.columns.posts)

    @cached_property
    def skills(self) -> Numbers:
        return incidence([c.skills for c in self.columns.people], self.skill_at)

    @cached_property
    def wanted(self) -> Numbers:
        needs = incidence([p.needs for p in self.columns.posts], self.skill_at)
        return (ESSENTIAL * needs + incidence([p.wants for p in self.columns.posts], self.skill_at)).T.tocsr()

    @cached_property
    def most_wanted(self) -> Numbers:
        return self.columns.of_posts(lambda post: ESSENTIAL * len(post.needs) + len(post.wants))

    def _place(self, block: slice) -> Numbers:
        near = (self.places[block] @ self.locations).toarray() > 0
        silent = ~self.names_places[block][:, None] | ~self.has_locations[None, :]
        found = np.where(silent, NO_WISH, FULL * near)
        return np.where((self.post_remote == Remote.REMOTE)[None, :], FULL, found)

    @cached_property
    def place_at(self) -> dict[str, int]:
        return vocabulary(post.locations for post in self.columns.posts)

    @cached_property
    def places(self) -> Numbers:
        return incidence([c.places for c in self.columns.people], self.place_at)

    @cached_property
    def locations(self) -> Numbers:
        return incidence([p.locations for p in self.columns.posts], self.place_at).T.tocsr()

    @cached_property
    def names_places(self) -> Numbers:
        return np.array([bool(c.places) for c in self.columns.people], dtype=bool)

    @cached_property
    def has_locations(self) -> Numbers:
        return np.array([bool(p.locations) for p in self.columns.posts], dtype=bool)

    def _remote(self, block: slice) -> Numbers:
        wish = self.remote[block][:, None]
        return np.where(wish < 0, NO_WISH, FULL - 500 * abs(wish - self.post_remote[None, :]))

    @cached_property
    def remote(self) -> Numbers:
        return self.columns.of_people(lambda c: -1 if c.remote is None else c.remote.value)

    @cached_property
    def post_remote(self) -> Numbers:
        return self.columns.of_posts(lambda post: post.remote.value)

    def _mission(self, block: slice) -> Numbers:
        hit = (self.missions[block] @ self.post_mission).toarray() > 0
        return np.where(self.has_missions[block][:, None], FULL * hit, NO_WISH)

    @cached_property
    def mission_at(self) -> dict[str, int]:
        return vocabulary([post.mission] for post in self.columns.posts)

    @cached_property
    def missions(self) -> Numbers:
        return incidence([c.missions for c in self.columns.people], self.mission_at)

    @cached_property
    def post_mission(self) -> Numbers:
        return incidence([[p.mission] for p in self.columns.posts], self.mission_at).T.tocsr()

    @cached_property
    def has_missions(self) -> Numbers:
        return np.array([bool(c.missions) for c in self.columns.people], dtype=bool)

    def _learning(self, block: slice) -> Numbers:
        met = (self.goals[block] @ self.teaches).toarray()
        most = self.most_goals[block][:, None]
        return np.where(most, FULL * met // np.maximum(most, 1), NO_WISH)

    @cached_property
    def goals(self) -> Numbers:
        return incidence([c.goals for c in self.columns.people], self.skill_at)

    @cached_property
    def teaches(self) -> Numbers:
        return incidence([p.teaches for p in self.columns.posts], self.skill_at).T.tocsr()

    @cached_property
    def most_goals(self) -> Numbers:
        return self.columns.of_people(lambda candidate: len(candidate.goals))
