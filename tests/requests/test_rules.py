"""Who may see and do what: the whole table of verbs and people, and rows that must stay out of sight."""

import pytest
from django.contrib.auth.models import AnonymousUser

from engagement.requests import actions, rules
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.directory.models import Membership
from tests.factories import requests as make

SENDER = {"member", "lead"}
ALLOWED = {
    "withdraw": SENDER,
    "answer": SENDER,
    "comment": SENDER,
    "reopen": SENDER,
    "give_feedback": SENDER,
    "acknowledge": {"triage"},
    "claim": {"triage"},
    "route": {"triage"},
    "withhold": {"triage"},
    "accept": {"officer"},
    "assign": {"officer"},
    "ask": {"officer"},
    "reply": {"officer"},
    "close": {"officer"},
    "decline": {"officer"},
    "offer_transfer": {"officer"},
    "cancel_transfer": {"officer"},
    "answer_transfer": set(),
    "return_to_centre": {"officer"},
    "note": {"officer", "triage"},
    "see_government_side": {"officer", "triage", "auditor"},
    "edit_draft": {"member"},
    "discard_draft": {"member"},
    "submit": {"member"},
}
PEOPLE = [
    "member",
    "lead",
    "respondent",
    "stranger",
    "triage",
    "officer",
    "other_officer",
    "auditor",
    "administrator",
    "secondments",
]


def test_every_verb_has_a_row_in_this_table():
    assert set(ALLOWED) == set(rules.RULES)


@pytest.mark.parametrize("verb", sorted(ALLOWED))
def test_who_may(cast, verb):
    request = cast.request(State.ACCEPTED)
    may = {name for name in PEOPLE if rules.allowed(getattr(cast, name), verb, request)}
    assert may == ALLOWED[verb]


def test_asking_for_many_verbs_at_once_permits_what_asking_for_each_does(cast):
    for state in (State.DRAFT, State.TRIAGE, State.ACCEPTED, State.TRANSFER_OFFERED):
        request = cast.request(state)
        for name in PEOPLE:
            person = getattr(cast, name)
            each = {verb for verb in rules.RULES if rules.allowed(person, verb, request)}
            assert rules.allowing(rules.RULES, person, request) == each, name
        assert rules.allowing(rules.RULES, AnonymousUser(), request) == set()


def visible(user, request):
    return EngagementRequest.objects.visible_to(user).filter(pk=request.pk).exists()


def test_who_sees_a_request_at_a_department(cast):
    request = cast.request(State.ACCEPTED)
    seeing = {name for name in PEOPLE if visible(getattr(cast, name), request)}
    assert seeing == {"member", "lead", "triage", "officer", "auditor"}


def test_a_draft_is_seen_by_its_writer_only(cast):
    request = cast.request(State.DRAFT)
    assert {name for name in PEOPLE if visible(getattr(cast, name), request)} == {"member"}


def test_an_official_does_not_deal_with_what_their_own_organisation_sent(cast):
    request = cast.request(State.ACCEPTED)
    Membership.objects.create(
        user=cast.officer,
        organisation=cast.organisation,
        role="member",
        state="active",
        joined_at=request.created_at,
        confirmed_by="lead",
    )
    both = cast.fresh(cast.officer)
    assert not rules.allowed(both, "reply", request)
    assert not rules.allowed(both, "see_government_side", request)
    assert rules.allowed(both, "comment", request)


def test_a_member_who_left_sees_nothing_more(cast):
    request = cast.request(State.ACCEPTED)
    cast.member.memberships.update(state="ended", left_at=request.created_at, ending="left")
    assert not visible(cast.fresh(cast.member), request)


def test_an_official_whose_appointment_ended_sees_nothing_more(cast):
    request = cast.request(State.ACCEPTED)
    cast.officer.appointments.update(valid_to="2026-01-01")
    assert not visible(cast.fresh(cast.officer), request)


def test_a_claim_nobody_confirmed_opens_only_ones_own_requests(cast):
    theirs = cast.request(State.ACCEPTED)
    claimant = make.person("claimant")
    Membership.objects.create(user=claimant, organisation=cast.organisation, role="member", state="claimed")
    mine = actions.submit(request=make.draft_for(cast.organisation, claimant), by=claimant)
    assert visible(claimant, mine) and not visible(claimant, theirs)
    assert rules.allowed(claimant, "withdraw", mine) and not rules.allowed(claimant, "withdraw", theirs)


def test_after_a_transfer_the_first_department_no_longer_sees_it(cast):
    request = cast.request(State.TRANSFER_OFFERED)
    request = actions.accept_transfer(request=request, by=cast.other_officer)
    assert not visible(cast.officer, request) and visible(cast.other_officer, request)
