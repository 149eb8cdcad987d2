"""A consultation from the desk to the respondent who is told, in a browser, with axe on every kind of page."""

import re

import pytest

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.notifications.models import Message
from tests.factories.consultations import Cast, move, option

pytestmark = pytest.mark.browser
LIST = "/consultations/"


@pytest.fixture
def cast(country):
    return Cast()


def rich(cast):
    """A draft with a question of every kind."""
    row = cast.draft(title="Small grants")
    by = {"consultation": row, "by": cast.officer, "section": row.sections.get(position=2)}
    options = [option("a", "Speed"), option("b", "Size"), option("c", "A simple form")]
    actions.add_question(kind="checkboxes", text="What matters?", text_easy="Tick", options=options, **by)
    actions.add_question(kind="scale", text="Would it help?", low_label="no", high_label="yes", **by)
    places = [option("x", "A quick answer"), option("y", "A larger grant")]
    actions.add_question(kind="ranking", text="Put these in order", options=places, **by)
    actions.add_question(kind="date", text="When did you begin?", **by)
    passages = [{"id": "p1", "text": "A group may apply."}, {"id": "p2", "text": "A grant is £10,000."}]
    actions.add_question(kind="document", text="The draft rules", passages=passages, **by)
    return Consultation.objects.get(pk=row.pk)


def test_an_officer_builds_and_a_colleague_checks(cast, visit):
    row = rich(cast)
    home = f"{LIST}{row.slug}/manage/"
    with visit(cast.officer) as officer:
        officer.open(LIST + "desk/")
        officer.press("New consultation")
        officer.fill("Title", "Libraries")
        officer.tick("Consultation")
        officer.press("Begin")
        officer.heading("Libraries")
        officer.press("The consultation principles")
        officer.fill("What is it for?", "To decide on opening hours.")
        officer.press("Save")
        officer.open(home + "details/")
        officer.open(home + "questions/")
        officer.press("Change q1", "question")
        officer.open(home + "preview/2/")
        officer.open(home)
        officer.press("Send for a second check", "verb")
        officer.press("Send for a second check")
        officer.sees("Waiting for a second check")
    with visit(cast.second, width=375) as second:
        second.open(home)
        second.press("Approve and publish", "verb")
        second.press("Approve and publish")
        second.open(home + "versions/")
    assert Consultation.objects.get(pk=row.pk).takes_responses()


def published(cast):
    row = actions.submit(consultation=rich(cast), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


@pytest.mark.parametrize(("width", "scripts"), [(375, True), (1280, False)])
def test_somebody_answers_without_an_account_and_is_told_what_came_of_it(cast, visit, width, scripts):
    row = published(cast)
    with visit(width=width, java_script_enabled=scripts) as ann:
        ann.open(LIST)
        ann.press("Small grants", "detail")
        ann.press("Read all the questions first")
        ann.open(f"{LIST}{row.slug}/")
        ann.press("Respond", "start")
        ann.press("Start your response", "page 1")
        ann.tick("No")
        ann.fill("Why not?", "It is too little.")
        ann.press("Save and continue", "page 2")
        ann.fill("How many volunteers?", "many")
        ann.press("Save and continue", "page 2")
        ann.fill("How many volunteers?", "12")
        ann.tick("Speed")
        ann.fill("Your comment on passage 2", "Pay it in advance.")
        ann.press("Save and continue", "who")
        ann.tick("As an individual")
        ann.fill("Email address", "ann@charity.example")
        ann.tick("Tell me what came of this consultation")
        ann.press("Save and continue", "publication")
        ann.tick("Publish my response without the name")
        ann.press("Save and continue", "check")
        ann.press("Send", "receipt")
        ann.sees("Response received")
        ann.press("Answer a few questions about who takes part", "monitoring")
        ann.press("Skip these questions", "receipt")
        ann.press("Your secret link", "link")
        address = re.search(r"/consultations/[^\"]+/return/[^\"]+/", ann.page.content())[0]
    response = Response.objects.get()
    _publish_outcome(cast, row, response)
    assert actions.tell_outcome() == 1
    assert Message.objects.get(kind="response_outcome").context["ref"] == response.ref
    with visit(width=width, java_script_enabled=scripts) as again:
        again.open(address, "receipt after the outcome")
        again.sees("What happened to what you said")
        again.sees("Everybody gets a little more.")
        again.press("Read the outcome", "outcome")


def _publish_outcome(cast, row, response):
    actions.publish_responses(responses=[response], by=cast.officer)
    move(row, closed_days_ago=3)
    by = {"consultation": row, "by": cast.officer}
    words = {"we_asked": "How much?", "you_said": "Too little.", "we_did": "Everybody gets a little more."}
    theme = actions.save_theme(title="Money", **words, **by)
    actions.contribute(response=response, themes=[theme], by=cast.officer)
    actions.save_report(kind="final_outcome", detail="The fund opens in spring.", **by)
    actions.publish_outcome(**by)


def test_officials_handle_what_came(cast, visit):
    from tests.factories.consultations import sent

    row = published(cast)
    programme = cast.programme(title="Volunteering")
    one = sent(row)
    home = f"{LIST}{row.slug}/manage/"
    with visit(cast.officer) as officer:
        officer.open(home + "responses/")
        officer.press(one.ref, "response")
        officer.press("Publish")
        for part in ("responses/enter/", "responses/import/", "formats/"):
            officer.open(home + part)
        move(row, closed_days_ago=100)
        officer.open(home + "outcome/")
        officer.press("Add a theme", "theme")
        officer.open(home)
        officer.press("Explain a delay", "delay")
        officer.open(f"/programmes/{programme.slug}/")
        officer.press("Add a decision", "decision")
        officer.fill("What is to be decided?", "Who decides on grants")
        officer.fill("Who decides?", "Minister")
        officer.press("Save", "programme")
        officer.sees("Who decides on grants")
    with visit(width=375) as reader:
        reader.open(f"{LIST}{row.slug}/", "late")
        reader.sees("Late")
        reader.press("Published responses", "responses")
        reader.press("An individual", "published response")
        reader.open(f"{LIST}{row.slug}/", "late")
        reader.open("/programmes/", "programmes")


def test_a_welsh_reader_answers_in_welsh(cast, visit):
    row = published(cast)
    with visit(language="cy", width=375) as reader:
        reader.open(f"{LIST}{row.slug}/")
        reader.press("Respond", "start")
        reader.press("Start your response", "page 1")
        reader.heading("Y gronfa")
