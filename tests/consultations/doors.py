"""Browsers without a browser: a person's client, and a respondent's."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from engagement.consultations.models import Export

BACKEND = "foundation.accounts.backends.Backend"


def as_person(user: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, BACKEND)
    return client


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def whole(answer: Any) -> bytes:
    """The body of an answer, in one piece or in many."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def exported(browser: Client, consultation: Any, format: str, **filters: str) -> bytes:
    """The file of responses that the pages give, as whoever is signed in asks for it."""
    address = f"{consultation.get_absolute_url()}manage/responses/exports/"
    assert browser.post(f"{address}?{urlencode(filters)}", {"format": format}).status_code == 303
    return whole(browser.get(f"{address}{Export.objects.first().public_id}/"))


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
