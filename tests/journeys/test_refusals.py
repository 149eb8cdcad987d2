"""Where a journey stops, and how it goes on."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from engagement.requests import actions
from tests.factories.requests import draft, person
from tests.journeys.asking import slug

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 375])
def test_a_stranger_finds_nothing(visit, width):
    writer, stranger = person("Writer"), person("Stranger")
    waiting = draft(writer)
    row = actions.submit(request=draft(writer), by=writer)
    with visit(stranger, width=width) as visitor:
        for address in (
            f"/requests/{row.ref}/",
            f"/requests/new/{waiting.public_id}/",
            "/requests/FD-2026-999999/",
        ):
            answer = visitor.page.goto(address)
            assert answer.status == 404
            visitor.look("404")
            expect(visitor.page.locator("body")).not_to_contain_text(row.title)
        for address in ("/triage/", "/desk/"):
            assert visitor.page.goto(address).status == 403
            visitor.look("403")


def test_a_sign_in_that_ran_out_loses_nothing(visit):
    writer = person("Slow")
    waiting = draft(writer, title="", ask="")
    with visit(writer) as visitor:
        visitor.open(f"/requests/new/{waiting.public_id}/ask/")
        visitor.fill("Give your request a title", "A bench by the river")
        visitor.fill("What would you like to happen?", "Please put it back.")
        visitor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        visitor.press("Save and continue")
        assert visitor.path == "/sign-in/"
        visitor.sign_in(writer.email)
        assert slug(visitor) == "ask"
        visitor.look("again")
        visitor.sees("We kept what you typed. Look it over and continue.")
        expect(visitor.field("What would you like to happen?")).to_have_value("Please put it back.")
        visitor.press("Save and continue")
        assert slug(visitor) == "evidence"
    waiting.refresh_from_db()
    assert waiting.title == "A bench by the river"
