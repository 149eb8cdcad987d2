"""Reminders: the day before and when it is late, to whoever deals with it, once each whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from engagement.requests import actions, tasks
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from engagement.requests.models.history import Reminder
from foundation.common.workingdays import england_and_wales
from foundation.notifications.models import Message as Outbox
from portal.settings_queue import CELERY_BEAT_SCHEDULE
from tests.factories import requests as make
from tests.factories.requests import Cast
from tests.requests.queue_doors import rows

S = State


def next_working_day():
    return england_and_wales().add(timezone.localdate(), 1)


def told(kind: str) -> list[str]:
    found = Outbox.objects.filter(kind=kind).order_by("pk")
    return list(found.values_list("recipient__email", flat=True))


def test_the_day_before_the_owner_hears_once(cast):
    rows(
        cast.respondent, 1, S.IN_PROGRESS, department=cast.dcms, owner=cast.officer, due_on=next_working_day()
    )
    rows(cast.respondent, 1, S.IN_PROGRESS, department=cast.dcms, due_on=next_working_day() + timedelta(1))
    assert actions.remind() == 1 and actions.remind() == 0
    assert told("request_due") == [cast.officer.email]


def test_what_is_late_is_said_once_and_again_for_a_new_date(cast):
    late = timezone.localdate() - timedelta(1)
    (row,) = rows(cast.respondent, 1, S.ACCEPTED, department=cast.dcms, owner=cast.officer, due_on=late)
    assert actions.remind() == 1 and actions.remind() == 0
    EngagementRequest.objects.filter(pk=row.pk).update(due_on=late - timedelta(7))
    assert actions.remind() == 1
    assert told("request_overdue") == [cast.officer.email] * 2


def test_without_an_owner_the_departments_officers_hear_and_no_others(cast):
    second = make.official("civil_society_lead", cast.dcms)
    rows(cast.respondent, 1, S.ROUTED, department=cast.dcms, due_on=timezone.localdate() - timedelta(2))
    actions.remind()
    assert set(told("request_overdue")) == {cast.officer.email, second.email}


def test_many_make_one_message_a_person(cast):
    rows(cast.respondent, 12, S.ROUTED, department=cast.dcms, due_on=timezone.localdate() - timedelta(2))
    assert actions.remind() == 12
    message = Outbox.objects.get(kind="request_overdue")
    assert message.context["count"] == 12 and Reminder.objects.count() == 12


def test_an_offer_reminds_the_department_whose_turn_it_is(cast):
    row = make.days_ago(cast.request(S.TRANSFER_OFFERED), 20)
    assert row.is_overdue(timezone.localdate())
    actions.remind()
    assert told("request_overdue") == [cast.other_officer.email]


@pytest.mark.parametrize("state", [S.SUBMITTED, S.CLARIFICATION_NEEDED, S.RESPONDED, S.CLOSED])
def test_nobody_is_reminded_of_what_is_not_a_departments_turn(cast, state):
    make.days_ago(cast.request(state), 30)
    assert actions.remind() == 0 and not Reminder.objects.exists()


def test_a_run_that_fails_half_way_says_nothing_and_is_made_good(cast, monkeypatch):
    from engagement.requests.actions import reminders

    rows(cast.respondent, 1, S.ROUTED, department=cast.dcms, due_on=timezone.localdate() - timedelta(2))
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "tell_each", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.remind()
    assert not Reminder.objects.exists()
    assert actions.remind() == 1 and told("request_overdue") == [cast.officer.email]


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_say_it_once():
    cast = Cast()
    rows(cast.respondent, 5, S.ROUTED, department=cast.dcms, due_on=timezone.localdate() - timedelta(2))

    def one(_place):
        try:
            return actions.remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(one, range(3))) == 5
    assert Outbox.objects.filter(kind="request_overdue").count() == 1


def test_the_timetable_calls_tasks_that_exist():
    named = {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()}
    assert tasks.remind.name in named and tasks.close_unanswered.name in named
