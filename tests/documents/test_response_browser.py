"""Files with answers in a real browser: with and without a script, in every width, with no barrier."""

import os

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from engagement.consultations import actions
from foundation.documents import examining
from foundation.documents.models import Document
from tests.browser import WIDTHS, axe, barriers, open_page, resize
from tests.documents import makers
from tests.documents.asking import PAGE, Sender, consultation, found_clean
from tests.documents.scanner import EICAR
from tests.documents.test_browser import LONG, sent
from tests.factories.consultations import Cast
from tests.requests.test_sender_browser import come_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast():
    cache.clear()
    return Cast()


def come_back(seen, sender, live_server):
    """The browser of the one who holds the link."""
    for name, morsel in sender.client.cookies.items():
        seen.context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])


def pictured(seen, name):
    """Kept to be looked at where a folder for it is named."""
    if folder := os.environ.get("PICTURES"):
        before = seen.viewport_size["width"]
        for width in WIDTHS:
            resize(seen, width)
            seen.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        resize(seen, before)


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_files_are_added_refused_and_taken_back_without_an_account(browser, live_server, cast, script):
    sender = Sender(consultation(cast, required=True)).answered()
    with open_page(browser, live_server.url, width=375, java_script_enabled=script) as seen:
        come_back(seen, sender, live_server)
        seen.goto(f"{sender.home}{PAGE}/")
        words, chooser = seen.get_by_label("What does it show?"), seen.get_by_label("Add your evidence")
        add = seen.get_by_role("button", name="Add", exact=True)
        words.fill("It shows need")
        chooser.set_input_files([sent("survey.pdf", makers.pdf()), sent("virus.exe", b"MZ")])
        add.click()
        problem = seen.locator(".govuk-error-summary")
        problem.wait_for()
        expect(problem).to_contain_text("“virus.exe” is not a kind of file that we take")
        expect(words).to_have_value("It shows need")
        if script:
            assert axe(seen) == []
            seen.wait_for_timeout(
                1100
            )  # a second press within a second is a double click, which buttons ignore
        chooser.set_input_files([sent("survey.pdf", makers.pdf()), sent("photo.jpg", makers.telling_photo())])
        add.click()
        seen.get_by_text("Files added").wait_for()
        expect(words).to_have_value("It shows need")
        seen.get_by_role("button", name="Remove survey.pdf").click()
        seen.get_by_text("survey.pdf").wait_for(state="detached")
        words.fill("x" * 101)
        chooser.set_input_files([sent("last.txt", b"hello")])
        seen.get_by_role("button", name="Save and continue").last.click()
        seen.locator(".govuk-error-summary").wait_for()
        expect(seen.locator(".govuk-error-summary")).to_contain_text("100 characters or fewer")
        seen.wait_for_timeout(1100 if script else 0)
        words.fill("Much")
        words.press("Enter")
        seen.wait_for_url("**/who/")
    assert [file.name for file in sender.files] == ["photo.jpg"], "Enter saves; it neither adds nor removes"


def test_no_barrier_on_any_page_with_files(browser, live_server, cast, clamd):
    sender = Sender(consultation(cast)).answered()
    sender.add((LONG, makers.pdf()), ("letter.txt", EICAR), ("چې.png", makers.picture("PNG")))
    examining.examine([file.pk for file in sender.files[:2]])
    with open_page(browser, live_server.url) as seen:
        come_back(seen, sender, live_server)
        for name, place in (("page", f"{sender.home}{PAGE}/"), ("tasks", sender.home)):
            for language in ("", "/cy"):
                seen.goto(language + place)
                pictured(seen, f"{name}{language[1:]}")
                assert (place, barriers(seen)) == (place, [])
        sender.send()
        for name in ("receipt", "check"):
            seen.goto(f"{sender.home}{name}/")
            seen.locator(".govuk-details__summary").first.click()
            pictured(seen, name)
            assert (name, barriers(seen)) == (name, [])
        with seen.expect_download() as download:
            seen.get_by_role("link", name=LONG).first.click()
        assert download.value.suggested_filename == LONG


def test_no_barrier_for_officials_and_readers(browser, live_server, cast):
    row = consultation(cast)
    sender = Sender(row).answered()
    sender.add((LONG, makers.pdf()), ("table.csv", b"a,b\n"), ("third.txt", b"words"))
    response = sender.send()
    found_clean(response)
    first, second, _third = sender.files
    actions.publish_responses(responses=[response], by=cast.officer)
    actions.release_file(response=response, file=first, by=cast.officer)
    actions.hold_back_file(response=response, file=second, reason="name", by=cast.officer)
    inside, outside = f"{row.get_absolute_url()}manage/responses/", f"{row.get_absolute_url()}responses/"
    with open_page(browser, live_server.url) as seen:
        seen.goto(f"{outside}{response.ref}/")
        pictured(seen, "public")
        assert barriers(seen) == []
        with seen.expect_download() as download:
            seen.get_by_role("link", name=LONG).click()
        assert download.value.suggested_filename == LONG
        seen.goto(f"{row.get_absolute_url()}questions/")
        assert barriers(seen) == []
        come_as(seen, cast.officer, live_server)
        for name, place in (("manage", f"{inside}{response.ref}/"), ("enter", f"{inside}enter/")):
            seen.goto(place)
            pictured(seen, name)
            assert (place, barriers(seen)) == (place, [])


def test_a_reply_brings_a_file(browser, live_server, cast):
    row = cast.request("in_progress")
    with open_page(browser, live_server.url) as seen:
        come_as(seen, cast.officer, live_server)
        seen.goto(f"/requests/{row.ref}/reply/")
        seen.get_by_label("Your reply").fill("See the file.")
        seen.get_by_label("Add files").set_input_files([sent(LONG, makers.pdf())])
        pictured(seen, "reply")
        assert barriers(seen) == []
        seen.get_by_role("button", name="Reply").click()
        seen.wait_for_url(f"**/requests/{row.ref}/")
        expect(seen.get_by_text(LONG)).to_have_count(1)
        expect(seen.get_by_text("Awaiting virus scan")).to_have_count(1)
        pictured(seen, "conversation")
        assert barriers(seen) == []
    assert Document.objects.get().about_type == "requests.message"
