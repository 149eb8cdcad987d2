"""Every component, in a real browser, at three widths."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from foundation.common import navigation
from tests.browser import barriers, open_page, resize

pytestmark = pytest.mark.browser


@pytest.fixture
def guide(live_server) -> Iterator[str]:
    """The style guide, under a service navigation of two places."""
    navigation.add("one", "Register of engagement", "home", order=1)
    navigation.add("two", "A second place", "cookies", order=2)
    yield live_server.url + "/design/"
    navigation.remove("one")
    navigation.remove("two")


def test_every_component_is_accessible_and_fits(browser, guide):
    with open_page(browser) as page:
        page.goto(guide)
        assert barriers(page) == []


def test_it_reads_without_scripts(browser, guide):
    with open_page(browser, width=375, java_script_enabled=False) as page:
        page.goto(guide)
        expect(page.get_by_role("link", name="A second place")).to_be_visible()
        expect(page.get_by_text("Apply filters")).to_be_visible()
        assert overflow_without_scripts(page) is False


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_filters_are_shut_on_a_phone_and_open_where_there_is_room(browser, live_server, scripts):
    for width, shown in ((375, False), (640, False), (641, True), (1280, True)):
        with open_page(browser, width=width, java_script_enabled=scripts) as page:
            page.goto(live_server.url + "/secondments/")
            button = page.get_by_role("button", name="Apply filters")
            expect(button).to_be_visible() if shown else expect(button).to_be_hidden()
    with open_page(browser, width=375, java_script_enabled=scripts) as page:
        page.goto(live_server.url + "/secondments/?remote=full")
        expect(page.get_by_role("button", name="Apply filters")).to_be_visible()


def overflow_without_scripts(page) -> bool:
    """The widest heading ends inside the window."""
    boxes = [heading.bounding_box() for heading in page.get_by_role("heading").all()]
    return any(box["x"] + box["width"] > 375 for box in boxes if box)


def test_the_error_summary_takes_focus_and_leads_to_the_first_control(browser, guide):
    with open_page(browser) as page:
        page.goto(guide)
        summary = page.locator(".govuk-error-summary")
        assert summary.evaluate("element => element === document.activeElement")
        page.get_by_role("link", name="The date must be a real date").click()
        assert page.evaluate("document.activeElement.id") == "id_held_on-day"


def test_the_skip_link_is_the_first_stop_of_the_keyboard(browser, live_server):
    with open_page(browser) as page:
        page.goto(live_server.url + "/privacy/")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to main content")
        assert skip.evaluate("element => element === document.activeElement")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main-content"


def test_a_choice_brings_its_own_field(browser, guide):
    with open_page(browser) as page:
        page.goto(guide)
        field = page.locator("#id_new-other")
        expect(field).to_be_hidden()
        page.locator("#id_new-kind-2").check()
        expect(field).to_be_visible()


def test_none_of_these_unticks_the_others(browser, guide):
    with open_page(browser) as page:
        page.goto(guide)
        form = page.locator("form", has=page.locator("#id_topics"))
        form.get_by_label("Health").check()
        form.get_by_label("None of these").check()
        expect(form.get_by_label("Health")).not_to_be_checked()


def test_the_count_follows_the_typing(browser, guide):
    with open_page(browser) as page:
        page.goto(guide)
        page.locator("#id_detail").fill("x" * 390)
        expect(page.get_by_text("You have 10 characters remaining").first).to_be_visible()


def test_the_menu_opens_on_a_phone(browser, guide):
    with open_page(browser, width=320) as page:
        page.goto(guide)
        menu = page.get_by_role("button", name="Menu")
        places = page.locator("#navigation")
        expect(places).to_be_hidden()
        menu.click()
        expect(places).to_be_visible()


def test_only_a_table_that_scrolls_is_a_stop_of_the_keyboard(browser, guide):
    with open_page(browser, width=320) as page:
        page.goto(guide)
        wide = page.get_by_role("region", name="Answered on time by department")
        assert wide.get_attribute("tabindex") == "0"
        resize(page, 1280)
        page.wait_for_function("el => !el.hasAttribute('tabindex')", arg=wide.element_handle())


def test_focus_is_seen_on_links_and_buttons(browser, guide):
    with open_page(browser) as page:
        page.goto(guide)
        button = page.get_by_role("button", name="Save and continue")
        button.focus()
        colours = button.evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
        assert colours == ["rgb(255, 201, 77)", "rgb(29, 21, 25)"]


def test_nothing_is_fetched_from_elsewhere(browser, guide, live_server):
    with open_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(guide, wait_until="networkidle")
        assert [address for address in asked if not address.startswith(live_server.url)] == []
        assert any("atkinson-latin-ext" in address for address in asked), "Welsh ŵ and ŷ need the second file"
