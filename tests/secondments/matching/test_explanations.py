"""Every match, every person without one, every rejected pair and every empty place has its reasons, in words."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import settings as hypothesis_settings

from secondments.matching import Body, Method, say
from secondments.matching.run import match
from secondments.matching.settings import Soft
from tests.secondments.matching.markets import (
    BODIES,
    CHARITY,
    all_settings,
    bar,
    candidate,
    fix,
    market,
    markets,
    post,
    settings,
)


@given(markets(hard=True), all_settings())
@hypothesis_settings(max_examples=25, deadline=None)
def test_nothing_is_left_unexplained(drawn, run):
    result = match(drawn, run)
    matched = {(m.candidate, m.post) for m in result.matches}
    placed = {person for person, _ in matched}
    assert set(result.unmatched) == {c.key for c in drawn.candidates} - placed
    assert all(say(reason) for reasons in result.unmatched.values() for reason in reasons)
    assert all(result.unmatched.values())
    for person in drawn.candidates:
        for place in drawn.posts:
            reasons = result.why(person.key, place.key)
            assert reasons and all(say(reason) for reason in reasons)
            assert ((person.key, place.key) in matched) == reasons[0].code.startswith(("matched", "fixed"))
    rejected = list(result.rejections())
    assert len(rejected) + len(matched) == result.considered
    assert all(reasons for _, _, reasons in rejected)
    for place in drawn.posts:
        left = place.places - sum(key == place.key for _, key in matched)
        assert (place.key in result.vacancies) == (left > 0)
        assert left <= 0 or result.vacancies[place.key][0] == left


@given(markets(hard=True), all_settings())
@hypothesis_settings(max_examples=25, deadline=None)
def test_the_order_of_rows_changes_nothing(drawn, run):
    shuffled = list(drawn.candidates), list(drawn.posts), list(drawn.bodies)
    for rows in shuffled:
        Random(7).shuffle(rows)
    first, second = match(drawn, run), match(replace(drawn, **dict(zip(
        ("candidates", "posts", "bodies"), map(tuple, shuffled), strict=True))), run)  # fmt: skip
    assert first.matches == second.matches
    assert first.unmatched == second.unmatched
    assert first.fairness == second.fairness
    assert sorted(first.rejections()) == sorted(second.rejections())


def why(given, person: str, place: str = "p1", **changes) -> list[str]:
    return [reason.code for reason in match(given, settings(**changes)).why(person, place)]


def words(given, person: str, place: str = "p1", **changes) -> str:
    return " ".join(say(reason) for reason in match(given, settings(**changes)).why(person, place))


def test_the_loser_learns_the_points_of_the_last_place():
    skilled = candidate("a", skills=frozenset({"s1", "s2"}))
    given = market([skilled, candidate("b", skills=frozenset({"s1"}))], [post(needs=frozenset({"s1", "s2"}))])
    assert words(given, "b") == (
        "Places: 1. All went to people whom the post prefers; the last of them had 900 points against 500."
    )


def test_equal_points_are_decided_by_the_published_lottery():
    given = market([candidate("a"), candidate("b")], [post()])
    winners = {seed: match(given, settings(seed=seed)).matches[0].candidate for seed in map(str, range(20))}
    assert set(winners.values()) == {"a", "b"}
    loser = {"a": "b", "b": "a"}[winners["0"]]
    assert why(given, loser, seed="0") == ["post_lottery"]


def test_other_reasons_each_have_their_code():
    ranked = market([candidate("a"), candidate("b")], [post(ranking=("b",))])
    assert why(ranked, "a") == ["post_ranked_others"]
    two = market([candidate("a", ranking=("p1",))], [post("p1"), post("p2")])
    assert why(two, "a", "p2") == ["got_better"]
    assert why(two, "a", "p2", method=Method.OPTIMAL) == ["got_other"]
    closed = market([candidate("a")], [post(places=0)])
    assert why(closed, "a") == ["post_closed"]
    absent = market([candidate("a", placements=0)], [post()])
    assert why(absent, "a") == ["no_placement_wanted"]
    shy = market([candidate("a", open_to_others=False)], [post()])
    assert why(shy, "a") == ["not_ranked"]
    refused = market([candidate("a")], [post(refuses={"a": "No interview"})])
    assert words(refused, "a") == "The panel decided against it: No interview"
    barred = market([candidate("a")], [post()], decisions=[bar("a", "p1")])
    assert words(barred, "a") == "The coordinator decided against it: Too close to a past dispute"
    low = market([candidate("a")], [post(needs=frozenset({"s1"}))])
    assert words(low, "a", floors={Soft.SKILLS: 300}) == "skills reached 0 of 1,000 points; 300 are needed."
    many = market([candidate("a")], [post(f"p{n}", teaches=frozenset({"s1"})) for n in range(3)])
    assert sorted(why(many, "a", f"p{n}", longest_list=1)[0] for n in range(3)) == [
        "beyond_list", "beyond_list", "matched_stable"
    ]  # fmt: skip


def test_the_home_bodys_limit_is_named():
    bodies = (Body("charity", CHARITY.kind, "small", 1), *BODIES[1:])
    given = market([candidate("a"), candidate("b")], [post(places=2)], bodies)
    (winner,) = (m.candidate for m in match(given, settings()).matches)
    loser = {"a": "b", "b": "a"}[winner]
    assert why(given, loser) == ["home_limit"]
    assert why(given, loser, method=Method.OPTIMAL) == ["home_limit"] or winner != "a"
    assert [reason.code for reason in match(given, settings()).unmatched[loser]] == ["not_placed", "times"]


def test_a_person_without_any_possible_post_learns_the_most_common_ground():
    given = market([candidate("a", avoid_hosts=frozenset({"department"}))], [post("p1"), post("p2")])
    (reason,) = match(given, settings()).unmatched["a"]
    assert say(reason) == (
        "None of the 2 posts is possible. Most often, for 2 of them: a conflict of interest that the person declared."
    )


def test_the_coordinator_places_somebody_and_says_why():
    given = market([candidate("a"), candidate("b")], [post(ranking=("b",))], decisions=[fix("a", "p1")])
    result = match(given, settings())
    assert [(m.candidate, m.fixed) for m in result.matches] == [("a", True)]
    assert say(result.matches[0].reasons[0]) == "Placed by the coordinator: Agreed with the host"
    assert why(given, "b") == ["post_fixed"]


def test_words_of_the_caller_are_used():
    result = match(market([candidate("a")], [post()], decisions=[bar("a", "p1", "%(points)s")]), settings())
    (reason,) = result.why("a", "p1")
    assert (
        say(reason, {"barred": "Penderfynodd y cydlynydd: %(reason)s"})
        == "Penderfynodd y cydlynydd: %(points)s"
    )
