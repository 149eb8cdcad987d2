"""The clock reaches every row, however many are overdue, and asks as much of the database for one as for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.notifications.models import Message
from secondments.actions import clock, reminding
from secondments.models import Opportunity, Placement, Reminder
from tests.factories import requests as make
from tests.factories.secondments import START, TODAY, on


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(reminding, "BATCH", 1)
    monkeypatch.setattr(clock, "BATCH", 1)


def several(cast, count, state="active", **said):
    """Placements of one department, each of another member of Riverside."""
    found = []
    for number in range(count):
        person = make.member(cast.riverside)
        plan = {"person": person}
        found.append(cast.placement(state, plan=plan, title=f"Post {number}", **said))
    return found


def reminded(row):
    return Reminder.objects.filter(ref=row.ref).count()


def test_rows_told_before_do_not_stand_in_the_way_of_the_next(cast, small):
    first, second, third = several(cast, 3, "conflict_check")
    with on(first.due_on + timedelta(1)):
        assert clock.remind() == 3
        assert clock.remind() == 0
        Placement.objects.filter(pk=third.pk).update(due_on=third.due_on - timedelta(1))
        assert clock.remind() == 1
    assert [reminded(row) for row in (first, second, third)] == [1, 1, 2]


def test_each_is_asked_how_it_is_and_each_advert_closes_with_batches_of_one(cast, small):
    rows = several(cast, 3)
    with on(TODAY):
        posts = [cast.post(title=f"Advert {number}") for number in range(3)]
    with on(START + timedelta(12)):
        clock.sweep()
        clock.remind()
    assert all(Reminder.objects.filter(ref=row.ref, about="evaluate:start").exists() for row in rows)
    assert set(Opportunity.objects.filter(pk__in=[post.pk for post in posts]).values_list("state")) == {
        ("matching",)
    }


def test_a_row_that_cannot_be_changed_keeps_no_other_from_its_turn(cast, small):
    broken, sound = several(cast, 2)
    # Somebody took its nomination's results away by hand: this row refuses to be saved.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = %s THEN "
            "RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$".replace("%s", str(broken.pk))
        )
        cursor.execute(
            "CREATE TRIGGER refuse_one BEFORE UPDATE ON secondments_placement "
            "FOR EACH ROW EXECUTE FUNCTION refuse_one()"
        )
    with on(broken.ends_on - timedelta(10)):
        clock.sweep()
    assert Placement.objects.get(pk=broken.pk).state == "active"
    assert Placement.objects.get(pk=sound.pk).state == "ending"


def test_many_reminders_cost_as_many_statements_as_one(cast):
    (one,) = several(cast, 1, "conflict_check")
    day = one.due_on + timedelta(1)
    with on(day), CaptureQueriesContext(connection) as alone:
        assert clock.remind() == 1
    more = several(cast, 4, "conflict_check")
    with on(day), CaptureQueriesContext(connection) as together:
        assert clock.remind() == 4
    assert len(together) <= len(alone)
    with on(day), CaptureQueriesContext(connection) as again:
        assert clock.remind() == 0
    assert len(again) < len(alone)
    told = Message.objects.filter(kind="secondment_due").values_list("recipient", flat=True)
    assert {row.person_id for row in (one, *more)} == set(told)


def test_whoever_looks_after_many_is_told_of_them_in_one_message(cast):
    rows = several(cast, 3, "approvals")
    Message.objects.all().delete()
    with on(rows[0].due_on + timedelta(1)):
        assert clock.remind() == 3
    message = Message.objects.get(kind="secondment_due", recipient=cast.officer)
    assert {item["about"] for item in message.context["items"]} == {row.ref for row in rows}
