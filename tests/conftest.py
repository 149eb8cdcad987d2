"""What every room's tests may use. The database and the queue come from ops.pytest_services."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

settings.register_profile(
    "ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("local", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "local"))


def missing(what: str) -> None:
    """A part that is not there: skipped on a person's machine, a failure where everything has to be."""
    if IN_CI:
        pytest.fail(what)
    pytest.skip(what)


def find_browser() -> str | None:
    named = os.environ.get("BROWSER_PATH")
    candidates = [named] if named else [*BROWSERS, *(MAC_BROWSERS if sys.platform == "darwin" else ())]
    return next(filter(None, map(shutil.which, candidates)), None)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium, driven by Playwright."""
    program = find_browser()
    if program is None:
        missing("No browser was found. Install chromium, or name one with BROWSER_PATH.")
    from playwright.sync_api import sync_playwright

    # Playwright's loop lives in this thread, which Django would take for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()
