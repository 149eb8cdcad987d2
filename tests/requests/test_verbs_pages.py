"""The page of a verb: who may open it, what it asks, what happens to two people at once, what is never lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from engagement.requests import actions
from engagement.requests.enums import Audience, State
from engagement.requests.models import EngagementRequest, Feedback, HandoverNote, Message, RoutingDecision
from engagement.requests.verbs import TABLE
from foundation.audit.models import AuditEvent
from foundation.notifications.models import Message as Outbox
from tests.factories import requests as make
from tests.requests.test_verbs_table import ROLES, S, promised

AT_DEPARTMENT = {S.ROUTED, S.TRANSFER_OFFERED, S.RESPONDED, S.CLOSED}


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(row, name: str) -> str:
    return reverse("requests:verb", kwargs={"ref": row.ref, "verb": TABLE[name].slug})


def sees(role: str, state: str) -> bool:
    if role in ("member", "lead", "triage", "auditor"):
        return True
    if role == "officer":
        return state in AT_DEPARTMENT
    return role == "other_officer" and state == S.TRANSFER_OFFERED


def send(user, row, name, **said):
    row.refresh_from_db()
    return browser(user).post(address(row, name), {"version": row.version, **said})


@pytest.mark.parametrize("state", [S.SUBMITTED, S.ROUTED, S.TRANSFER_OFFERED, S.RESPONDED])
def test_each_role_at_each_door(cast, state):
    row = cast.request(state)
    for role in ROLES:
        client = browser(getattr(cast, role))
        for name in TABLE:
            answer = client.get(address(row, name)).status_code
            if not sees(role, state):
                assert answer == 404, (role, name)
            elif name in promised(role, state):
                assert answer == 200, (role, name)
            else:
                assert answer in (403, 409), (role, name)
            posted = client.post(address(row, name), {}).status_code
            assert posted in ((409, 200) if answer == 409 else (answer,)), (role, name)
    unchanged = EngagementRequest.objects.get(pk=row.pk)
    assert (unchanged.state, unchanged.version) == (row.state, row.version)


def test_visitors_sign_in_first(cast, client):
    row = cast.request()
    answer = client.get(address(row, "claim"))
    assert answer.status_code == 302 and "/sign-in/" in answer.url


def test_an_unknown_verb_and_a_foreign_reference_are_no_pages(cast):
    row = cast.request()
    client = browser(cast.triage)
    assert client.get(f"/requests/{row.ref}/destroy/").status_code == 404
    assert client.get("/requests/FD-2026-999999/claim/").status_code == 404


def test_the_main_job_through_pages(cast):
    row = cast.request()
    assert send(cast.triage, row, "acknowledge").status_code == 302
    assert send(cast.triage, row, "claim").status_code == 302
    other = {"choice": "other", "department": "DCMS", "note": "They asked before."}
    assert send(cast.triage, row, "route", **other).url == row.get_absolute_url()
    assert RoutingDecision.objects.get(request=row).note == "They asked before."
    assert send(cast.officer, row, "accept", contact="Rural team").status_code == 302
    assert send(cast.officer, row, "ask", body="Which county?").status_code == 302
    assert send(cast.member, row, "answer", body="Powys.").status_code == 302
    assert send(cast.officer, row, "reply", body="Until 2028.").status_code == 302
    closing = {"outcome": "answered", "outcome_text": "The scheme goes on."}
    assert send(cast.officer, row, "close", **closing).status_code == 302
    scores = {"process_was_fair": 5, "content_with_outcome": 4, "saw_input_used": 3, "comment": "Clear."}
    assert send(cast.lead, row, "feedback", **scores).status_code == 302
    row.refresh_from_db()
    assert row.state == S.CLOSED and row.contact == "Rural team"
    assert Feedback.objects.get(request=row).content_with_outcome == 4


def test_the_proposal_of_the_routing_table_is_chosen_with_its_reasons_in_sight(cast):
    row = cast.request(
        title="Families evicted by their landlord", ask="What happens to tenants who are evicted?"
    )
    page = browser(cast.triage).get(address(row, "route")).content.decode()
    assert "evicted" in page and "Confidence:" in page
    assert send(cast.triage, row, "route", choice="MHCLG").status_code == 302
    made = RoutingDecision.objects.get(request=row)
    assert made.chosen.code == "MHCLG" == made.proposed.code and made.reasons


def test_an_error_stays_on_the_page_with_what_was_typed(cast):
    row = cast.request(S.ROUTED)
    answer = send(cast.officer, row, "decline", reason="better_route", text="Ask the council, it decides.")
    page = answer.content.decode()
    assert answer.status_code == 200 and "Enter the address of the better route" in page
    assert "Ask the council, it decides." in page and 'href="#id_url"' in page
    row.refresh_from_db()
    assert row.state == S.ROUTED


def test_an_address_typed_for_another_reason_is_not_kept(cast):
    row = cast.request(S.ROUTED)
    send(cast.officer, row, "decline", reason="timing", text="Too late.", url="https://www.gov.uk/x")
    row.refresh_from_db()
    assert row.state == S.DECLINED and row.decline_url == ""


def test_two_officials_do_not_overwrite_each_other(cast):
    row = cast.request(S.IN_PROGRESS)
    opened = row.version
    colleague = make.official("officer", cast.dcms)
    actions.assign(request=row, owner=colleague, handover="Mine now", by=colleague)
    answer = browser(cast.officer).post(
        address(row, "reply"), {"version": opened, "body": "An hour of careful words."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "An hour of careful words." in page
    assert "Somebody changed this request while you were writing" in page
    row.refresh_from_db()
    assert row.state == S.IN_PROGRESS and f'name="version" value="{row.version}"' in page
    assert send(cast.officer, row, "reply", body="An hour of careful words.").status_code == 302


def test_a_verb_that_the_state_has_overtaken_says_so_and_gives_the_words_back(cast):
    row = cast.request(S.IN_PROGRESS)
    opened = row.version
    actions.withdraw(request=row, by=cast.member)
    answer = browser(cast.officer).post(
        address(row, "reply"), {"version": opened, "body": "Too late, but mine."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "Too late, but mine." in page and "Withdrawn" in page
    assert not Message.objects.filter(request=row, kind="reply").exists()


def test_a_message_is_not_refused_because_somebody_else_wrote_one(cast):
    row = cast.request(S.IN_PROGRESS)
    opened = row.version
    actions.comment(request=row, body="One more thing.", by=cast.lead)
    answer = browser(cast.member).post(address(row, "comment"), {"version": opened, "body": "And another."})
    assert answer.status_code == 302
    assert Message.objects.filter(request=row, kind="comment").count() == 2


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "99999999999999999999", "1\x00"])
def test_a_version_that_is_none_changes_nothing(cast, version):
    row = cast.request(S.ROUTED)
    answer = browser(cast.officer).post(address(row, "accept"), {"version": version, "contact": "Team"})
    assert answer.status_code in (200, 400)
    row.refresh_from_db()
    assert row.state == S.ROUTED


def test_choices_that_were_not_offered_are_refused(cast):
    row = cast.request(S.ACCEPTED)
    assert send(cast.officer, row, "assign", owner=str(cast.other_officer.public_id)).status_code == 200
    assert send(cast.officer, row, "offer_transfer", department="DCMS", reason="x").status_code == 200
    assert send(cast.officer, row, "offer_transfer", department="BEIS", reason="x").status_code == 200
    row.refresh_from_db()
    assert row.state == S.ACCEPTED and row.offered_to_id is None


def test_unanswered_is_no_outcome_that_an_officer_can_pick(cast):
    row = cast.request(S.RESPONDED)
    assert send(cast.officer, row, "close", outcome="unanswered", outcome_text="x").status_code == 200


def test_a_new_owner_needs_a_hand_over_note_and_is_told(cast):
    row = cast.request(S.IN_PROGRESS)
    colleague = make.official("officer", cast.dcms)
    key = str(colleague.public_id)
    page = send(cast.officer, row, "assign", owner=key)
    assert page.status_code == 200 and "Enter a hand-over note" in page.content.decode()
    assert send(cast.officer, row, "assign", owner=key, handover="She wants dates.").status_code == 302
    assert HandoverNote.objects.get(request=row).body == "She wants dates."
    assert Outbox.objects.filter(recipient=colleague, kind="request_assigned", about=row.ref).count() == 1


def test_a_note_is_for_government_alone(cast):
    row = cast.request(S.ACCEPTED)
    send(cast.officer, row, "note", body="Check with legal.")
    assert Message.objects.get(request=row).audience == Audience.GOVERNMENT
    assert not Message.objects.visible_to(cast.member).exists()


def test_what_people_typed_is_inert(cast):
    bad = "<script>alert(1)</script>{{ 7*7 }}"
    row = cast.request(title=bad, ask=bad)
    page = browser(cast.triage).get(address(row, "ask")).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/triage/",
        "https://evil.example/",
        "/\\evil.example",
        "/account/",
        "/triage/" + "x" * 3000,
    ],
)
def test_the_way_back_never_leaves_the_queues(cast, target):
    row = cast.request()
    answer = browser(cast.triage).post(address(row, "claim"), {"version": row.version, "next": target})
    assert answer.status_code == 302 and answer.url == row.get_absolute_url()


def test_the_way_back_keeps_the_filters(cast):
    row = cast.request()
    back = "/triage/?tab=with-us&kind=information"
    answer = browser(cast.triage).post(address(row, "claim"), {"version": row.version, "next": back})
    assert answer.url == back


def test_reopening_ends_with_its_time(cast):
    row = cast.request(S.CLOSED)
    assert browser(cast.member).get(address(row, "reopen")).status_code == 200
    EngagementRequest.objects.filter(pk=row.pk).update(reopen_until=row.submitted_on - timedelta(1))
    assert browser(cast.member).get(address(row, "reopen")).status_code == 409


def test_a_person_demoted_meanwhile_is_denied_at_once(cast):
    row = cast.request(S.ROUTED)
    client = browser(cast.officer)
    assert client.get(address(row, "accept")).status_code == 200
    cast.officer.appointments.update(valid_to=row.submitted_on)
    assert client.post(address(row, "accept"), {"version": row.version, "contact": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.state == S.ROUTED


def test_a_member_who_is_also_an_official_cannot_deal_with_it(cast):
    row = cast.request(S.ROUTED)
    make.Membership.objects.create(
        user=cast.officer,
        organisation=cast.organisation,
        role="member",
        state="active",
        joined_at=make.timezone.now(),
        confirmed_by="lead",
    )
    assert send(cast.officer, row, "accept", contact="Me").status_code == 403
    row.refresh_from_db()
    assert row.state == State.ROUTED


def test_a_long_text_is_refused_by_name_and_nothing_is_lost(cast):
    row = cast.request(S.ACCEPTED)
    answer = send(cast.officer, row, "reply", body="word " * 2500)
    page = answer.content.decode()
    assert answer.status_code == 200 and "10000 characters or fewer" in page.replace(",", "")
    assert page.count("word word") > 1000


def test_each_verb_leaves_one_audit_event(cast):
    row = cast.request(S.ROUTED)
    before = AuditEvent.objects.filter(target_ref=row.ref).count()
    send(cast.officer, row, "accept", contact="Team")
    assert AuditEvent.objects.filter(target_ref=row.ref).count() == before + 1
