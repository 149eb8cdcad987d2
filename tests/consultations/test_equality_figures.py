"""Figures of equality monitoring are shown once nobody can add to them: two readings never differ by one person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.enums import FormatState
from engagement.consultations.models import FormatRequest, Response
from engagement.consultations.rules import RESPONDENT
from tests.consultations.doors import as_person
from tests.factories.consultations import ANSWERS, Writer, at, move, sent


class Desk:
    """A consultation that six people have answered, equality questions too; somebody waits for another format."""

    def __init__(self, cast) -> None:
        self.cast, self.row = cast, cast.published()
        with at(self.row.opening_at + timedelta(hours=1)):
            for _each in range(6):
                writer = Writer(self.row)
                for number, said in ANSWERS.items():
                    writer.answer(number, said)
                writer.who()
                writer.send()
                actions.add_monitoring(**writer.held, age="25-34")
        self.asked = actions.ask_format(consultation=self.row, by=None, format="braille", contact="1 High St")
        self.row = move(self.row, closed_days_ago=2)

    def page(self) -> str:
        answer = as_person(self.cast.officer).get(f"{self.row.get_absolute_url()}manage/outcome/")
        return answer.content.decode()

    def is_shown(self) -> bool:
        page = self.page()
        shown = "25-34" in page
        assert shown != ("has time to answer yet" in page)
        return shown


@pytest.fixture
def desk(cast) -> Desk:
    return Desk(cast)


@pytest.mark.parametrize("state", [FormatState.REQUESTED, FormatState.PRODUCTION])
def test_while_somebody_waits_for_another_format(desk, state):
    FormatRequest.objects.update(state=state)
    assert not desk.is_shown()


def test_from_asking_to_the_end_of_their_time_the_figures_are_never_shown(desk):
    readings = [desk.is_shown()]
    asked, secret = actions.provide_format(format_request=desk.asked, by=desk.cast.officer)
    readings.append(desk.is_shown())
    writer = Writer.__new__(Writer)
    writer.by, writer.secret, writer.response = RESPONDENT, secret, asked.response
    for number, said in ANSWERS.items():
        writer.answer(number, said)
    writer.who()
    writer.send()
    actions.add_monitoring(**writer.held, age="65+")
    readings.append(desk.is_shown())
    Response.objects.filter(pk=asked.response.pk).update(extended_until=timezone.now() - timedelta(minutes=1))
    assert [*readings, desk.is_shown()] == [False, False, False, True]


def test_a_request_that_was_refused_keeps_nothing_back(desk):
    actions.refuse_format(format_request=desk.asked, by=desk.cast.officer, reason="We cannot print it.")
    assert desk.is_shown()


def test_before_the_close_nothing_is_shown(cast):
    row = cast.published()
    sent(row)
    page = as_person(cast.officer).get(f"{row.get_absolute_url()}manage/outcome/").content.decode()
    assert "25-34" not in page
