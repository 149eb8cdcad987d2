"""Whose turn it is, and who is asked: nobody is told to act who has acted, and nobody before their day."""

from datetime import date, timedelta

import pytest

from foundation.notifications.models import Message
from secondments import lines
from secondments.actions import clock, life, reminding, searches
from secondments.models import Placement, SavedSearch
from secondments.presenting import turn
from tests.factories.secondments import START, TODAY, on
from tests.secondments.doors import visitor

ENDS = date(2027, 7, 31)


def fresh(row):
    return Placement.objects.get(pk=row.pk)


def asked(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def said(row, by, point="end"):
    return life.evaluate(placement=row, point=point, goals_met=4, worth_it=4, by=by)


def test_with_the_way_home_planned_nobody_has_to_act(cast):
    row = cast.placement("active")
    with on(START + timedelta(20)):
        assert turn(fresh(row)).sides == ("home",)
        life.plan_return(
            placement=row, role_on_return="Head", who_uses_learning="All", share_back_on=ENDS, by=cast.lead
        )
        now = turn(fresh(row))
    assert (now.sides, now.due_on, now.late) == ((), None, False)


def test_without_a_plan_the_end_that_comes_near_is_late(cast):
    row = cast.placement("active")
    with on(ENDS - timedelta(55)):
        clock.sweep()
        now = turn(fresh(row))
    assert (now.sides, now.due_on, now.late) == (("home",), ENDS - timedelta(56), True)


def test_only_the_sides_that_have_not_spoken_are_waited_for(cast):
    row = cast.placement("returned")
    with on(ENDS + timedelta(3)):
        assert turn(fresh(row)).sides == ("secondee", "home", "host")
        said(row, cast.person)
        assert turn(fresh(row)).sides == ("home", "host")
        waiting = {
            user: [one.ref for one, _now, is_mine in lines.placements(getattr(cast, user)) if is_mine]
            for user in ("person", "lead")
        }
    assert waiting == {"person": [], "lead": [row.ref]}


def test_six_months_on_each_side_is_asked_and_then_the_officer_closes(cast):
    row = cast.placement("evaluated")
    with on(date(2028, 1, 30)):
        assert turn(fresh(row)).sides == ()
    with on(date(2028, 1, 31)):
        assert turn(fresh(row)).sides == ("secondee", "home", "host")
        for by in (cast.person, cast.lead, cast.host_manager):
            said(row, by, "six_months")
        assert turn(fresh(row)).sides == ("officer",)


@pytest.mark.parametrize(("point", "day"), [("start", START + timedelta(10)), ("mid", date(2027, 5, 2))])
def test_each_side_is_asked_how_it_is_on_the_day_and_once(cast, point, day):
    row = cast.placement("active")
    with on(day - timedelta(1)):
        clock.remind()
        before = Message.objects.filter(kind="secondment_evaluation").count()
    with on(day):
        said(row, cast.person, point)
        clock.remind()
        clock.remind()
    found = list(Message.objects.filter(kind="secondment_evaluation").order_by("pk"))[before:]
    told = [one.recipient_id for one in found]
    assert len(told) == len(set(told)) and cast.person.pk not in told
    assert {cast.lead.pk, cast.host_manager.pk} <= set(told)


def test_half_way_is_the_same_day_in_python_and_in_the_database(cast):
    from secondments import clocks

    row = cast.placement("active")
    days = Placement.objects.annotate(middle=reminding.MIDDLE).values_list("middle", flat=True)
    assert list(days) == [clocks.middle(row)]


def test_whether_it_was_shared_is_asked_once_after_the_day_and_shown_when_it_was(cast):
    row = cast.placement("returned")
    planned = row.reintegration.share_back_on
    with on(planned):
        clock.remind()
        assert asked("secondment_share_back") == set()
    with on(planned + timedelta(1)):
        clock.remind()
        clock.remind()
        assert asked("secondment_share_back") == {cast.lead.pk}
        assert Message.objects.filter(kind="secondment_share_back").count() == 1
        life.share_back(placement=row, held_on=planned, note="Forty came.", by=cast.lead)
        for by in (cast.person, cast.lead, cast.host_manager):
            assert "Forty came." in visitor(by).get(row.get_absolute_url()).content.decode()


def test_whoever_raised_an_issue_is_told_of_the_answer_in_its_own_words(cast):
    row = cast.placement("active")
    life.raise_issue(placement=row, body="No desk.", by=cast.person)
    assert asked("secondment_issue") == {cast.officer.pk, cast.second_officer.pk}
    life.answer_issue(placement=row, issue=row.issues.get(), answer="There is one now.", by=cast.officer)
    assert asked("secondment_issue_answered") == {cast.person.pk}
    assert cast.person.pk not in asked("secondment_issue")


def test_what_a_side_said_stands_in_the_form_when_it_speaks_again(cast):
    row = cast.placement("returned")
    with on(ENDS + timedelta(3)):
        life.evaluate(
            placement=row, point="end", goals_met=2, worth_it=5, comment="A slow start.", by=cast.person
        )
        page = visitor(cast.person).get(f"{row.get_absolute_url()}evaluate/").content.decode()
        other = visitor(cast.lead).get(f"{row.get_absolute_url()}evaluate/").content.decode()
    assert "A slow start." in page and "A slow start." not in other


# Searches


def test_searches_are_told_apart_by_what_they_look_for(cast):
    cast.post()
    client = visitor(cast.respondent)
    for query in ("direction=inward", "remote=hybrid", "q=youth&length=half"):
        assert client.post("/secondments/searches/", {"query": query}).status_code == 302
    names = set(SavedSearch.objects.values_list("name", flat=True))
    assert names == {"Into government", "Partly from home", "youth, Up to 6 months"}
    page = client.get("/secondments/searches/").content.decode()
    assert all(name in page for name in names)


def test_an_alert_leads_to_the_search_itself(cast):
    with on(TODAY):
        searches.follow(by=cast.respondent, said={"direction": "inward", "q": "youth"}, name="Mine")
        searches.follow(by=cast.outsider, said={"q": "youth " + "ŵ" * 90}, name="Long")
    with on(TODAY + timedelta(1)):
        cast.post()
    with on(TODAY + timedelta(1), 14):
        clock.alert()
    message = Message.objects.get(kind="secondment_alert")
    assert message.url in ("/secondments/?direction=inward&q=youth", "/secondments/?q=youth&direction=inward")
    assert visitor().get(message.url).status_code == 200


# Alumni


def test_the_alumni_are_found_from_ones_own_page_by_those_who_may(cast):
    row = cast.placement("returned")
    life.join_alumni(placement=row, contact="Ask me", by=cast.person)
    link = "/secondments/alumni/"
    for by, there in ((cast.person, True), (cast.officer, True), (cast.lead, False), (cast.outsider, False)):
        assert (link in visitor(by).get("/secondments/mine/").content.decode()) is there
