"""What the clock does: on the day, not before, and once."""

from datetime import date, timedelta

import pytest

from foundation.notifications.models import Message
from secondments import clocks
from secondments.actions import clock, searches
from secondments.models import Opportunity, Placement
from tests.factories.secondments import START, TODAY, on

ENDS = date(2027, 7, 31)


def told(kind):
    return Message.objects.filter(kind=kind).count()


def test_an_advert_closes_after_its_last_day_and_not_on_it(cast):
    with on(TODAY):
        post = cast.post()
    with on(post.closes_on, 23):
        clock.sweep()
        assert Opportunity.objects.get().state == "advertised"
    with on(post.closes_on + timedelta(1), 0):
        clock.sweep()
        assert Opportunity.objects.get().state == "matching"


def test_results_are_due_twenty_working_days_after_closing(cast):
    with on(TODAY):
        post = cast.post()
    # 18 December is day 0; 25 and 28 December and 1 January are no working days.
    assert post.result_due_on == date(2027, 1, 20)


def test_an_agreement_is_due_fifteen_working_days_after_the_match(cast):
    row = cast.placement("conflict_check")
    assert row.due_on == clocks.working(TODAY, 15) == date(2026, 12, 16)


def test_eight_weeks_before_the_end_the_way_home_is_asked_for(cast):
    row = cast.placement("active")
    assert row.due_on == ENDS - timedelta(56)
    for day, state in ((57, "active"), (56, "ending")):
        with on(ENDS - timedelta(day)):
            clock.sweep()
            assert Placement.objects.get(pk=row.pk).state == state


def test_a_placement_that_nobody_ended_is_over_on_the_day_after_its_last(cast):
    row = cast.placement("active")
    with on(ENDS):
        clock.sweep()
        assert Placement.objects.get(pk=row.pk).state == "ending"
    with on(ENDS + timedelta(1)):
        clock.sweep()
        clock.sweep()
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("returned", ENDS)
    assert row.due_on == clocks.working(ENDS, 20)


def test_clearance_that_runs_out_pauses_the_placement_the_day_after(cast):
    row = cast.placement("active")
    Placement.objects.filter(pk=row.pk).update(clearance_expires_on=date(2027, 4, 1))
    for day, state in ((1, "active"), (2, "paused")):
        with on(date(2027, 4, day)):
            clock.sweep()
            assert Placement.objects.get(pk=row.pk).state == state


def test_a_reminder_is_sent_once_to_those_whose_turn_it_is(cast):
    row = cast.placement("conflict_check")
    Message.objects.all().delete()
    with on(row.due_on - timedelta(10)):
        assert clock.remind() == 0
    with on(row.due_on - timedelta(1)):
        assert (clock.remind(), clock.remind()) == (1, 0)
    assert list(Message.objects.filter(kind="secondment_due").values_list("recipient", flat=True)) == [
        row.person_id
    ]
    with on(row.due_on + timedelta(1)):
        assert (clock.remind(), clock.remind()) == (1, 0)


def test_a_search_tells_of_what_is_new_in_it_once(cast):
    with on(TODAY):
        searches.follow(by=cast.respondent, said={"direction": "inward"}, name="Inward")
        searches.follow(by=cast.outsider, said={"direction": "outward"}, name="Outward")
    with on(TODAY + timedelta(1)):
        cast.post()
    with on(TODAY + timedelta(1), 14):
        assert clock.alert() == 1
    with on(TODAY + timedelta(1), 15):
        assert clock.alert() == 0
    assert list(Message.objects.filter(kind="secondment_alert").values_list("recipient", flat=True)) == [
        cast.respondent.pk
    ]


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (START, date(2029, 1, 31)),
        (date(2027, 3, 1), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2030, 2, 27)),
    ],
)
def test_24_months_in_python_are_24_months_in_the_database(cast, start, last):
    row = cast.placement("conflict_check", starts_on=start, ends_on=start + timedelta(100))
    assert clocks.last_day_without_approval(start) == last == row.limit_on - timedelta(1)
