import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from engagement.requests import actions
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, Message, StateChange
from foundation.audit.models import AuditEvent
from tests.factories.machines import Machine
from tests.factories.requests import Cast
from tests.requests.api_doors import LIST, row, system_of


@pytest.fixture
def dcms(cast):
    return system_of(cast.dcms)


@pytest.fixture
def mhclg(cast):
    return system_of(cast.mhclg)


VERBS = {
    "accept": (State.ROUTED, {"contact": "Youth team"}, "accepted"),
    "ask": (State.ACCEPTED, {"body": "Which county?"}, "clarification_needed"),
    "reply": (State.ACCEPTED, {"body": "Yes, until 2028."}, "responded"),
    "decline": (State.ACCEPTED, {"reason": "timing", "text": "It was decided in May."}, "declined"),
    "close": (State.RESPONDED, {"outcome": "answered", "outcome_text": "Answered in full."}, "closed"),
    "note": (State.ACCEPTED, {"body": "Ask the county team"}, "accepted"),
    "transfer": (State.ACCEPTED, {"department": "MHCLG", "reason": "It is theirs"}, "transfer_offered"),
    "cancel-transfer": (State.TRANSFER_OFFERED, {}, "accepted"),
}
OFFERED = {
    "accept-transfer": ({"contact": "Housing team"}, "accepted"),
    "decline-transfer": ({"reason": "Not ours"}, None),
}


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_moves_the_request_and_says_who_did_it(cast, dcms, name):
    state, said, then = VERBS[name]
    request = cast.request(state)
    answer = dcms.send(f"{row(request)}{name}/", said)
    assert (answer.status_code, answer.json()["state"]) == (200, then), answer.content
    assert answer["ETag"] == dcms.get(row(request))["ETag"]
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.actor_kind, event.actor_id) == ("client", dcms.client_id)


def test_a_request_travels_from_one_departments_system_to_anothers(cast, dcms, mhclg):
    request = cast.request(State.ROUTED)
    address = row(request)
    assert dcms.send(f"{address}accept/", {"contact": "Youth team"}).json()["contact"] == "Youth team"
    assert dcms.send(f"{address}transfer/", {"department": "MHCLG", "reason": "Housing"}).status_code == 200
    assert mhclg.get(f"{LIST}?offered=true").json()["results"][0]["ref"] == request.ref
    assert (
        mhclg.send(f"{address}accept-transfer/", {"contact": "Housing team"}).json()["department"] == "MHCLG"
    )
    assert dcms.get(address).status_code == 404
    assert mhclg.send(f"{address}reply/", {"body": "Here is how."}).json()["state"] == "responded"
    closed = mhclg.send(f"{address}close/", {"outcome": "answered", "outcome_text": "Done."})
    assert closed.json()["state"] == "closed"
    kinds = list(Message.objects.filter(request=request).values_list("kind", "client_id"))
    assert kinds == [("reply", mhclg.client_id)]


def test_a_declined_offer_leaves_the_sight_of_who_declined_it(cast, dcms, mhclg):
    request = cast.request(State.TRANSFER_OFFERED)
    assert mhclg.send(f"{row(request)}decline-transfer/", {"reason": "Not ours"}).status_code == 204
    assert mhclg.get(row(request)).status_code == 404
    assert dcms.get(row(request)).json()["state"] == "accepted"


def test_a_request_returned_to_the_centre_is_no_longer_the_departments(cast, dcms):
    request = cast.request(State.ACCEPTED)
    assert dcms.send(f"{row(request)}return-to-centre/", {"reason": "Nobody here"}).status_code == 204
    request.refresh_from_db()
    assert request.state == State.TRIAGE


@pytest.mark.parametrize("name", [*VERBS, *OFFERED, "return-to-centre"])
def test_no_verb_reaches_another_departments_request(cast, name):
    state, said, _then = VERBS.get(name, (State.ACCEPTED, {"reason": "x"}, None))
    request = cast.request(state)
    stranger = system_of(cast.defra)
    assert stranger.send(f"{row(request)}{name}/", said).status_code == 404
    after = EngagementRequest.objects.get(pk=request.pk)
    assert (after.state, after.version) == (request.state, request.version)


@pytest.mark.parametrize("name", VERBS)
def test_a_token_that_only_reads_writes_nothing(cast, name):
    state, said, _then = VERBS[name]
    request = cast.request(state)
    answer = system_of(cast.dcms, "requests:read").send(f"{row(request)}{name}/", said)
    assert answer.status_code == 403
    assert 'scope="requests:write"' in answer["WWW-Authenticate"]


def test_an_offer_gives_the_other_department_only_the_answer_to_it(cast, mhclg):
    request = cast.request(State.TRANSFER_OFFERED)
    for name, said in {"reply": {"body": "x"}, "ask": {"body": "x"}, "cancel-transfer": {}}.items():
        assert mhclg.send(f"{row(request)}{name}/", said).status_code == 403


WRONG = [
    ("accept", State.RESPONDED, {}),
    ("reply", State.CLOSED, {"body": "x"}),
    ("close", State.ACCEPTED, {"outcome": "answered", "outcome_text": "x"}),
    ("ask", State.DECLINED, {"body": "x"}),
    ("cancel-transfer", State.ACCEPTED, {}),
    ("transfer", State.TRANSFER_OFFERED, {"department": "DEFRA", "reason": "x"}),
]


@pytest.mark.parametrize(("name", "state", "said"), WRONG)
def test_a_move_that_is_not_legal_is_a_409_that_says_where_it_stands(cast, dcms, name, state, said):
    request = cast.request(state)
    answer = dcms.send(f"{row(request)}{name}/", said)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    assert answer.json()["detail"]
    assert not StateChange.objects.filter(request=request, client_id=dcms.client_id).exists()


SAID_BADLY = [
    ("accept", {"contact": "x" * 201}, "#/contact"),
    ("accept", {"owner": "me"}, "#/owner"),
    ("accept", {"state": "closed"}, "#/state"),
    ("accept", {"accepted_at": "2020-01-01T00:00:00Z"}, "#/accepted_at"),
    ("ask", {"body": " \u200b "}, "#/body"),
    ("ask", {"body": "x" * 10_001}, "#/body"),
    ("ask", {"body": ["x"]}, "#/body"),
    ("decline", {"reason": "because", "text": "x"}, "#/reason"),
    ("decline", {"reason": "better_route", "text": "x"}, "#/url"),
    ("decline", {"reason": "better_route", "text": "x", "url": "javascript:alert(1)"}, "#/url"),
    ("transfer", {"department": "NOWHERE", "reason": "x"}, "#/department"),
    ("transfer", {"department": "DCMS", "reason": "x"}, "#/department"),
    ("transfer", {"department": 1, "reason": "x"}, "#/department"),
    ("transfer", {"department": {"code": "DCMS"}, "reason": "x"}, "#/department"),
]


@pytest.mark.parametrize(("name", "said", "pointer"), SAID_BADLY)
def test_what_is_said_badly_is_named_and_changes_nothing(cast, dcms, name, said, pointer):
    request = cast.request(State.ROUTED if name == "accept" else State.ACCEPTED)
    answer = dcms.send(f"{row(request)}{name}/", said)
    assert answer.status_code == 400, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    after = EngagementRequest.objects.get(pk=request.pk)
    assert (after.state, after.version) == (request.state, request.version)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_field_is_written_past_the_verbs(cast, dcms, method):
    request = cast.request(State.ACCEPTED)
    answer = getattr(dcms, method)(row(request), {"state": "closed"}, content_type="application/json")
    assert answer.status_code == 405


def test_a_stale_answer_is_refused(cast, dcms):
    request = cast.request(State.ACCEPTED)
    tag = dcms.get(row(request))["ETag"]
    actions.ask(request=request, body="Which county?", by=cast.officer)
    answer = dcms.send(f"{row(request)}reply/", {"body": "Yes"}, If_Match=tag)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")


def test_a_repeated_transfer_answer_is_the_same_though_the_row_is_out_of_sight(cast, mhclg):
    request = cast.request(State.TRANSFER_OFFERED)
    once = mhclg.send(f"{row(request)}decline-transfer/", {"reason": "Not ours"}, Idempotency_Key="k1")
    again = mhclg.send(f"{row(request)}decline-transfer/", {"reason": "Not ours"}, Idempotency_Key="k1")
    assert once.status_code == again.status_code == 204
    other = mhclg.send(f"{row(request)}decline-transfer/", {"reason": "Never"}, Idempotency_Key="k1")
    assert other.status_code == 422


@pytest.fixture
def lasting(transactional_db):
    """A cast that other connections see."""
    return Cast()


def test_fifty_parallel_replies_with_one_key_are_one_reply(lasting):
    request = lasting.request(State.ACCEPTED)
    token = system_of(lasting.dcms).token
    ready = threading.Barrier(50)

    def post(_n):
        ready.wait()
        try:
            return Machine(token).send(f"{row(request)}reply/", {"body": "Yes."}, Idempotency_Key="one")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert Message.objects.filter(request=request).count() == 1
    assert StateChange.objects.filter(request=request, to_state="responded").count() == 1
