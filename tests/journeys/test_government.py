"""Officials at work: many requests at once, and one that was somebody else's."""

import pytest
from playwright.sync_api import expect

from engagement.requests import actions
from tests.factories.requests import draft, person
from tests.journeys import post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sender():
    return person("Gwen", language="en")


def sent(by, title):
    return actions.submit(request=draft(by, title=title), by=by)


@pytest.mark.parametrize("width", [1280, 375])
def test_many_are_acknowledged_and_routed_at_once(visit, government, sender, width):
    first, second, third = (sent(sender, f"Question number {number}") for number in range(3))
    actions.claim(request=third, by=government.triage)
    with visit(government.triage, width=width) as triage:
        triage.open("/triage/", "three")
        triage.press("Acknowledge", "none ticked")
        triage.sees("Tick at least one request first.")
        tick(triage, first, second, third)
        triage.press("Acknowledge", "two of three")
        triage.heading("Acknowledge 2 requests")
        triage.sees("1 request is left out")
        triage.press("Acknowledge 2 requests")
        triage.heading("2 requests acknowledged")
        triage.press("Back to the queue", "acknowledged")
        tick(triage, first, second)
        triage.press("Send to a department", "two")
        triage.press("Send 2 requests")
        expect(triage.page.locator(".govuk-error-summary")).to_be_focused()
        triage.choose("Which department should deal with them?", str(government.dcms))
        triage.fill("Note on your decision", "Both are about the same scheme.")
        triage.press("Send 2 requests", "routed")
        triage.heading("2 requests sent to DCMS")
    assert f"Your request {second.ref} is with" in " ".join(
        each.subject for each in post.letters(sender.email)
    )
    with visit(government.officer, width=width) as officer:
        officer.open("/desk/", "two")
        for row in (first, second):
            expect(officer.page.get_by_role("link", name=row.title)).to_be_visible()
        expect(officer.page.get_by_role("link", name=third.title)).to_have_count(0)


def tick(triage, *rows) -> None:
    for row in rows:
        triage.page.get_by_role("checkbox", name=f"Select {row.ref}").check()


def test_a_request_moves_to_the_department_that_can_answer(visit, government, sender):
    row = sent(sender, "Who mends the church roof?")
    row = actions.route(request=row, department=government.dcms, by=government.triage)
    actions.accept(request=row, by=government.officer)
    with visit(government.officer) as officer:
        officer.open(f"/requests/{row.ref}/", "accepted here")
        officer.press("Offer to another department")
        officer.choose("Which department should deal with it?", str(government.mhclg))
        officer.fill("Why is it theirs?", "Places of worship are with your buildings team.")
        officer.press("Offer to another department", "offered")
    with visit(government.other_officer) as other:
        other.open("/desk/?tab=offered", "offered")
        other.press(row.title, "offered to us")
        other.sees("Places of worship are with your buildings team.")
        other.press("Take it over")
        expect(other.field("Whom can the sender ask for?")).to_have_value("Mina Other")
        other.press("Take it over", "taken over")
    assert post.newest(sender.email).subject.endswith(f"{row.ref} is now with {government.mhclg}")
    with visit(sender, width=375) as reader:
        reader.open(f"/requests/{row.ref}/", "moved")
        reader.sees("It has moved between departments once.")
        reader.sees(f"Taken over by {government.mhclg}")
        expect(reader.page.locator("main")).to_contain_text("You can ask for: Mina Other")
        expect(reader.page.locator("main")).not_to_contain_text("Places of worship")
