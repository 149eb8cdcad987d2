"""Departments' systems: their own placements and recusals, and nobody else's."""

from datetime import date, timedelta

import pytest
from django.test import Client

from secondments.actions import placements
from secondments.models import Placement
from tests.factories.secondments import START, TODAY, on
from tests.requests.api_doors import refs, system_of

OPEN, PLACED, RECUSALS = "/api/v1/secondment-opportunities/", "/api/v1/secondments/", "/api/v1/recusals/"
SCOPES = ("secondments:read", "secondments:write")


@pytest.fixture
def placement(cast):
    return cast.placement("agreement_signed")


def test_open_opportunities_are_anybodys_and_the_rest_is_nobodys(cast):
    with on(TODAY):
        post = cast.post()
        for state in ("draft", "approved", "withdrawn", "matching"):
            cast.post(state, title=state)
        assert refs(Client().get(OPEN)) == [post.ref]
        assert Client().get(f"{OPEN}{post.ref}/").json()["title"] == post.title
        assert refs(Client().get(OPEN, {"q": "YOUTH"})) == [post.ref]
        assert refs(Client().get(OPEN, {"q": "nothing like it"})) == []
        assert refs(Client().get(OPEN, {"direction": "outward"})) == []
    with on(post.closes_on):
        assert refs(Client().get(OPEN)) == [post.ref]
    with on(post.closes_on.replace(day=post.closes_on.day + 1)):
        assert refs(Client().get(OPEN)) == []


@pytest.mark.parametrize(
    "query", ["?nothing=1", "?direction=up", "?q=", "?closes_before=tomorrow", "?q=a&q=b"]
)
def test_an_unknown_or_malformed_parameter_is_named(cast, query):
    assert Client().get(OPEN + query).status_code == 400


def test_a_department_reads_its_placements_and_no_others(cast, placement):
    assert refs(system_of(cast.dcms, *SCOPES).get(PLACED)) == [placement.ref]
    assert refs(system_of(cast.mhclg, *SCOPES).get(PLACED)) == []
    assert refs(system_of(None, *SCOPES).get(PLACED)) == []
    assert system_of(cast.mhclg, *SCOPES).get(f"{PLACED}{placement.ref}/").status_code == 404


def test_without_the_scope_or_a_token_nothing_is_read(cast, placement):
    other = system_of(cast.dcms, "requests:read", "requests:write")
    for where in (PLACED, RECUSALS):
        assert Client().get(where).status_code == 401
        assert other.get(where).status_code == 403


def test_a_placement_shows_no_interest_no_adjustment_and_no_address(cast, placement):
    text = system_of(cast.dcms, *SCOPES).get(f"{PLACED}{placement.ref}/").content.decode()
    for secret in ("Trustee of Harbour", "A quiet room", cast.person.email, "quay"):
        assert secret not in text


def test_a_department_asks_who_must_stay_out_before_it_shares_a_bid(cast, placement):
    dcms = system_of(cast.dcms, *SCOPES)
    everything = dcms.get(RECUSALS).json()["results"]
    assert {row["organisation"]["ref"] for row in everything} == {cast.riverside.ref, cast.harbour.ref}
    grants = dcms.get(RECUSALS, {"organisation": cast.harbour.ref, "on": "2027-03-01"}).json()["results"]
    assert [(row["placement"], row["secondee"], row["matter"]) for row in grants] == [
        (placement.ref, cast.person.name, "Grants to Harbour Youth Clubs")
    ]
    assert dcms.get(RECUSALS, {"organisation": cast.harbour.ref, "on": "2027-08-01"}).json()["results"] == []
    assert system_of(cast.mhclg, *SCOPES).get(RECUSALS).json()["results"] == []


def test_a_system_records_a_clearance_and_nothing_below_the_post(cast):
    row = cast.placement("clearance", clearance="sc")
    dcms = system_of(cast.dcms, *SCOPES)
    where = f"{PLACED}{row.ref}/clearance/"
    low = dcms.send(where, {"level": "bpss", "expires_on": "2031-01-01"})
    assert low.status_code == 400
    assert dcms.send(where, {"level": "sc", "expires_on": "2031-01-01"}).status_code == 200
    assert Placement.objects.get(pk=row.pk).state == "agreement"
    assert dcms.send(where, {"level": "sc", "expires_on": "0000-00-00"}).status_code == 400
    assert dcms.send(where, {"level": "sc", "expires_on": "2031-01-01", "state": "active"}).status_code == 400


def test_the_same_key_records_once(cast):
    row = cast.placement("clearance")
    dcms, body = system_of(cast.dcms, *SCOPES), {"level": "bpss", "expires_on": "2031-01-01"}
    where = f"{PLACED}{row.ref}/clearance/"
    first, second = (dcms.send(where, body, Idempotency_Key="k-1") for _ in range(2))
    assert first.content == second.content
    assert row.steps.filter(verb="clearance_granted").count() == 1


def test_a_system_starts_a_placement_on_its_first_day_and_once(cast, placement):
    where = f"{PLACED}{placement.ref}/start/"
    with on(START - timedelta(1)):
        early = system_of(cast.dcms, *SCOPES).send(where, {})
    assert early.status_code == 400 and Placement.objects.get().state == "agreement_signed"
    with on(START):
        dcms = system_of(cast.dcms, *SCOPES)
        first, second = (dcms.send(where, {}, Idempotency_Key="start-1") for _ in range(2))
        third = dcms.send(where, {})
    assert (first.status_code, third.status_code) == (200, 409)
    assert first.content == second.content and first.json()["state"] == "active"
    assert placement.steps.filter(verb="started").count() == 1


@pytest.mark.parametrize("state", ["conflict_check", "approvals", "clearance", "agreement"])
def test_a_system_starts_nothing_with_a_gate_shut(cast, state):
    row = cast.placement(state)
    with on(START):
        answer = system_of(cast.dcms, *SCOPES).send(f"{PLACED}{row.ref}/start/", {})
    assert answer.status_code == 400 and row.get_state_display() in str(answer.json())
    assert Placement.objects.get().state == state


def test_no_other_system_starts_it(cast, placement):
    where = f"{PLACED}{placement.ref}/start/"
    with on(START):
        assert system_of(cast.mhclg, *SCOPES).send(where, {}).status_code == 404
        assert system_of(None, *SCOPES).send(where, {}).status_code == 404
        assert system_of(cast.dcms, "secondments:read").send(where, {}).status_code == 403
        assert Client().post(where, {}, "application/json").status_code == 401
        forged = {"state": "active", "activated_on": "2027-02-01"}
        assert system_of(cast.dcms, *SCOPES).send(where, forged).status_code == 400
    assert Placement.objects.get().state == "agreement_signed"


def test_a_system_that_read_an_older_version_does_not_start_it(cast, placement):
    with on(START):
        dcms = system_of(cast.dcms, *SCOPES)
        tag = dcms.get(f"{PLACED}{placement.ref}/").headers["ETag"]
        expires = date(2033, 1, 1)
        placements.grant_clearance(placement=placement, level="bpss", expires_on=expires, by=cast.officer)
        where = f"{PLACED}{placement.ref}/start/"
        assert dcms.send(where, {}, If_Match=tag).status_code == 412
