"""Signing in with an account kept elsewhere: proven over HTTP against providers that enforce what they promise."""

import re
from urllib.parse import urlsplit

import pytest
import requests
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client as IssuerClient
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.urls import include, path

from foundation.accounts.models import User
from foundation.audit.models import AuditEvent
from tests.accounts import addresses
from tests.accounts.provider import Provider, rsa_pem
from tests.factories.accounts import OfficialFactory, UserFactory, app_code, give_app

pytestmark = pytest.mark.django_db

KEY = rsa_pem()


def app(provider_id, issuer, **settings):
    secret = settings.pop("secret", "")
    return {
        "provider_id": provider_id,
        "name": "your department's account" if provider_id == "staff" else "GOV.UK One Login",
        "client_id": "front-door",
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, "uid_field": "sub", **settings},
    }


def configure(settings, *apps):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": list(apps)}}


@pytest.fixture
def one_login(settings):
    provider = Provider(client_id="front-door", client_pem=KEY)
    configure(settings, app("one-login", provider.issuer, private_key=KEY, scope=["openid", "email"]))
    yield provider
    provider.stop()


@pytest.fixture
def staff(settings):
    provider = Provider(client_id="front-door", client_secret="a-secret")
    configure(settings, app("staff", provider.issuer, secret="a-secret"))
    yield provider
    provider.stop()


def there_and_back(visitor, provider, name, prefix="", **query):
    away = visitor.get(f"{prefix}/account/oidc/{name}/login/", query)
    assert away.status_code == 302, away.content.decode()
    back = urlsplit(provider.authorise(away["Location"]))
    return visitor.get(f"{back.path}?{back.query}")


def test_buttons_show_only_for_what_is_configured(visitor, settings, one_login):
    page = visitor.get("/sign-in/").content.decode()
    assert "Sign in with GOV.UK One Login" in page and "Sign in with your department" not in page
    configure(settings)
    assert "One Login" not in visitor.get("/sign-in/").content.decode()
    assert visitor.get("/account/oidc/one-login/login/").status_code == 404


def test_one_login_with_proof_by_key_creates_an_account(visitor, one_login):
    answer = there_and_back(visitor, one_login, "one-login", next="/inside/")
    user = User.objects.get()
    assert user.email == "ann@gov.example"
    assert answer["Location"] == "/account/name/?next=%2Finside%2F"
    assert visitor.user_key == str(user.pk)
    asked = one_login.seen[0]
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert asked["ui_locales"] == "en"
    assert asked["redirect_uri"] == "http://testserver/account/oidc/one-login/login/callback/"
    assert not SocialToken.objects.exists()
    verbs = (
        AuditEvent.objects.filter(target_ref=str(user.public_id))
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["account.created", "account.connected", "session.started"]


def test_the_second_time_it_is_the_same_person_whatever_their_address_is_by_then(
    visitor, another_visitor, one_login
):
    there_and_back(visitor, one_login, "one-login")
    one_login.claims |= {"email": "other@gov.example"}
    there_and_back(another_visitor, one_login, "one-login")
    assert visitor.user_key == another_visitor.user_key
    assert User.objects.get().email == "ann@gov.example"


def test_staff_with_a_secret_join_the_account_of_their_proven_address(visitor, staff):
    user = UserFactory(email="Ann@gov.example", name="Ann Official")
    staff.claims |= {"email": "ann@gov.example"}
    answer = there_and_back(visitor, staff, "staff", next="/inside/")
    assert answer["Location"] == "/inside/"
    assert visitor.user_key == str(user.pk)
    assert SocialAccount.objects.get().user == user


def test_a_name_comes_along(visitor, staff):
    staff.claims |= {"name": "Ann Official"}
    assert there_and_back(visitor, staff, "staff")["Location"] == "/dashboard/"
    assert User.objects.get().name == "Ann Official"


def test_the_language_one_left_in_is_the_language_one_comes_back_in(visitor, staff):
    staff.claims |= {"name": "Nia"}
    assert there_and_back(visitor, staff, "staff", prefix="/cy")["Location"] == "/cy/dashboard/"
    assert staff.seen[0]["ui_locales"] == "cy"
    assert "/cy/" not in staff.seen[0]["redirect_uri"]
    assert User.objects.get().language == "cy"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_proven_opens_nothing(visitor, staff, verified):
    user = UserFactory(email="ann@gov.example")
    staff.claims |= {"email_verified": verified}
    answer = there_and_back(visitor, staff, "staff")
    assert answer.status_code == 403
    assert "did not confirm" in answer.content.decode()
    assert visitor.user_key is None
    assert not SocialAccount.objects.filter(user=user).exists()
    assert User.objects.count() == 1


def test_no_address_at_all_opens_nothing(visitor, staff):
    del staff.claims["email"]
    assert there_and_back(visitor, staff, "staff").status_code == 403
    assert not User.objects.exists()


def test_a_directory_that_owns_its_domain_may_be_trusted_for_it_alone(
    visitor, another_visitor, settings, staff
):
    configure(settings, app("staff", staff.issuer, secret="a-secret", verified_email=["gov.example"]))
    del staff.claims["email_verified"]
    there_and_back(visitor, staff, "staff")
    assert User.objects.get().email == "ann@gov.example"
    staff.claims |= {"sub": "2", "email": "ann@charity.example"}
    assert there_and_back(another_visitor, staff, "staff").status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"sub": "somebody-else"},
    ],
)
def test_an_id_token_that_is_not_for_us_now_is_refused(visitor, one_login, changes):
    one_login.id_token_changes = changes
    answer = there_and_back(visitor, one_login, "one-login")
    assert answer.status_code == 401
    assert "could not sign you in" in answer.content.decode()
    assert not User.objects.exists()


def test_userinfo_about_somebody_else_is_refused(visitor, one_login):
    one_login.userinfo_changes = {"sub": "somebody-else"}
    assert there_and_back(visitor, one_login, "one-login").status_code == 401
    assert not User.objects.exists()


def test_a_forged_signature_is_refused(visitor, one_login, monkeypatch):
    away = visitor.get("/account/oidc/one-login/login/")
    real = one_login.key
    published = one_login.answer
    back = urlsplit(one_login.authorise(away["Location"]))
    one_login.rotate()
    forged, one_login.kid = one_login.key, "first"

    def answer(path, form, authorization):
        one_login.key = real if path == "/jwks" else forged
        return published(path, form, authorization)

    monkeypatch.setattr(one_login, "answer", answer)
    assert visitor.get(f"{back.path}?{back.query}").status_code == 401
    assert not User.objects.exists()


def test_a_provider_may_change_its_keys(visitor, another_visitor, one_login):
    there_and_back(visitor, one_login, "one-login")
    one_login.rotate()
    there_and_back(another_visitor, one_login, "one-login")
    assert another_visitor.user_key is not None


def test_the_way_back_belongs_to_the_browser_that_left(visitor, another_visitor, one_login):
    away = visitor.get("/account/oidc/one-login/login/")
    back = urlsplit(one_login.authorise(away["Location"]))
    assert another_visitor.get(f"{back.path}?{back.query}").status_code == 401
    assert another_visitor.user_key is None


def test_changing_ones_mind_there_leads_back_to_the_start(visitor, one_login):
    visitor.get("/account/oidc/one-login/login/")
    answer = visitor.get("/account/oidc/one-login/login/callback/", {"error": "access_denied", "state": "x"})
    assert answer.status_code in {302, 401}
    assert visitor.get("/account/outside/cancelled/")["Location"] == "/sign-in/"


def test_another_site_cannot_send_people_there(visitor, one_login):
    answer = visitor.get("/account/oidc/one-login/login/", headers={"sec-fetch-site": "cross-site"})
    assert answer["Location"] == "/sign-in/"


def test_what_is_asked_for_does_not_come_from_the_address(visitor, one_login):
    there_and_back(visitor, one_login, "one-login", scope="phone", auth_params="vtr=none", process="connect")
    assert set(one_login.seen[0]["scope"].split()) == {"openid", "email"}
    assert "vtr" not in one_login.seen[0]


def test_next_leads_only_to_our_own_paths(visitor, staff):
    staff.claims |= {"name": "Ann"}
    assert there_and_back(visitor, staff, "staff", next="https://evil.example/")["Location"] == "/dashboard/"


def test_a_provider_that_does_not_answer_is_a_503_that_says_so(visitor, settings):
    configure(settings, app("staff", "http://127.0.0.1:1", secret="s"))
    answer = visitor.get("/account/oidc/staff/login/")
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


def test_an_outside_account_does_not_replace_the_second_factor(visitor, staff, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = OfficialFactory(email="ann@gov.example")
    there_and_back(visitor, staff, "staff")
    assert visitor.get("/inside/")["Location"].startswith("/account/2fa/")
    visitor.post("/account/sign-out/")
    secret = give_app(user)
    assert there_and_back(visitor, staff, "staff")["Location"] == "/sign-in/second-factor/"
    visitor.post("/sign-in/second-factor/", {"code": app_code(secret)})
    assert visitor.get("/inside/").status_code == 200


class Issuer(DefaultOIDCAdapter):
    """The portal's own library as somebody else's provider, vouching for an address of theirs."""

    def get_claims(self, purpose, user, client, scopes, **kwargs):
        sub = self.get_user_sub(client, user)
        return {"sub": sub, "email": f"{sub}@gov.example", "email_verified": True, "name": user.name}


class issuing:
    urlpatterns = [path("", include("allauth.idp.urls")), *addresses.urlpatterns]
    handler404 = addresses.handler404


@pytest.mark.django_db(transaction=True)
def test_the_staff_flow_against_a_second_providers_implementation(visitor, settings, live_server):
    settings.ROOT_URLCONF = issuing
    settings.IDP_OIDC_PRIVATE_KEY = rsa_pem()
    settings.IDP_OIDC_ADAPTER = "tests.accounts.test_oidc.Issuer"
    colleague = UserFactory(name="Olive Official")
    client = IssuerClient(id="front-door", name="Front Door", skip_consent=True, redirect_uris="")
    client.set_redirect_uris(["http://testserver/account/oidc/staff/login/callback/"])
    client.set_scopes(["openid", "profile", "email"])
    client.set_secret("a-secret")
    client.save()
    configure(settings, app("staff", live_server.url, secret="a-secret"))

    there = requests.Session()
    page = there.get(f"{live_server.url}/sign-in/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    there.post(f"{live_server.url}/sign-in/", {"email": colleague.email, "csrfmiddlewaretoken": token})
    page = there.get(f"{live_server.url}/sign-in/code/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    data = {"code": visitor.newest_code(), "csrfmiddlewaretoken": token}
    there.post(f"{live_server.url}/sign-in/code/", data, allow_redirects=False)

    away = visitor.get("/account/oidc/staff/login/", {"next": "/inside/"})
    assert away["Location"].startswith(f"{live_server.url}/identity/o/authorize?")
    assert "code_challenge_method=S256" in away["Location"]
    back = urlsplit(there.get(away["Location"], allow_redirects=False).headers["Location"])
    answer = visitor.get(f"{back.path}?{back.query}")
    assert answer["Location"] == "/inside/", answer.content.decode()
    joined = User.objects.exclude(pk=colleague.pk).get()
    assert visitor.user_key == str(joined.pk)
    assert joined.name == "Olive Official"
