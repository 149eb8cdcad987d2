"""References are read aloud and typed back in many ways and still mean one thing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.common import references

KINDS = st.sampled_from(references.PREFIXES)


@given(
    kind=KINDS,
    year=st.integers(2024, 2999),
    number=st.integers(1, 10**9),
    gap=st.sampled_from(["-", " ", "", "–"]),
)
def test_however_it_is_typed_it_is_found(kind, year, number, gap):
    meant = f"{kind}-{year}-{number:06d}"
    assert references.normalise(f" {kind.lower()}{gap}{year}{gap or '-'}{number} ") == meant
    assert re.fullmatch(references.REFERENCE_PATTERN, meant)


@given(st.text(max_size=40))
def test_anything_else_is_none_or_a_reference(text):
    found = references.normalise(text)
    assert found is None or re.fullmatch(references.REFERENCE_PATTERN, found)


@pytest.mark.parametrize(
    "text", ["", "FD", "FD-2026-", "XX-2026-000001", "FD-2026-000000", "FD-2026-1; DROP TABLE"]
)
def test_no_reference(text):
    assert references.normalise(text) is None


def test_the_next_one_is_new_each_time(db):
    taken = [references.next_reference("FD") for _ in range(100)]
    assert len(set(taken)) == 100 and taken == sorted(taken)


def test_only_kinds_that_exist(db):
    with pytest.raises(ValueError):
        references.next_reference("fd'; DROP")
