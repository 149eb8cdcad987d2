"""Somebody at a browser. What they look at is checked each time, and for barriers once for each kind of page."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe, overflow, resize
from tests.journeys import post

# JOURNEY_SHOTS=folder keeps a picture of each kind of page.
SHOTS = os.environ.get("JOURNEY_SHOTS", "")
NARROWEST = 320
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(FD|OR)-[0-9-]+")
SEEN: set[tuple[int, str, str]] = set()


class Visitor:
    """What people do at a page, by the words that they read. `words` are English and found in `language`."""

    def __init__(self, page: Page, language: str = "en", *, scripts: bool = True) -> None:
        self.page, self.language, self.scripts = page, language, scripts

    def come_as(self, user: Any, base: str) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])

    def say(self, words: str) -> str:
        with translation.override(self.language):
            return translation.gettext(words)

    # Moving about

    def open(self, address: str, name: str = "") -> None:
        prefix = "/cy" if self.language == "cy" and not address.startswith("/cy/") else ""
        self.page.goto(prefix + address)
        self.look(name)

    def press(self, words: str, name: str = "") -> None:
        """A button or a link, by its whole name; the first of them."""
        called = whole(self.say(words))
        found = self.page.get_by_role("button", name=called).or_(self.page.get_by_role("link", name=called))
        self._go(found.first, name)

    def go_to(self, place: str, name: str = "") -> None:
        """Through the menu, which has to be opened on a phone."""
        menu = self.page.get_by_role("button", name=self.say("Menu"))
        if menu.is_visible():
            menu.click()
        self.press(place, name)

    def _go(self, place: Locator, name: str) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.use(place)
        self.look(name)

    def use(self, place: Locator) -> None:
        place.click()

    # Answering

    def field(self, words: str) -> Locator:
        return self.page.get_by_label(whole(self.say(words)))

    def fill(self, words: str, text: str) -> None:
        self.field(words).fill(text)

    def tick(self, words: str) -> None:
        self.field(words).check()

    def choose(self, words: str, option: str) -> None:
        self.field(words).select_option(label=option)

    # Reading

    def sees(self, words: str) -> None:
        expect(self.page.locator("main").get_by_text(self.say(words)).first).to_be_visible()

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(words))

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def look(self, name: str = "") -> None:
        """One heading, a title, the right language, nothing wider than the screen; the first time no barrier either."""
        self.page.wait_for_load_state()
        headings = self.page.locator("h1")
        assert headings.count() == 1 and headings.inner_text().strip(), self.path
        assert len(self.page.title()) > len(" – Front Door"), self.path
        assert self.page.locator("html").get_attribute("lang") == self.language, self.path
        if not self.scripts:
            return
        failed = " error" if self.page.locator(".govuk-error-summary").count() else ""
        width = self.page.viewport_size["width"]
        plain = "" if self.scripts else " without scripts"
        what = (width, KEYS.sub("one", self.path), name + failed + plain)
        if what in SEEN:
            return
        SEEN.add(what)
        # axe waits for promises, which never come where scripts are off.
        assert not self.scripts or axe(self.page) == [], what
        assert overflow(self.page) == 0, what
        self._shoot(what)
        self._squeeze(what)

    def _squeeze(self, what: tuple[int, str, str]) -> None:
        width = self.page.viewport_size["width"]
        resize(self.page, NARROWEST)
        assert overflow(self.page) == 0, what
        resize(self.page, width)

    def _shoot(self, what: tuple[int, str, str]) -> None:
        if SHOTS:
            file = re.sub(r"\W+", "-", f"{what[1]} {what[2]}").strip("-") or "home"
            self.page.screenshot(path=Path(SHOTS) / f"{file}-{what[0]}.png", full_page=True)

    # Signing in

    def sign_in(self, email: str, name: str = "") -> None:
        """With a code from the letter box; somebody new says their name."""
        self.fill("Email address", email)
        self.press("Send me a code")
        self.fill("Code", post.code(email))
        self.press("Continue")
        if name:
            self.heading("What is your name?")
            self.fill("Full name", name)
            self.press("Continue")


# Where the focus is, and whether a person can see it there.
FOCUS = """places => {
    const here = document.activeElement;
    const box = here.matches("[type=radio], [type=checkbox]");
    const outlined = rule => rule.outlineStyle !== "none" && parseFloat(rule.outlineWidth) > 0;
    const ring = rule => outlined(rule) || rule.boxShadow !== "none";
    const seen = ring(getComputedStyle(here)) || (box && ring(getComputedStyle(here.labels[0], "::before")));
    return {there: places.includes(here), seen: seen || here === document.body, markup: here.outerHTML.slice(0, 200)};
}"""
MOST_STOPS = 120


class Keyboard(Visitor):
    """The same person without a mouse: Tab, arrows, Space, Enter and letters."""

    def use(self, place: Locator) -> None:
        self.reach(place)
        self.page.keyboard.press("Enter")

    def fill(self, words: str, text: str) -> None:
        self.reach(self.field(words))
        self.page.keyboard.insert_text(text)

    def tick(self, words: str) -> None:
        place = self.field(words)
        if place.get_attribute("type") == "radio":
            self.reach(self.page.locator(f"[name={place.get_attribute('name')}]"))
            self._walk(place)
        else:
            self.reach(place)
        if not place.is_checked():
            self.page.keyboard.press("Space")
        expect(place).to_be_checked()

    def _walk(self, place: Locator) -> None:
        """Through a group of radio buttons, where only the arrows lead."""
        while not focused(place):
            self.page.keyboard.press("ArrowDown")

    def reach(self, places: Locator) -> None:
        """Tab until one of these has the focus; at every stop on the way it can be seen where one is."""
        handles = places.element_handles()
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS, handles)
            assert focus["seen"], focus["markup"]
            if focus["there"]:
                return
        raise AssertionError(f"the keyboard does not reach {places}")


def focused(place: Locator) -> bool:
    return place.evaluate("element => element === document.activeElement")


def whole(words: str) -> re.Pattern[str]:
    """The whole of a name, be it marked as optional or not."""
    return re.compile(rf"^\s*{re.escape(words)}(\s*\([^)]*\))?\s*$")
