"""Words that are in another language than the page say so, and no others do."""

import re

import pytest
from django.test import Client
from django.utils import translation

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from engagement.programmes import actions as programmes
from foundation.common.tongues import spoken
from foundation.common.words import bdi, paragraphs
from tests.consultations.doors import Visitor
from tests.factories.consultations import sent

pytestmark = pytest.mark.django_db


def marked(page):
    """What stands in elements that say they are in English, and the rest of the page's main part."""
    html = page.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    found = re.findall(r'<(\w+)[^>]* lang="en"[^>]*>(.*?)</\1>', main, re.DOTALL)
    return " ".join(words for _tag, words in found)


def read(address, language="cy"):
    prefix = "/cy" if language == "cy" else ""
    page = Client().get(prefix + address)
    assert page.status_code == 200, prefix + address
    assert f'<html lang="{language}"' in page.content.decode()
    return page


def test_what_has_no_welsh_is_marked_in_a_welsh_page_and_nothing_in_an_english_one(cast):
    row = cast.published(summary="Only in English", summary_cy="")
    Consultation.objects.filter(pk=row.pk).update(campaign_method="We count everybody.")
    row, address = Consultation.objects.get(pk=row.pk), row.get_absolute_url()
    found = marked(read(address))
    for words in (row.summary, row.civil_society_impact, row.campaign_method, *row.undecided_points):
        assert words in found, words
    assert (
        "Where it stands" not in found
        and ' lang="en"' not in read(address, "en").content.decode().split("<main")[1]
    )


def test_what_is_translated_is_not_marked(cast):
    row = cast.published(title_cy="Grantiau", summary_cy="Crynodeb yn Gymraeg")
    page = read(row.get_absolute_url())
    assert "Grantiau" not in marked(page) and "Crynodeb" not in marked(page)
    assert "Grantiau" in page.content.decode()


def test_questions_and_options_of_a_form_say_their_language(cast):
    row = cast.published()
    question = row.questions.get(key="q1")
    found = marked(read(f"{row.get_absolute_url()}questions/"))
    assert question.text in found and question.options[0]["text"] in found
    visitor = Visitor(row).start()
    found = marked(visitor.client.get(f"/cy{visitor.home}1/"))
    assert question.text in found and question.options[0]["text"] in found


@pytest.mark.parametrize(
    ("page", "theirs", "mark"), [("cy", "en", "en"), ("en", "cy", "cy"), ("en", "en", "")]
)
def test_a_response_is_in_the_language_of_its_author(cast, page, theirs, mark):
    row = cast.published()
    one = sent(row)
    Response.objects.filter(pk=one.pk).update(language=theirs)
    actions.publish_responses(responses=[Response.objects.get(pk=one.pk)], by=cast.officer)
    said = one.answers.exclude(text="").first().text
    home = row.get_absolute_url()
    for tail in ("responses/", f"responses/{one.ref}/"):
        html = read(home + tail, page).content.decode()
        shown = re.search(rf"<(?:bdi|div)([^>]*)>(?:<p[^>]*>)?{re.escape(said)}", html)[1]
        assert (f'lang="{mark}"' in shown) if mark else ("lang=" not in shown), tail


def test_a_programme_and_its_decisions_say_their_language(cast):
    one = programmes.create(
        by=cast.officer, department=cast.dcms, title="Reform", problem="Too slow", owner_role="Director"
    )
    programmes.add_decision(
        programme=one, by=cast.officer, question="Now or later?", decided_by_role="Minister"
    )
    programmes.publish(programme=one, by=cast.officer)
    found = marked(read(one.get_absolute_url()))
    assert all(words in found for words in ("Reform", "Too slow", "Now or later?", "Director"))


def test_marks_are_around_words_that_stay_text():
    with translation.override("cy"):
        words = spoken("<b>x", "en")
        assert bdi(words) == '<bdi lang="en">&lt;b&gt;x</bdi>' and 'lang="en"><p' in paragraphs(words)
        assert spoken("x", "cy") == "x" and "lang" not in bdi(spoken("x", "cy")) and spoken("", "en") == ""
