"""What every room's tests may use. The database and the queue come from ops.pytest_services."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db.migrations.state import ProjectState
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from engagement.requests import names, routing
from foundation.common import near
from ops.pytest_services import THROWAWAY
from tests import database, template

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATIENCE = 60_000.0  # milliseconds in which a page does what it is to do, on the busiest machine
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
# The shell is the same browser without windows: a page costs it half of the processor.
BROWSERS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable", "chrome"),
)
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
LONG = ("browser", "fuzz", "machine", "slow")
DATABASE = {"db", "transactional_db", "live_server"}
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

ProjectState._append_option = template.append_option

# Secrets of machine clients are hashed in one round, not in a million: that took 0.6 s for each client of a test.
PBKDF2PasswordHasher.iterations = 1


def missing(what: str) -> None:
    """A part that is not there: skipped on a person's machine, a failure where everything has to be."""
    if IN_CI:
        pytest.fail(what)
    pytest.skip(what)


def find_browser() -> str | None:
    named = os.environ.get("BROWSER_PATH")
    candidates = [named] if named else [*BROWSERS, *(MAC_BROWSERS if sys.platform == "darwin" else ())]
    return next(filter(None, map(shutil.which, candidates)), None)


def needs_database(item: pytest.Item) -> bool:
    """By its marks or by what it is given."""
    given = DATABASE.intersection(getattr(item, "fixturenames", ()))
    return bool(given or item.get_closest_marker("django_db"))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: from now on no tidying of memory looks through it again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take file after file: those that start browsers and programs first, many quick ones at the end.

    While one worker makes the database with its first file, the others have files that need none.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        long = {item.path for item in items if any(map(item.get_closest_marker, LONG))}
        stored = {item.path for item in items if needs_database(item)}
        first = next((item.path for item in items if item.path in long & stored), None)
        items.sort(
            key=lambda item: (item.path != first, item.path not in long - stored, item.path not in long)
        )


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    """What goes with its server need not be dropped first."""
    return django_db_keepdb or THROWAWAY in os.environ


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, django_db_modify_db_settings_parallel_suffix, django_test_environment, django_db_blocker
) -> None:
    """Before the database of a worker is made."""
    if run := getattr(request.config, "workerinput", {}).get("testrunuid"):
        with django_db_blocker.unblock():
            template.share(run)


def pytest_unconfigure(config: pytest.Config) -> None:
    """When the workers have ended."""
    if config.getoption("numprocesses", None) and not (
        config.getoption("reuse_db") or THROWAWAY in os.environ
    ):
        with config.stash[blocking_manager_key].unblock():
            template.drop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """After a test that commits the database is put back to what the migrations left; Django would empty it."""
    with django_db_blocker.unblock():
        database.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.put_back())
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(request) -> None:
    """A test starts in English, a test of the database with an empty cache, whatever the one before left."""
    translation.deactivate()
    if needs_database(request.node):
        cache.clear()
        names.forget()
        near.forget()
        routing.forget()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium, driven by Playwright."""
    program = find_browser()
    if program is None:
        missing(
            "No browser was found. Install chromium-headless-shell or chromium, or name one with BROWSER_PATH."
        )
    from playwright.sync_api import expect, sync_playwright

    # Playwright's loop lives in this thread, which Django would take for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()
