"""Pytest plugin: a throw-away PostgreSQL and Valkey for tests, unless the environment names others."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ops import bytecode, services
from ops.crew import Crew
from ops.say import Failure

DEFAULTS = {"DEBUG": "1", "DEMO": "1", "SECRET_KEY": "tests", "SITE_URL": "http://127.0.0.1:8000"}
THROWAWAY = "FRONT_DOOR_THROWAWAY"  # tells the workers of a run that its database ends with it
running = ExitStack()
heading: list[str] = []
# Tidying memory at Python's own pace took half of the time in which the house tests read all our code.
gc.set_threshold(50_000, 20, 50)
bytecode.keep()  # at once: the plugins that pytest loads next are many


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before pytest-django reads the settings, which read the environment."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    try:
        _start()
    except Failure as failure:
        raise pytest.UsageError(str(failure)) from failure
    return (yield)


def _start() -> None:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _share(int(worker.removeprefix("gw")))
        return
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not services.given(name)]
    if not missing:
        return
    crew = running.enter_context(Crew("pytest"))
    found = services.throwaway(crew)
    os.environ.update(found.env())
    if found.server:
        os.environ[THROWAWAY] = "1"
        heading.append(
            f"services: PostgreSQL {found.server.binaries.version}, Valkey; gone when the tests end"
        )


def _share(number: int) -> None:
    """One of several workers: the services are those of the run, the part of the queue and the database its own."""
    address, _slash, part = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{address}/{int(part) + number}"


def pytest_report_header() -> list[str]:
    return heading


def pytest_unconfigure() -> None:
    running.close()
