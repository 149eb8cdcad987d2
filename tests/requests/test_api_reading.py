import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from engagement.requests import actions
from engagement.requests.api import RequestSummaryShape
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.accounts import machine_actions
from foundation.common.actors import SYSTEM
from foundation.directory.models import ClientDepartment
from tests.factories.accounts import machine_token
from tests.factories.machines import Machine
from tests.factories.requests import days_ago, draft
from tests.requests.api_doors import LIST, REGISTER, refs, row, system_of

SECRETS = ["SECRET-TITLE", "SECRET-ASK", "SECRET-EVIDENCE", "SECRET-ANSWER", "SECRET-NOTE", "SECRET-NAME"]


@pytest.fixture
def dcms(cast):
    return system_of(cast.dcms)


@pytest.fixture
def mhclg(cast):
    return system_of(cast.mhclg)


def test_a_department_sees_its_requests_and_those_offered_to_it_and_no_others(cast, dcms, mhclg):
    ours, offered = cast.request(State.ACCEPTED), cast.request(State.TRANSFER_OFFERED)
    cast.request(State.TRIAGE)
    cast.request(State.DRAFT)
    theirs = actions.route(request=cast.request(State.SUBMITTED), department=cast.mhclg, by=cast.triage)
    assert set(refs(dcms.get(LIST))) == {ours.ref, offered.ref}
    assert set(refs(mhclg.get(LIST))) == {theirs.ref, offered.ref}


QUERIES = [
    "",
    "?ordering=submitted_at",
    "?ordering=due_on",
    "?updated_since=2020-01-01T00:00:00Z",
    "?state=accepted,in_progress",
    "?state=responded",
    "?kind=information",
    "?overdue=true",
    "?overdue=false",
    "?offered=true",
    "?offered=false",
    "?risk_to_people=false",
    "?q=energy",
    "?q=riverside",
    "?due_before=9999-12-31",
    "?submitted_since=2020-01-01T00:00:00Z",
    "?page_size=1",
]


@pytest.mark.parametrize("query", QUERIES)
def test_no_filter_order_or_search_opens_another_departments_row(cast, mhclg, query):
    for state in (State.ACCEPTED, State.RESPONDED, State.CLARIFICATION_NEEDED, State.CLOSED):
        days_ago(cast.request(state), 30)
    answer = mhclg.get(f"{LIST}{query}")
    assert answer.json() == {"results": [], "next": None, "previous": None}


@pytest.mark.parametrize("part", ["", "messages/", "steps/"])
def test_another_departments_request_is_not_there_in_any_part(cast, dcms, mhclg, part):
    request = cast.request(State.ACCEPTED)
    assert dcms.get(row(request) + part).status_code == 200
    theirs, nobodys = mhclg.get(row(request) + part), mhclg.get(f"{LIST}FD-2020-000001/{part}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json()["detail"] == nobodys.json()["detail"]
    assert "ETag" not in theirs


def test_drafts_are_nobodys_but_their_writers(cast, dcms):
    draft = cast.request(State.DRAFT)
    assert draft.ref is None
    assert refs(dcms.get(f"{LIST}?state=draft")) == []
    assert str(draft.public_id).encode() not in Client().get(REGISTER).content


def test_the_list_narrows_by_each_filter(cast, dcms):
    waiting, asked = (
        cast.request(State.ACCEPTED),
        cast.request(State.CLARIFICATION_NEEDED, kind="policy_idea"),
    )
    answered = cast.request(State.RESPONDED, title="Minibuses for villages")
    late = days_ago(cast.request(State.ACCEPTED), 60)
    offered = cast.request(State.TRANSFER_OFFERED)
    assert set(refs(dcms.get(f"{LIST}?state=accepted"))) == {waiting.ref, late.ref}
    assert refs(dcms.get(f"{LIST}?kind=policy_idea")) == [asked.ref]
    assert refs(dcms.get(f"{LIST}?q=minibus")) == [answered.ref]
    assert refs(dcms.get(f"{LIST}?q=%21%21")) == []
    assert refs(dcms.get(f"{LIST}?overdue=true")) == [late.ref]
    assert late.ref not in refs(dcms.get(f"{LIST}?overdue=false"))
    assert refs(dcms.get(f"{LIST}?due_before={timezone.localdate()}")) == [late.ref]
    assert refs(dcms.get(f"{LIST}?offered=true")) == [offered.ref]
    assert len(refs(dcms.get(f"{LIST}?organisation={cast.organisation.ref}"))) == 5
    assert refs(dcms.get(f"{LIST}?organisation=OR-2020-000009")) == []
    assert refs(dcms.get(f"{LIST}?ordering=due_on"))[0] == late.ref
    assert answered.ref not in refs(dcms.get(f"{LIST}?ordering=due_on"))


def test_a_system_that_asks_for_changes_hears_of_each_once(cast, dcms):
    first, second = cast.request(State.ACCEPTED), cast.request(State.ACCEPTED)
    seen = dcms.get(f"{LIST}?updated_since=2020-01-01T00:00:00Z")
    assert refs(seen) == [first.ref, second.ref]
    since = seen.json()["results"][-1]["updated_at"]
    actions.reply(request=first, body="Yes, until 2028.", by=cast.officer)
    after = dcms.get(LIST, {"updated_since": since})
    assert refs(after) == [second.ref, first.ref]
    assert refs(dcms.get(LIST, {"updated_since": (timezone.now() + timedelta(hours=1)).isoformat()})) == []


def test_the_whole_list_takes_a_constant_number_of_queries(cast, dcms, django_assert_num_queries):
    cast.request(State.ACCEPTED)
    with django_assert_num_queries(3):  # token, standing, rows
        dcms.get(LIST)
    for _ in range(4):
        cast.request(State.ACCEPTED)
    with django_assert_num_queries(3):
        dcms.get(LIST)


def test_a_list_read_as_columns_shows_what_the_shape_shows(cast, dcms):
    for state in (State.ROUTED, State.CLARIFICATION_NEEDED, State.TRANSFER_OFFERED, State.CLOSED):
        cast.request(state)
    alone = actions.submit(request=draft(cast.respondent), by=cast.respondent)
    actions.route(request=alone, department=cast.dcms, by=cast.triage)
    whole = alone.submitted_at.replace(microsecond=0) + timedelta(seconds=1)
    EngagementRequest.objects.filter(pk=alone.pk).update(submitted_at=whole)
    rows = EngagementRequest.objects.filter(department=cast.dcms).order_by("-submitted_at")
    shaped = json.loads(JSONRenderer().render(RequestSummaryShape(rows, many=True).data))
    assert dcms.get(LIST).json()["results"] == shaped
    assert (
        dcms.get(f"{LIST}?state=routed,clarification_needed,transfer_offered,closed").json()["results"]
        == shaped
    )
    assert shaped[0]["organisation"] is None


def test_one_request_shows_what_an_official_needs(cast, dcms):
    request = cast.request(State.ACCEPTED)
    answer = dcms.get(row(request))
    said = answer.json()
    assert said["ask"] == request.ask
    assert (said["department"], said["organisation"]["name"]) == ("DCMS", "Riverside Food Bank")
    assert said["submitted_at"].endswith("Z")
    assert said["due_on"] == request.due_on.isoformat()
    assert "id" not in said
    assert cast.member.email not in answer.content.decode()
    assert dcms.get(row(request), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_tag_of_a_request_changes_with_every_step(cast, dcms):
    request = cast.request(State.ACCEPTED)
    before = dcms.get(row(request))["ETag"]
    actions.ask(request=request, body="Which county?", by=cast.officer)
    assert dcms.get(row(request), headers={"If-None-Match": before}).status_code == 200


def test_messages_and_steps_come_in_order(cast, dcms):
    request = cast.request(State.CLARIFICATION_NEEDED)
    actions.note(request=request, body="Ask the county team", by=cast.officer)
    messages = dcms.get(f"{row(request)}messages/").json()["results"]
    assert [(one["kind"], one["audience"]) for one in messages] == [
        ("question", "everyone"),
        ("note", "government"),
    ]
    steps = dcms.get(f"{row(request)}steps/").json()["results"]
    assert [one["to_state"] for one in steps][-2:] == ["accepted", "clarification_needed"]
    assert "by" not in steps[0]


def test_a_system_without_a_department_or_past_its_time_sees_nothing(cast):
    request = cast.request(State.ACCEPTED)
    nowhere, past = system_of(None), system_of(cast.dcms)
    ClientDepartment.objects.filter(client_id=past.client_id).update(valid_to=timezone.localdate())
    for machine in (nowhere, past):
        assert refs(machine.get(LIST)) == []
        assert machine.get(row(request)).status_code == 404


def test_a_token_without_the_scope_reads_no_requests(cast):
    machine = system_of(cast.dcms, "directory:read")
    assert machine.get(LIST).status_code == 403


def test_a_scope_that_is_taken_away_is_gone_at_the_next_request(cast, dcms):
    assert dcms.get(LIST).status_code == 200
    machine_actions.change_scopes(client_id=dcms.client_id, scopes=["directory:read"], by=SYSTEM)
    assert dcms.get(LIST).status_code == 403
    machine_actions.revoke(client_id=dcms.client_id, by=SYSTEM)
    assert dcms.get(LIST).status_code == 401


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Bearer " + "x" * 2000, "bearer a b c"])
def test_a_token_that_nobody_gave_out_is_a_401(cast, header):
    answer = Client(headers={"authorization": header}).get(LIST)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_is_a_401(cast):
    assert Machine(machine_token("requests:read", minutes=-1)).get(LIST).status_code == 401


@pytest.mark.parametrize("role", ["member", "officer", "triage", "auditor", "administrator"])
def test_people_signed_in_to_the_pages_are_not_signed_in_to_the_api(cast, role):
    browser = Client()
    browser.force_login(getattr(cast, role))
    assert browser.get(LIST).status_code == 401


def test_the_register_is_open_to_all_and_holds_no_content(cast, dcms):
    open_one = cast.request(State.RESPONDED, ask="SECRET-ASK", evidence="SECRET-EVIDENCE")
    hidden = cast.request(State.ACCEPTED, title="SECRET-TITLE", may_publish=False)
    actions.comment(request=hidden, body="SECRET-ANSWER", by=cast.member)
    actions.note(request=hidden, body="SECRET-NOTE", by=cast.officer)
    cast.member.name = "SECRET-NAME"
    cast.member.save()
    answer = Client().get(REGISTER)
    rows = {one["ref"]: one for one in answer.json()["results"]}
    assert rows[open_one.ref]["organisation"] == "Riverside Food Bank"
    assert rows[open_one.ref]["days_taken"] == 0
    assert (rows[hidden.ref]["title"], rows[hidden.ref]["organisation"]) == (None, None)
    everything = answer.content + Client().get(f"{REGISTER}{hidden.ref}/").content
    assert [secret for secret in SECRETS if secret.encode() in everything] == []


def test_the_register_says_nothing_of_messages_not_even_that_there_are_some(cast):
    request = cast.request(State.ACCEPTED)
    before, one = Client().get(REGISTER), Client().get(f"{REGISTER}{request.ref}/")
    actions.comment(request=request, body="More to say", by=cast.member)
    actions.note(request=request, body="Ask the county team", by=cast.officer)
    assert Client().get(REGISTER, headers={"If-None-Match": before["ETag"]}).status_code == 304
    assert (
        Client().get(f"{REGISTER}{request.ref}/", headers={"If-None-Match": one["ETag"]}).status_code == 304
    )
    actions.reply(request=request, body="Until 2028.", by=cast.officer)
    assert Client().get(REGISTER, headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_nobody_is_named_on_the_register_before_somebody_has_read_the_request(cast):
    request = cast.request(State.SUBMITTED)
    row = Client().get(f"{REGISTER}{request.ref}/").json()
    assert (row["title"], row["organisation"]) == (None, None)
    actions.acknowledge(request=request, by=cast.triage)
    assert Client().get(f"{REGISTER}{request.ref}/").json()["title"] == request.title


def test_a_search_of_the_register_does_not_find_what_it_does_not_show(cast):
    hidden = cast.request(State.ACCEPTED, title="Hydrogen buses", may_publish=False)
    shown = cast.request(State.ACCEPTED, title="Hydrogen boats", ask="Lighthouses")
    assert refs(Client().get(f"{REGISTER}?q=hydrogen")) == [shown.ref]
    assert refs(Client().get(f"{REGISTER}?q=lighthouses")) == []
    assert hidden.ref in refs(Client().get(REGISTER))


def test_the_register_takes_one_query(cast, django_assert_num_queries):
    for _ in range(3):
        cast.request(State.ROUTED)
    with django_assert_num_queries(1):
        assert len(refs(Client().get(f"{REGISTER}?department=DCMS"))) == 3


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_every_state_has_its_row_on_the_register(cast, state):
    request = cast.request(state)
    said = Client().get(f"{REGISTER}{request.ref}/").json()
    assert said["state"] == state
    assert (said["answered_on"] is not None) == (state in {State.RESPONDED, State.CLOSED})
    assert (said["ended_on"] is not None) == (state in {State.CLOSED, State.DECLINED, State.WITHDRAWN})


def test_the_register_filters_and_refuses_what_it_does_not_offer(cast):
    request = cast.request(State.ROUTED)
    assert refs(Client().get(f"{REGISTER}?state=routed")) == [request.ref]
    assert refs(Client().get(f"{REGISTER}?department=HMT")) == []
    assert refs(Client().get(f"{REGISTER}?kind=challenge")) == []
    for query in ("state=draft", "organisation=x", "updated_since=2020-01-01T00:00:00Z", "ordering=due_on"):
        assert Client().get(f"{REGISTER}?{query}").status_code == 400


def test_nothing_is_written_through_the_register(cast, dcms):
    request = cast.request(State.ROUTED)
    assert dcms.send(f"{REGISTER}{request.ref}/", {}).status_code == 405
    assert dcms.send(f"{REGISTER}{request.ref}/accept/", {}).status_code == 404


def test_addresses_hold_no_primary_key(cast, dcms):
    request = cast.request(State.ACCEPTED)
    assert dcms.get(f"{LIST}{request.pk}/").status_code == 404
    assert json.loads(dcms.get(LIST).content)["results"][0].keys().isdisjoint({"id", "pk", "public_id"})
