"""What a browser test asks of every page: no axe violation, nothing wider than the screen, no error in the console."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.conftest import PATIENCE, missing

WIDTHS = (1280, 375, 320)
DRAWN = """width => new Promise(done => {
    let frames = 0;
    const look = () => {
        frames = innerWidth === width ? frames + 1 : 0;
        frames > 2 ? done() : requestAnimationFrame(look);
    };
    look();
})"""
AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def open_page(browser: Browser, base: str = "", *, width: int = 1280, **options: Any) -> Iterator[Page]:
    """A page in a fresh context (`java_script_enabled=False`, `locale=…`); fails if its console showed an error."""
    context = browser.new_context(base_url=base or None, viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert [problem for problem in problems if "status of 4" not in problem] == []


def axe(page: Page) -> list[str]:
    """What axe finds on the page as it stands: each violation with the markup that has it."""
    if not AXE.exists():
        missing("axe-core is not installed. Run npm ci.")
    page.wait_for_load_state()
    if not page.evaluate("typeof axe === 'object'"):  # it stays until another page is opened
        page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def resize(page: Page, width: int) -> None:
    """The page has drawn itself anew, and its menu has opened or closed, when this returns."""
    page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})  # type: ignore[index]
    page.evaluate(DRAWN, width)


def barriers(page: Page) -> list[str]:
    """What stands in somebody's way on a page that is opened once and then seen in a window of each width.

    The style sheets know a wide screen and a narrow one: axe looks at both.
    """
    before, found = page.viewport_size["width"], []  # type: ignore[index]
    for width in WIDTHS:
        if width != page.viewport_size["width"]:  # type: ignore[index]
            resize(page, width)
        if wider := overflow(page):
            found.append(f"{wider} pixels wider than {width}")
        if width in (max(WIDTHS), min(WIDTHS)):
            found += [f"at {width}: {rule}" for rule in axe(page)]
    resize(page, before)
    return found
