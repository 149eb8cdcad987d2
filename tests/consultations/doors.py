"""Browsers without a browser: a person's client, and a respondent's."""

import re
from typing import Any

from django.test import Client

BACKEND = "foundation.accounts.backends.Backend"


def as_person(user: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, BACKEND)
    return client


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


class Visitor:
    """Somebody without an account who follows the pages of one response."""

    def __init__(self, consultation: Any) -> None:
        self.client, self.base = Client(), f"/consultations/{consultation.slug}/"
        self.here = ""

    def start(self) -> "Visitor":
        page = self.client.get(self.base + "respond/")
        assert page.status_code == 200
        key = hidden(page, "key")
        answer = self.client.post(self.base + "respond/", {"key": str(key)})
        assert answer.status_code == 303, answer.content
        self.home = f"{self.base}respond/{key}/"
        return self

    def post(self, part: str, **said: Any) -> Any:
        return self.client.post(f"{self.home}{part}/", said)

    def get(self, part: str = "") -> Any:
        return self.client.get(f"{self.home}{part}/" if part else self.home)
