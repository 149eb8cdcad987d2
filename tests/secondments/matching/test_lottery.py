"""The published tie-break: anybody can repeat it, and nobody is favoured by their place in a list."""

from collections import Counter
from hashlib import sha256
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from secondments.matching import Method, lottery, soft
from secondments.matching.run import match
from secondments.matching.settings import Soft
from tests.secondments.matching.markets import candidate, market, post, settings


def test_the_recipe_is_the_published_one():
    assert lottery.number("2026 autumn", "person-7") == sha256(b"2026 autumn\nperson-7").hexdigest()


@given(st.lists(st.text(max_size=8), unique=True), st.text(max_size=8), st.randoms())
def test_the_order_depends_on_seed_and_keys_alone(keys, seed, random):
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert lottery.order(seed, keys) == lottery.order(seed, shuffled)
    assert sorted(lottery.order(seed, keys)) == sorted(keys)


def test_a_newcomer_does_not_change_who_goes_first_among_the_others():
    keys = [f"person-{n}" for n in range(50)]
    with_one_more = lottery.order("seed", [*keys, "newcomer"])
    assert [key for key in with_one_more if key != "newcomer"] == lottery.order("seed", keys)


def test_over_many_seeds_everybody_wins_as_often():
    given = market([candidate(key) for key in "abcd"], [post()])
    for method in Method:
        runs = (match(given, settings(seed=str(n), method=method)) for n in range(200))
        wins = Counter(result.matches[0].candidate for result in runs)
        assert set(wins) == set("abcd")
        assert min(wins.values()) > 25  # fifty expected each


def test_a_run_can_be_repeated_from_what_was_recorded():
    people = [candidate(f"c{n}", skills=frozenset({f"s{n % 2}"})) for n in range(9)]
    posts = [post(f"p{n}", needs=frozenset({f"s{n % 2}"})) for n in range(4)]
    first = match(market(people, posts), settings(seed="recorded"))
    Random(1).shuffle(people)
    again = match(market(people, list(reversed(posts))), settings(seed="recorded"))
    assert (again.matches, again.unmatched, again.vacancies) == (
        first.matches,
        first.unmatched,
        first.vacancies,
    )


def test_weights_of_nothing_make_everybody_equal():
    points = soft.points(candidate(skills=frozenset({"s1"})), post(needs=frozenset({"s1"})))
    assert soft.weigh(points, {}) == soft.weigh(points, {Soft.SKILLS: 0}) == 500
    given = market([candidate("a")], [post(needs=frozenset({"s1"}))])
    assert match(given, settings(host_weights={}, person_weights={})).matches[0].host_points == 500


def test_a_ranking_raises_points_and_never_lowers_them():
    run = settings()
    assert [soft.ranked(400, place, run) for place in (None, 0, 1, 4, 100)] == [400, 1000, 975, 900, 400]
