"""What the coordinator may and may not do, and how the run treated small bodies."""

import pytest

from foundation.common.errors import Invalid
from secondments.matching import Body, Market
from secondments.matching.market import BodyKind, Nationality
from secondments.matching.run import match
from tests.secondments.matching.markets import (
    BIG_CHARITY,
    BODIES,
    CHARITY,
    bar,
    candidate,
    fix,
    market,
    post,
    settings,
)


def refusals(given: Market) -> list[str]:
    with pytest.raises(Invalid) as raised:
        match(given, settings())
    return [str(sentence) for sentence in raised.value.errors[""]]


def test_a_hard_rule_stands_above_the_coordinator():
    given = market([candidate("a", nationality=Nationality.UNKNOWN)], [post()], decisions=[fix("a", "p1")])
    assert refusals(given) == [
        "a and p1 cannot be placed together: "
        "The post asks for the right to work and the person's standing is not known."
    ]


def test_what_a_panel_or_a_preference_says_the_coordinator_may_overrule():
    person = candidate("a", open_to_others=False)
    given = market([person], [post(refuses={"a": "No interview"})], decisions=[fix("a", "p1")])
    assert [m.post for m in match(given, settings()).matches] == ["p1"]


def test_every_fault_is_told_at_once():
    decisions = [fix("a", "p1"), fix("a", "p2"), fix("b", "p1"), bar("b", "p2", " ")]
    bodies = (Body("charity", CHARITY.kind, "small", 2), *BODIES[1:])
    given = market([candidate("a"), candidate("b")], [post("p1"), post("p2")], bodies, decisions)
    assert refusals(given) == [
        "The coordinator's decision on b and p2 needs a reason.",
        "The coordinator placed 2 people in p1, which has 1 places.",
        "The coordinator placed a 2 times.",
        "The coordinator placed 3 people of charity, whose limit is 2.",
    ]


def test_a_pair_is_decided_on_once():
    given = market([candidate("a")], [post()], decisions=[fix("a", "p1"), bar("a", "p1")])
    assert refusals(given) == ["The coordinator decided 2 times on a and p1."]


@pytest.mark.parametrize(("given", "sentence"), [
    (market([candidate("a"), candidate("a")], []), "The person a is there 2 times."),
    (market([candidate("a", home="nowhere")], []), "The home body nowhere of person a is missing."),
    (market([], [post(host="nowhere")]), "The host nowhere of post p1 is missing."),
    (market([], [post(places=-1)]), "The post p1 must have places from 0 and a working time from 1 to 100%."),
    (market([], [post(end=post().start.replace(day=1))]), "The post p1 ends before it starts."),
    (market([candidate("a", placements=-1)], []),
     "The person a must have placements from 0 and a working time from 0 to 100%."),
    (market([], [], (Body("x", BodyKind.GOVERNMENT, most=-1),)), "The limit of body x is below 0."),
    (market([], [], decisions=[fix("a", "p1")]), "The coordinator's decision on a and p1 names somebody missing."),
])  # fmt: skip
def test_a_market_that_is_not_well_said_is_refused(given, sentence):
    assert refusals(given) == [sentence]


def test_an_empty_market_has_an_empty_result():
    result = match(market([], []), settings())
    assert (result.matches, result.unmatched, result.vacancies, result.considered) == ((), {}, {}, 0)


def test_fairness_compares_small_bodies_with_larger_ones():
    small = [candidate(f"s{n}", ranking=("p1",)) for n in range(4)]
    large = [candidate(f"l{n}", home="big-charity", ranking=("p2",)) for n in range(2)]
    given = market([*small, *large], [post("p1", places=1), post("p2", places=2, ranking=("l0", "l1"))])
    found = match(given, settings()).fairness
    assert (found.small.people, found.small.matched, found.small.matched_share) == (4, 1, 250)
    assert (found.larger.people, found.larger.matched, found.larger.matched_share) == (2, 2, 1000)
    assert (found.ratio, found.calls_for_a_look) == (250, True)
    assert found.small.first_choice == 1
    assert [group.name for group in found.bands] == sorted({CHARITY.size, BIG_CHARITY.size})


def test_nobody_to_compare_is_no_unfairness():
    found = match(market([candidate("a")], [post()]), settings()).fairness
    assert (found.ratio, found.calls_for_a_look) == (None, False)
