"""Hard rules at the boundary days, and the same rules asked of many pairs at once."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from secondments.matching import Body, hard, soft
from secondments.matching.columns import Columns
from secondments.matching.market import BodyKind, Clearance, Direction, Nationality
from secondments.matching.masks import Masks
from secondments.matching.reasons import ENGLISH, GROUNDS, HARD, say
from secondments.matching.run import match
from secondments.matching.weights import Weights
from secondments.matching.windows import last_day
from tests.secondments.matching.markets import (
    BODIES,
    TODAY,
    all_settings,
    candidate,
    market,
    markets,
    post,
    settings,
)

KNOWN = {body.key: body for body in (*BODIES, Body("other", BodyKind.GOVERNMENT))}
START, END = date(2027, 1, 4), date(2027, 7, 2)


def codes(person: dict, place: dict | None = None) -> list[str]:
    found = hard.broken(candidate(**person), post(**(place or {})), KNOWN, settings())
    assert all(say(reason) for reason in found)
    return [reason.code for reason in found]


def test_nothing_is_broken_to_begin_with():
    assert codes({}) == []


@pytest.mark.parametrize(("person", "place", "expected"), [
    ({"directions": frozenset({Direction.OUTWARD})}, {}, ["direction"]),
    ({"home": "other"}, {}, ["sides"]),
    ({"home": "department"}, {}, ["sides", "same_body"]),
    ({}, {"host": "big-charity"}, ["sides"]),
    ({"home": "other"}, {"host": "charity", "direction": Direction.OUTWARD}, []),
    ({}, {"direction": Direction.SWAP}, []),
    ({"available_from": START}, {}, []),
    ({"available_from": START + timedelta(1)}, {}, ["available_from"]),
    ({"available_from": START + timedelta(1)}, {"latest_start": START + timedelta(1)}, []),
    ({"available_to": END}, {}, []),
    ({"available_to": END - timedelta(1)}, {}, ["available_to"]),
    ({"available_from": START + timedelta(1), "available_to": END}, {"latest_start": START + timedelta(9)},
     ["available_to"]),
    ({"contract_end": END}, {}, []),
    ({"contract_end": END - timedelta(1)}, {}, ["contract_end"]),
    ({}, {"end": date(2029, 1, 3)}, []),
    ({}, {"end": date(2029, 1, 4)}, ["too_long"]),
    ({}, {"end": date(2029, 1, 4), "long_approved": True}, []),
    ({"home": "other"}, {"host": "charity", "direction": Direction.OUTWARD, "end": date(2029, 12, 31)}, []),
    ({"no_exception_before": START}, {}, []),
    ({"no_exception_before": START + timedelta(1)}, {}, ["second_exception"]),
    ({"no_exception_before": START + timedelta(1)}, {"repeat_approved": True}, []),
    ({"no_exception_before": START + timedelta(1)}, {"latest_start": START + timedelta(1)}, []),
    ({"fte": 60}, {"fte": 60}, []),
    ({"fte": 60}, {"fte": 61}, ["fte"]),
    ({"fte": 100, "placements": 2}, {"fte": 51}, ["fte"]),
    ({"nationality": Nationality.RIGHT_TO_WORK}, {"nationality": Nationality.CIVIL_SERVICE}, ["nationality"]),
    ({"nationality": Nationality.UNKNOWN}, {}, ["nationality"]),
    ({"clearance_expires": END}, {"clearance": Clearance.SC}, []),
    ({"clearance": Clearance.BPSS, "clearable_to": Clearance.CTC}, {"clearance": Clearance.SC}, ["clearance_level"]),
    ({"clearance_expires": END - timedelta(1)}, {"clearance": Clearance.SC}, []),  # time enough to renew
    ({"clearance": Clearance.NONE}, {"clearance": Clearance.SC, "start": TODAY + timedelta(weeks=10)}, []),
    ({"clearance": Clearance.NONE}, {"clearance": Clearance.SC, "start": TODAY + timedelta(weeks=10, days=-1)},
     ["clearance_time"]),
    ({}, {"conflicted": {"charity": "bid"}}, ["conflict_home"]),
    ({}, {"conflicted": {"big-charity": "grant"}}, []),
    ({"interests": frozenset({"big-charity"})}, {"conflicted": {"big-charity": "grant"}}, ["conflict_interest"]),
    ({"avoid_hosts": frozenset({"department"})}, {}, ["conflict_host"]),
    ({"refuses": frozenset({"p1"})}, {}, ["person_refuses"]),
])  # fmt: skip
def test_each_hard_rule_at_its_boundary(person, place, expected):
    assert codes(person, place) == expected


def test_a_placement_starts_when_person_and_clearance_are_ready():
    person = candidate(clearance=Clearance.NONE, available_from=TODAY + timedelta(days=20))
    place = post(start=TODAY, end=TODAY + timedelta(days=100), latest_start=TODAY + timedelta(days=60))
    (found,) = match(market([person], [place]), settings()).matches
    assert found.start == TODAY + timedelta(weeks=3)  # the baseline check takes three weeks
    assert found.end - found.start == place.end - place.start


@pytest.mark.parametrize(("start", "months", "last"), [
    (date(2026, 5, 1), 24, date(2028, 4, 30)),
    (date(2026, 1, 31), 1, date(2026, 2, 27)),
    (date(2026, 12, 31), 2, date(2027, 2, 27)),
    (date(2024, 2, 29), 12, date(2025, 2, 27)),
])  # fmt: skip
def test_months_end_the_day_before_their_number(start, months, last):
    assert last_day(start, months) == last


@given(markets(hard=True), all_settings())
@hypothesis_settings(max_examples=30, deadline=None)
def test_many_pairs_at_once_are_judged_as_one_pair_is(drawn, run):
    columns = Columns(drawn, run)
    if not columns.people or not columns.posts:
        return
    grounds = Masks(columns).grounds(slice(0, len(columns.people)))
    assert grounds.keys() == HARD.keys() == (GROUNDS.keys() & HARD.keys())
    for n, person in enumerate(columns.people):
        for m, place in enumerate(columns.posts):
            one = {reason.code for reason in hard.broken(person, place, columns.bodies, run)}
            assert {code for code in grounds if grounds[code][n, m]} == one


@given(markets())
@hypothesis_settings(max_examples=25, deadline=None)
def test_points_of_many_pairs_are_those_of_one(drawn):
    columns = Columns(drawn, settings())
    if not columns.people or not columns.posts:
        return
    found = Weights(columns).points(slice(0, len(columns.people)))
    for n, person in enumerate(columns.people):
        for m, place in enumerate(columns.posts):
            assert {what: int(np.asarray(found[what])[n, m]) for what in found} == soft.points(person, place)


@given(markets(hard=True, most_people=8), all_settings())
@hypothesis_settings(max_examples=25, deadline=None)
def test_no_match_breaks_a_hard_rule_or_a_quota(drawn, run):
    result = match(drawn, run)
    people, places = {c.key: c for c in drawn.candidates}, {p.key: p for p in drawn.posts}
    bodies = {body.key: body for body in drawn.bodies}
    pairs = [(m.candidate, m.post) for m in result.matches]
    assert len(set(pairs)) == len(pairs)
    for found in result.matches:
        person, place = people[found.candidate], places[found.post]
        assert hard.broken(person, place, bodies, run) == ()
        assert place.start <= found.start <= (place.latest_start or place.start)
        assert found.end <= (person.contract_end or found.end)
        assert found.candidate not in place.refuses
        assert person.open_to_others or found.post in person.ranking
    assert all(sum(who == c.key for who, _ in pairs) <= c.placements for c in drawn.candidates)
    assert all(sum(key == p.key for _, key in pairs) <= p.places for p in drawn.posts)
    for body in drawn.bodies:
        placed = sum(people[who].home == body.key for who, _ in pairs)
        assert body.most is None or placed <= body.most


def test_every_code_has_words():
    assert GROUNDS.keys() >= HARD.keys()
    assert all(text.endswith((".", "s")) for text in ENGLISH.values())
