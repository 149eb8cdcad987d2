"""What has to be ready for a first day: a list with sides and days, a mentor, and clearance that is chased."""

from datetime import timedelta

import pytest

from foundation.common.errors import Invalid, NotAllowed
from foundation.notifications.models import Message
from secondments import clocks
from secondments.actions import clock, life
from secondments.models import Placement
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor


def test_a_placement_has_its_list_from_the_match_with_sides_and_days(cast):
    row = cast.placement("conflict_check")
    items = list(row.onboardingitems.all())
    assert {one.side for one in items} == {"home", "host", "secondee"}
    assert all(row.starts_on - timedelta(14) <= one.due_on <= row.starts_on + timedelta(10) for one in items)
    page = visitor(cast.person).get(row.get_absolute_url()).content.decode()
    assert all(one.title in page for one in items)


def test_any_party_ticks_off_and_all_see_it_and_nobody_else_may(cast):
    row = cast.placement("agreement_signed")
    item = row.onboardingitems.first()
    with pytest.raises(NotAllowed):
        life.tick(placement=row, item=item, by=cast.colleague)
    life.tick(placement=row, item=item, by=cast.lead)
    item.refresh_from_db()
    assert item.done_by == cast.lead and item.done_on is not None
    for by in (cast.person, cast.lead, cast.host_manager, cast.officer):
        assert "Done" in visitor(by).get(row.get_absolute_url()).content.decode().split("Onboarding")[1]


def test_a_mentor_is_named_by_the_host_and_read_by_all_three(cast):
    row = cast.placement("active")
    with pytest.raises(NotAllowed):
        life.name_mentor(placement=row, mentor="Mina Mentor", by=cast.lead)
    with pytest.raises(Invalid):
        life.name_mentor(placement=row, mentor=" ", by=cast.host_manager)
    life.name_mentor(placement=row, mentor="Mina Mentor", by=cast.host_manager)
    for by in (cast.person, cast.lead, cast.host_manager):
        assert "Mina Mentor" in visitor(by).get(row.get_absolute_url()).content.decode()


def test_clearance_is_chased_every_ten_working_days(cast):
    row = cast.placement("clearance")
    Placement.objects.filter(pk=row.pk).update(clearance_requested_on=TODAY, due_on=clocks.working(TODAY, 10))
    Message.objects.all().delete()

    def told(after):
        with on(clocks.working(TODAY, after)):
            clock.remind()
            clock.remind()
        return Message.objects.filter(kind="secondment_due", recipient=cast.officer).count()

    assert [told(days) for days in (8, 9, 11, 15, 19, 20, 25, 30)] == [0, 1, 2, 2, 2, 3, 3, 4]
