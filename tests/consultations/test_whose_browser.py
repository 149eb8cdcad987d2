"""The pages that ask for the organisation, and staff entry, in a real browser: without scripts, narrow, no barriers."""

import pytest
from playwright.sync_api import expect

from tests.analysis.test_browser import come_as
from tests.browser import barriers, open_page
from tests.factories.consultations import Cast
from tests.factories.directory import OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def consultation():
    cast = Cast()
    row = cast.published()
    row.cast = cast
    return row


def about_you(page, consultation):
    page.goto(f"{consultation.get_absolute_url()}respond/")
    page.click("main form button")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="About you")).to_be_visible()
    page.get_by_label("on behalf of an organisation").check()


def test_the_directory_is_searched_without_scripts(browser, live_server, consultation):
    body = OrganisationFactory(name="Age Unknown", nation="wales")
    with open_page(browser, live_server.url, width=375, java_script_enabled=False) as page:
        about_you(page, consultation)
        page.get_by_label("Name of the organisation").fill("Age")
        page.get_by_label("I may respond on behalf").check()
        page.get_by_label("How did you gather").fill("At a meeting")
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_role("heading", name="Find your organisation")).to_be_visible()
        page.get_by_label("Name or number").fill("unknown")
        page.get_by_role("button", name="Search").click()
        page.get_by_label("Age Unknown").check()
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_role("heading", name="Publishing your response")).to_be_visible()
    assert consultation.responses.get().organisation == body


def test_the_pages_have_no_barriers(browser, live_server, consultation):
    OrganisationFactory(name="Age Unknown", nation="wales")
    with open_page(browser, live_server.url) as page:
        come_as(page, consultation.cast.member, live_server)
        about_you(page, consultation)
        assert barriers(page) == []
        page.get_by_label("Another organisation").check()
        page.get_by_label("Name of the other organisation").fill("Age Unknown")
        page.get_by_label("I may respond on behalf").check()
        page.get_by_label("How did you gather").fill("At a meeting")
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_label("Age Unknown")).to_be_checked()
        assert barriers(page) == []


def test_staff_entry_has_no_barriers(browser, live_server, consultation):
    with open_page(browser, live_server.url) as page:
        come_as(page, consultation.cast.officer, live_server)
        page.goto(f"{consultation.get_absolute_url()}manage/responses/enter/")
        expect(page.get_by_text("Only if the answer to “Do you agree?” is: No")).to_be_visible()
        assert barriers(page) == []
