"""Every match and every non-match in reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secondments.matching import hard, reject, soft, windows
from secondments.matching.columns import Columns, Numbers
from secondments.matching.fairness import Outcome
from secondments.matching.market import BodyKind, Candidate, Decision, Kind, Post
from secondments.matching.pairs import UNRANKED, Finder, Pairs
from secondments.matching.reasons import HARD, Reason, reason
from secondments.matching.result import Match
from secondments.matching.settings import Method
from secondments.matching.stable import Quotas


@dataclass
class Explainer:
    columns: Columns
    finder: Finder
    pairs: Pairs
    quotas: Quotas
    rows: list[int]

    @cached_property
    def decided(self) -> dict[tuple[str, str], Decision]:
        return {(d.candidate, d.post): d for d in self.columns.market.decisions}

    @cached_property
    def of_person(self) -> dict[int, list[int]]:
        """The matched rows of each person, and of each post below; the best first."""
        return self._grouped(self.pairs.person.tolist(), self.pairs.person_place)

    @cached_property
    def of_post(self) -> dict[int, list[int]]:
        return self._grouped(self.pairs.post.tolist(), self.pairs.host_place)

    @cached_property
    def of_body(self) -> dict[int, list[int]]:
        home = self.quotas.home
        found: dict[int, list[int]] = {}
        for row in self.rows:
            found.setdefault(home[int(self.pairs.person[row])], []).append(row)
        return found

    def _grouped(self, owner: list[int], place: Numbers) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for row in self.rows:
            found.setdefault(owner[row], []).append(row)
        for rows in found.values():
            rows.sort(key=place.__getitem__)
        return found

    @cached_property
    def fixed(self) -> list[Decision]:
        found = [d for d in self.columns.market.decisions if d.kind == Kind.FIX]
        return sorted(found, key=lambda d: (d.candidate, d.post))

    @cached_property
    def matched(self) -> dict[tuple[str, str], int | None]:
        """The row of each matched pair; None where the coordinator placed it."""
        people, posts = self.columns.people, self.columns.posts
        found: dict[tuple[str, str], int | None] = {(d.candidate, d.post): None for d in self.fixed}
        for row in self.rows:
            found[people[self.pairs.person[row]].key, posts[self.pairs.post[row]].key] = row
        return found

    def matches(self) -> Iterator[Match]:
        for candidate, post in sorted(self.matched):
            yield self._match(candidate, post)

    def _match(self, person_key: str, post_key: str) -> Match:
        candidate, post = self._pair(person_key, post_key)
        into = self.columns.bodies[post.host].kind == BodyKind.GOVERNMENT
        window = windows.window(candidate, post, self.columns.settings, into)
        mine, theirs = self._points(candidate, post)
        row = self.matched[person_key, post_key]
        if row is None:
            first = reason("fixed", reason=self.decided[person_key, post_key].reason)
        else:
            first = reason(f"matched_{self.columns.settings.method.value}")
        found = (first, *self._details(candidate, post), reason("starts", start=window.start, end=window.end))
        return Match(person_key, post_key, window.start, window.end, row is None, mine, theirs, found)

    def _pair(self, candidate: str, post: str) -> tuple[Candidate, Post]:
        columns = self.columns
        return columns.people[columns.person_at[candidate]], columns.posts[columns.post_at[post]]

    def _ranks(self, candidate: Candidate, post: Post) -> tuple[int | None, int | None]:
        pair = self.columns.person_at[candidate.key], self.columns.post_at[post.key]
        persons, panels = self.finder.places
        return persons.get(pair), panels.get(pair)

    def _points(self, candidate: Candidate, post: Post) -> tuple[int, int]:
        settings, found = self.columns.settings, soft.points(candidate, post)
        mine, theirs = self._ranks(candidate, post)
        return (
            soft.ranked(soft.weigh(found, settings.person_weights), mine, settings),
            soft.ranked(soft.weigh(found, settings.host_weights), theirs, settings),
        )

    def _details(self, candidate: Candidate, post: Post) -> Iterator[Reason]:
        """What speaks for the pair, thing by thing."""
        (mine, theirs), (person, host) = self._ranks(candidate, post), self._points(candidate, post)
        yield (
            reason("person_points", points=person)
            if mine is None
            else reason("person_choice", place=mine + 1)
        )
        yield (
            reason("host_points", points=host) if theirs is None else reason("host_choice", place=theirs + 1)
        )
        yield from soft.details(candidate, post)

    def why(self, person_key: str, post_key: str) -> tuple[Reason, ...]:
        """See `Result.why`."""
        candidate, post = self._pair(person_key, post_key)
        if (person_key, post_key) in self.matched:
            return self._match(person_key, post_key).reasons
        columns = self.columns
        grounds = hard.broken(candidate, post, columns.bodies, columns.settings)
        grounds = grounds or reject.unconsidered(candidate, post, self)
        return grounds or tuple(reject.lost(self.pairs.row[self.at(candidate, post)], self))

    def at(self, candidate: Candidate, post: Post) -> tuple[int, int]:
        return self.columns.person_at[candidate.key], self.columns.post_at[post.key]

    def rejections(self) -> Iterator[tuple[str, str, tuple[Reason, ...]]]:
        chosen, people, posts = set(self.rows), self.columns.people, self.columns.posts
        pairs = zip(self.pairs.person.tolist(), self.pairs.post.tolist(), strict=True)
        for row, (person, post) in enumerate(pairs):
            if row not in chosen:
                yield people[person].key, posts[post].key, tuple(reject.lost(row, self))

    def unmatched(self) -> dict[str, tuple[Reason, ...]]:
        placed = {candidate for candidate, _ in self.matched}
        return {
            candidate.key: self._unmatched(n)
            for n, candidate in enumerate(self.columns.people)
            if candidate.key not in placed
        }

    def _unmatched(self, person: int) -> tuple[Reason, ...]:
        first, last = self.pairs.bounds[person : person + 2].tolist()
        possible = int(self.pairs.possible[person])
        if not self.columns.people[person].placements:
            return (reason("no_placement_wanted"),)
        if not self.columns.posts:
            return (reason("no_posts"),)
        if not possible:
            return (self._common_ground(person),)
        if first == last:
            return (reason("no_post_considered", possible=possible),)
        counts = reject.counted(range(first, last), self)
        return (reason("not_placed", considered=last - first), *counts)

    def _common_ground(self, person: int) -> Reason:
        """The hard rule that most posts fail for this person; of equals the first in the list of rules."""
        grounds = self.finder.masks.grounds(np.array([person]))
        counts = {code: int(grounds[code].sum()) for code in HARD}
        code = max(HARD, key=lambda code: counts[code])
        return reason("no_post_possible", posts=len(self.columns.posts), count=counts[code], ground=code)

    def vacancies(self) -> dict[str, tuple[int, tuple[Reason, ...]]]:
        people = len(self.columns.people)
        considered = np.bincount(self.pairs.post, minlength=len(self.columns.posts)).tolist()
        found: dict[str, tuple[int, tuple[Reason, ...]]] = {}
        for n, post in enumerate(self.columns.posts):
            left = self.quotas.posts[n] - len(self.of_post.get(n, ()))
            if left > 0:
                possible = int(self.pairs.people_possible[n])
                found[post.key] = left, (reject.vacant(people, possible, considered[n]),)
        return found

    def outcomes(self) -> dict[str, Outcome]:
        best: dict[str, tuple[int, bool]] = {}
        for (candidate, post), row in self.matched.items():
            points = self._points(*self._pair(candidate, post))[0]
            first = row is not None and int(self.pairs.person_place[row]) == 0
            best[candidate] = max(best.get(candidate, (-1, False)), (points, first))
        bounds = self.pairs.bounds.tolist()
        return {
            candidate.key: Outcome(
                bounds[n + 1] > bounds[n] or candidate.key in best, *best.get(candidate.key, ())
            )
            for n, candidate in enumerate(self.columns.people)
        }

    def panel_place(self, row: int) -> int:
        """The panel's place for a considered pair, UNRANKED where it gave none."""
        pair = int(self.pairs.person[row]), int(self.pairs.post[row])
        return self.finder.places[1].get(pair, UNRANKED)

    @property
    def method(self) -> Method:
        return self.columns.settings.method
