"""Pages that everybody sees alike are made once: no response that comes in makes them anew, every change does."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.consultations import actions
from engagement.consultations.models import Consultation
from engagement.consultations.views import shared
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import sent

PAGES = {
    "list": "/consultations/",
    "page": "{home}",
    "questions": "{home}questions/",
    "responses": "{home}responses/",
}


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    shared._at_hand.clear()


def read(address):
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == f"public, max-age={shared.FRESH}"
    return answer.content.decode(), len(queries)


@pytest.mark.parametrize("name", PAGES)
def test_responses_that_come_in_make_no_page_anew(cast, name):
    """A petition's minute: whoever reads meanwhile reads the page that was kept, by one or two look-ups."""
    row = cast.published()
    actions.publish_responses(responses=[sent(row)], by=cast.officer)
    address = PAGES[name].format(home=row.get_absolute_url())
    first, made = read(address)
    for _time in range(3):
        sent(row)
        html, asked = read(address)
        assert html == first and asked <= 2 and asked < made, (asked, made)


def test_the_questions_are_made_anew_when_they_change(cast):
    """Taken away before anybody answered, worded anew and published again; in both languages, at once."""
    row = cast.published()
    home = row.get_absolute_url()
    assert (
        "Do you agree?" in read(f"{home}questions/")[0] and "Do you agree?" in read(f"/cy{home}questions/")[0]
    )
    row = actions.unpublish(consultation=row, by=cast.officer, reason="A mistake in the first question.")
    assert Client().get(f"{home}questions/").status_code == 404
    first = row.questions.get(key="q1")
    actions.save_question(consultation=row, question=first, by=cast.officer, text="Do you agree at all?")
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    actions.approve(consultation=row, by=cast.second)
    for prefix in ("", "/cy"):
        assert "Do you agree at all?" in read(f"{prefix}{home}questions/")[0]


def test_a_note_about_a_change_is_on_the_page_at_once(cast):
    row = cast.published()
    read(row.get_absolute_url())
    actions.amend(
        consultation=row, by=cast.officer, change_note="Clearer words", summary="What is a small grant?"
    )
    html, _asked = read(row.get_absolute_url())
    assert "Clearer words" in html and "What is a small grant?" in html


def test_a_draft_is_shown_to_its_authors_alone_and_never_kept(cast):
    row = cast.draft()
    address = f"{row.get_absolute_url()}questions/"
    assert Client().get(address).status_code == 404
    inside = as_person(cast.officer).get(address)
    assert inside.status_code == 200 and "public" not in inside.get("Cache-Control", "")
    assert Client().get(address).status_code == 404


def test_whoever_answers_meanwhile_keeps_their_own_pages(cast):
    """The kept page of the questions is nobody's form."""
    row = cast.published()
    read(f"{row.get_absolute_url()}questions/")
    visitor = Visitor(row).start()
    page = visitor.get("1")
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
