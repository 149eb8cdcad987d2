"""What the tests of both queues share."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from engagement.requests.enums import OPEN, State
from engagement.requests.models import EngagementRequest
from foundation.common.references import next_reference

QUEUE, DESK = "/triage/", "/desk/"


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def refs(answer: Any) -> list[str]:
    """References of the rows on the page, in their order."""
    return re.findall(r'fd-queue__title" href="/requests/(FD-[^/]+)/"', text(answer))


def following(answer: Any, link: str = "next") -> str | None:
    """The token behind the link to the next or the previous page, or behind the one that looks further."""
    found = re.search(
        rf'href="[^"]*[?&]after=([^"&]+)"[^>]*rel="{"next" if link == "next" else "prev"}"', text(answer)
    )
    further = (
        re.search(r'href="[^"]*[?&]after=([^"&]+)">Look through', text(answer)) if link == "next" else None
    )
    found = found or further
    return found[1] if found else None


def rows(by: Any, number: int, state: str = State.SUBMITTED, **fields: Any) -> list[EngagementRequest]:
    """Many requests without their life: straight into a state."""
    today, now = timezone.localdate(), timezone.now()
    plain = {
        "submitter": by,
        "capacity": "individual",
        "kind": "information",
        "title": "A plain question",
        "ask": "What is planned?",
        "nations": ["england"],
        "acts_for_client": False,
        "state": state,
        "submitted_on": today,
        "reply_due_on": today + timedelta(21),
        "ceiling_on": today + timedelta(28),
    }
    due = fields.pop("due_on", today + timedelta(3))
    made = [
        EngagementRequest(
            **plain | {"submitted_at": now - timedelta(minutes=place), "ref": next_reference("FD")} | fields,
            due_on=due if state in OPEN else None,
        )
        for place in range(number)
    ]
    return EngagementRequest.objects.bulk_create(made)
