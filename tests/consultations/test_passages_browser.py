"""Comments on chosen words in a real browser: by selecting them, by hand without scripts, and without barriers."""

import pytest
from playwright.sync_api import expect

from engagement.consultations import actions
from engagement.consultations.models import Answer, Consultation
from tests.analysis.test_browser import come_as
from tests.browser import barriers, open_page
from tests.consultations.test_passages import FIRST, PASSAGES
from tests.factories.consultations import Cast, sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Select so many characters from the nth place of these words, as a mouse would.
SELECT = """([id, words, nth]) => {
  const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(), seen = -1; node; node = walker.nextNode()) {
    for (let at = node.data.indexOf(words); at >= 0; at = node.data.indexOf(words, at + 1)) {
      if (++seen < nth) continue;
      document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
      return true;
    }
  }
  return false;
}"""


@pytest.fixture
def consultation():
    cast = Cast()
    row = cast.draft()
    actions.add_question(
        consultation=row,
        section=row.sections.get(position=1),
        by=cast.officer,
        kind="document",
        text="What of the draft?",
        passages=PASSAGES,
    )
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    row = actions.approve(consultation=row, by=cast.second)
    row.cast = cast
    return row


def begin(page, consultation):
    page.goto(f"{consultation.get_absolute_url()}respond/")
    page.click("main form button")
    page.wait_for_selector("[data-document]")


def choose(page, words, nth=0):
    assert page.evaluate(SELECT, ["q5-p1", words, nth])
    button = page.locator("#q5-p1 + [data-choose]")
    button.wait_for(state="visible")
    button.click()


def test_selected_words_are_filled_in_and_a_second_comment_gets_its_own_place(
    browser, live_server, consultation
):
    with open_page(browser, live_server.url) as page:
        begin(page, consultation)
        page.check("[name=q1][value=yes]")
        choose(page, "grants")
        expect(page.locator("[name=q5__1__words]")).to_have_value("grants")
        page.keyboard.type("Which ones?")
        choose(page, "up to £10,000")
        expect(page.locator("[name=q5__2__place]")).to_have_value("p1")
        page.keyboard.type("Too little.")
        page.click("text=Save and continue")
        page.wait_for_url("**/2/")
    comments = Answer.objects.get(question__kind="document").comments
    assert [(each["quote"], each["text"]) for each in comments] == [
        ("grants", "Which ones?"),
        ("up to £10,000", "Too little."),
    ]
    assert comments[1]["start"] == FIRST.index("up to")


def test_without_scripts_the_words_are_copied_by_hand(browser, live_server, consultation):
    with open_page(browser, live_server.url, java_script_enabled=False) as page:
        begin(page, consultation)
        expect(page.locator("[data-choose]").first).to_be_hidden()
        page.check("[name=q1][value=yes]")
        page.select_option("[name=q5__1__place]", "p2")
        page.fill("[name=q5__1__words]", "each year")
        page.fill("[name=q5__1__says]", "Twice a year.")
        page.click("text=Save and add another comment")
        expect(page.locator("[name=q5__2__words]")).to_have_count(1)
    [comment] = Answer.objects.get(question__kind="document").comments
    assert (comment["quote"], comment["text"]) == ("each year", "Twice a year.")


def test_no_barrier_and_nothing_wider_than_the_screen(browser, live_server, consultation):
    cast = consultation.cast
    one = sent(consultation)
    actions.start_export(consultation=consultation, format="csv", filters="", by=cast.officer)
    base = consultation.get_absolute_url()
    with open_page(browser, live_server.url) as page:
        begin(page, consultation)
        assert barriers(page) == []
        page.goto(f"{base}respond/")
        come_as(page, cast.officer, live_server)
        inside = ("manage/responses/", "manage/responses/exports/", f"manage/responses/{one.ref}/")
        for address in ("/dashboard/", *(base + tail for tail in inside)):
            page.goto(address)
            assert barriers(page) == [], address
        actions.withdraw(consultation=consultation, by=cast.officer, reason="The law changed.")
        for address in (base, "/consultations/", f"{base}respond/"):
            page.goto(address)
            assert barriers(page) == [], address
