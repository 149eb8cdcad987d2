"""The main job, from a charity's first word to what the public may know of it."""

import re

import pytest
from playwright.sync_api import expect

from engagement.requests.models import EngagementRequest
from foundation.directory.enums import MembershipState
from foundation.directory.models import Membership
from tests.journeys import post
from tests.journeys.asking import ANSWERS, EMAIL, PRIVATE, SENDER, TITLE, answer, answer_all, begin, slug
from tests.journeys.conftest import CHARITY, NUMBER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTION = "Which three villages are coldest?"
ANSWER = "Tintern, Brockweir and Llandogo."
REPLY = "The reserve pays for three warm rooms from November."
OUTCOME = "Three rooms open and the rest are looked at in spring."
MISSING = "Nobody has said when the doors open."
COMMENT = "Quick and clear, thank you."
CONTACT = "Sam Okoro, youth team"
SAID_LATER = (QUESTION, ANSWER, REPLY, OUTCOME, MISSING, COMMENT)
PEOPLE = (SENDER, EMAIL, "Tomos Triage", "Olive Officer", "Sam Okoro")


@pytest.fixture(params=[1280, 375])
def width(request):
    return request.param


def test_one_request_all_the_way(visit, charity, government, width):
    with visit(width=width) as sender:
        ref = asked(sender)
        with visit(government.triage, width=width) as triage:
            routed(triage, ref)
        with visit(government.officer, width=width) as officer:
            accepted_with_a_question(officer, ref)
            answered_by_the_sender(sender, ref)
            replied_and_closed(officer, ref)
        read_rated_and_reopened(sender, ref)
    with visit(width=width) as anybody:
        seen_by_the_public(anybody, ref)


def asked(sender) -> str:
    begin(sender)
    sender.tick("On behalf of an organisation")
    sender.press("Save and continue")
    claims(sender)
    leaves_half_way_and_comes_back(sender)
    assert answer_all(sender, ANSWERS)[-1] == "publication"
    checks(sender)
    sender.press("Send request")
    return receipt(sender)


def claims(sender) -> None:
    sender.heading("Find your organisation")
    sender.fill("Name or number", "riverside food")
    sender.press("Search", "found")
    place = sender.field(CHARITY)
    expect(sender.page.get_by_text(NUMBER)).to_be_visible()
    place.check()
    sender.press("Save and continue")
    assert slug(sender) == "authority"
    membership = Membership.objects.get(user__email=EMAIL)
    assert membership.state == MembershipState.CLAIMED and membership.organisation.name == CHARITY


def leaves_half_way_and_comes_back(sender) -> None:
    for _page in range(3):
        answer(sender, ANSWERS[slug(sender)])
        sender.press("Save and continue")
    assert slug(sender) == "topic"
    sender.press("Save and come back later")
    sender.sees("Your draft is saved. Come back to it within 90 days.")
    sender.page.context.clear_cookies()
    sender.open("/requests/")
    sender.sign_in(EMAIL)
    assert sender.path == "/requests/"
    sender.look("drafts")
    sender.press("Carry on")
    sender.press("Who do you speak for?")
    expect(sender.field("Do other organisations join in this request?")).to_have_value(PRIVATE["coalition"])
    sender.press("See all the questions and what is done")
    sender.press("What is it about?")


def checks(sender) -> None:
    sender.heading("Check your answers before you send your request")
    for text in (CHARITY, TITLE, *PRIVATE.values(), "England, Wales", "Young people and youth services"):
        expect(sender.page.locator("dl").get_by_text(text).first).to_be_visible()
    sender.press("Change Minister")
    sender.fill("Is it for one minister?", "")
    sender.press("Save and continue")
    sender.heading("Check your answers before you send your request")
    expect(sender.page.locator("dl").get_by_text("The minister for the valleys")).to_have_count(0)


def receipt(sender) -> str:
    sender.heading("Request sent")
    shown = sender.page.locator(".govuk-panel").inner_text()
    ref = re.search(r"FD-\d{4}-\d{6}", shown)[0]
    letter = post.newest(EMAIL)
    assert ref in letter.subject and TITLE in letter.text and f"/requests/{ref}/" in letter.text
    assert PRIVATE["ask"] not in letter.text
    sender.press("Go to your request", "received")
    sender.sees("Received")
    return ref


def routed(triage, ref) -> None:
    triage.open("/dashboard/", "triage")
    triage.go_to("Triage")
    row = triage.page.get_by_role("row").filter(has_text=ref)
    expect(row).to_contain_text("Department for Culture, Media and Sport")
    expect(row).to_contain_text("The sender chose the topic")
    triage.press(f"Claim {ref}")
    triage.open("/triage/", "claimed")
    expect(row).to_contain_text("Claimed by you")
    triage.press(TITLE, "triage")
    triage.press("Send to a department", "choose")
    proposed = triage.field("Department for Culture, Media and Sport")
    expect(proposed).to_be_checked()
    triage.sees("Confidence: high (85%).")
    triage.press("Send to a department")
    triage.sees("The request is with the department. The sender and its officers are told.")
    assert "is with Department for Culture" in post.newest(EMAIL).subject


def accepted_with_a_question(officer, ref) -> None:
    officer.open("/dashboard/", "officer")
    officer.go_to("Desk")
    officer.press(TITLE, "to accept")
    officer.press("Accept")
    officer.fill("Whom can the sender ask for?", CONTACT)
    officer.press("Accept", "accepted")
    officer.press("Ask the sender a question")
    officer.fill("Your question", QUESTION)
    officer.press("Ask the sender a question", "asked")
    officer.sees("Waits for an answer to the question")
    expect(officer.page.locator(".fd-clock").nth(1)).to_contain_text("paused")


def answered_by_the_sender(sender, ref) -> None:
    assert "question" in post.newest(EMAIL).subject
    sender.open(f"/requests/{ref}/", "question")
    sender.sees(QUESTION)
    sender.sees("Waits for an answer to the question")
    expect(sender.page.locator("main")).to_contain_text(CONTACT)
    sender.press("Answer the question")
    sender.press("Answer the question")
    summary = sender.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    sender.fill("Your answer", ANSWER)
    sender.press("Answer the question", "answered question")
    sender.sees("Your answer is with government. Work on your request goes on.")
    expect(sender.page.get_by_text("Waits for an answer to the question")).to_have_count(0)


def replied_and_closed(officer, ref) -> None:
    officer.open(f"/requests/{ref}/", "answered question, officer")
    officer.sees(ANSWER)
    officer.press("Reply")
    officer.fill("Your reply", REPLY)
    officer.press("Reply", "replied, officer")
    officer.press("Close with an outcome")
    officer.tick("Part of what was asked for is agreed")
    officer.fill("What came of it, for the sender to read", OUTCOME)
    officer.press("Close with an outcome", "closed, officer")
    officer.go_to("Desk", "empty")
    assert officer.path == "/desk/"


def read_rated_and_reopened(sender, ref) -> None:
    subjects = [letter.subject for letter in post.letters(EMAIL)]
    assert subjects[-1] == f"Your request {ref} is closed"
    sender.open(f"/requests/{ref}/", "closed")
    for text in (REPLY, OUTCOME, "Part of what was asked for is agreed"):
        sender.sees(text)
    sender.press("Tell us how it went")
    for statement in (
        "The way my request was dealt with was fair",
        "I am content with the outcome",
        "I could see that what I said was used",
    ):
        group = sender.page.get_by_role("group", name=statement)
        group.get_by_label("Agree", exact=True).check()
    sender.fill("Anything else?", COMMENT)
    sender.press("Tell us how it went", "rated")
    sender.press("Reopen the request")
    sender.fill("What is still missing?", MISSING)
    sender.press("Reopen the request", "reopened")
    sender.sees("The request is open again.")
    sender.sees("Reopened")


def seen_by_the_public(anybody, ref) -> None:
    anybody.open("/register/")
    anybody.press(ref)
    anybody.heading(TITLE)
    for text in (CHARITY, "Department for Culture, Media and Sport", "An idea for policy", "Open again"):
        anybody.sees(text)
    for door in (f"/requests/{ref}/", "/requests/", "/triage/", "/desk/"):
        anybody.page.goto(door)
        assert anybody.path == "/sign-in/"
    for word in ("volunteers", "Tintern", "Aisha", "reserve"):
        anybody.page.goto(f"/register/?q={word}")
        anybody.sees("No requests match")
    nothing_leaks(anybody.page.request, ref)


def nothing_leaks(browser, ref) -> None:
    organisation = EngagementRequest.objects.get().organisation
    with_title = [
        "/register/",
        f"/register/{ref}/",
        "/register/download/",
        "/register/feed/",
        "/register/?q=warm",
    ]
    for address in [
        *with_title,
        "/",
        organisation.get_absolute_url(),
        "/departments/department-for-culture-media-and-sport/",
    ]:
        found = browser.get(address)
        text = found.text()
        assert found.ok and (TITLE in text) is (address in with_title), address
        assert [secret for secret in (*PRIVATE.values(), *SAID_LATER, *PEOPLE) if secret in text] == [], (
            address
        )
