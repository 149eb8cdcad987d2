"""A page that was drawn once and is filled in says letter by letter what one drawn for its reader says."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from engagement.consultations import actions, answering, reading
from engagement.consultations.forms.answering import PageForm
from engagement.consultations.models import Consultation, Response
from engagement.consultations.structure import questionnaire
from engagement.consultations.views.shared import Held, cookie_name
from engagement.consultations.views.showing import show_filled, show_page
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import option

EVIL = "\"quoted\" 'so' & <b>bold</b>\n\n two lines €"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"')


@pytest.fixture
def every_kind(cast):
    """A consultation whose second page has a question of every kind that can be drawn beforehand."""
    row = cast.draft()
    by = {"consultation": row, "by": cast.officer, "section": row.sections.get(position=2)}
    options = [option("a", "Apples"), option("b", EVIL), option("c", "Cheese")]
    for kind in (
        {"kind": "text"},
        {"kind": "radios", "options": options},
        {"kind": "checkboxes", "options": options, "guidance": "As many as you like"},
        {"kind": "scale", "minimum": -1, "maximum": 3, "low_label": "bad"},
        {"kind": "ranking", "options": options},
        {"kind": "date"},
    ):
        actions.add_question(text=f"A {kind['kind']}", **kind, **by)
    asked = {"question": "q6", "any_of": ["b"]}
    actions.add_question(text="And why?", kind="text", show_if=asked, **by)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


SAID = {
    "q3": "12.5",
    "q4": EVIL,
    "q5": EVIL.splitlines()[0],
    "q6": "b",
    "q7": ["a", "c"],
    "q8": "-1",
    "q9__a": "2",
    "q9__b": "1",
    "q9__c": "3",
    "q10-day": "27",
    "q10-month": "3",
    "q10-year": "2026",
    "q11": "Because",
}


def both(visitor, number, tail=""):
    """The page filled in, and the page drawn for its reader."""
    response = Response.objects.select_related("consultation").get()
    place = {"slug": response.consultation.slug, "key": response.public_id}
    request = RequestFactory().get(reverse("consultations:page", kwargs={**place, "number": number}) + tail)
    name = cookie_name(response.public_id)
    request.COOKIES[name], request.user = visitor.client.cookies[name].value, AnonymousUser()
    held = Held(request, **place)
    form = questionnaire(response.consultation)
    by_pk = {question.pk: question.key for question in form.questions()}
    said = {by_pk[row.question_id]: answering.of_answer(row) for row in reading.answers(response)}
    here = form.page(number)
    drawn = show_page(request, held, here, PageForm(None, page=here, said=said), said, "1@2,3@4")
    filled = show_filled(request, held, here, said, "1@2,3@4")
    return [TOKEN.sub(r"\1", answer.content.decode()) for answer in (filled, drawn)]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("tail", ["", "?check"])
def test_it_is_the_same_page_before_and_after_answers(every_kind, language, tail):
    visitor = Visitor(every_kind).start()
    with translation.override(language):
        filled, drawn = both(visitor, 2, tail)
        assert filled == drawn
    visitor.post("1", q1="no", q2=EVIL)
    assert visitor.post("2", **SAID).status_code == 303
    with translation.override(language):
        for number in (1, 2):
            filled, drawn = both(visitor, number, tail)
            assert filled == drawn
    assert " checked" in filled and " selected" in filled and 'value="2026"' in filled


def test_of_what_one_reader_said_nothing_reaches_another(every_kind):
    one, other = Visitor(every_kind).start(), Visitor(every_kind).start()
    one.post("1", q1="no", q2="Words of the first")
    assert "Words of the first" in one.get("1").content.decode()
    page = other.get("1").content.decode()
    assert "Words of the first" not in page and one.home not in page and " checked" not in page


def test_each_reader_has_a_guard_of_their_own(every_kind):
    visitors = [Visitor(every_kind).start() for _ in range(2)]
    pages = [visitor.get("1").content.decode() for visitor in visitors]
    found = {TOKEN.search(page)[0] for page in pages}
    assert len(found) == 2 and all(len(each) > 90 for each in found)


def test_a_changed_question_shows_at_once(cast, every_kind):
    visitor = Visitor(every_kind).start()
    assert "Do you agree?" in visitor.get("1").content.decode()
    every_kind.questions.filter(key="q1").update(text="Do you still agree?")
    Consultation.objects.filter(pk=every_kind.pk).update(form_version=77)
    assert "Do you still agree?" in visitor.get("1").content.decode()


def test_whoever_is_signed_in_reads_their_own_name(cast, every_kind):
    browser = as_person(cast.officer)
    visitor = Visitor(every_kind)
    visitor.client = browser
    page = visitor.start().get("1").content.decode()
    assert (cast.officer.name or cast.officer.email) in page
