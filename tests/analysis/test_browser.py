"""The analysis in a real browser: no barriers at any width, coding by keyboard, and by forms alone."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from engagement.consultations.analysis import actions, sweeping, working
from engagement.consultations.analysis.models import Campaign, Coding, Quote, Redaction
from tests.analysis.test_groups import AGAINST, FOR
from tests.analysis.test_themes import SAID
from tests.browser import barriers, open_page
from tests.factories.analysis import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Antidisestablishmentarianism-without-any-space-in-a-very-long-word-of-a-title-that-never-ends"


@pytest.fixture
def cast():
    cast = Cast()
    for text in (FOR, AGAINST) * 3:
        cast.say(text)
    for _topic, text in SAID[:40]:
        cast.say(text)
    cast.row = cast.from_body(FOR + " My mother is 84 and walks two miles to the stop. " + LONG, income=5000)
    sweeping.sweep()
    cost = actions.add_theme(question=cast.question, by=cast.officer, title="Timetables", description="Hours")
    actions.add_theme(question=cast.question, by=cast.officer, title="Evening buses", parent=cost)
    cast.theme = actions.add_theme(question=cast.question, by=cast.officer, title=LONG)
    actions.start_run(question=cast.question, by=cast.officer)
    working.work()
    answer = cast.row.answers.get()
    actions.mark_quote(answer=answer, theme=cost, passage="walks two miles", by=cast.officer)
    actions.redact(answer=answer, passage="My mother", reason="third_party", by=cast.officer)
    return cast


def come_as(page, user, live_server):
    client = Client()
    client.force_login(user, "foundation.accounts.backends.Backend")
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def addresses(cast):
    slug, key = cast.consultation.slug, cast.question.key
    campaign = Campaign.objects.order_by("-submissions").first()
    named = {
        "home": [],
        "campaigns": [],
        "campaign": [campaign.public_id],
        "answers": [],
        "response": [cast.row.ref],
        "heard": [],
        "frame": [key],
        "theme": [cast.theme.public_id],
        "code": [key],
        "agreement": [key],
        "register": [],
    }
    quote, redaction = Quote.objects.get(), Redaction.objects.get()
    ref = cast.row.ref
    named["remove-quote"] = [ref, quote.theme.public_id, quote.start, quote.end]
    named["remove-redaction"] = [ref, key, redaction.start, redaction.end]
    return {name: reverse(f"analysis:{name}", args=[slug, *args]) for name, args in named.items()}


def test_no_barrier_and_nothing_wider_than_the_screen(browser, live_server, cast):
    actions.claim_next(question=cast.question, by=cast.officer)
    with open_page(browser, live_server.url) as page:
        come_as(page, cast.officer, live_server)
        for name, address in addresses(cast).items():
            page.goto(address)
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
            assert barriers(page) == [], name


def test_answers_are_coded_by_keyboard_alone(browser, live_server, cast):
    actions.claim_next(question=cast.question, by=cast.officer)
    with open_page(browser, live_server.url) as page:
        come_as(page, cast.officer, live_server)
        page.goto(addresses(cast)["code"])
        for key in ("1", "f", "e", "Enter"):
            page.keyboard.press(key)
        page.wait_for_load_state()
        page.wait_for_selector("text=46 answers wait")
        page.click("[data-keys-toggle]")
        page.click("h1")
        page.keyboard.press("2")
        expect(page.locator('[name="chosen"]:checked')).to_have_count(0)
    done = Coding.objects.get(done_at__isnull=False)
    assert (done.stance, done.strength, done.coded.get().theme.title) == ("for", "experience", "Timetables")


def test_words_typed_into_a_note_are_no_commands(browser, live_server, cast):
    actions.claim_next(question=cast.question, by=cast.officer)
    with open_page(browser, live_server.url) as page:
        come_as(page, cast.officer, live_server)
        page.goto(addresses(cast)["code"])
        page.fill('[name="note"]', "")
        page.type('[name="note"]', "for a farm 1")
        expect(page.locator("input:checked")).to_have_count(2)


def test_coding_works_without_scripts(browser, live_server, cast):
    with open_page(browser, live_server.url, java_script_enabled=False) as page:
        come_as(page, cast.officer, live_server)
        page.goto(addresses(cast)["code"])
        page.click("text=Take the next answer")
        page.click("text=Timetables")
        page.click("text=In favour")
        page.click("text=Save and next")
        expect(page.locator("text=46 answers wait")).to_have_count(1)
    assert Coding.objects.get(done_at__isnull=False).coded.get().theme.title == "Timetables"
