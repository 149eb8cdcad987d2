"""What is looked up once for many rows says what it would say each time."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from engagement.requests.enums import State
from foundation.common.addresses import along, url
from foundation.common.api.flat import said
from foundation.common.references import SHAPE
from foundation.common.wording import Wording
from foundation.common.words import moment


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_addresses_of_a_list_are_the_addresses_of_its_rows(language):
    with translation.override(language):
        detail, verb = (
            along("requests:detail", "ref", SHAPE),
            along("requests:verb", "ref", SHAPE, verb="return-to-centre"),
        )
        for ref in ("FD-2026-000123", "FD-2031-123456789012"):
            assert detail(ref) == url("requests:detail", ref=ref)
            assert verb(ref) == url("requests:verb", ref=ref, verb="return-to-centre")


def test_a_table_of_words_says_each_in_the_language_being_read():
    table = Wording(State.choices)
    found = {}
    for language in ("en", "cy", "en"):
        with translation.override(language):
            found[language] = table.now()
            assert found[language] == {state.value: str(state.label) for state in State}
    assert found["en"]["closed"] != found["cy"]["closed"]


def test_a_moment_is_said_by_the_clock_of_london_and_in_the_language_being_read():
    summer, winter = datetime(2026, 7, 1, 11, 0, 59, 5, tzinfo=UTC), datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    found = {}
    for language in ("en", "cy", "en"):
        with translation.override(language):
            found[language] = (moment(summer), moment(winter))
    assert found["en"] == ("1 July 2026 at midday", "1 January 2026 at 12:30am")
    assert found["cy"][0].endswith("2026 am hanner dydd")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, None),
        (date(2026, 11, 3), "2026-11-03"),
        (datetime(2026, 11, 3, 14, 5, tzinfo=UTC), "2026-11-03T14:05:00Z"),
        (datetime(2026, 11, 3, 14, 5, 0, 70, tzinfo=UTC), "2026-11-03T14:05:00.000070Z"),
        ("2026-11-03", "2026-11-03"),
    ],
)
def test_a_time_is_said_as_the_encoder_says_it(time, words):
    assert said(time) == words
