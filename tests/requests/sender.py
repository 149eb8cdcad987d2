"""A person at the question pages: what is typed on each, and the way through them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from engagement.requests.models import EngagementRequest

TYPED: dict[str, dict[str, Any]] = {
    "authority": {"speaks_with_authority": "on", "represents": "340 carers", "coalition": ""},
    "kind": {"kind": "policy_idea"},
    "where": {"nations": ["england", "wales"], "place": "Chepstow"},
    "topic": {"topic": "", "preferred_department": "", "named_minister": ""},
    "ask": {"title": "Warm rooms in winter", "ask": "Please fund one warm room a village.", "why_now": ""},
    "evidence": {"evidence": "We counted 212 visits.", "evidence_links": "www.example.org/report"},
    "files": {},
    "affected": {"affected_groups": "Older people"},
    "needs": {"language": "en"},
    "declarations": {"acts_for_client": "no"},
    "publication": {"sensitivity": ["none"], "may_publish": "yes"},
}


def page(draft: EngagementRequest, slug: str) -> str:
    return reverse("requests:step", kwargs={"key": draft.public_id, "slug": slug})


def at(name: str, draft: EngagementRequest) -> str:
    return reverse(f"requests:{name}", kwargs={"key": draft.public_id})


def begin(browser: Client, capacity: str = "individual", **more: Any) -> EngagementRequest:
    """Answer the first question; the newest draft is the one it made."""
    answer = browser.post(reverse("requests:begin"), {"capacity": capacity, **more})
    assert answer.status_code == 303, answer.content.decode()
    return EngagementRequest.objects.order_by("-pk").first()


def answer_all(browser: Client, draft: EngagementRequest, **instead: dict[str, Any]) -> None:
    """Go through the pages one by one, following where each leads, up to the check page."""
    address = page(draft, "kind")
    while "/check/" not in address:
        slug = address.rstrip("/").rsplit("/", 1)[-1]
        answer = browser.post(address, instead.get(slug, TYPED[slug]))
        assert answer.status_code == 303, (slug, answer.content.decode())
        address = answer.headers["Location"]


def written(browser: Client) -> EngagementRequest:
    """A draft that lacks nothing."""
    draft = begin(browser)
    answer_all(browser, draft)
    draft.refresh_from_db()
    return draft
