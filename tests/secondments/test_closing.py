"""No placement stays unfinished: whatever the order in which sides speak, and if one never does."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.notifications.models import Message
from secondments.actions import clock, endings, life
from secondments.models import Placement
from secondments.presenting import turn
from tests.factories.secondments import on
from tests.secondments.doors import visitor

ENDS = date(2027, 7, 31)
SIX_MONTHS = date(2028, 1, 31)


def fresh(row):
    return Placement.objects.get(pk=row.pk)


def say(row, *speakers, point="end"):
    for by in speakers:
        life.evaluate(placement=row, point=point, goals_met=4, worth_it=4, by=by)


def close(cast, row):
    return visitor(cast.officer).post(reverse("secondments:placement-verb", args=[row.ref, "close"]), {})


@pytest.mark.parametrize("early", [0, 1, 2, 3])
def test_it_is_evaluated_when_all_three_have_spoken_however_many_spoke_before_the_end(cast, early):
    row = cast.placement("ending")
    speakers = (cast.person, cast.lead, cast.host_manager)
    with on(ENDS - timedelta(3)):
        say(row, *speakers[:early])
    with on(ENDS):
        endings.come_home(placement=row, by=cast.officer)
        say(row, *speakers[early:])
    row = fresh(row)
    assert (row.state, row.due_on) == ("evaluated", SIX_MONTHS)


def test_the_clock_brings_it_there_too_and_so_does_an_early_end(cast):
    row = cast.placement("ending")
    with on(ENDS - timedelta(3)):
        say(row, cast.person, cast.lead, cast.host_manager)
    with on(ENDS + timedelta(1)):
        clock.sweep()
    assert fresh(row).state == "evaluated"
    assert list(row.steps.order_by("-pk").values_list("verb", flat=True)[:2]) == ["all_spoke", "returned"]


@pytest.mark.parametrize("state", ["returned", "ended_early", "evaluated"])
def test_the_officer_closes_six_months_after_the_end_with_what_is_missing_on_record(cast, state):
    row = cast.placement(state)
    over = row.ended_on
    month, year = (over.month + 5) % 12 + 1, over.year + (over.month > 6)
    day = date(year, month, over.day)
    if state == "returned":
        with on(ENDS + timedelta(1)):
            say(row, cast.person)
    with on(day - timedelta(1)):
        assert close(cast, row).status_code == 409
    with on(day):
        assert close(cast, row).status_code == 302
        words = visitor(cast.person).get(row.get_absolute_url()).content.decode()
    assert fresh(row).state == "closed"
    missing = row.steps.get(verb="closed").reason
    assert "Six months after: Home body, Host body, Secondee" in missing
    assert ("At the end: Home body, Host body" in missing) is (state != "evaluated")
    assert ("Host body, Secondee;" in missing) is (state == "ended_early")
    assert missing in words


def test_with_everything_said_nothing_is_missing(cast):
    row = cast.placement("evaluated")
    with on(SIX_MONTHS):
        say(row, cast.person, cast.lead, cast.host_manager, point="six_months")
        assert turn(fresh(row)).sides == ("officer",)
        assert close(cast, row).status_code == 302
    assert row.steps.get(verb="closed").reason == ""


def test_when_a_side_never_speaks_it_becomes_the_officers_turn_and_they_are_asked_once(cast):
    row = cast.placement("returned")
    later = date(2028, 2, 28)  # 20 working days after the six months
    for day, sides in ((later - timedelta(1), ("secondee", "home", "host")), (later, ("officer",))):
        with on(day):
            clock.remind()
            assert turn(fresh(row)).sides == sides
    asked = Message.objects.filter(kind="secondment_due", about=row.ref, recipient=cast.officer)
    before = asked.count()
    with on(later + timedelta(1)):
        clock.remind()
        assert (asked.count(), turn(fresh(row)).sides) == (before, ("officer",))
