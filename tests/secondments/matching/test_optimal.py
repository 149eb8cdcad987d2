"""The optimal run reaches the greatest total that any allowed assignment has: compared with trying all of them."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from scipy import optimize, sparse

from bench.matching import TODAY
from bench.matching import market as crowd
from secondments.matching import Body, Market, Method, Settings
from secondments.matching.run import considered, match
from tests.secondments.matching.markets import BODIES, CHARITY, candidate, market, markets, post, settings

OPTIMAL = settings(method=Method.OPTIMAL)


def allowed(given: Market, rows: tuple[tuple[str, str, int], ...]) -> bool:
    home = {c.key: c.home for c in given.candidates}
    people, posts = Counter(row[0] for row in rows), Counter(row[1] for row in rows)
    bodies = Counter(home[row[0]] for row in rows)
    return (
        all(people[c.key] <= c.placements for c in given.candidates)
        and all(posts[p.key] <= p.places for p in given.posts)
        and all(b.most is None or bodies[b.key] <= b.most for b in given.bodies)
    )


def greatest(given: Market) -> int:
    """By trying every set of pairs; a placement is worth its points and one more for being one."""
    found = considered(given, OPTIMAL)
    people, posts = sorted(c.key for c in given.candidates), sorted(p.key for p in given.posts)
    worth = (found.person_points + found.host_points + 1).tolist()
    pairs = zip(found.person.tolist(), found.post.tolist(), strict=True)
    rows = [(people[a], posts[b], points) for (a, b), points in zip(pairs, worth, strict=True)]
    most = min(len(rows), sum(p.places for p in given.posts), sum(c.placements for c in given.candidates))
    return max(
        sum(row[2] for row in chosen)
        for size in range(most + 1)
        for chosen in combinations(rows, size)
        if allowed(given, chosen)
    )


@given(markets(most_people=4, most_posts=3))
@hypothesis_settings(max_examples=30, deadline=None)
def test_the_total_is_the_greatest_there_is(drawn):
    result = match(drawn, OPTIMAL)
    assert sum(m.person_points + m.host_points + 1 for m in result.matches) == greatest(drawn)


def test_nobody_has_the_same_post_twice():
    """Two places and two placements: without care a solver would put one person into both."""
    given = market([candidate("a", placements=2)], [post("p1", places=2, fte=50)])
    assert [(m.candidate, m.post) for m in match(given, OPTIMAL).matches] == [("a", "p1")]


def test_a_limited_body_sends_its_people_where_they_are_worth_most():
    bodies = (Body("charity", CHARITY.kind, "small", 1), *BODIES[1:])
    people = [candidate("a", skills=frozenset({"s1"})), candidate("b", skills=frozenset({"s1", "s2"}))]
    posts = [post("p1", needs=frozenset({"s1", "s2"})), post("p2", needs=frozenset({"s1"}))]
    (only,) = match(market(people, posts, bodies), OPTIMAL).matches
    assert only.host_points == 900  # all skills, and the middle for what nobody expressed a wish about


def test_the_optimal_total_is_never_below_the_stable_one():
    people = [candidate(f"c{n}", skills=frozenset({f"s{n % 3}"}), ranking=(f"p{n % 2}",)) for n in range(6)]
    posts = [post(f"p{n}", needs=frozenset({f"s{n}"}), ranking=(f"c{5 - n}",)) for n in range(4)]
    given = market(people, posts)
    totals = {
        method: sum(m.person_points + m.host_points for m in match(given, settings(method=method)).matches)
        for method in Method
    }
    assert totals[Method.OPTIMAL] >= totals[Method.STABLE]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_linear_program_finds_no_greater_total(seed):
    """Eighty people are too many to try; the constraints are those of a flow, so the optimum is whole."""
    given = crowd(80, 25, seed)
    run = Settings(TODAY, "lottery", Method.OPTIMAL)
    found = considered(given, run)
    people, posts = sorted(given.candidates, key=lambda c: c.key), sorted(given.posts, key=lambda p: p.key)
    homes = [b.key for b in given.bodies]
    person, post, columns = found.person, found.post, np.arange(len(found))
    home = np.array([homes.index(c.home) for c in people])[person]
    ones = np.ones(len(found))
    rows = sparse.vstack([
        sparse.csr_matrix((ones, (person, columns)), shape=(len(people), len(found))),
        sparse.csr_matrix((ones, (post, columns)), shape=(len(posts), len(found))),
        sparse.csr_matrix((ones, (home, columns)), shape=(len(homes), len(found))),
    ])  # fmt: skip
    limits = [*(c.placements for c in people), *(p.places for p in posts), *(_limit(b) for b in given.bodies)]
    worth = found.person_points + found.host_points + 1
    best = optimize.linprog(-worth, A_ub=rows, b_ub=limits, bounds=(0, 1), method="highs")
    result = match(given, run)
    assert len(result.matches) > 10
    assert sum(m.person_points + m.host_points + 1 for m in result.matches) == round(-best.fun)


def _limit(body: Body) -> int:
    return 1000 if body.most is None else body.most
