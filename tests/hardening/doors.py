"""Doors of the portal that take words from anybody, and what opens them."""

from typing import Any

from django.test import Client

from engagement.requests.models import EngagementRequest
from tests.factories import requests as make
from tests.requests.sender import TYPED, at, page

FORM = "application/x-www-form-urlencoded"
BACKEND = "foundation.accounts.backends.Backend"
# Bytes that are no text: a lone surrogate, a cut sequence, an overlong NUL, beyond the last character, bare bytes.
NO_TEXT = ("%ED%A0%80", "%C3", "%C0%80", "%F4%90%80%80", "%FF%FE")

QUEUE = ("q", "sort", "who", "state", "department", "kind", "topic", "nation", "late", "risk", "tab", "after")
REGISTER = ("q", "department", "state", "kind", "month", "overdue", "after")
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "/register/": ("", REGISTER),
    "/register/download/": ("", REGISTER),
    "/register/feed/": ("", REGISTER),
    "/organisations/": ("", ("q", "nation", "size", "section", "status", "after")),
    "/triage/": ("triage", QUEUE),
    "/triage/download/": ("triage", QUEUE),
    "/desk/": ("officer", QUEUE),
    "/desk/download/": ("officer", QUEUE),
    "/requests/": ("member", ("show", "after")),
    "/outbox/": ("administrator", ("after",)),
    "/sign-in/": ("", ("next",)),
}


def as_(user: Any, **options: Any) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user, BACKEND)
    return client


def by_role(cast: make.Cast, role: str, **options: Any) -> Client:
    return as_(getattr(cast, role) if role else None, **options)


def questions(draft: EngagementRequest) -> dict[str, dict[str, Any]]:
    """Every page that takes an answer of the sender, with answers that are fine."""
    found = {page(draft, slug): said for slug, said in TYPED.items()}
    found[page(draft, "who")] = {"capacity": "on_behalf_of_organisation"}
    found[at("organisation", draft)] = {"organisation": draft.organisation.ref}
    found[at("find-organisation", draft)] = {"q": "food", "organisation": "another"}
    found[at("add-organisation", draft)] = {
        "name": "A new group",
        "stated_number": "",
        "nation": "",
        "website": "",
    }
    return found
