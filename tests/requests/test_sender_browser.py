"""The sender's pages and the register in a real browser: no barriers at any width, and all of it without scripts."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from engagement.requests.enums import State
from tests.browser import barriers, open_page
from tests.factories.requests import Cast, draft
from tests.requests.sender import at, page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Antidisestablishmentarianism-without-any-space-in-a-very-long-word-of-a-title-that-never-ends"


@pytest.fixture
def cast():
    cache.clear()
    return Cast()


def come_as(browser_page, user, live_server):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    browser_page.context.add_cookies([cookie])


def test_no_barrier_and_nothing_wider_than_the_screen(browser, live_server, cast):
    answered = cast.request(State.DECLINED, title=LONG, ask=LONG, evidence=LONG)
    asked = cast.request(State.CLARIFICATION_NEEDED)
    unsent = draft(cast.member, title=LONG)
    visitor = [
        "/requests/new/",
        "/requests/new/questions/",
        "/register/",
        f"/register/{answered.ref}/",
        "/register/?state=x",
    ]
    slugs = (
        "who",
        "kind",
        "where",
        "topic",
        "ask",
        "evidence",
        "files",
        "affected",
        "needs",
        "declarations",
        "publication",
    )
    member = [
        *(page(unsent, slug) for slug in slugs),
        *(at(name, unsent) for name in ("tasks", "check", "delete-draft")),
        *(f"/requests/{row.ref}/" for row in (answered, asked)),
        *("/requests/", "/requests/?show=closed", "/dashboard/", "/cy/requests/new/who/"),
    ]
    with open_page(browser, live_server.url) as seen:
        for address in visitor:
            seen.goto(address)
            assert (address, barriers(seen)) == (address, [])
        come_as(seen, cast.member, live_server)
        for address in member:
            seen.goto(address)
            assert (address, barriers(seen)) == (address, [])


def test_a_request_is_written_and_sent_without_scripts(browser, live_server, cast):
    with open_page(browser, live_server.url, width=375, java_script_enabled=False) as seen:
        come_as(seen, cast.respondent, live_server)
        seen.goto("/requests/new/")
        seen.get_by_text("Start now").click()
        seen.get_by_label("As an individual").check()
        onwards = seen.get_by_role("button", name="Save and continue")
        onwards.click()
        seen.get_by_label("An idea for policy").check()
        onwards.click()
        seen.get_by_label("Wales").check()
        onwards.click()
        onwards.click()
        seen.get_by_label("Give your request a title").fill("Warm rooms")
        onwards.click()
        expect(seen.get_by_role("heading", name="There is a problem")).to_be_visible()
        expect(seen.get_by_label("Give your request a title")).to_have_value("Warm rooms")
        seen.get_by_label("What would you like to happen?").fill("Open one in each village.")
        for _page in range(5):
            onwards.click()
        seen.get_by_label("No", exact=True).check()
        onwards.click()
        onwards.click()
        seen.get_by_role("button", name="Send request").click()
        expect(seen.locator("main")).to_contain_text("Your reference is")
        receipt = seen.url
        seen.go_back()
        seen.reload()
        assert seen.url == receipt
