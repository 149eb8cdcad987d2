"""How many responses may be begun from one network, and what happens to whoever comes beyond that."""

import pytest
from django.core.cache import cache

from engagement.consultations.models import FormatRequest, Response
from foundation.common.api import limits
from tests.consultations.doors import Visitor, hidden


@pytest.fixture
def consultation(cast, settings):
    cache.clear()
    settings.PAGE_LIMITS = {"begin_response": (2, 60), "ask_format": (1, 60)}
    return cast.published()


def press(visitor, key):
    return visitor.client.post(visitor.base + "respond/", {"key": key})


def test_the_third_of_two_waits_and_loses_nothing(consultation, settings):
    for _ in range(2):
        visitor = Visitor(consultation).start()
    late = Visitor(consultation)
    key = hidden(late.client.get(late.base + "respond/"), "key")
    answer = press(late, key)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60
    assert "Nothing is lost" in answer.content.decode() and hidden(answer, "key") == key
    assert Response.objects.count() == 2
    # Whoever has begun goes on, also by pressing again; and the same button works once there is room.
    assert visitor.post("1", q1="yes").status_code == 303
    assert press(visitor, visitor.home.split("/")[-2]).status_code == 303
    settings.PAGE_LIMITS = {"begin_response": (3, 60)}
    cache.clear()
    assert press(late, key).status_code == 303
    assert str(Response.objects.order_by("pk").last().public_id) == key


def test_another_network_is_not_concerned_and_no_header_makes_one(consultation):
    for _ in range(2):
        Visitor(consultation).start()
    spoofed = Visitor(consultation)
    address = spoofed.base + "respond/"
    key = hidden(spoofed.client.get(address), "key")
    answer = spoofed.client.post(address, {"key": key}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 429
    assert spoofed.client.post(address, {"key": key}, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_a_dead_counter_keeps_nobody_from_being_heard(consultation, monkeypatch):
    monkeypatch.setattr(limits, "_resting_until", float("inf"))
    for _ in range(4):
        Visitor(consultation).start()
    assert Response.objects.count() == 4


def test_a_format_beyond_the_limit_is_said_on_the_form_with_the_words_kept(consultation):
    visitor = Visitor(consultation)
    said = {"format": "braille", "contact": "1 Mill Lane", "note": "Grade 2"}
    assert "We have your request" in visitor.client.post(visitor.base + "formats/", said).content.decode()
    page = visitor.client.post(visitor.base + "formats/", said).content.decode()
    assert "Too much comes from your network" in page and "Grade 2" in page
    assert FormatRequest.objects.count() == 1
