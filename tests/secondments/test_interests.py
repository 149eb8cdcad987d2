"""An interest that comes up later: it reaches the officers, is their turn by a day, and can be named on any day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.notifications.models import Message
from secondments import clocks, lines
from secondments.actions import clock
from secondments.models import Placement
from secondments.presenting import turn
from tests.factories.secondments import START, TODAY, on
from tests.secondments.doors import visitor

BEFORE = ("conflict_check", "approvals", "clearance", "agreement", "agreement_signed")
RUNNING = ("active", "paused", "ending")
DAYS = dict.fromkeys(BEFORE, TODAY) | {
    "active": START + timedelta(40),
    "paused": START + timedelta(40),
    "ending": START + timedelta(170),
}


def page(row, verb):
    return reverse("secondments:placement-verb", args=[row.ref, verb])


def declare(cast, row, words="My sister leads a bidder"):
    return visitor(cast.person).post(page(row, "declare"), {"interests": words})


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def fresh(row):
    return Placement.objects.get(pk=row.pk)


@pytest.mark.parametrize("state", [*BEFORE, *RUNNING])
def test_at_every_stage_the_page_takes_it_and_the_officers_are_told_and_have_their_day(cast, state):
    row = cast.placement(state)
    Message.objects.all().delete()
    with on(DAYS[state]):
        assert visitor(cast.person).get(page(row, "declare")).status_code == 200
        assert declare(cast, row).status_code == 302
        row = fresh(row)
        now = turn(row)
        due = clocks.working(DAYS[state], 5)
        words = visitor(cast.officer).get(row.get_absolute_url()).content.decode()
        found = [(ref.ref, mine) for ref, _now, mine in lines.placements(cast.officer)]
    assert row.conflicts.filter(reviewed_on=None).count() == 1
    assert told("secondment_interest") == {cast.officer.pk, cast.second_officer.pk}
    assert (now.sides, now.due_on, now.late) == (("officer",), due, False)
    assert found == [(row.ref, ("officer",))]
    assert page(row, "mitigate") in words
    assert row.state == ("conflict_check" if state in BEFORE else state)


def test_during_the_placement_the_officer_is_reminded_and_the_turn_passes_when_all_is_decided(cast):
    row = cast.placement("active")
    day = DAYS["active"]
    with on(day):
        declare(cast, row, "One\nTwo")
    Message.objects.all().delete()
    due = fresh(row).due_on
    for when, sent in ((due - timedelta(1), 1), (due + timedelta(1), 1)):
        with on(when):
            clock.remind()
            clock.remind()
        assert Message.objects.filter(kind="secondment_due", recipient=cast.officer).count() == sent
        Message.objects.filter(kind="secondment_due").delete()
    with on(due):
        officer = visitor(cast.officer)
        for one in list(row.conflicts.filter(reviewed_on=None)):
            assert turn(fresh(row)).sides == ("officer",)
            said = {"one": one.pk, "mitigation": "recuse", "detail": "Bids of that firm"}
            assert officer.post(page(row, "mitigate"), said).status_code == 302
        row = fresh(row)
        assert (row.interests_since, turn(row).sides, row.due_on) == (
            None,
            ("home",),
            clocks.reintegration_due(row),
        )
    assert row.recusals.filter(matter="Bids of that firm").count() == 2


def test_a_decision_that_is_not_made_is_asked_for_again_every_ten_working_days(cast):
    row = cast.placement("active")
    with on(DAYS["active"]):
        declare(cast, row)
    due = fresh(row).due_on
    counts = []
    for when in (due + timedelta(1), due + timedelta(3), clocks.working(due, 10), clocks.working(due, 20)):
        with on(when):
            clock.remind()
        counts.append(Message.objects.filter(kind="secondment_due", recipient=cast.officer).count())
    assert counts[1:] == [counts[0], counts[0] + 1, counts[0] + 2]


def test_before_the_start_it_is_signed_off_anew_before_anything_goes_on(cast):
    row = cast.placement("agreement_signed")
    with on(TODAY):
        declare(cast, row)
        officer = visitor(cast.officer)
        said = {"one": row.conflicts.get(reviewed_on=None).pk, "mitigation": "none"}
        officer.post(page(row, "mitigate"), said)
        assert (fresh(row).state, turn(fresh(row)).sides) == ("conflict_check", ("officer",))
        assert officer.post(page(row, "sign-off"), {}).status_code == 302
    assert (fresh(row).state, fresh(row).interests_since) == ("agreement_signed", None)


def test_who_declared_before_names_what_is_new(cast):
    row = cast.placement("approvals")
    with on(TODAY):
        answer = declare(cast, row, " \n ")
    assert "Enter what is new" in answer.content.decode()
    assert fresh(row).conflicts_signed_off_on is not None
