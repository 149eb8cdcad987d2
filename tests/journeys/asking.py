"""The way through the question pages, from the start page to the receipt."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from tests.journeys.visitor import Visitor

SENDER, EMAIL = "Aisha Rahman", "aisha@riverside.example"
TITLE = "Warm rooms for older people in winter"
Said = tuple[str, str, str]

ASK = "Please fund one warm room in every village of the valley."
PRIVATE = {
    "represents": "We heard from three hundred and forty carers in May.",
    "coalition": "Valley Carers Forum",
    "place": "Chepstow and Tintern",
    "ask": ASK,
    "why_now": "The spending plan is settled in January.",
    "evidence": "Our volunteers counted 212 visits on one cold weekend.",
    "links": "https://www.example.org/cold-homes-survey",
    "affected": "Older tenants who live alone",
    "reason": "Our trustees meet that week.",
    "needs": "A telephone call instead of a video meeting",
    "conflicts": "We hold a small grant from the county.",
}


def fill(label: str, text: str) -> Said:
    return "fill", label, text


def tick(label: str) -> Said:
    return "tick", label, ""


def choose(label: str, option: str) -> Said:
    return "choose", label, option


SOON = timezone.localdate() + timedelta(days=60)
ANSWERS: dict[str, Sequence[Said]] = {
    "authority": (
        tick("I may write to government for this organisation"),
        fill("Who do you speak for, and how do you know what they think?", PRIVATE["represents"]),
        fill("Do other organisations join in this request?", PRIVATE["coalition"]),
    ),
    "kind": (tick("An idea for policy"),),
    "where": (tick("England"), tick("Wales"), fill("Is it about one place?", PRIVATE["place"])),
    "topic": (
        choose("Topic", "Young people and youth services"),
        fill("Is it for one minister?", "The minister for the valleys"),
    ),
    "ask": (
        fill("Give your request a title", TITLE),
        fill("What would you like to happen?", PRIVATE["ask"]),
        fill("Why now?", PRIVATE["why_now"]),
    ),
    "evidence": (
        fill("What do you know, and how do you know it?", PRIVATE["evidence"]),
        fill("Links to reports or pages", PRIVATE["links"]),
    ),
    "files": (),
    "affected": (fill("Who is affected?", PRIVATE["affected"]),),
    "needs": (
        fill("Day", str(SOON.day)),
        fill("Month", str(SOON.month)),
        fill("Year", str(SOON.year)),
        fill("What happens on that date?", PRIVATE["reason"]),
        fill("Do you need anything to take part?", PRIVATE["needs"]),
        tick("We would need travel or other costs paid to come to a meeting"),
    ),
    "declarations": (
        tick("No"),
        fill("Do you have an interest that government should know of?", PRIVATE["conflicts"]),
    ),
    "publication": (tick("None of these"), tick("Yes, show the title and the name")),
}
# Only what has to be answered, by somebody who writes for themselves.
BRIEFLY: dict[str, Sequence[Said]] = {
    "kind": (tick("An early warning about a problem on the ground"), tick("Yes")),
    "where": (tick("Scotland"),),
    "topic": (),
    "ask": (
        fill("Give your request a title", "Heating oil has run out"),
        fill("What would you like to happen?", "Please open the reserve."),
    ),
    "evidence": (),
    "files": (),
    "affected": (),
    "needs": (),
    "declarations": (tick("No"),),
    "publication": (tick("Yes, show the title"),),
}


def slug(visitor: Visitor) -> str:
    return visitor.path.rstrip("/").rsplit("/", 1)[-1]


def answer(visitor: Visitor, said: Sequence[Said]) -> None:
    for verb, label, text in said:
        getattr(visitor, verb)(label, *([text] if text else []))


def answer_all(visitor: Visitor, answers: Mapping[str, Sequence[Said]], *, until: str = "check") -> list[str]:
    """Page after page, each leading to the next. Returns the pages that were answered."""
    answered: list[str] = []
    while (page := slug(visitor)) != until:
        assert page not in answered, (
            f"{page} leads back to itself: {visitor.page.locator('main').inner_text()}"
        )
        answer(visitor, answers[page])
        visitor.press("Save and continue")
        answered.append(page)
    return answered


def begin(visitor: Visitor, *, email: str = EMAIL, name: str = SENDER) -> None:
    """From the start page, by way of signing in, to the first question."""
    visitor.open("/requests/new/")
    visitor.press("Start now")
    visitor.sign_in(email, name)
    assert slug(visitor) == "who"
