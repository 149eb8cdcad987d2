"""Who is offered what, in every state: the table of the verbs against a table of what is promised."""

import pytest

from engagement.requests import rules, verbs
from engagement.requests.enums import State
from engagement.requests.verbs import TABLE, available
from tests.factories import requests as make

S = State
TALK = {"comment", "withdraw"}
AFTER = {"reopen", "feedback"}
SENDER = {
    S.SUBMITTED: TALK,
    S.ACKNOWLEDGED: TALK,
    S.TRIAGE: TALK,
    S.ROUTED: TALK,
    S.ACCEPTED: TALK,
    S.IN_PROGRESS: TALK,
    S.CLARIFICATION_NEEDED: TALK | {"answer"},
    S.TRANSFER_OFFERED: TALK,
    S.RESPONDED: {"comment"} | AFTER,
    S.CLOSED: AFTER,
    S.DECLINED: AFTER,
    S.WITHDRAWN: set(),
    S.REOPENED: TALK,
}
ALWAYS = {"note", "withhold"}
AT_CENTRE = ALWAYS | {"route", "ask", "decline"}
TRIAGE = {
    S.SUBMITTED: AT_CENTRE | {"claim", "acknowledge"},
    S.ACKNOWLEDGED: AT_CENTRE | {"claim"},
    S.TRIAGE: AT_CENTRE | {"release"},
}
PASS_ON = {"offer_transfer", "return_to_centre", "decline", "note"}
AT_WORK = PASS_ON | {"ask", "reply", "assign", "contact"}
OFFICER = {
    S.ROUTED: PASS_ON | {"accept"},
    S.ACCEPTED: AT_WORK,
    S.IN_PROGRESS: AT_WORK,
    S.REOPENED: AT_WORK,
    S.CLARIFICATION_NEEDED: {"assign", "contact", "note"},
    S.TRANSFER_OFFERED: {"cancel_transfer", "note"},
    S.RESPONDED: {"close", "contact", "note"},
    S.CLOSED: {"note"},
    S.DECLINED: {"note"},
}
STATES = [state for state in State if state != S.DRAFT]


def promised(role: str, state: str) -> set[str]:
    if role in ("member", "lead"):
        return SENDER[state]
    if role == "triage":
        return TRIAGE.get(state, ALWAYS) | {"withhold"}
    if role == "officer":
        return OFFICER.get(state, set())
    if role == "other_officer" and state == S.TRANSFER_OFFERED:
        return {"accept_transfer", "decline_transfer", "note"}
    return set()


ROLES = [
    *("member", "lead", "triage", "officer", "other_officer", "third_officer"),
    *("auditor", "administrator", "secondments", "respondent", "stranger"),
]


@pytest.mark.parametrize("state", STATES)
def test_each_role_is_offered_what_is_promised_and_no_more(cast, state):
    row = cast.request(state)
    for role in ROLES:
        user = cast.fresh(getattr(cast, role))
        assert {verb.name for verb in available(row, user)} == promised(role, state), role


def test_every_verb_names_a_rule_and_every_offer_is_legal(cast):
    assert {verb.who for verb in TABLE.values()} <= set(rules.RULES)
    assert all(State.DRAFT not in verb.states for verb in TABLE.values())
    assert len({verb.slug for verb in TABLE.values()}) == len(TABLE)


@pytest.mark.parametrize("state", STATES)
def test_an_official_who_belongs_to_the_sender_acts_for_the_sender_only(cast, state):
    row = cast.request(state)
    for official in (cast.triage, cast.officer):
        make.Membership.objects.create(
            user=official,
            organisation=cast.organisation,
            role="member",
            state="active",
            joined_at=make.timezone.now(),
            confirmed_by="lead",
        )
        offered = {verb.name for verb in available(row, cast.fresh(official))}
        assert offered == SENDER[state]


def test_a_claim_of_somebody_else_keeps_route_and_claim_away_until_it_lapses(cast):
    row = cast.request(S.TRIAGE)
    colleague = make.official("triage")
    names = {verb.name for verb in available(row, colleague)}
    assert names == ALWAYS | {"ask", "decline", "release"}
    row.claimed_at -= verbs.CLAIM_LASTS
    assert {"route", "claim"} <= {verb.name for verb in available(row, colleague)}


def test_after_two_moves_only_the_centre_is_left_to_decide(cast):
    row = cast.request(S.ACCEPTED)
    row.hops = 2
    names = {verb.name for verb in available(row, cast.officer)}
    assert "offer_transfer" not in names and "return_to_centre" in names


def test_offering_asks_nothing_of_the_database_once_standing_is_known(cast, django_assert_num_queries):
    row = cast.request(S.SUBMITTED)
    user = cast.fresh(cast.triage)
    available(row, user)
    with django_assert_num_queries(0):
        available(row, user)
