"""The public list of responses is kept for the next reader, and never a moment longer than it is true."""

import pytest
from django.test import Client

from engagement.consultations import actions
from engagement.consultations.analysis import actions as marks
from engagement.consultations.models import Answer
from tests.factories.consultations import sent

WORDS = "It is too little."


@pytest.fixture
def released(cast):
    row = cast.published()
    found = [sent(row, publication="response_anonymised") for _ in range(2)]
    actions.publish_responses(responses=found, by=cast.officer)
    return found


def read(consultation, **filters):
    answer = Client().get(f"{consultation.get_absolute_url()}responses/", filters)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_kept_for_the_next_reader(released, django_assert_num_queries):
    home = released[0].consultation
    first = read(home, nation="")
    with django_assert_num_queries(2):
        assert read(home, nation="") == first
    assert all(row.ref in first for row in released)


@pytest.mark.parametrize("filters", [{}, {"capacity": "individual"}, {"q": "little"}])
def test_what_was_taken_out_is_gone_from_it_at_once(cast, released, filters):
    home = released[0].consultation
    assert WORDS in read(home, **filters)
    for answer in Answer.objects.filter(text=WORDS):
        marks.redact(answer=answer, passage="too little", reason="name", by=cast.officer)
    assert "too little" not in read(home, **filters)


def test_what_is_no_longer_public_is_gone_from_it_at_once(cast, released):
    home, (one, other) = released[0].consultation, released
    assert one.ref in read(home)
    actions.exclude_response(response=one, by=cast.officer, reason="spam")
    page = read(home)
    assert one.ref not in page and other.ref in page


def test_a_newly_released_one_is_in_it_at_once(cast, released):
    home = released[0].consultation
    read(home)
    third = sent(home, publication="response_anonymised")
    actions.publish_responses(responses=[third], by=cast.officer)
    assert third.ref in read(home)


def test_each_filter_has_its_own(released):
    home = released[0].consultation
    assert released[0].ref in read(home, capacity="individual")
    assert released[0].ref not in read(home, capacity="on_behalf_of_organisation")
    assert Client().get(f"{home.get_absolute_url()}responses/?capacity=nobody").status_code == 400
