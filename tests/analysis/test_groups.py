"""Campaigns are found, strangers and opposites kept apart, whatever the order in which texts arrive."""

import csv
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import corpus
from engagement.consultations.similarity.groups import group

TEMPLATE = (
    "Dear Minister, our members depend every week on the late bus to the hospital in Bangor. {demand} "
    "The timetable of 2024 took away the last journey home, and nobody was asked. Nurses, cleaners and patients "
    "now wait an hour in the rain, or pay thirty pounds for a taxi. Please answer before the summer."
)
FOR, AGAINST = (TEMPLATE.format(demand=f"I {verb} the new timetable.") for verb in ("support", "oppose"))
NEAR = (parent / "shared/data/responses" for parent in Path(__file__).parents[3:5])
REAL = next((folder for folder in NEAR if folder.exists()), Path("shared")) / "polis"


def sides(texts):
    return group(texts).group.tolist()


def pairs(numbers):
    return sum(count * (count - 1) // 2 for count in Counter(numbers).values())


def quality(truth, found):
    both = pairs(zip(truth, found, strict=True))
    return both / pairs(truth), both / max(pairs(found), 1)


@pytest.fixture(scope="module")
def letters():
    return corpus(4_000, seed=7)


@pytest.fixture(scope="module")
def grouping(letters):
    return group([letter.text for letter in letters])


def test_edited_copies_are_found_and_strangers_left_alone(letters, grouping):
    recall, precision = quality([letter.campaign for letter in letters], grouping.group.tolist())
    assert recall >= 0.98
    assert precision >= 0.999


def test_every_level_of_editing_is_found(letters, grouping):
    largest, _count = Counter(letter.campaign for letter in letters if letter.level != "alone").most_common(
        1
    )[0]
    leaders = Counter(
        number
        for letter, number in zip(letters, grouping.group.tolist(), strict=True)
        if letter.campaign == largest
    )
    leader = leaders.most_common(1)[0][0]
    for level in ("exact", "greeting", "words", "sentence"):
        of_level = [
            number == leader
            for letter, number in zip(letters, grouping.group.tolist(), strict=True)
            if letter.campaign == largest and letter.level == level
        ]
        assert sum(of_level) / len(of_level) > 0.95, level


def test_opposites_of_one_template_are_two_groups_of_one_family():
    found = group([FOR, AGAINST, FOR + " Yours, Ann Jones", AGAINST.replace("Dear Minister", "Hello"), FOR])
    one, two = found.group[0], found.group[1]
    assert found.group.tolist() == [one, two, one, two, one]
    assert len(set(found.family.tolist())) == 1


def test_a_copy_that_lacks_the_demand_does_not_join_opposites():
    silent = TEMPLATE.format(demand="")
    found = sides([silent, FOR, AGAINST, FOR + " Thanks.", AGAINST + " Thanks."])
    assert found[1] != found[2]
    assert (found[3], found[4]) == (found[1], found[2])


def test_one_template_with_a_long_story_of_ones_own_is_found():
    story, other = (letter.text for letter in corpus(2, seed=3, in_campaigns=0))
    assert sides([FOR, f"{story}\n\n{FOR}", other]) == [0, 0, 2]


def test_short_answers_are_grouped_when_identical_only():
    assert sides(["I agree.", "I agree", "I agree with it", "i AGREE!"]) == [0, 0, 2, 0]


def test_empty_texts_and_nothing_at_all():
    assert sides([]) == []
    assert sides(["", "   ", FOR, "\u200b"]) == [0, 0, 2, 0]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_arrival_changes_no_group(seed):
    letters = corpus(300, seed=11)
    order = list(range(len(letters)))
    random.Random(seed).shuffle(order)
    straight = sides([letter.text for letter in letters])
    shuffled = sides([letters[at].text for at in order])
    recall, precision = quality([straight[at] for at in order], shuffled)
    assert min(recall, precision) > 0.97


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from([FOR, AGAINST, TEMPLATE.format(demand=""), "I agree."]), max_size=12),
    st.integers(1, 3),
)
def test_the_same_texts_give_the_same_groups(texts, threads):
    assert group(texts, threads=threads).group.tolist() == group(texts, threads=1).group.tolist()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from([FOR, FOR + " Thank you.", AGAINST, AGAINST + " Thank you."]), min_size=1, max_size=20
    )
)
def test_opposites_stay_apart_in_any_mixture(texts):
    found = sides(texts)
    asks = {
        number: {"support" in text for text, n in zip(texts, found, strict=True) if n == number}
        for number in found
    }
    assert all(len(demands) == 1 for demands in asks.values())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=30))
def test_any_text_at_all_is_grouped_and_copies_are_together(texts):
    found = group(texts + texts)
    assert found.group[: len(texts)].tolist() == found.group[len(texts) :].tolist()
    assert all(found.group[number] == number for number in found.group.tolist())


@pytest.mark.skipif(
    not REAL.exists(), reason="real comments are not beside the project (shared/data/responses/polis)"
)
def test_real_comments_of_different_people_are_not_taken_for_campaigns():
    """What is left are moderators' rewordings of one comment, by hand: about one in twenty."""
    said = []
    for path in sorted(REAL.glob("*.csv")):
        with path.open(encoding="utf-8-sig") as lines:
            said += [row["comment-body"] for row in csv.DictReader(lines)]
    said = list(dict.fromkeys(text for text in said if len(text.split()) >= 12))
    found = group(said)
    together = Counter(found.group.tolist())
    assert len(said) > 1000
    assert sum(count for count in together.values() if count > 1) < len(said) * 0.06
