import json
from time import process_time

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from foundation.common.api.parsers import MAX_DEPTH, loads

ROW = "/api/v1/parcels/P-0001/"

REFUSED = {
    b"\xff\xfe{}": "UTF-8",
    b'{"label": "\xed\xa0\x80"}': "UTF-8",
    b'{"label": "\\ud800"}': "surrogate",
    b'{"\\udc00": 1}': "surrogate",
    b'{"label": "a\\u0000b"}': "NUL",
    b'{"label": NaN}': "NaN",
    b'{"label": -Infinity}': "Infinity",
    b'{"label": 1e999}': "range",
    b'{"label": 9223372036854775808}': "range",
    b'{"label": ' + b"9" * 5000 + b"}": "range",
    b'{"label": "a", "label": "b"}': "twice",
    b'{"x": {"\\u006cabel": 1, "label": 2}}': "twice",
    b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2): "deep",
    b"[" * 10_000 + b"]" * 10_000: "deep",
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000: "deep",
    b"{": "line 1, column 2",
    b"": "line 1",
    b"\xef\xbb\xbf{}": "not JSON",
    b"{} {}": "not JSON",
    b"{'label': 1}": "not JSON",
    b'{"label": 01}': "not JSON",
}


@pytest.mark.parametrize(("raw", "reason"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_two_readers_could_take_differently_is_refused(raw, reason):
    with pytest.raises(ParseError) as refusal:
        loads(raw)
    assert reason in str(refusal.value.detail)


def test_nesting_up_to_the_limit_is_read():
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert loads(deepest) == json.loads(deepest)


def test_a_name_that_stands_twice_is_found_among_many():
    """As many as a body holds: each was once compared with each, for a minute and a half."""
    many = b",".join(b'"k%d":0' % number for number in range(80_000))
    began = process_time()
    with pytest.raises(ParseError) as refusal:
        loads(b"{" + many + b',"k79999":1}')
    assert "k79999" in str(refusal.value.detail)
    assert process_time() - began < 10


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), inner)
    ),
)


@given(values)
def test_all_json_that_one_may_send_is_read_as_it_was_meant(value):
    assert loads(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(raw):
    try:
        loads(raw)
    except ParseError as refusal:
        assert str(refusal.detail)


@pytest.fixture
def parcel(parcels):
    return parcels.objects.create(ref="P-0001", owner="anna", label="books")


def send(machine, raw, content_type="application/json", **extra):
    return machine.generic("POST", f"{ROW}send/", raw, content_type=content_type, **extra)


@pytest.mark.parametrize("raw", [raw for raw in REFUSED if raw], ids=str)
def test_at_the_door_it_is_a_400(parcel, machine, raw):
    answer = send(machine, raw)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    parcel.refresh_from_db()
    assert parcel.state == "here"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "",
        "application/json; charset=utf-16",
    ],
)
def test_another_content_type_is_a_415(parcel, machine, content_type):
    answer = send(machine, b"{}", content_type)
    assert (answer.status_code, answer["Accept"]) == (415, "application/json")


def test_a_charset_that_says_utf_8_is_fine(parcel, machine):
    assert send(machine, b"{}", "application/json; charset=UTF-8").status_code == 200


@pytest.mark.parametrize("size", [1_100_000, 10_000_000])
def test_a_body_beyond_the_limit_is_a_413(parcel, machine, size):
    answer = send(machine, b'{"label": "' + b"a" * size + b'"}')
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_a_text_beyond_its_limit_is_named(parcel, machine):
    answer = send(machine, json.dumps({"label": "a" * 101}).encode())
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/label"


def test_a_body_of_unknown_length_is_a_411(parcel, machine):
    answer = machine.generic(
        "POST", f"{ROW}send/", b"", content_type="application/json", HTTP_TRANSFER_ENCODING="chunked"
    )
    assert answer.status_code == 411


def test_many_bad_bodies_leave_the_worker_free(parcel, machine):
    for _ in range(50):
        assert send(machine, b"[" * 10_000).status_code == 400
    assert send(machine, b"{}").status_code == 200


def test_the_address_of_another_host_is_refused(parcels):
    answer = Client(raise_request_exception=False).get("/api/v1/shelf/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
