"""Every address of this room: forged posts, templates of our own, headers, production settings."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts import identity_urls, urls
from portal import settings_security
from tests.accounts.conftest import Visitor
from tests.factories.accounts import UserFactory, app_code, give_app
from tests.house.code import ROOT

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "demo_sign_in": {"role": "officer"},
    "openid_connect_login": {"provider_id": "staff"},
    "mfa_edit_webauthn": {"key": "a" * 24},
    "mfa_remove_webauthn": {"key": "a" * 24},
}
PAGES = [reverse(page.name, kwargs=ARGUMENTS.get(page.name)) for page in urls.urlpatterns]


@pytest.mark.parametrize("path", PAGES)
def test_a_post_that_another_site_forged_is_refused(path):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(UserFactory())
    assert forger.post(path, {}).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_anybody_without_an_error(client, path):
    assert client.get(path).status_code in {200, 301, 302, 401, 403, 404, 405}
    assert client.post(path, {"next": "/", "code": "x\x00", "credential": "{}"}).status_code < 500


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_somebody_signed_in_without_an_error(visitor, path):
    visitor.sign_in(UserFactory().email)
    answer = visitor.get(path)
    assert answer.status_code < 500
    if answer.status_code == 200:
        assert "fd-header" in answer.content.decode() or answer["Content-Type"].startswith("text/plain")
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_ours_in_welsh_too(visitor, path):
    user = UserFactory()
    secret = give_app(user)
    visitor.sign_in(user.email)
    visitor.post("/sign-in/second-factor/", {"code": app_code(secret)})
    answer = visitor.get(f"/cy{path}")
    assert answer.status_code < 500
    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        assert '<html lang="cy"' in answer.content.decode()


GARBLED = [
    "",
    "{",
    "[]",
    "1",
    "null",
    '"x"',
    "{}",
    '{"id": 1}',
    '{"response": {}}',
    '{"response": 5}',
    "[" * 3000,
]


@pytest.mark.parametrize("credential", [*GARBLED, '{"id": "\\ud800"}', '{"a": "' + "x" * 30_000 + '"}'])
def test_a_garbled_passkey_is_an_error_message(visitor, credential):
    answer = visitor.post("/sign-in/passkey/", {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    visitor.sign_in(UserFactory().email)
    visitor.get("/account/2fa/passkeys/add/")
    assert visitor.post("/account/2fa/passkeys/add/", {"credential": credential}).status_code == 200


def test_somebody_elses_passkey_is_not_found(visitor):
    visitor.sign_in(UserFactory().email)
    assert visitor.get(f"/account/2fa/passkeys/{'b' * 24}/").status_code == 404
    assert visitor.post(f"/account/2fa/passkeys/{'b' * 24}/remove/").status_code in {404, 409}


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/account/", "/nowhere/", "/identity/o/api/token", "/api/v1/requests"]
)
def test_safe_headers_are_on_every_status(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "a b", "127.0.0.1@evil"]
)
def test_a_strange_host_is_a_400(client, host):
    assert client.get("/sign-in/", headers={"host": host}).status_code == 400


def test_a_forwarded_host_changes_nothing(visitor):
    page = visitor.get(
        "/sign-in/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    )
    assert "evil.example" not in page.content.decode()


def test_cookies_are_kept_from_scripts_and_other_sites(visitor, settings):
    visitor.sign_in(UserFactory().email)
    visitor.get("/account/")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.DEVICE_COOKIE_NAME):
        cookie = visitor.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/", name


PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "https://frontdoor.example.gov.uk",
    "SECRET_KEY": "k" * 25 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-abcdefghij",
    "TRUST_PROXY": "1",
    "EMAIL_URL": "smtp://mail.example:25",
}


def production(*command):
    env = os.environ | PRODUCTION
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_production_settings_pass_djangos_own_check():
    result = production("manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_production_settings_are_strict():
    script = (
        "import django, json; django.setup(); from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in ['REQUIRE_SECOND_FACTOR', 'SESSION_COOKIE_SECURE',"
        " 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'DEVICE_COOKIE_NAME',"
        " 'SECURE_HSTS_SECONDS', 'ALLOWED_HOSTS', 'MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN', 'TRUSTED_PROXIES']}))"
    )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    result = production("-c", script)
    assert json.loads(result.stdout) == {
        "REQUIRE_SECOND_FACTOR": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "DEVICE_COOKIE_NAME": "__Host-device",
        "SECURE_HSTS_SECONDS": 63_072_000,
        "ALLOWED_HOSTS": ["frontdoor.example.gov.uk"],
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "TRUSTED_PROXIES": 1,
    }


def test_every_address_of_the_room_is_in_these_tests():
    assert len(PAGES) == len(urls.urlpatterns) >= 25
    assert {page.name for page in identity_urls.urlpatterns} == {
        *("identity_token", "identity_revoke", "openid_connect_callback"),
    }
    assert settings_security.TRUSTED_PROXIES == 0
    assert Visitor().get("/account/oidc/nobody/login/").status_code == 404
    assert Visitor().get("/account/oidc/nobody/login/callback/").status_code == 404


def test_the_cookies_page_names_each_cookie_that_signing_in_sets(visitor, settings):
    visitor.sign_in(UserFactory().email)
    page = visitor.get("/cookies/").content.decode()
    for name in visitor.cookies:
        assert f">{name}<" in page, name


def test_safe_headers_are_on_what_is_refused_before_any_page(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    strange = client.get("/sign-in/", headers={"host": "evil.example"})
    moved = client.get("/sign-in/")
    assert (strange.status_code, moved.status_code) == (400, 301)
    for answer in (strange, moved):
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
