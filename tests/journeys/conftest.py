"""A country in which journeys happen: its departments and routing table, a charity, people in government, and post."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pytest
from django.core.cache import cache

from foundation.directory.models import Organisation
from tests.browser import open_page
from tests.factories.directory import OrganisationFactory, registered
from tests.factories.requests import department, official
from tests.journeys.visitor import Keyboard, Visitor

CHARITY = "Riverside Food Bank"
NUMBER = "1098765"


class Opens(Protocol):
    def __call__(self, user: Any = None, **options: Any) -> AbstractContextManager[Visitor]: ...


@pytest.fixture(autouse=True)
def country(transactional_db, settings) -> None:
    """Emails go the whole way: outbox row, delivery, the demonstration's letter box."""
    settings.EMAIL_BACKEND = "foundation.notifications.backends.Outbox"
    cache.clear()


@pytest.fixture
def charity() -> Organisation:
    for number in range(3):
        OrganisationFactory(name=f"Riverside Choir {number}")
    return registered(NUMBER, organisation=OrganisationFactory(name=CHARITY))


class Government:
    """Those who deal with requests."""

    def __init__(self) -> None:
        self.dcms, self.mhclg = department("DCMS"), department("MHCLG")
        self.triage = named(official("triage"), "Tomos Triage")
        self.officer = named(official("officer", self.dcms), "Olive Officer")
        self.other_officer = named(official("officer", self.mhclg), "Mina Other")


def named(user: Any, name: str) -> Any:
    user.name = name
    user.save(update_fields=["name"])
    return user


@pytest.fixture
def government() -> Government:
    return Government()


@pytest.fixture
def visit(browser, live_server) -> Opens:
    """`with visit(user, width=375) as visitor`: somebody at a browser of their own, signed in if they are named."""
    from contextlib import contextmanager

    @contextmanager
    def opened(
        user: Any = None, *, language: str = "en", keyboard: bool = False, **options: Any
    ) -> Iterator[Visitor]:
        with open_page(browser, live_server.url, **options) as page:
            kind = Keyboard if keyboard else Visitor
            visitor = kind(page, language, scripts=options.get("java_script_enabled", True))
            if user is not None:
                visitor.come_as(user, live_server.url)
            yield visitor

    return opened
