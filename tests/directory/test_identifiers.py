"""Numbers of registers: typed in any way, stored in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.directory.identifiers import PRECEDENCE, STORED, Scheme, candidates, normalise, well_formed
from tests.directory import extracts


@pytest.mark.parametrize(
    ("scheme", "typed", "stored"),
    [
        ("GB-CHC", " 1090095 ", "1090095"),
        ("GB-CHC", "0210169", "210169"),
        ("GB-CHC", "GB-CHC-1090095", "1090095"),
        ("GB-CHC", "1090095/1", "1090095-1"),
        ("GB-CHC", "1090095–01", "1090095-1"),
        ("GB-CHC", "1090095-0", "1090095"),
        ("GB-SC", "SCO42386", "SC042386"),
        ("GB-SC", "sc0 423 86", "SC042386"),
        ("GB-SC", "SC-042386", "SC042386"),
        ("GB-SC", "SC42386", "SC042386"),
        ("GB-NIC", "NIC100019", "100019"),
        ("GB-NIC", "NIC 100019", "100019"),
        ("GB-COH", "445566", "00445566"),
        ("GB-COH", "sc 123456", "SC123456"),
        ("GB-COH", "CE1234", "CE001234"),
        ("GB-COH", "R0000123", "R0000123"),
        ("GB-MPR", "ip12345r", "IP12345R"),
    ],
)
def test_a_number_is_stored_in_one_form(scheme, typed, stored):
    assert normalise(scheme, typed) == stored


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        ("GB-CHC", "12345"),
        ("GB-CHC", "12345678"),
        ("GB-CHC", "abc"),
        ("GB-CHC", ""),
        ("GB-CHC", "１０９００９５"),
        ("GB-CHC", "1" * 5000),
        ("GB-SC", "1090095"),
        ("GB-SC", "SC"),
        ("GB-SC", "SC1234567"),
        ("GB-NIC", "200019"),
        ("GB-COH", "123456789"),
        ("GB-COH", "ABC12345"),
        ("GB-COH", "\x00"),
    ],
)
def test_what_cannot_be_a_number_is_refused(scheme, typed):
    assert normalise(scheme, typed) is None


def test_a_number_is_tried_in_every_register_in_order_of_precedence():
    found = candidates("100019")
    assert [(number.scheme, number.value) for number in found][:2] == [
        ("GB-CHC", "100019"),
        ("GB-NIC", "100019"),
    ]
    assert [PRECEDENCE[number.scheme] for number in found] == sorted(PRECEDENCE[n.scheme] for n in found)
    assert {number.org_id for number in candidates("SCO42386")} == {"GB-SC-SC042386", "GB-COH-SC042386"}


def test_a_named_register_is_the_only_one_tried():
    assert [number.org_id for number in candidates("GB-COH-00445566")] == ["GB-COH-00445566"]
    assert candidates("Oxfam") == []


@given(scheme=st.sampled_from(list(STORED)), data=st.data())
def test_a_stored_number_is_its_own_normal_form(scheme, data):
    value = data.draw(st.from_regex(STORED[scheme], fullmatch=True))
    stored = normalise(scheme, value)
    assert stored is not None
    assert normalise(scheme, stored) == stored
    assert normalise(scheme, f" {stored.lower()} ") == stored
    assert well_formed(scheme, stored)


@given(scheme=st.sampled_from(list(Scheme)), text=st.text(max_size=60))
def test_any_text_is_either_a_well_formed_number_or_none(scheme, text):
    value = normalise(scheme, text)
    assert value is None or (well_formed(scheme, value) and normalise(scheme, value) == value)
    for number in candidates(text):
        assert well_formed(number.scheme, number.value)


@pytest.mark.skipif(not extracts.REAL.is_dir(), reason="needs the shared register data")
def test_every_real_number_is_accepted():
    dual = list(extracts.real("rel_dual_registered.csv"))
    for row in dual:
        assert normalise("GB-SC", row["org_id_a"]) == row["org_id_a"].removeprefix("GB-SC-")
        assert normalise("GB-CHC", row["org_id_b"]) == row["org_id_b"].removeprefix("GB-CHC-")
    assert len(dual) > 1500
    for row in extracts.real("rel_mutual_companies.csv"):
        for org_id in (row["org_id_a"], row["org_id_b"]):
            scheme, number = org_id[:6], org_id[7:]
            assert normalise(scheme, number) == number, org_id
