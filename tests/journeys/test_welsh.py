"""In Welsh from the start page to the receipt: nothing that the portal says is left in English."""

import html
import re

import pytest
from playwright.sync_api import expect

from tests.journeys import post
from tests.journeys.asking import BRIEFLY, answer, begin, slug

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = re.compile(
    r"<(h1|h2|h3|label|legend|button|title|a)\b[^>]*>(?P<words>.*?)</\1>|class=\"govuk-(?:body|hint)[^>]*>(?P<text>[^<]+)",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]+>")
# The same in both languages: names, and what the person wrote.
NAMES = {
    "Front Door",
    "Cymraeg",
    "English",
    "Carys",
    "carys@cwm.example",
    "Heating oil has run out",
    "Please open the reserve.",
}
EMAIL = "carys@cwm.example"


def words(markup: str) -> set[str]:
    found = (TAG.sub(" ", match["words"] or match["text"] or "") for match in SAID.finditer(markup))
    texts = {" ".join(html.unescape(text).split()) for text in found}
    return {text for text in texts if re.search(r"[A-Za-z]{3}", text)} - NAMES


def reads_welsh(visitor) -> None:
    """The switch leads to this very page in English, and no heading, label, button or sentence is the same there."""
    here = visitor.path
    switch = visitor.page.locator("header a[hreflang=en]")
    there = switch.get_attribute("href").partition("?")[0]
    assert f"/cy{there}" == here
    welsh = words(visitor.page.content())
    english = words(visitor.page.request.get(there).text())
    same = {text for text in welsh & english if not text.startswith("FD-")}
    assert len(welsh) > 8 and same == set(), here


def test_the_whole_way_in_welsh(visit):
    with visit(language="cy", width=375) as sender:
        begin(sender, email=EMAIL, name="Carys")
        assert "cod" in post.newest(EMAIL).subject.lower()
        seen = ["who"]
        reads_welsh(sender)
        sender.tick("As an individual")
        sender.press("Save and continue")
        while slug(sender) != "check":
            reads_welsh(sender)
            answer(sender, BRIEFLY[slug(sender)])
            seen.append(slug(sender))
            sender.press("Save and continue")
        reads_welsh(sender)
        sender.press("Send request")
        sender.heading("Request sent")
        reads_welsh(sender)
        sender.press("Go to your request", "cy")
        reads_welsh(sender)
        assert seen == ["who", *BRIEFLY]
    assert "FD-" in post.newest(EMAIL).subject
    assert "We have received" not in post.newest(EMAIL).subject


def test_the_switch_keeps_the_page_and_its_question(visit):
    with visit(width=1280) as sender:
        sender.open("/register/?q=oil&state=open")
        sender.language = "cy"
        sender.page.get_by_role("link", name="Cymraeg").click()
        sender.look("cy")
        expect(sender.page).to_have_url(re.compile(r"/cy/register/\?q=oil&state=open$"))
        sender.language = "en"
        sender.page.get_by_role("link", name="English").click()
        expect(sender.page).to_have_url(re.compile(r":\d+/register/\?q=oil&state=open$"))
