"""After the close: reminders, lateness in public, the gate of the outcome, and what respondents are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, summary
from engagement.consultations.models import EqualityAnswer, Reminder, Response
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.notifications.models import Message
from tests.consultations.doors import as_person
from tests.factories.consultations import Writer, at, move, sent

THEME = {"we_asked": "How much?", "you_said": "More.", "we_did": "More."}


@pytest.mark.parametrize(("weeks", "kind", "told"), [
    (7, "consultation", None), (8, "consultation", "four_weeks"), (11, "consultation", "one_week"),
    (12, "consultation", "due"), (14, "consultation", None),
    (7, "call_for_evidence", None), (8, "call_for_evidence", "call_for_evidence"),
])  # fmt: skip
def test_authors_are_reminded_as_on_gov_uk_and_once(cast, weeks, kind, told):
    cast.closed(kind=kind, days_ago=7 * weeks)
    first = actions.remind()
    assert first == (1 if told else 0)
    assert actions.remind() == 0
    assert [row.about for row in Reminder.objects.all()] == ([told] if told else [])
    kinds = ("consultation_due", "consultation_due_today", "call_outcome_due")
    assert Message.objects.filter(kind__in=kinds, recipient=cast.officer).count() == first


def test_a_late_response_says_so_in_public_with_a_new_date(cast):
    row = cast.closed(days_ago=85)
    page = Client().get(row.get_absolute_url()).content.decode()
    assert "and is late" in page
    with pytest.raises(Invalid):
        actions.explain_delay(consultation=row, by=cast.officer, reason="x", expected_on=timezone.localdate())
    expected = timezone.localdate() + timedelta(days=30)
    actions.explain_delay(consultation=row, by=cast.officer, reason="New figures came.", expected_on=expected)
    page = Client().get(row.get_absolute_url()).content.decode()
    assert "New figures came." in page and str(expected.year) in page


def test_the_outcome_waits_for_every_theme(cast):
    row = cast.closed()
    by = {"consultation": row, "by": cast.officer}
    with pytest.raises(Invalid, match="final outcome"):
        actions.publish_outcome(**by)
    actions.save_report(kind="final_outcome", detail="Done.", **by)
    with pytest.raises(Invalid, match="at least one theme"):
        actions.publish_outcome(**by)
    actions.save_theme(title="Money", **THEME, **by)
    bare = actions.save_theme(title="Time", we_asked="When?", you_said="Soon.", **by)
    with pytest.raises(Invalid, match="Time"):
        actions.publish_outcome(**by)
    actions.save_theme(theme=bare, reason_not_done="The law sets the date.", **by)
    row = actions.publish_outcome(**by)
    assert row.public_state() == "consultation_outcome"
    with pytest.raises(Invalid):
        actions.save_theme(theme=bare, reason_not_done="", **by)
    with pytest.raises(WrongState):
        actions.remove_theme(theme=bare, **by)


def test_feedback_is_public_before_and_apart_from_the_outcome(cast):
    row = cast.closed()
    by = {"consultation": row, "by": cast.officer}
    address = row.get_absolute_url() + "outcome/"
    actions.save_report(kind="public_feedback", detail="People want more.", **by)
    actions.save_report(kind="final_outcome", detail="SECRET PLAN", **by)
    assert Client().get(address).status_code == 404
    actions.publish_feedback(**by)
    page = Client().get(address).content.decode()
    assert "People want more." in page and "SECRET PLAN" not in page
    assert row.public_state() == "closed_consultation"


def test_nothing_of_an_outcome_is_written_before_the_close_or_by_others(cast):
    row = cast.published()
    with pytest.raises(WrongState):
        actions.save_theme(consultation=row, by=cast.officer, title="Early", **THEME)
    closed = cast.closed()
    for who in (cast.other_officer, cast.auditor, cast.member):
        with pytest.raises(NotAllowed):
            actions.save_theme(consultation=closed, by=who, title="Not mine", **THEME)


def test_those_who_asked_are_told_once_in_their_language(cast):
    row = cast.published()
    first = sent(row, wants_outcome=True)
    sent(row, wants_outcome=False, email="quiet@charity.example")
    sent(row, wants_outcome=True, email="cymro@charity.example", language="cy")
    row = move(row, closed_days_ago=2)
    by = {"consultation": row, "by": cast.officer}
    theme = actions.save_theme(title="Money", **THEME, **by)
    actions.contribute(response=first, themes=[theme], by=cast.officer)
    actions.save_report(kind="final_outcome", detail="Done.", **by)
    actions.publish_outcome(**by)
    assert actions.tell_outcome() == 3
    assert actions.tell_outcome() == 0
    told = Message.objects.filter(kind="response_outcome").order_by("address")
    assert [(message.address, message.language) for message in told] == [
        ("ann@charity.example", "en"),
        ("cymro@charity.example", "cy"),
    ]
    assert told[1].context["title"] == "Grantiau bach"


def test_a_confidential_or_unwilling_response_is_never_published(cast):
    row = cast.published()
    sent(row, publication="do_not_publish")
    sent(row, confidential=True, confidential_reason="I would be known.")
    assert actions.publish_responses(responses=Response.objects.all(), by=cast.officer) == 0
    assert Response.objects.published().count() == 0


def test_an_excluded_response_is_counted_and_not_published(cast):
    one = sent(cast.published())
    actions.publish_responses(responses=[one], by=cast.officer)
    with pytest.raises(Invalid):
        actions.exclude_response(response=one, by=cast.officer, reason="boring")
    actions.exclude_response(response=one, by=cast.officer, reason="spam")
    assert (Response.objects.counted().count(), Response.objects.published().count()) == (1, 0)
    assert actions.restore_response(response=one, by=cast.officer).state == "submitted"


def test_small_groups_are_hidden_and_cannot_be_worked_out(cast):
    row = cast.published()
    for n in range(9):
        writer = Writer(row)
        Response.objects.filter(pk=writer.response.pk).update(
            state="submitted", ref=f"RS-2026-00000{n}", submitted_at=timezone.now()
        )
        actions.add_monitoring(**writer.held, sex="female" if n < 7 else "male", age="25-34")
    assert EqualityAnswer.objects.count() == 9
    found = dict(summary.monitoring(row)["sex"])
    assert found == {"female": "fewer than 5 or hidden", "male": "fewer than 5 or hidden"}
    assert dict(summary.monitoring(row)["age"]) == {"25-34": "9"}
    row = move(row, closed_days_ago=2)
    page = as_person(cast.officer).get(f"{row.get_absolute_url()}manage/outcome/").content.decode()
    assert "fewer than 5 or hidden" in page and "Who took part" in page


def test_a_response_on_paper_counts_from_the_day_it_came(cast):
    from engagement.consultations.actions.offline import Entry

    row = cast.closed(days_ago=10)
    who = {"capacity": "individual", "publication": "do_not_publish"}
    last = timezone.localdate() - timedelta(days=10)
    made = actions.enter_response(consultation=row, entry=Entry(who, {}, "post", last), by=cast.officer)
    assert (made.received_on, made.entered_by, made.channel) == (last, cast.officer, "post")
    with pytest.raises(Invalid):
        actions.enter_response(
            consultation=row, entry=Entry(who, {}, "post", last + timedelta(days=1)), by=cast.officer
        )
    with pytest.raises(NotAllowed):
        actions.enter_response(consultation=row, entry=Entry(who, {}, "post", last), by=cast.other_officer)


def test_feeds_tell_what_opened_and_closed(cast):
    opened, draft = cast.published(), cast.draft()
    closed = cast.closed()
    atom = Client().get("/consultations/feed/").content.decode()
    assert f"Opened: {opened.title}" in atom and f"Closed: {closed.title}" in atom and draft.title not in atom
    diary = Client().get("/consultations/calendar/?phase=open").content.decode()
    assert f"{opened.ref}-closes" in diary and closed.ref not in diary
    assert Client().get("/consultations/calendar/?phase=half").status_code == 400


def test_reading_pages_asks_little_of_the_database(cast, django_assert_max_num_queries):
    row = cast.published()
    for _ in range(3):
        sent(row)
    actions.publish_responses(responses=Response.objects.all(), by=cast.officer)
    for tail in ("", "questions/", "responses/"):
        with django_assert_max_num_queries(6):
            assert Client().get(row.get_absolute_url() + tail).status_code == 200
    with at(timezone.now()), django_assert_max_num_queries(6):
        assert Client().get("/consultations/").status_code == 200
