"""Everybody follows every link that the demonstration's pages offer them: each opens, in both languages."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

from foundation.accounts import demo
from foundation.accounts.models import User
from portal.demo.people import NAMES

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(900)]

MOST = 400  # kinds of page that one person opens
LINK = re.compile(rb'<a\b[^>]*\bhref="(/[^"]*)"')
LEFT_OUT = ("/static/", "/sign-out/", "/demo/")
# What tells two pages of one kind apart: references, keys, years, the words of a slug, and what is asked for.
WORD = re.compile(
    r"^(\d+|[A-Z]{2,3}-\d{4}-\d+|[0-9a-f-]{30,}|\d{4}-q\d|[a-z0-9]+(-[a-z0-9]+)+|[a-z]?\d+[a-z]?)$"
)


def kind(address: str) -> str:
    path, _, asked = address.partition("?")
    words = ["*" if WORD.match(word) else word for word in path.split("/")]
    return "/".join(words) + "?" + ",".join(sorted(part.split("=")[0] for part in asked.split("&")))


def links(body: bytes) -> Iterator[str]:
    for found in LINK.findall(body):
        address = unescape(found.decode()).partition("#")[0]
        if not address.startswith(("//", *LEFT_OUT)):
            yield address


def walk(client: Client) -> dict[str, str]:
    """What did not open, and the page that offered it."""
    wrong, waiting, known = (
        {},
        deque([("/", "the start"), ("/dashboard/", "the start")]),
        {"/", "/dashboard/"},
    )
    while waiting and len(known) < MOST + len(waiting):
        address, offered_by = waiting.popleft()
        response = client.get(address, follow=True)
        if response.status_code >= 400:
            wrong[address] = f"{response.status_code}, offered by {offered_by}"
        if response.streaming or "text/html" not in response.get("Content-Type", ""):
            continue
        for link in links(response.content):
            if kind(link) not in known:
                known.add(kind(link))
                waiting.append((link, address))
    return wrong


def test_every_link_opens(tmp_path, settings):
    settings.DEMO = True
    call_command("seed_demo", client_file=tmp_path / "client.json")
    wrong = {}
    for role in (None, *NAMES):
        client = Client(raise_request_exception=False)
        if role:
            user = User.objects.get(email=demo.address(role))
            client.force_login(user, "foundation.accounts.backends.Backend")
        wrong |= {f"{role}: {address}": why for address, why in walk(client).items()}
    assert wrong == {}
