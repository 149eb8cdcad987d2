"""Why a possible pair did not come together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from secondments.matching import soft
from secondments.matching.market import Candidate, Kind, Post
from secondments.matching.pairs import UNRANKED
from secondments.matching.reasons import Reason, reason
from secondments.matching.settings import Method

if TYPE_CHECKING:
    from secondments.matching.explain import Explainer


def unconsidered(candidate: Candidate, post: Post, run: "Explainer") -> tuple[Reason, ...]:
    """Why a pair that no hard rule forbids was not considered; nothing when it was."""
    found = tuple(_kept_out(candidate, post, run))
    if not found and run.at(candidate, post) not in run.pairs.row:
        return (reason("beyond_list", longest=run.columns.settings.longest_list),)
    return found


def _kept_out(candidate: Candidate, post: Post, run: "Explainer") -> Iterator[Reason]:
    pair = candidate.key, post.key
    if pair in run.decided and run.decided[pair].kind == Kind.BAR:
        yield reason("barred", reason=run.decided[pair].reason)
    if candidate.key in post.refuses:
        yield reason("host_refuses", reason=post.refuses[candidate.key])
    if not candidate.open_to_others and post.key not in candidate.ranking:
        yield reason("not_ranked")
    points = soft.points(candidate, post)
    for what, floor in run.columns.settings.floors.items():
        if points[what] < floor:
            yield reason("below_floor", what=what.value, points=points[what], floor=floor)


def lost(row: int, run: "Explainer") -> Iterator[Reason]:
    """Why a pair that was considered was not matched: one side or both had better, or the total is greater so."""
    if _person_full(row, run):
        yield _person_side(row, run)
    if _post_full(row, run):
        yield _post_side(row, run)
    if _home_full(row, run):
        most = run.columns.bodies[run.columns.people[int(run.pairs.person[row])].home].most
        yield reason("home_limit", most=most or 0)


def _person_full(row: int, run: "Explainer") -> bool:
    """Whether the person has all they may have, and in a stable run would not give any of it up for this."""
    person = int(run.pairs.person[row])
    mine = run.of_person.get(person, [])
    if len(mine) < run.quotas.people[person]:
        return False
    place = run.pairs.person_place
    return run.method == Method.OPTIMAL or not mine or bool(place[mine[-1]] < place[row])


def _person_side(row: int, run: "Explainer") -> Reason:
    person = int(run.pairs.person[row])
    if not run.columns.people[person].placements:
        return reason("no_placement_wanted")
    if not run.quotas.people[person]:
        return reason("person_fixed")
    return reason("got_better" if run.method == Method.STABLE else "got_other")


def _post_full(row: int, run: "Explainer") -> bool:
    post = int(run.pairs.post[row])
    held = run.of_post.get(post, [])
    if len(held) < run.quotas.posts[post]:
        return False
    place = run.pairs.host_place
    return run.method == Method.OPTIMAL or not held or bool(place[held[-1]] < place[row])


def _post_side(row: int, run: "Explainer") -> Reason:
    post = int(run.pairs.post[row])
    places = run.columns.posts[post].places
    held = run.of_post.get(post, [])
    if not held:
        return reason("post_fixed" if places else "post_closed", places=places)
    if run.method == Method.OPTIMAL:
        return reason("post_full_optimal", places=places)
    points, last = int(run.pairs.host_points[row]), int(run.pairs.host_points[held[-1]])
    if run.panel_place(row) != UNRANKED or run.panel_place(held[-1]) != UNRANKED:
        return reason("post_ranked_others", places=places)
    if last == points:
        return reason("post_lottery", places=places, points=points)
    return reason("post_preferred_others", places=places, last=last, points=points)


def _home_full(row: int, run: "Explainer") -> bool:
    """Whether the home body's limit is reached by pairs that go before this one, or by any in an optimal run."""
    person = int(run.pairs.person[row])
    body = run.quotas.home[person]
    most, held = run.quotas.bodies[body], run.of_body.get(body, [])
    if most is None or len(held) < most:
        return False
    if run.method == Method.OPTIMAL or not held:
        return True
    return max(_turn(other, run) for other in held) < _turn(row, run)


def _turn(row: int, run: "Explainer") -> tuple[int, int]:
    """A limited body's order: place on the person's list, then the lottery."""
    return int(run.pairs.person_place[row]), run.quotas.draw[int(run.pairs.person[row])]


def counted(rows: Iterable[int], run: "Explainer") -> Iterator[Reason]:
    """How often each reason stood between a person and the posts considered, the most frequent first."""
    counts = Counter(found.code for row in rows for found in lost(row, run))
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield reason("times", count=count, ground=code)


def vacant(people: int, possible: int, considered: int) -> Reason:
    """Why a post has places left."""
    if not possible:
        return reason("nobody_possible", candidates=people)
    if not considered:
        return reason("nobody_considered", possible=possible)
    return reason("nobody_left", considered=considered)
