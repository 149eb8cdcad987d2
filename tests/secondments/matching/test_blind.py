"""Shortlisters see neither name nor home body, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondments.matching import blind, say
from tests.secondments.matching.markets import candidate, post, settings

NAMES, HOMES = ("Siân Wyn Jones",), ("Riverside Food Bank", "RFB")


@pytest.mark.parametrize("text", [
    "I am Siân Jones.",
    "SIAN JONES",
    "Sia\u0302n",
    "work at riverside  food-bank",
    "the Riverside team",
    "RFB's projects",
    "mail sian.jones@riverside.org or call 0117 496 0000 or +44 (117) 496-0000",
    "see https://riverside.org/people/7 or www.riverside.org or @sianwyn",
    "Wyn-Jones",
    "(jones)",
])  # fmt: skip
def test_names_and_addresses_are_removed(text):
    found = blind.redact(text, NAMES, HOMES).casefold()
    plain = blind._plain(found)
    assert blind.REMOVED in found
    assert not any(word in plain for word in ("sian", "jones", "riverside", "rfb", "wyn", "0117", "496", "@"))


def test_what_tells_nobody_stays():
    text = "I ran a community food project for 12 years, from 2010 to 2022, with a budget of £1,200,000."
    assert blind.redact(text, ("Ann Oakes",), ("Community Food Trust",)) == text


def test_a_surname_that_bodies_share_is_removed_all_the_same():
    assert blind.redact("Bank, Ann", ("Ann Bank",)) == "[removed], [removed]"


def test_parts_of_other_words_stay():
    assert blind.redact("Handsome annals of Annesley", ("Ann Some",)) == "Handsome annals of Annesley"


names = st.text(st.characters(categories=("Lu", "Ll")), min_size=3, max_size=8)


@given(names, names, st.text(max_size=20), st.text(max_size=20))
def test_a_name_between_any_words_is_gone(first, last, before, after):
    text = f"{before} {first} {last} {after}"
    found = blind.redact(text, (f"{first} {last}",))
    assert f"{first} {last}" not in found.replace(blind.REMOVED, "")


def test_the_card_holds_no_key_name_or_home_body():
    person = candidate("key-of-ann", home="charity", skills=frozenset({"policy"}), goals=frozenset({"law"}))
    place = post(needs=frozenset({"policy", "data"}), teaches=frozenset({"law"}))
    found = blind.card(
        person, place, settings(), "7KQ2M", ["I am Ann of Riverside"], names=["Ann"], bodies=["Riverside"]
    )
    told = repr(found) + " ".join(say(reason) for reason in found.reasons)
    assert not any(word in told for word in ("key-of-ann", "charity", "Ann", "Riverside", "small"))
    assert (found.skills_met, found.skills_missing, found.goals_met) == (("policy",), ("data",), ("law",))


def test_labels_differ_between_posts_and_never_within_one():
    people = [f"person-{n}" for n in range(3000)]
    one, two = blind.labels("seed", "p1", people), blind.labels("seed", "p2", people)
    assert len(set(one.values())) == 3000
    assert not set(one.items()) & set(two.items())
    assert one == blind.labels("seed", "p1", reversed(people))
