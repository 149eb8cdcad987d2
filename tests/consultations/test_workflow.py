"""The editorial workflow: who may, when, what is kept, and what the gates hold back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions, gates
from engagement.consultations.models import Answer, Consultation, PreElectionPeriod
from engagement.consultations.verbs import VERBS
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.notifications.models import Message
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import PRINCIPLES, at, option, sent


def stops(row):
    return {gate.code for gate in gates.stops(Consultation.objects.get(pk=row.pk))}


def warns(row):
    return {gate.code for gate in gates.gates(Consultation.objects.get(pk=row.pk)) if not gate.stops}


@pytest.mark.parametrize("name", [*(n for n in PRINCIPLES if n not in ("length_reason", "campaign_method"))])
def test_each_principle_holds_a_publication_back(cast, name):
    row = cast.draft()
    blank = False if name == "principles_considered" else [] if isinstance(PRINCIPLES[name], list) else ""
    actions.save_principles(consultation=row, by=cast.officer, **{name: blank})
    assert stops(row) == {f"missing_{name}"}
    with pytest.raises(Invalid):
        actions.submit(consultation=row, by=cast.officer)
    with pytest.raises(Invalid):
        actions.force_publish(consultation=row, by=cast.officer, reason="Now")


@pytest.mark.parametrize(("weeks", "reason", "stopped", "warned"), [
    (12, "", False, False), (11, "", True, False), (11, "Spring", False, False), (5, "Spring", False, True),
])  # fmt: skip
def test_less_than_twelve_weeks_needs_a_reason_and_less_than_six_warns(cast, weeks, reason, stopped, warned):
    row = cast.draft(weeks=weeks, opens_in=1)
    actions.save_principles(consultation=row, by=cast.officer, length_reason=reason)
    assert ("short" in stops(row), "very_short" in warns(row)) == (stopped, warned)


def test_no_launch_in_a_pre_election_period_without_a_reason(cast):
    today = timezone.localdate()
    PreElectionPeriod.objects.create(
        name="A poll", starts_on=today - timedelta(days=20), ends_on=today, nations=["wales"], source="x"
    )
    row = cast.draft()
    assert stops(row) == {"pre_election"}
    actions.save_principles(consultation=row, by=cast.officer, pre_election_reason="A court ordered it")
    assert stops(row) == set()
    scotland = cast.draft(nations=["scotland"])
    assert stops(scotland) == set()


@pytest.mark.parametrize(("opens", "weeks", "season"), [
    ("2026-07-20", 8, "season_august"), ("2026-11-20", 8, "season_christmas"), ("2027-03-01", 8, "season_easter"),
])  # fmt: skip
def test_holidays_are_pointed_out(cast, opens, weeks, season):
    row = cast.draft()
    opening = timezone.make_aware(timezone.datetime.fromisoformat(opens))
    actions.save_details(
        consultation=row, by=cast.officer, opening_at=opening, closing_at=opening + timedelta(weeks=weeks)
    )
    with at(opening - timedelta(days=1)):
        assert season in warns(row)


def test_several_that_ask_the_same_organisations_at_once_are_pointed_out(cast):
    other = cast.published()
    row = cast.draft()
    assert any(other.title in gate.text for gate in gates.gates(row) if gate.code == "burden")
    actions.save_details(consultation=row, by=cast.officer, audience=["E"])
    assert "burden" not in warns(row)


def test_nobody_checks_their_own(cast):
    row = actions.submit(consultation=cast.draft(), by=cast.officer)
    for action, more in ((actions.approve, {}), (actions.reject, {"reason": "x"})):
        with pytest.raises(NotAllowed):
            action(consultation=row, by=cast.officer, **more)
        with pytest.raises(NotAllowed):
            action(consultation=row, by=cast.other_officer, **more)
    assert actions.approve(consultation=row, by=cast.second).workflow == "published"


def test_sent_back_it_can_be_changed_and_sent_again(cast):
    row = actions.submit(consultation=cast.draft(), by=cast.officer)
    with pytest.raises(WrongState):
        actions.save_details(consultation=row, by=cast.officer, summary="Later")
    row = actions.reject(consultation=row, by=cast.second, reason="The title is long")
    assert Message.objects.filter(kind="consultation_rejected", recipient=cast.officer).count() == 1
    row = actions.save_details(consultation=row, by=cast.officer, title="Short")
    assert actions.submit(consultation=row, by=cast.officer).workflow == "submitted"
    assert row.editions.count() == 2


def test_publishing_without_a_second_check_is_recorded_told_and_counted(cast):
    with pytest.raises(Invalid):
        actions.force_publish(consultation=cast.draft(), by=cast.officer, reason=" ")
    row = actions.force_publish(consultation=cast.draft(), by=cast.officer, reason="A court ordered it")
    assert row.forced_at and row.steps.first().reason == "A court ordered it"
    assert AuditEvent.objects.filter(verb="consultation.forced", target_ref=row.ref).count() == 1
    assert Message.objects.filter(kind="consultation_forced", recipient=cast.second).count() == 1
    assert (
        "published without a second check"
        in as_person(cast.officer).get("/consultations/desk/").content.decode()
    )


def test_a_scheduled_one_is_nobodys_until_its_moment_and_then_everybodys(cast):
    row = actions.submit(consultation=cast.draft(), by=cast.officer)
    moment = timezone.now() + timedelta(hours=2)
    row = actions.approve(consultation=row, by=cast.second, publish_at=moment)
    address = row.get_absolute_url()
    assert Client().get(address).status_code == 404
    assert row.slug not in Client().get("/consultations/").content.decode()
    with at(moment):
        assert Client().get(address).status_code == 200
    assert actions.publish_due(moment - timedelta(seconds=1)) == 0
    assert actions.publish_due(moment) == 1
    assert actions.publish_due(moment) == 0
    assert Consultation.objects.get(pk=row.pk).workflow == "published"


def test_a_schedule_can_be_taken_back_before_its_moment_only(cast):
    row = actions.submit(consultation=cast.draft(), by=cast.officer)
    row = actions.approve(consultation=row, by=cast.second, publish_at=timezone.now() + timedelta(hours=2))
    with at(row.publish_at), pytest.raises(WrongState):
        actions.unschedule(consultation=row, by=cast.officer)
    assert actions.unschedule(consultation=row, by=cast.officer).workflow == "submitted"


def test_after_responses_a_page_is_withdrawn_and_not_unpublished(cast):
    row = cast.published()
    sent(row)
    with pytest.raises(WrongState):
        actions.unpublish(consultation=row, by=cast.officer, reason="A mistake")
    actions.withdraw(consultation=row, by=cast.officer, reason="The policy has changed")
    page = Client().get(row.get_absolute_url())
    assert page.status_code == 200 and "The policy has changed" in page.content.decode()
    assert Client().get(row.get_absolute_url() + "respond/").status_code == 409
    assert actions.unwithdraw(consultation=row, by=cast.officer).takes_responses()


def test_unpublished_it_is_not_found(cast):
    row = cast.published()
    actions.unpublish(consultation=row, by=cast.officer, reason="A mistake")
    assert Client().get(row.get_absolute_url()).status_code == 404


def test_a_published_page_changes_with_a_public_note_and_closes_only_later(cast):
    row = cast.published()
    with pytest.raises(Invalid):
        actions.amend(
            consultation=row,
            by=cast.officer,
            change_note="Shorter",
            closing_at=row.closing_at - timedelta(days=1),
        )
    later = row.closing_at + timedelta(weeks=2)
    actions.amend(consultation=row, by=cast.officer, change_note="Two more weeks", closing_at=later)
    assert "Two more weeks" in Client().get(row.get_absolute_url()).content.decode()
    assert list(row.editions.values_list("state", flat=True)) == ["published", "superseded"]


def test_two_versions_are_compared_word_by_word(cast):
    row = actions.submit(consultation=cast.draft(), by=cast.officer)
    row = actions.reject(consultation=row, by=cast.second, reason="Clearer")
    question = row.questions.get(key="q1")
    actions.save_question(
        consultation=row,
        question=question,
        by=cast.officer,
        text="Do you strongly agree?",
        options=question.options,
        kind="radios",
    )
    actions.submit(consultation=row, by=cast.officer)
    page = as_person(cast.second).get(f"{row.get_absolute_url()}manage/versions/").content.decode()
    assert "<ins>strongly</ins>" in page


def test_only_what_was_never_published_is_deleted(cast):
    row = cast.draft()
    actions.discard(consultation=row, by=cast.officer)
    assert not Consultation.objects.filter(pk=row.pk).exists()
    assert AuditEvent.objects.filter(verb="consultation.deleted", target_ref=row.ref).exists()
    with pytest.raises(WrongState):
        actions.discard(consultation=cast.published(), by=cast.officer)


@pytest.mark.parametrize("verb", [verb.slug for verb in VERBS])
@pytest.mark.parametrize("role", ["other_officer", "triage", "member", "administrator", "auditor"])
def test_no_step_is_open_to_others(cast, verb, role):
    row = cast.published()
    answer = as_person(getattr(cast, role)).post(
        f"{row.get_absolute_url()}manage/do/{verb}/", {"reason": "x"}
    )
    assert answer.status_code == (403 if role == "auditor" else 404)
    assert Consultation.objects.get(pk=row.pk).workflow == "published"


CHANGES = {
    "another kind": {"kind": "checkboxes"},
    "other options": {"kind": "radios", "options": [option("no", "No"), option("maybe", "Maybe")]},
    "the words alone": {"kind": "radios", "text": "Do you agree with it?"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_draft_keeps_no_answer_to_a_question_that_became_another(cast, change):
    """A page that was published by mistake, begun to be answered, taken away, changed and published again."""
    row = cast.published()
    visitor = Visitor(row).start()
    assert visitor.post("1", q1="yes").status_code == 303
    row = actions.unpublish(consultation=row, by=cast.officer, reason="A mistake.")
    actions.save_question(
        consultation=row, question=row.questions.get(key="q1"), by=cast.officer, **CHANGES[change]
    )
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    actions.approve(consultation=row, by=cast.second)
    kept = Answer.objects.filter(question__key="q1").count()
    assert kept == (1 if change == "the words alone" else 0)
    assert (
        visitor.get("").status_code == visitor.get("1").status_code == visitor.get("copy").status_code == 200
    )


def test_comments_on_a_document_that_became_another_break_no_page(cast):
    row = cast.draft()
    by = {"consultation": row, "by": cast.officer}
    section = actions.add_section(title="The text", **by)
    passages = [{"id": "p1", "text": "One two three.", "text_cy": ""}]
    question = actions.add_question(
        section=section, kind="document", text="On this:", passages=passages, **by
    )
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    row = actions.approve(consultation=row, by=cast.second)
    visitor = Visitor(row).start()
    visitor.post("1", q1="yes")
    visitor.post("2", q3="", q4="")
    base = f"{question.key}__1__"
    said = {f"{base}place": "p1", f"{base}words": "two", f"{base}says": "Three would do."}
    assert visitor.post("3", **said).status_code == 303
    row = actions.unpublish(consultation=row, by=cast.officer, reason="A mistake.")
    other = [{"id": "p2", "text": "Other words.", "text_cy": ""}]
    actions.save_question(consultation=row, question=question, by=cast.officer, passages=other)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    actions.approve(consultation=row, by=cast.second)
    assert [visitor.get(part).status_code for part in ("", "3", "copy")] == [200, 200, 200]
