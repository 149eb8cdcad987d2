"""Two clocks in working days: the sender's never stops, the department's pauses and restarts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.requests import actions, clocks
from engagement.requests.enums import State
from engagement.requests.models import ServiceLevel
from foundation.common.workingdays import england_and_wales

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(date(2024, 1, 1), date(2028, 6, 30))


@pytest.fixture
def at(monkeypatch):
    def set_to(day):
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_to


def test_day_nought_is_the_day_of_receipt(cast, at):
    at(date(2026, 12, 23))
    request = cast.request()
    assert request.submitted_on == date(2026, 12, 23)
    # 25 and 28 December and 1 January are bank holidays: day 1 is the 24th, day 2 the 29th, day 3 the 30th.
    assert request.due_on == date(2026, 12, 30)


def test_a_request_sent_at_a_weekend_counts_from_monday(cast, at):
    at(date(2026, 11, 21))
    assert cast.request().due_on == date(2026, 11, 25)


def test_an_early_warning_with_risk_to_people_is_triaged_in_one_day_and_answered_in_five(cast, at):
    at(date(2026, 11, 23))
    request = cast.request(kind="early_warning", risk_to_people=True)
    assert request.due_on == date(2026, 11, 24)
    assert request.reply_due_on == date(2026, 11, 30)
    assert cast.request(kind="early_warning").due_on == date(2026, 11, 26)


def test_a_question_stops_the_departments_clock_only(cast, at):
    at(date(2026, 11, 2))
    request = cast.request(State.ACCEPTED)
    due = request.department_due_on
    at(date(2026, 11, 4))
    request = actions.ask(request=request, body="Which county?", by=cast.officer)
    at(date(2026, 11, 11))
    request = actions.answer(request=request, body="Powys", by=cast.member)
    assert england_and_wales().between(due, request.department_due_on) == 5
    sender, department = clocks.sender_clock(request), clocks.department_clock(request)
    assert sender.used == 7 and department.used == 2 and department.allowed == 15


def test_a_department_may_be_quicker_than_the_rest_but_never_slower_than_the_ceiling(cast):
    start = date(2024, 1, 1)
    ServiceLevel.objects.create(step="reply", department=cast.dcms, working_days=10, valid_from=start)
    ServiceLevel.objects.create(step="reply", department=cast.mhclg, working_days=45, valid_from=start)
    assert clocks.service_levels(cast.dcms.pk).days["reply"] == 10
    assert clocks.service_levels(cast.mhclg.pk).days["reply"] == 20
    assert clocks.service_levels().days["reply"] == 15


def test_a_reply_stops_both_clocks(cast, at):
    at(date(2026, 11, 2))
    request = cast.request(State.ACCEPTED)
    at(date(2026, 11, 9))
    request = actions.reply(request=request, body="Yes.", by=cast.officer)
    at(date(2026, 11, 30))
    assert request.days_taken == 5
    assert clocks.sender_clock(request).used == 5 and not clocks.sender_clock(request).running
    assert clocks.department_clock(request).used == 5


@given(start=DAYS, count=st.integers(0, 60))
def test_adding_and_counting_are_inverse(start, count):
    calendar = england_and_wales()
    assert calendar.between(start, calendar.add(start, count)) == count


@given(start=DAYS, first=st.integers(0, 30), second=st.integers(0, 30))
def test_days_add_up(start, first, second):
    calendar = england_and_wales()
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@given(start=DAYS, days=st.integers(0, 200))
def test_a_count_is_the_number_of_working_days_passed(start, days):
    calendar = england_and_wales()
    end = start + timedelta(days)
    walked = sum(calendar.is_working_day(start + timedelta(n)) for n in range(1, days + 1))
    assert calendar.between(start, end) == walked
