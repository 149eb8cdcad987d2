"""Second factors in a real browser: an authenticator app, then a passkey that signs in by itself."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from foundation.accounts.models import User
from tests.accounts.conftest import CODE
from tests.browser import barriers, open_page
from tests.factories.accounts import OfficialFactory, UserFactory, app_code, give_app

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def base(live_server):
    """Passkeys belong to a name, not to a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture(params=[1280, 375])
def page(request, browser, base, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    with open_page(browser, base, width=request.param) as page:
        yield page


def virtual_authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


def newest_code():
    return CODE.findall(mail.outbox[-1].body)[0]


def sign_in(page, email):
    page.goto("/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(newest_code())
    page.get_by_role("button", name="Continue").click()


def sets_up_an_app(page):
    page.goto("/inside/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    expect(page.get_by_text("Your role in government needs a second factor")).to_be_visible()

    page.get_by_role("button", name="Set up an app").click()
    page.get_by_text("I cannot scan the picture").click()
    secret = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("Code from your authenticator app").fill(app_code(secret))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these recovery codes")
    expect(page.locator(".fd-codes li")).to_have_count(10)


def adds_a_passkey(page):
    page.goto("/account/2fa/")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    expect(page.get_by_text("The passkey has been added.")).to_be_visible()


def renames_and_removes_it(page):
    page.goto("/account/2fa/")
    page.get_by_role("link", name="Rename Work laptop").click()
    page.get_by_label("Name of this passkey").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_visible()


def sign_out(page):
    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def is_inside(page):
    expect(page.locator("body")).to_have_text("inside: Olive Official")


def test_an_official_sets_up_an_app_then_a_passkey_and_signs_in_with_each(page, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    official = OfficialFactory(name="Olive Official")
    session, authenticator = virtual_authenticator(page)
    sign_in(page, official.email)
    sets_up_an_app(page)
    page.goto("/inside/")
    is_inside(page)
    adds_a_passkey(page)
    held = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert len(held) == 1 and held[0]["isResidentCredential"]

    sign_out(page)
    page.goto("/sign-in/?next=/inside/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    is_inside(page)

    sign_out(page)
    sign_in(page, official.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/dashboard/")
    page.goto("/inside/")
    is_inside(page)
    renames_and_removes_it(page)
    assert User.objects.get().authenticator_set.filter(type="webauthn").count() == 0


def test_a_refused_passkey_is_said_and_the_code_still_works(page):
    official = OfficialFactory(name="Olive Official")
    session, authenticator = virtual_authenticator(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto("/sign-in/")
    expect(page.get_by_text("The passkey was not used.")).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used. Try again, or use a code.")).to_be_visible()
    sign_in(page, official.email)
    page.goto("/inside/")
    expect(page.locator("body")).to_have_text("inside: Olive Official")


def test_without_javascript_the_code_is_enough_and_no_dead_button_shows(browser, base):
    official = OfficialFactory(name="Olive Official")
    with open_page(browser, base, java_script_enabled=False) as page:
        page.goto("/sign-in/")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        sign_in(page, official.email)
        page.goto("/account/2fa/passkeys/add/")
        expect(page.get_by_text("they need JavaScript")).to_be_visible()
        expect(page.get_by_role("button", name="Add the passkey")).to_be_hidden()


OPEN = ["/sign-in/", "/account/closed/", "/account/outside/failed/"]
INSIDE = [
    *("/account/", "/account/name/", "/account/language/", "/account/email/", "/account/sessions/"),
    *("/account/sign-out/", "/account/2fa/", "/account/2fa/passkeys/add/", "/account/2fa/app/remove/"),
    *("/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/new/", "/account/2fa/again/"),
]


def look(page, path):
    page.goto(path)
    assert barriers(page) == [], path


@pytest.mark.parametrize("language", ["", "/cy"])
def test_pages_have_no_barriers_and_fit_the_screen(browser, base, language):
    UserFactory(email="officer@demo.example")
    user = UserFactory(
        email="somebody.with.a.long.address@department.example", name="Olive " + "Longname" * 12
    )
    with open_page(browser, base) as page:
        for path in OPEN:
            look(page, language + path)
        page.goto(f"{language}/sign-in/")
        page.locator("form").filter(has=page.locator("[name=email]")).get_by_role("button").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        assert barriers(page) == []
        sign_in(page, user.email)
        look(page, f"{language}/account/2fa/app/")
        secret = give_app(user)
        page.goto("/account/2fa/again/?next=/inside/")
        page.get_by_label("Code from your authenticator app").fill(app_code(secret))
        page.get_by_role("button", name="Continue").click()
        for path in INSIDE:
            look(page, language + path)


def test_the_steps_between_have_no_barriers_either(browser, base):
    user = UserFactory(name="")
    with open_page(browser, base) as page:
        page.goto("/sign-in/")
        page.get_by_label("Email address").fill(user.email)
        page.get_by_role("button", name="Send me a code").click()
        assert barriers(page) == []
        page.get_by_label("Code").fill("BBBBBB")
        page.get_by_role("button", name="Continue").click()
        assert barriers(page) == []
        page.get_by_label("Code").fill(newest_code())
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What is your name?")
        assert barriers(page) == []
        give_app(user)
        page.context.clear_cookies()
        sign_in(page, user.email)
        expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
        assert barriers(page) == []
