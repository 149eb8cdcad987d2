"""Agreement and representativeness, against figures worked out by hand or known from the literature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.consultations.analysis.agreement import alpha, in_words, kappa
from engagement.consultations.analysis.heard import at_most, compare

CODES = st.sampled_from("abc")
PAIRS = st.lists(st.tuples(CODES, CODES), min_size=1, max_size=60)


def test_kappa_of_the_textbook():
    """Two readers of 50 grant proposals: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_alpha_of_krippendorffs_own_example():
    """Four observers, twelve units, nominal, with gaps: 0.743 (Krippendorff 2011)."""
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    units = [[code for code in unit if code is not None] for unit in zip(a, b, c, d, strict=True)]
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_nothing_is_said_where_nothing_can_be_said():
    assert kappa([]) is None
    assert kappa([("a", "a")] * 5) is None
    assert alpha([]) is None
    assert alpha([["a"], ["b"]]) is None
    assert alpha([["a", "a"], ["a", "a"]]) is None


@given(PAIRS)
def test_agreement_does_not_depend_on_who_comes_first(pairs):
    turned = [(other, one) for one, other in pairs]
    assert kappa(pairs) == pytest.approx(kappa(turned)) if kappa(pairs) is not None else kappa(turned) is None
    assert alpha(pairs) == pytest.approx(alpha(turned)) if alpha(pairs) is not None else alpha(turned) is None


@given(PAIRS)
def test_agreement_is_one_at_most_and_one_only_when_all_agree(pairs):
    for value in (kappa(pairs), alpha(pairs)):
        if value is not None:
            assert value <= 1 + 1e-9
            assert (value > 1 - 1e-9) == all(one == other for one, other in pairs)


def test_agreement_in_words():
    assert in_words(0.85) == "almost perfect"
    assert in_words(0.45) == "moderate"
    assert in_words(-0.2) == "no better than chance"
    assert in_words(None) == "not enough to say"


KNOWN = {"micro": 6_000, "small": 3_000, "large": 900, "major": 100}


def test_who_is_silent_or_heard_less_stands_first():
    lines = compare({"large": 60, "major": 12, "small": 20}, KNOWN)
    assert [line.key for line in lines] == ["micro", "small", "major", "large"]
    assert [line.verdict for line in lines] == ["silent", "as expected", "more", "more"] or lines[
        1
    ].verdict == "as expected"
    assert lines[0].expected == pytest.approx(55.2)


def test_few_answers_say_nothing_of_anybody():
    assert {line.verdict for line in compare({"small": 1, "large": 1}, KNOWN)} <= {"as expected", "more"}
    assert {line.verdict for line in compare({}, KNOWN)} == {"as expected"}


def test_a_mirror_of_the_directory_is_as_expected():
    heard = {key: count // 100 for key, count in KNOWN.items()}
    assert {line.verdict for line in compare(heard, KNOWN)} == {"as expected"}


def test_a_group_that_the_directory_does_not_know_is_no_error():
    assert compare({"new": 3}, {})[0].known == 0


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0, 1))
def test_probabilities_are_probabilities(count, size, share):
    assert 0 <= at_most(count, size, share) <= 1
    assert at_most(count, size, share) <= at_most(count + 1, size, share) + 1e-9
