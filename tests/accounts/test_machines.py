"""Departments' systems: how they get a token, what it opens, how it ends."""

import base64
import json
from io import StringIO

import pytest
from allauth.idp.oidc.models import Client, Token
from django.core.management import CommandError, call_command

from foundation.accounts import machine_actions
from foundation.accounts.machines import MachineClient, machine_of
from foundation.audit.models import AuditEvent
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, WrongState
from tests.factories.accounts import UserFactory, machine_client, machine_token

pytestmark = pytest.mark.django_db

TOKEN = "/identity/o/api/token"


def basic(credentials):
    pair = f"{credentials.client_id}:{credentials.client_secret}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def ask(client, credentials, **data):
    return client.post(TOKEN, {"grant_type": "client_credentials", **data}, headers=basic(credentials))


def bearer(client, token, path="/api/v1/requests"):
    return client.get(path, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def credentials():
    return machine_client("requests:read", "requests:write")


def test_a_client_gets_a_short_lived_token_and_uses_it(client, credentials):
    answer = ask(client, credentials)
    body = answer.json()
    assert answer.status_code == 200
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 1800)
    assert set(body["scope"].split()) == {"requests:read", "requests:write"}
    assert "no-store" in answer["Cache-Control"]
    assert "refresh_token" not in body
    seen = bearer(client, body["access_token"])
    assert seen.json() == {"client": credentials.client_id, "scopes": ["requests:read", "requests:write"]}


def test_the_secret_may_come_in_the_body_too(client, credentials):
    data = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
    answer = client.post(TOKEN, {"grant_type": "client_credentials", **data})
    assert answer.status_code == 200


def test_a_narrower_token_can_be_asked_for(client, credentials):
    body = ask(client, credentials, scope="requests:write").json()
    assert body["scope"] == "requests:write"
    assert bearer(client, body["access_token"]).status_code == 403


def test_a_wider_token_cannot(client, credentials):
    answer = ask(client, credentials, scope="directory:read")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 5000])
def test_a_wrong_secret_gets_nothing(client, credentials, secret):
    answer = ask(client, machine_actions.Credentials(credentials.client_id, secret))
    assert answer.status_code in {400, 401}
    assert answer.json()["error"] == "invalid_client"
    assert not Token.objects.exists()


@pytest.mark.parametrize("grant", ["", "password", "authorization_code", "refresh_token", "implicit"])
def test_no_other_grant_is_offered(client, credentials, grant):
    answer = ask(client, credentials, grant_type=grant)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_post_asks_for_tokens(client, method):
    answer = getattr(client, method)(TOKEN)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.parametrize("field", ["client_id", "client_secret", "scope", "resource"])
def test_nul_bytes_are_a_400(client, credentials, field):
    data = {"client_id": credentials.client_id, "client_secret": credentials.client_secret, field: "a\x00b"}
    assert client.post(TOKEN, {"grant_type": "client_credentials", **data}).status_code == 400


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe:\x00").decode(), "Basic bm8="]
)
def test_garbled_credentials_are_refused_politely(client, header):
    answer = client.post(TOKEN, {"grant_type": "client_credentials"}, headers={"authorization": header})
    assert answer.status_code in {400, 401}
    assert "error" in answer.json()


def test_guessing_a_secret_is_slowed(client, credentials):
    guess = machine_actions.Credentials(credentials.client_id, "wrong")
    statuses = [ask(client, guess).status_code for _ in range(33)]
    assert statuses[-1] == 429
    assert ask(client, guess)["Retry-After"] == "60"


def test_no_token_at_all_is_a_401_that_names_the_scheme(client):
    answer = client.get("/api/v1/requests")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="front-door"'


def test_an_expired_token_is_a_401(client):
    answer = bearer(client, machine_token("requests:read", minutes=-1))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    "token", ["", " ", "nonsense", "a b", "x" * 10_000, "caf\u00e9", "a\tb", "' OR 1=1 --"]
)
def test_a_garbled_token_is_a_401(client, token):
    answer = bearer(client, token)
    assert answer.status_code == 401


def test_another_scheme_is_nobody(client):
    answer = client.get("/api/v1/requests", headers={"authorization": "Basic abc"})
    assert answer.status_code == 401


def test_a_session_of_a_person_does_not_replace_a_token(visitor):
    visitor.sign_in(UserFactory().email)
    assert visitor.get("/api/v1/requests").status_code == 401


def test_a_token_without_the_scope_is_a_403_that_names_it(client):
    answer = bearer(client, machine_token("register:read"))
    assert answer.status_code == 403
    assert "requests:read" in answer.content.decode()


def test_a_token_of_a_person_is_not_a_machines(client):
    token = machine_token("requests:read")
    Token.objects.update(user=UserFactory())
    assert bearer(client, token).status_code == 401


def test_a_token_costs_one_query(client, django_assert_num_queries):
    token = machine_token("requests:read")
    with django_assert_num_queries(1):
        assert isinstance(machine_of(token), MachineClient)
    with django_assert_num_queries(1):
        assert bearer(client, token).status_code == 200


def test_a_scope_taken_away_is_gone_from_live_tokens(client, credentials):
    token = ask(client, credentials).json()["access_token"]
    machine_actions.change_scopes(client_id=credentials.client_id, scopes=["requests:write"], by=SYSTEM)
    assert bearer(client, token).status_code == 403


def test_a_new_secret_ends_the_old_one_and_its_tokens(client, credentials):
    token = ask(client, credentials).json()["access_token"]
    fresh = machine_actions.rotate_secret(client_id=credentials.client_id, by=SYSTEM)
    assert bearer(client, token).status_code == 401
    assert ask(client, credentials).status_code == 401
    assert ask(client, fresh).status_code == 200


def test_a_revoked_client_is_out_for_good(client, credentials):
    token = ask(client, credentials).json()["access_token"]
    machine_actions.revoke(client_id=credentials.client_id, by=SYSTEM)
    assert bearer(client, token).status_code == 401
    assert ask(client, credentials).status_code == 401
    with pytest.raises(WrongState):
        machine_actions.rotate_secret(client_id=credentials.client_id, by=SYSTEM)
    assert Client.objects.filter(pk=credentials.client_id).exists()


def test_a_client_can_give_its_token_back(client, credentials):
    token = ask(client, credentials).json()["access_token"]
    answer = client.post("/identity/o/api/revoke", {"token": token}, headers=basic(credentials))
    assert answer.status_code == 200
    assert bearer(client, token).status_code == 401


def test_nothing_else_of_the_provider_is_open(client):
    for path in (
        "authorize",
        "device",
        "logout",
        "api/userinfo",
        "api/introspect",
        "api/clients",
        "api/device/code",
    ):
        assert client.get(f"/identity/o/{path}").status_code == 404, path
        assert client.post(f"/identity/o/{path}").status_code == 404, path


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("", ["requests:read"]), ("A", []), ("A", ["everything"]), ("x" * 101, ["requests:read"])],
)
def test_a_client_needs_a_name_and_known_scopes(name, scopes):
    with pytest.raises(Invalid):
        machine_actions.create_machine_client(name=name, scopes=scopes, by=SYSTEM)


def test_each_step_is_recorded_without_the_secret(credentials):
    machine_actions.rotate_secret(client_id=credentials.client_id, by=SYSTEM)
    machine_actions.revoke(client_id=credentials.client_id, by=SYSTEM)
    events = AuditEvent.objects.filter(target_ref=credentials.client_id).order_by("id")
    assert [event.verb.partition(".")[2] for event in events] == ["created", "secret_rotated", "revoked"]
    assert credentials.client_secret not in str(list(events.values()))
    assert credentials.client_secret not in repr(credentials)


def test_no_token_or_secret_reaches_the_logs(client, credentials, caplog):
    caplog.set_level("DEBUG")
    token = ask(client, credentials).json()["access_token"]
    bearer(client, token)
    bearer(client, token + "x")
    assert token not in caplog.text
    assert credentials.client_secret not in caplog.text


def test_the_command_prints_what_a_department_needs(client):
    out = StringIO()
    call_command("create_machine_client", "DCMS casework", "requests:read", "requests:write", stdout=out)
    body = json.loads(out.getvalue())
    assert body["token_url"] == "http://127.0.0.1:8000/identity/o/api/token"
    assert body["scopes"] == ["requests:read", "requests:write"]
    assert (
        ask(client, machine_actions.Credentials(body["client_id"], body["client_secret"])).status_code == 200
    )


def test_the_command_names_a_scope_that_does_not_exist():
    with pytest.raises(CommandError, match="everything"):
        call_command("create_machine_client", "DCMS", "everything")
