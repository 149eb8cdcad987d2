"""The same way without scripts and without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from foundation.directory.models import Organisation
from tests.factories.requests import person
from tests.journeys import post
from tests.journeys.asking import ANSWERS, BRIEFLY, SENDER, answer_all, begin, slug
from tests.journeys.visitor import focused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUP = "Friends of Llandogo Green"
REFERENCE = re.compile(r"FD-\d{4}-\d{6}")


def test_a_group_without_a_number_asks_without_scripts(visit, government):
    email = "friends@green.example"
    with visit(width=375, java_script_enabled=False) as sender:
        begin(sender, email=email)
        sender.tick("On behalf of an organisation")
        sender.press("Save and continue")
        adds_a_group(sender)
        assert list(ANSWERS) == answer_all(sender, ANSWERS)
        sender.press("Send request")
        ref = REFERENCE.search(sender.page.locator(".govuk-panel").inner_text())[0]
    assert ref in post.newest(email).subject
    with visit(government.triage, java_script_enabled=False) as triage:
        triage.open("/triage/")
        triage.page.get_by_role("checkbox", name=f"Select {ref}").check()
        triage.press("Send to a department")
        triage.choose("Which department should deal with them?", str(government.dcms))
        triage.press("Send 1 request")
        triage.heading("1 request sent to DCMS")
    with visit(government.officer, java_script_enabled=False) as officer:
        officer.open(f"/requests/{ref}/")
        officer.press("Accept")
        officer.press("Accept")
        officer.press("Reply")
        officer.fill("Your reply", "The county has a fund for greens.")
        officer.press("Reply")
    with visit(width=375, java_script_enabled=False) as sender:
        sender.open(f"/requests/{ref}/")
        sender.sign_in(email)
        sender.sees("The county has a fund for greens.")


def adds_a_group(sender) -> None:
    sender.fill("Name or number", GROUP)
    sender.press("Search")
    sender.sees(f"We found nothing like “{GROUP}”")
    sender.press("Add your group")
    expect(sender.field("Name of the organisation or group")).to_have_value(GROUP)
    sender.tick("Wales")
    sender.press("Add and continue")
    assert slug(sender) == "authority"
    group = Organisation.objects.get()
    assert (group.name, group.verification_level, group.identifiers.count()) == (GROUP, 0, 0)


def test_the_keyboard_is_enough(visit):
    with visit(keyboard=True) as sender:
        begin(sender, email="keys@home.example")
        sender.tick("As an individual")
        sender.press("Save and continue")
        assert list(BRIEFLY) == answer_all(sender, BRIEFLY)
        sender.press("Send request")
        assert REFERENCE.search(sender.page.locator(".govuk-panel").inner_text())
        sender.press("Go to your request", "keyboard")
        sender.press("Add a message", "keyboard")
        sender.fill("Your message", "The oil came today.")
        sender.press("Add a message", "keyboard, added")
        sender.sees("The oil came today.")
        expect(sender.page.locator("main")).not_to_contain_text(SENDER)


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(visit):
    with visit(person("Careful"), width=375) as sender:
        sender.open("/requests/new/who/")
        sender.press("Save and continue")
        fails(sender, "Select whether you write for an organisation or as an individual", "capacity")
        sender.tick("As an individual")
        sender.press("Save and continue")
        sender.press("Save and continue")
        fails(sender, "Select what kind of request this is", "kind")
        sender.tick("An early warning about a problem on the ground")
        sender.press("Save and continue")
        fails(sender, "Select whether people are at risk of harm now", "risk_to_people")
        sender.tick("No")
        sender.press("Save and continue")
        assert slug(sender) == "where"
        sender.open(sender.path.replace("where", "ask"))
        sender.fill("What would you like to happen?", "Please look at the bridge.\nIt is closed.")
        sender.press("Save and continue")
        fails(sender, "Enter a title", "title")
        expect(sender.field("What would you like to happen?")).to_have_value(
            "Please look at the bridge.\nIt is closed."
        )
        sender.open(sender.path.replace("ask", "needs"))
        sender.fill("Day", "31")
        sender.fill("Month", "2")
        sender.fill("Year", "2099")
        sender.press("Save and continue")
        summary = sender.page.locator(".govuk-error-summary")
        summary.get_by_role("link").first.click()
        assert focused(sender.field("Day"))
        expect(sender.field("Month")).to_have_value("2")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_group_without_a_name_is_told_so(visit, width):
    with visit(person("Careful"), width=width) as sender:
        sender.open("/requests/new/who/")
        sender.tick("On behalf of an organisation")
        sender.press("Save and continue")
        sender.fill("Name or number", GROUP)
        sender.press("Search", "nothing found")
        sender.press("Add your group")
        sender.fill("Name of the organisation or group", "")
        sender.fill("Website", "www.green.example")
        sender.press("Add and continue")
        fails(sender, "Enter the name of your organisation", "name")
        expect(sender.field("Website")).to_have_value("www.green.example")


def fails(sender, sentence: str, name: str) -> None:
    """The page says so at its top, the sentence leads to the field, and the title tells it too."""
    summary = sender.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(sender.page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link", name=sentence).click()
    expect(sender.page.locator(":focus")).to_have_attribute("name", name)
