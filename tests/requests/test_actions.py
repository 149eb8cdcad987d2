"""The life of a request through its actions: what each leaves behind, and what it refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import MOVES, State
from engagement.requests.models import EngagementRequest, HandoverNote, RoutingDecision
from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid, NotAllowed, TooMany, WrongState
from foundation.notifications.models import Message as Outbox
from tests.factories import requests as make


def told(request, kind):
    return set(Outbox.objects.filter(about=request.ref, kind=kind).values_list("recipient__email", flat=True))


def test_the_main_job_from_draft_to_outcome(cast):
    request = make.draft_for(cast.organisation, cast.member)
    assert request.ref is None
    request = actions.submit(request=request, by=cast.member)
    assert request.ref.startswith("FD-") and request.state == State.SUBMITTED
    assert told(request, "request_received") == {cast.member.email, cast.lead.email}
    request = actions.claim(request=request, by=cast.triage)
    request = actions.route(request=request, department=cast.dcms, by=cast.triage)
    assert told(request, "request_for_department") == {cast.officer.email}
    request = actions.accept(request=request, by=cast.officer, contact="Rural energy team")
    request = actions.ask(request=request, body="Which county?", by=cast.officer)
    request = actions.answer(request=request, body="Powys.", by=cast.member)
    assert request.state == State.IN_PROGRESS
    request = actions.reply(request=request, body="Until 2028.", by=cast.officer)
    request = actions.close(request=request, outcome="answered", outcome_text="Answered.", by=cast.officer)
    assert request.state == State.CLOSED
    verbs = list(request.history.values_list("verb", flat=True))
    assert verbs == [
        "submitted",
        "triaged",
        "routed",
        "accepted",
        "asked",
        "answered_question",
        "responded",
        "closed",
    ]
    audited = AuditEvent.objects.filter(target_ref=request.ref).order_by("id").values_list("verb", flat=True)
    assert list(audited) == [f"request.{verb}" for verb in verbs]


def test_sending_twice_gives_the_same_request_and_one_receipt(cast):
    request = make.draft(cast.respondent)
    first = actions.submit(request=request, by=cast.respondent)
    second = actions.submit(request=request, by=cast.respondent)
    assert second.ref == first.ref
    assert Outbox.objects.filter(about=first.ref).count() == 1


def test_an_incomplete_draft_names_what_is_missing_and_keeps_what_was_typed(cast):
    request = actions.start_draft(by=cast.respondent, capacity="individual", ask="Half a thought")
    with pytest.raises(Invalid) as refusal:
        actions.submit(request=request, by=cast.respondent)
    assert {"title", "kind", "nations", "acts_for_client"} <= set(refusal.value.errors)
    request.refresh_from_db()
    assert request.state == State.DRAFT and request.ask == "Half a thought"


def test_a_sent_request_can_no_longer_be_rewritten(cast):
    request = cast.request()
    with pytest.raises(WrongState):
        actions.save_draft(request=request, by=cast.member, title="Something else")
    with pytest.raises(WrongState):
        actions.discard_draft(request=request, by=cast.member)


def test_nobody_writes_for_an_organisation_they_do_not_belong_to(cast):
    with pytest.raises(NotAllowed):
        make.draft_for(cast.organisation, cast.stranger)


def test_a_member_who_left_cannot_send_the_draft_they_kept(cast):
    request = make.draft_for(cast.organisation, cast.member)
    cast.member.memberships.update(state="ended", left_at=timezone.now(), ending="left")
    with pytest.raises(NotAllowed):
        actions.submit(request=request, by=cast.fresh(cast.member))


def test_one_person_keeps_a_bounded_number_of_drafts(cast, monkeypatch):
    monkeypatch.setattr("engagement.requests.actions.drafts.MAX_DRAFTS", 2)
    make.draft(cast.respondent)
    make.draft(cast.respondent)
    with pytest.raises(TooMany):
        make.draft(cast.respondent)


def test_only_fields_of_the_sender_can_be_written_by_the_sender(cast):
    request = make.draft(cast.respondent)
    with pytest.raises(ValueError):
        actions.save_draft(request=request, by=cast.respondent, state="closed")


def test_two_people_cannot_work_on_one_request(cast):
    request = actions.claim(request=cast.request(), by=cast.triage)
    colleague = make.official("triage")
    with pytest.raises(WrongState, match="is working on this"):
        actions.claim(request=request, by=colleague)
    with pytest.raises(WrongState, match="is working on this"):
        actions.route(request=request, department=cast.dcms, by=colleague)
    actions.release(request=request, by=colleague)
    assert actions.claim(request=request, by=colleague).claimed_by == colleague


def test_a_claim_left_behind_lapses(cast):
    request = actions.claim(request=cast.request(), by=cast.triage)
    EngagementRequest.objects.filter(pk=request.pk).update(
        claimed_at=timezone.now() - timezone.timedelta(minutes=31)
    )
    colleague = make.official("triage")
    assert actions.claim(request=request, by=colleague).claimed_by == colleague


def test_bulk_routing_tells_which_could_not_be_routed_and_why(cast):
    fine, gone = cast.request(), cast.request(State.WITHDRAWN)
    refused = actions.route_many(requests=[fine, gone], department=cast.dcms, by=cast.triage)
    assert [(row.ref, bool(why)) for row, why in refused] == [(gone.ref, True)]
    fine.refresh_from_db()
    assert fine.state == State.ROUTED and fine.department == cast.dcms


def test_a_route_keeps_the_proposal_and_the_decision_apart(cast):
    request = cast.request(State.ROUTED)
    decision = RoutingDecision.objects.get(request=request)
    assert decision.chosen == cast.dcms and decision.reasons


def test_a_change_of_owner_needs_a_handover_note(cast):
    request = cast.request(State.IN_PROGRESS)
    colleague = make.official("officer", cast.dcms)
    with pytest.raises(Invalid):
        actions.assign(request=request, owner=colleague, by=cast.officer)
    actions.assign(request=request, owner=colleague, by=cast.officer, handover="They want the 2027 figures.")
    assert HandoverNote.objects.get(request=request).to_owner == colleague


def test_declining_needs_a_reason_of_the_list_and_an_explanation(cast):
    request = cast.request(State.ROUTED)
    with pytest.raises(Invalid):
        actions.decline(request=request, reason="because", text="No.", by=cast.officer)
    with pytest.raises(Invalid):
        actions.decline(request=request, reason="timing", text="  ", by=cast.officer)
    with pytest.raises(Invalid):
        actions.decline(request=request, reason="better_route", text="Elsewhere.", by=cast.officer)
    request = actions.decline(request=request, reason="timing", text="Decided in May.", by=cast.officer)
    assert request.state == State.DECLINED and told(request, "request_declined")


def test_a_closed_request_has_an_outcome_to_read(cast):
    request = cast.request(State.RESPONDED)
    with pytest.raises(Invalid):
        actions.close(request=request, outcome="answered", outcome_text="", by=cast.officer)
    with pytest.raises(Invalid):
        actions.close(request=request, outcome="fine", outcome_text="Text", by=cast.officer)


def test_reopening_ends_with_its_time_limit(cast):
    request = make.days_ago(cast.request(State.CLOSED), 90)
    with pytest.raises(WrongState):
        actions.reopen(request=request, reason="Still open", by=cast.member)


def test_a_reopened_request_keeps_the_senders_clock(cast):
    request = make.days_ago(cast.request(State.CLOSED), 14)
    started = request.submitted_on
    request = actions.reopen(request=request, reason="Not answered", by=cast.member)
    assert request.state == State.REOPENED and request.submitted_on == started and request.outcome == ""
    assert request.department_started_on == timezone.localdate()


def test_a_declined_request_that_never_had_a_department_returns_to_the_centre(cast):
    request = actions.decline(request=cast.request(), reason="capacity", text="Not now.", by=cast.triage)
    request = actions.reopen(request=request, reason="It is urgent now", by=cast.member)
    assert request.department is None
    request = actions.claim(request=request, by=cast.triage)
    assert request.state == State.TRIAGE


def test_an_unanswered_question_closes_the_request_and_can_be_reopened(cast):
    request = make.days_ago(cast.request(State.CLARIFICATION_NEEDED), 30)
    assert actions.close_unanswered() == 1
    assert actions.close_unanswered() == 0
    request.refresh_from_db()
    assert request.state == State.CLOSED and request.outcome == "unanswered"
    assert actions.reopen(request=request, reason="We were on leave", by=cast.member).state == State.REOPENED


def test_notes_do_not_reach_the_sender(cast):
    request = cast.request(State.ACCEPTED)
    actions.note(request=request, body="Ask finance first.", by=cast.officer)
    assert not request.messages.visible_to(cast.member).exists()
    assert not request.messages.visible_to(cast.other_officer).exists()
    assert request.messages.visible_to(cast.officer).count() == 1


def test_feedback_waits_for_an_answer_and_can_be_changed(cast):
    scores = {"process_was_fair": 5, "content_with_outcome": 2, "saw_input_used": 4}
    with pytest.raises(WrongState):
        actions.give_feedback(request=cast.request(), by=cast.member, **scores)
    request = cast.request(State.CLOSED)
    actions.give_feedback(request=request, by=cast.member, **scores)
    actions.give_feedback(request=request, by=cast.member, **(scores | {"process_was_fair": 1}))
    assert request.feedback.process_was_fair == 1


def test_every_action_raises_the_version(cast):
    request = cast.request(State.ACCEPTED)
    before = request.version
    assert actions.ask(request=request, body="Which county?", by=cast.officer).version == before + 1


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_every_state_is_reached_by_actions_and_every_other_move_is_refused(cast, state):
    request = cast.request(state)
    assert request.state == state
    for target in set(State) - MOVES[state]:
        with pytest.raises(WrongState):
            request.move_to(target)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "closed", "outcome": ""},
        {"state": "accepted", "department": None},
        {"due_on": None},
        {"ref": None},
        {"state": "transfer_offered"},
        {"state": "clarification_needed"},
        {"state": "lost"},
        {"claimed_at": timezone.now()},
        {"department_due_on": date(2026, 1, 1)},
        {"state": "declined", "due_on": None},
    ],
)
def test_the_database_refuses_what_no_action_would_write(cast, broken):
    request = cast.request()
    with pytest.raises(IntegrityError), transaction.atomic():
        EngagementRequest.objects.filter(pk=request.pk).update(**broken)
