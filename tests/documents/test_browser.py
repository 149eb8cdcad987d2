"""Adding files in a real browser: the progress is shown where there is a script, and all of it works without one."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from engagement.requests import actions
from foundation.documents import examining
from foundation.documents.models import Document
from tests.browser import axe, barriers, open_page
from tests.documents import makers
from tests.documents.scanner import EICAR
from tests.factories.requests import Cast, draft
from tests.requests.sender import at
from tests.requests.test_sender_browser import come_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Antidisestablishmentarianism-without-any-space-in-a-very-long-name-of-a-file-that-never-ends.pdf"


@pytest.fixture
def cast():
    cache.clear()
    return Cast()


def sent(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_files_are_added_refused_and_taken_back(browser, live_server, cast, script):
    row = draft(cast.respondent)
    with open_page(browser, live_server.url, width=375, java_script_enabled=script) as seen:
        come_as(seen, cast.respondent, live_server)
        seen.goto(at("files", row))
        chooser = seen.get_by_label("Add files")
        add = seen.get_by_role("button", name="Add", exact=True)
        chooser.set_input_files([sent("survey.pdf", makers.pdf()), sent("virus.exe", b"MZ")])
        add.click()
        problem = seen.locator(".govuk-error-summary")
        problem.wait_for()
        expect(problem).to_contain_text("“virus.exe” is not a kind of file that we take")
        expect(seen.get_by_text("Files added")).to_have_count(0)
        if script:
            assert axe(seen) == []
            seen.wait_for_timeout(
                1100
            )  # a second press within a second is a double click, which buttons ignore
        chooser.set_input_files([sent("survey.pdf", makers.pdf()), sent("photo.jpg", makers.telling_photo())])
        add.click()
        seen.get_by_role("heading", name="Files added").wait_for()
        assert [item.inner_text().split("\n")[0] for item in seen.locator(".fd-files__item").all()] == [
            "survey.pdf",
            "photo.jpg",
        ]
        seen.get_by_role("button", name="Remove survey.pdf").click()
        seen.get_by_text("survey.pdf").wait_for(state="detached")
        chooser.set_input_files([sent("last.txt", b"hello")])
        seen.get_by_role("button", name="Save and continue").click()
        seen.wait_for_url("**/affected/")
    assert sorted(Document.objects.values_list("name", flat=True)) == ["last.txt", "photo.jpg"]


def test_how_far_the_files_have_come_is_shown(browser, live_server, cast):
    row = draft(cast.respondent)
    with open_page(browser, live_server.url) as seen:
        come_as(seen, cast.respondent, live_server)
        seen.goto(at("files", row))
        seen.evaluate(
            """() => new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
                 const bar = node.querySelector && node.querySelector("progress");
                 if (bar) sessionStorage.shown = node.innerText;
                 const keep = () => { sessionStorage.reached = bar.value; };
                 if (bar) new MutationObserver(keep).observe(bar, {attributes: true});
               }))).observe(document.body, {childList: true, subtree: true})"""
        )
        seen.get_by_label("Add files").set_input_files([sent("large.txt", b"word " * 800_000)])
        seen.get_by_role("button", name="Add", exact=True).click()
        seen.get_by_role("heading", name="Files added").wait_for()
        assert seen.evaluate("sessionStorage.shown").strip() == "Sending your files"
        assert float(seen.evaluate("sessionStorage.reached")) == 100
    assert Document.objects.get().size == 4_000_000


def test_no_barrier_and_nothing_wider_than_the_screen(browser, live_server, cast, clamd):
    row = cast.request("draft")
    files = [
        makers.upload(LONG, makers.pdf()),
        makers.upload("a.txt", EICAR),
        makers.upload("چې.png", makers.picture("PNG")),
    ]
    made = actions.add_files(request=row, files=files, by=cast.member)
    examining.examine([file.pk for file in made[:2]])
    with open_page(browser, live_server.url) as seen:
        come_as(seen, cast.member, live_server)
        for address in (
            at("files", row),
            f"/cy{at('files', row)}",
            at("check", row),
            at("tasks", row),
            "/requests/new/questions/",
        ):
            seen.goto(address)
            assert (address, barriers(seen)) == (address, [])
        row = actions.submit(request=row, by=cast.member)
        seen.goto(f"/requests/{row.ref}/")
        assert barriers(seen) == []
        expect(seen.locator(".fd-files__item")).to_have_count(3)
        with seen.expect_download() as download:
            seen.get_by_role("link", name=LONG).click()
        assert download.value.suggested_filename == LONG
