import socket

import pytest
from django.test import Client, RequestFactory

from foundation.common.api import limits
from tests.factories.machines import Machine

SHELF = "/api/v1/shelf/"


@pytest.fixture
def tight(settings, monkeypatch):
    settings.API_LIMITS = {"anonymous": (3, 60), "client": (5, 60)}
    # A window that does not end while the test runs.
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_010.0)


def knock(count, client=None, **extra):
    client = client or Client()
    return [client.get(SHELF, **extra) for _ in range(count)]


def test_every_answer_says_what_is_left(parcels, tight):
    answers = knock(3)
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0"]
    assert answers[0]["RateLimit-Limit"] == "3"
    assert answers[0]["RateLimit-Reset"] == "50"
    assert answers[0]["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    assert answers[0]["RateLimit"] == '"anonymous";r=2;t=50'


def test_beyond_the_allowance_is_a_429_that_says_when_to_come_back(parcels, tight):
    answer = knock(4)[-1]
    assert (answer.status_code, answer["Retry-After"], answer["RateLimit-Remaining"]) == (429, "50", "0")
    assert answer["Content-Type"] == "application/problem+json"


def test_the_next_window_starts_anew(parcels, tight, monkeypatch):
    knock(4)
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_065.0)
    assert knock(1)[0].status_code == 200


def test_each_client_has_an_allowance_of_its_own(parcels, tight):
    anna, bert = Machine("anna parcels:read"), Machine("bert parcels:read")
    assert [answer.status_code for answer in knock(6, anna)] == [200] * 5 + [429]
    assert knock(1, bert)[0].status_code == 200


def test_an_invented_forwarding_header_changes_nothing(parcels, tight):
    answers = [Client().get(SHELF, headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(4)]
    assert answers[-1].status_code == 429


def test_behind_our_proxy_the_entry_that_it_wrote_counts(parcels, tight, settings):
    settings.TRUSTED_PROXIES = 1
    spoofed = [
        Client().get(SHELF, headers={"X-Forwarded-For": f"10.0.0.{n}, 198.51.100.7"}) for n in range(4)
    ]
    assert spoofed[-1].status_code == 429
    assert Client().get(SHELF, headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("198.51.100.7", "198.51.100.7"),
        ("", "unknown"),
        ("x", "unknown"),
    ],
)
def test_an_ipv6_network_is_one_caller(address, bucket):
    request = RequestFactory().get(SHELF, REMOTE_ADDR=address)
    assert limits.client_address(request) == bucket


def test_guessing_tokens_is_counted_against_the_address(parcels, tight):
    answers = knock(4, Machine("expired"))
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


def test_zero_switches_a_limit_off(parcels, settings):
    settings.API_LIMITS = {"anonymous": (0, 60), "client": (0, 60)}
    answer = knock(1)[0]
    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer


def test_without_redis_callers_are_served_uncounted_and_not_slowed(parcels, tight, settings, monkeypatch):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        gone = settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{held.getsockname()[1]}/0"}
        monkeypatch.setattr(limits, "_resting_until", 0.0)
        settings.CACHES = {"default": gone}
        answers = knock(5)
        assert {answer.status_code for answer in answers} == {200}
        assert "RateLimit-Limit" not in answers[0]
        assert limits._resting_until > 0
