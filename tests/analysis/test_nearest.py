"""One new text against what the index offers."""

from bench.corpus import corpus
from engagement.consultations.similarity.nearest import likeness, matches, sketch
from engagement.consultations.similarity.parts import own_words, parts
from tests.analysis.test_groups import AGAINST, FOR


def keys(text, scope=1):
    return set(sketch([text], scope=scope)[0].keys)


def test_copies_share_keys_and_strangers_none():
    stranger = corpus(1, seed=5, in_campaigns=0)[0].text
    assert len(keys(FOR) & keys(FOR + " Thank you for reading.")) >= 3
    assert not keys(FOR) & keys(stranger)


def test_keys_hold_within_one_consultation_only():
    assert not keys(FOR, scope=1) & keys(FOR, scope=2)


def test_keys_fit_the_databases_whole_numbers():
    assert all(-(2**63) <= key < 2**63 for key in keys(FOR))


def test_keys_are_the_same_in_every_process_and_release():
    """They are stored: a change here needs a migration that rebuilds the index."""
    found = sketch(["The quick brown fox jumps over the lazy dog near the river bank."], scope=42)[0]
    assert found.digest.hex() == "67c8a1512774d7fcf453e3e54232172e"
    assert sum(found.keys) == -639049085219041915


def test_short_texts_have_no_keys_but_a_digest():
    found = sketch(["I agree."], scope=1)[0]
    assert found.keys == []
    assert found.digest == sketch(["i AGREE"], scope=1)[0].digest


def test_the_most_alike_comes_first_and_opposites_are_marked():
    found = matches(
        FOR + " Yours, Ann.",
        [(1, AGAINST), (2, FOR + " A word more."), (3, FOR), (4, "Something else altogether.")],
    )
    assert [match.key for match in found] == [3, 2, 1]
    assert [match.opposed for match in found] == [False, False, True]


def test_a_text_within_another_is_wholly_alike():
    assert likeness(FOR, FOR + " And a long story about my street and its lamp posts, told at length.") == 1.0


def test_shared_text_and_personal_additions_are_told_apart():
    said = FOR.replace("Dear Minister", "Hello") + " My mother is 84 and walks two miles to the stop."
    found = parts(said, FOR)
    assert [part.text for part in found if part.own] == ["My mother is 84 and walks two miles to the stop."]
    assert found[0].changed
    assert own_words(said, FOR) == "My mother is 84 and walks two miles to the stop."
    assert own_words(FOR, FOR) == ""


def test_nothing_of_a_response_is_lost_between_its_parts():
    said = "First my own words. " + FOR + " Last my own words."
    assert "".join("".join(part.text.split()) for part in parts(said, FOR)) == "".join(said.split())
