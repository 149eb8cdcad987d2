"""From a workbook with faults to the respondent who reads what came of it: import, coding, outcome, trace, letter."""

import io
import re

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import expect

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.notifications.models import Message
from tests.factories.consultations import Cast, move
from tests.journeys import post

pytestmark = pytest.mark.browser
HEAD = [
    "number",
    "channel",
    "received",
    "capacity",
    "organisation",
    "email",
    "publication",
    "q1",
    "q2",
    "q3",
    "q4",
]
ANN, BEN = "ann@charity.example", "ben@charity.example"
LARGER = "The grants are too small: a larger grant would pay for a coordinator."


@pytest.fixture
def row(country):
    cast = Cast()
    return cast, cast.published(title="Small grants")


def workbook(*lines):
    book, file = Workbook(), io.BytesIO()
    for line in (HEAD, *lines):
        book.active.append(list(line))
    book.save(file)
    return {"name": "responses.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


def good(number, day):
    return (number, "post", day, "individual", "", "", "response_anonymised", "No", LARGER, 4, "")


def brings_in(officer, home, row):
    """The first file has a fault in four cells of three rows, the second is mended."""
    day = timezone.localdate().isoformat()
    bad = [list(good(number, day)) for number in (1, 2, 3, 4)]
    bad[1][1], bad[1][7], bad[2][2], bad[3][9] = "pigeon", "Perhaps", "soon", "many"
    officer.open(home + "responses/import/")
    officer.page.get_by_label("CSV or XLSX file").set_input_files(workbook(*bad))
    officer.press("Bring in", "faults")
    officer.sees("4 faults to mend; nothing was brought in")
    listed = officer.page.locator("main tbody tr").all_inner_texts()
    assert [line.split("\t")[:2] for line in listed] == [
        *(["3", "channel"], ["3", "q1"], ["4", "received"], ["5", "q3"]),
    ]
    assert not Response.objects.filter(channel="post").exists()
    officer.page.get_by_label("CSV or XLSX file").set_input_files(
        workbook(*(good(number, day) for number in (1, 2, 3, 4)))
    )
    officer.press("Bring in", "brought in")
    assert Response.objects.filter(consultation=row, channel="post").count() == 4


def answers(visitor, row, email, words):
    """By the form; the secret link is the answer."""
    visitor.open(f"/consultations/{row.slug}/respond/")
    visitor.press("Start your response")
    visitor.tick("No")
    visitor.fill("Why not?", words)
    visitor.press("Save and continue")
    visitor.press("Save and continue")
    visitor.tick("As an individual")
    visitor.fill("Email address", email)
    visitor.tick("Tell me what came of this consultation")
    visitor.press("Save and continue")
    visitor.tick("Publish my response without the name")
    visitor.press("Save and continue")
    visitor.press("Send")
    visitor.press("Your secret link")
    return re.search(r"/consultations/[^\"]+/return/[^\"]+/", visitor.page.content())[0]


def codes(officer, analysis):
    """Theme, every answer read, and the theme carried to the outcome with all who spoke of it."""
    officer.open(analysis, "analysis")
    officer.open(analysis + "questions/q2/themes/", "frame")
    officer.fill("Title", "Larger grants")
    officer.press("Add the theme", "frame")
    officer.open(analysis + "questions/q2/code/", "code")
    officer.press("Take the next answer", "code an answer")
    while officer.page.get_by_role("button", name="Save and next").count():
        if "coordinator" in officer.page.locator(".fd-analysis__text").first.inner_text():
            officer.tick("Larger grants")
        officer.press("Save and next", "code an answer")
    officer.open(analysis + "questions/q2/themes/", "frame")
    officer.press("Larger grants", "theme")
    officer.press("Carry to the outcome", "theme")


def concludes(officer, home):
    officer.open(home + "outcome/", "outcome lacking")
    officer.sees("has neither what was done nor a reason")
    officer.press("Larger grants", "outcome theme")
    officer.press("Remove this theme", "remove theme")
    officer.sees("5 responses are tied to this theme")
    officer.press("Cancel", "outcome theme")
    officer.fill("We asked", "Whether the grants are right.")
    officer.fill("You said", "They are too small.")
    officer.fill("We did", "A grant is now up to £20,000.")
    officer.press("Save", "outcome lacking")
    officer.press("Write the final outcome", "final outcome")
    officer.fill("Text", "Larger grants from the spring.")
    officer.press("Save", "outcome complete")
    officer.press("Publish the outcome", "outcome published")


def test_every_response_is_traced_to_what_came_of_it_and_its_author_is_told(row, visit):
    cast, row = row
    home, analysis = f"/consultations/{row.slug}/manage/", f"/consultations/{row.slug}/analysis/"
    with visit(width=375) as ann:
        anns = answers(ann, row, ANN, LARGER)
    with visit() as ben:
        bens = answers(ben, row, BEN, "The form is long.")
    with visit(cast.officer) as officer:
        brings_in(officer, home, row)
        row = move(row, closed_days_ago=3)
        codes(officer, analysis)
        ref = Response.objects.get(email=ANN).ref
        officer.open(f"{home}responses/{ref}/", "one response")
        expect(officer.page.get_by_label("Larger grants")).to_be_checked()
        concludes(officer, home)
    assert Consultation.objects.get().has_outcome()
    theme = row.outcome_themes.get()
    spoke = Response.objects.filter(contributions__theme=theme)
    assert spoke.count() == 5 and set(spoke.values_list("email", flat=True)) == {ANN, ""}
    assert actions.tell_outcome() == 6 and actions.tell_outcome() == 0
    assert set(Message.objects.filter(kind="response_outcome").values_list("address", flat=True)) == {
        ANN,
        BEN,
    }
    for email, link in ((ANN, anns), (BEN, bens)):
        letter = post.newest(email)
        theirs = Response.objects.get(email=email).ref
        assert theirs in letter.text and "Small grants" in letter.text and "/outcome/" in letter.text
        with visit(width=375) as again:
            again.open(link, f"receipt of {email[:3]}")
            again.sees("Read the outcome")
            said = again.page.locator("main").inner_text()
            assert ("A grant is now up to £20,000." in said) == (email == ANN)
            assert ("It was not tied to one theme of the outcome" in said) == (email == BEN)
            again.press("Read the outcome", "outcome")
            again.sees("A grant is now up to £20,000.")
