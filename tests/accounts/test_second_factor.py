"""A second factor: optional for civil society, compulsory for government people."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from foundation.accounts import actions
from foundation.audit.models import AuditEvent
from tests.factories.accounts import OfficialFactory, UserFactory, app_code, give_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def secret_on(page):
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode()).group(1).replace(" ", "")


def codes_on(page):
    return re.findall(r"<code>(\d{8})</code>", page.content.decode())


def set_up(visitor):
    page = visitor.get("/account/2fa/app/")
    secret = secret_on(page)
    return secret, visitor.post("/account/2fa/app/", {"code": app_code(secret)})


@pytest.mark.django_db(transaction=True)
def test_somebody_from_a_charity_may_set_up_an_app_and_sees_recovery_codes_at_once(visitor):
    user = UserFactory()
    visitor.sign_in(user.email)
    assert visitor.get("/inside/").status_code == 200
    _secret, answer = set_up(visitor)
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    page = visitor.get(answer["Location"])
    assert len(codes_on(page)) == 10
    assert "Your authenticator app is set up." in page.content.decode()
    file = visitor.get("/account/2fa/recovery-codes/file/")
    assert file.content.decode().split() == codes_on(page)
    assert file["Content-Type"].startswith("text/plain")
    assert mail.outbox[-1].subject == "How you sign in to Front Door has changed"
    assert AuditEvent.objects.filter(verb="second_factor.app_added").count() == 1


def test_the_secret_is_kept_encrypted(visitor):
    visitor.sign_in(UserFactory().email)
    secret, _answer = set_up(visitor)
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in rows


def test_an_old_secret_key_still_opens_what_it_closed(visitor, settings):
    user = UserFactory()
    secret = give_app(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-secret-key"
    assert visitor.sign_in(user.email)["Location"] == "/sign-in/second-factor/"
    visitor.post("/sign-in/second-factor/", {"code": app_code(secret)})
    assert visitor.user_key == str(user.pk)


def test_the_app_is_asked_for_at_sign_in_and_nothing_opens_before(visitor):
    user = UserFactory()
    secret = give_app(user)
    assert visitor.sign_in(user.email, next="/inside/")["Location"] == "/sign-in/second-factor/"
    assert visitor.user_key is None
    assert visitor.get("/inside/").content == b"inside: AnonymousUser"
    page = visitor.get("/sign-in/second-factor/")
    assert "6 digits" in page.content.decode()
    assert visitor.post("/sign-in/second-factor/", {"code": "000000"}).status_code == 200
    answer = visitor.post("/sign-in/second-factor/", {"code": app_code(secret)})
    assert answer["Location"] == "/inside/"
    assert visitor.user_key == str(user.pk)


def test_a_code_of_the_app_works_once(visitor, another_visitor):
    user = UserFactory()
    secret = give_app(user)
    code = app_code(secret)
    visitor.sign_in(user.email)
    visitor.post("/sign-in/second-factor/", {"code": code})
    another_visitor.sign_in(user.email)
    assert another_visitor.post("/sign-in/second-factor/", {"code": code}).status_code == 200
    assert another_visitor.user_key is None


def test_a_recovery_code_works_once(visitor, another_visitor):
    user = UserFactory()
    give_app(user)
    recovery = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    visitor.sign_in(user.email)
    visitor.post("/sign-in/second-factor/", {"code": recovery})
    assert visitor.user_key == str(user.pk)
    another_visitor.sign_in(user.email)
    another_visitor.post("/sign-in/second-factor/", {"code": recovery})
    assert another_visitor.user_key is None


def test_guessing_the_app_code_is_slowed(visitor):
    user = UserFactory()
    secret = give_app(user)
    visitor.sign_in(user.email)
    for _guess in range(10):
        visitor.post("/sign-in/second-factor/", {"code": "000000"})
    page = visitor.post("/sign-in/second-factor/", {"code": app_code(secret)})
    assert page.status_code == 200
    assert visitor.user_key is None


def test_government_people_reach_nothing_but_the_set_up_pages(visitor, strict):
    visitor.sign_in(OfficialFactory().email)
    for path in ("/inside/", "/account/", "/account/sessions/", "/account/email/"):
        assert visitor.get(path)["Location"].startswith("/account/2fa/?next="), path
    answer = visitor.get("/api/v1/inside")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert visitor.post("/inside/", {"x": 1})["Location"] == "/account/2fa/"
    page = visitor.get("/account/2fa/")
    assert "needs a second factor" in page.content.decode()
    assert visitor.get("/account/sign-out/").status_code == 200


def test_setting_one_up_opens_the_rest_and_leads_on(visitor, strict):
    visitor.sign_in(OfficialFactory().email)
    visitor.get(visitor.get("/inside/")["Location"])
    _secret, answer = set_up(visitor)
    assert 'href="/inside/"' in visitor.get(answer["Location"]).content.decode()
    assert 'href="/inside/"' not in visitor.get(answer["Location"]).content.decode()
    assert visitor.get("/inside/").status_code == 200


def test_one_that_was_not_used_in_this_session_is_asked_for(visitor, strict):
    user = OfficialFactory()
    visitor.sign_in(user.email)
    secret = give_app(user)
    assert visitor.get("/inside/")["Location"] == "/account/2fa/again/?next=%2Finside%2F"
    answer = visitor.post("/account/2fa/again/?next=/inside/", {"code": app_code(secret), "next": "/inside/"})
    assert answer["Location"] == "/inside/"
    assert visitor.get("/inside/").status_code == 200


def test_a_role_taken_up_while_signed_in_closes_the_door_at_the_next_request(visitor, strict):
    user = UserFactory()
    visitor.sign_in(user.email)
    assert visitor.get("/inside/").status_code == 200
    actions.set_government(user=user, value=True)
    assert visitor.get("/inside/").status_code == 302


def test_the_demonstration_waives_it(visitor, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    visitor.sign_in(OfficialFactory().email)
    assert visitor.get("/inside/").status_code == 200


def test_the_last_factor_of_an_official_stays(visitor, strict):
    visitor.sign_in(OfficialFactory().email)
    set_up(visitor)
    assert visitor.post("/account/2fa/app/remove/").status_code == 409
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_removing_the_app_takes_its_recovery_codes_along(visitor):
    visitor.sign_in(UserFactory().email)
    set_up(visitor)
    assert visitor.get("/account/2fa/app/remove/").status_code == 200
    assert visitor.post("/account/2fa/app/remove/")["Location"] == "/account/2fa/"
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.filter(verb="second_factor.app_removed").count() == 1


def test_new_recovery_codes_end_the_old_ones(visitor):
    visitor.sign_in(UserFactory().email)
    set_up(visitor)
    old = codes_on(visitor.get("/account/2fa/recovery-codes/"))
    visitor.post("/account/2fa/recovery-codes/new/")
    new = codes_on(visitor.get("/account/2fa/recovery-codes/"))
    assert not set(old) & set(new)


SENSITIVE = ["/account/2fa/app/", "/account/2fa/passkeys/add/", "/account/email/"]


@pytest.mark.parametrize("path", SENSITIVE)
def test_an_old_session_must_prove_itself_first(visitor, path, monkeypatch):
    user = UserFactory()
    visitor.sign_in(user.email)
    assert visitor.get(path).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)
    where = visitor.get(path)["Location"]
    assert where.startswith("/account/confirm/?next=")
    assert visitor.post(path, {"code": "000000", "email": "x@example.org"})["Location"].startswith(
        "/account/confirm/"
    )
    assert "Send me a code" in visitor.get(where).content.decode()
    visitor.post("/account/confirm/send/", {"next": path})
    assert mail.outbox[-1].to == [user.email]
    assert visitor.post("/account/confirm/", {"code": "BBBBBB"}).status_code == 200
    answer = visitor.post("/account/confirm/", {"code": visitor.newest_code()})
    assert answer["Location"] == path
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *SENSITIVE[1:],
        "/account/2fa/recovery-codes/",
        "/account/2fa/recovery-codes/new/",
        "/account/2fa/app/remove/",
    ],
)
def test_whoever_has_a_factor_proves_it_with_the_factor(visitor, path, monkeypatch):
    user = UserFactory()
    secret = give_app(user)
    visitor.sign_in(user.email)
    visitor.post("/sign-in/second-factor/", {"code": app_code(secret, later=-1)})
    assert visitor.get(path).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)
    where = visitor.get(path)["Location"]
    assert where == f"/account/2fa/again/?next={path.replace('/', '%2F')}"
    answer = visitor.post(where, {"code": app_code(secret), "next": path})
    assert answer["Location"] == path
    assert visitor.get(path).status_code == 200
