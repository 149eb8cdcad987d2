"""JSON of registers: flat objects, one at a time, with a bound on how deep and how large each may be."""

import io
import json
import time

import pytest

from satellite_account.sources import layouts, reading
from satellite_account.sources.objects import DEEPEST, LARGEST
from satellite_account.sources.storing import NotReadable

CHARITY = {"registered_charity_number": 200001, "linked_charity_number": 0, "charity_name": "Zoë’s Trust",
           "charity_registration_status": "Registered", "latest_income": 5.0, "charity_is_cio": None}  # fmt: skip


def rows(body):
    return list(reading.rows("a.json", io.BytesIO(body), layouts.get("ccew"))[1])


class Counting(io.BytesIO):
    count = 0

    def readinto(self, into):
        found = super().readinto(into)
        self.count += found
        return found


def refusal(body):
    with pytest.raises(NotReadable) as refused:
        rows(body)
    return str(refused.value)


def nested(depth, value=b"1"):
    return b'{"a":' * depth + value + b"}" * depth


def test_deep_nesting_is_refused_at_once_in_plain_words(office):
    """It used to cost the square of the depth: minutes for a file of a megabyte."""
    first = json.dumps(CHARITY).encode()
    begun = time.process_time()
    for body in (
        nested(100_000),
        b'{"charity_name":' + b"[" * 150_000 + b"]" * 150_000 + b"}",
        b"[" * 150_000,
    ):
        said = refusal(b"[" + first + b"," + body + b"]")
        assert said.startswith("Item 2 of the JSON file holds lists or objects more than 20 deep"), said
    assert time.process_time() - begun < 2
    version = office.loaded(b"[" + first + b"," + nested(100_000) + b"]", "ccew", name="charity.json")
    assert version.state == "refused" and version.problems.get().expected.startswith(
        "Item 2 of the JSON file"
    )


def test_what_is_nested_within_reason_is_passed_over_or_named():
    other = CHARITY | {"trustees": [{"name": "A", "posts": [1, {"b": []}]}]}
    wrong = CHARITY | {"charity_name": ["A", "B"]}
    found = rows(json.dumps([other, wrong, 5, [CHARITY], CHARITY]).encode())
    assert found[0] == found[4] and found[0][2] == "Zoë’s Trust"
    assert found[1] == "a text or a number, not a list or an object, under charity_name"
    assert found[2] == found[3] == "an object with the layout’s names"
    assert len(rows(b"[" + json.dumps(CHARITY).encode() + b"," + nested(DEEPEST) + b"]")) == 2


@pytest.mark.parametrize("much", [
    lambda: b'{"charity_name":"' + b"x" * (4 << 20) + b'"}',
    lambda: b"{" + b",".join(b'"n%d":1' % number for number in range(300_000)) + b"}",
    lambda: b'{"a":[' + b"1," * (2 << 20) + b"1]}",
])  # fmt: skip
def test_a_huge_object_is_refused_before_it_is_read(much):
    body = b"[" + json.dumps(CHARITY).encode() + b"," + much() + b"]"
    stream = Counting(body)
    with pytest.raises(NotReadable, match="Item 2 of the JSON file is larger than 1 MB"):
        list(reading.rows("a.json", stream, layouts.get("ccew"))[1])
    assert LARGEST < stream.count < 3 * LARGEST < len(body)


def test_many_objects_of_a_usual_size_are_read_whatever_they_sum_to():
    body = json.dumps([CHARITY | {"charity_activities": "x" * 1_000}] * 3_000).encode()
    assert len(body) > 3 * LARGEST and len(rows(body)) == 3_000


@pytest.mark.parametrize(
    "body", [b'[{"a":1}', b'[{"a":1}]x', b'[{"a":}]', b'[{"a":1},', b"[[1]]", b"{}", b""]
)
def test_broken_json_is_refused(body):
    assert refusal(body)
