"""Other formats: whoever asks is answered in the language in which they asked, whatever the official speaks."""

import pytest
from django.test import Client
from django.utils import timezone, translation

from engagement.consultations import actions
from engagement.consultations.models import FormatRequest, Response
from foundation.notifications.models import Message
from foundation.notifications.wording import letter
from tests.consultations.doors import as_person

ASKED = {"format": "large_print", "email": "cymro@charity.example"}


@pytest.fixture
def consultation(cast):
    return cast.published()


def ask(consultation, language):
    prefix = "" if language == "en" else f"/{language}"
    page = Client().post(f"{prefix}/consultations/{consultation.slug}/formats/", ASKED)
    assert page.status_code == 200
    translation.activate("en")
    return page.content.decode(), FormatRequest.objects.get()


def told(kind):
    message = Message.objects.get(kind=kind)
    written = letter(message)
    return message, f"{written.subject} {written.text}"


def test_the_page_and_the_letters_are_in_the_language_of_who_asks(cast, consultation):
    page, asked = ask(consultation, "cy")
    assert asked.language == "cy" and "Print bras" in page
    officer = as_person(cast.officer)
    here = f"{consultation.get_absolute_url()}manage/formats/"
    assert "Asked in Welsh" in officer.get(here).content.decode()
    officer.post(here, {"request": str(asked.public_id), "do": "provide"})
    for kind in ("format_received", "format_provided"):
        message, words = told(kind)
        assert message.language == "cy" and "Grantiau bach" in words and "Print bras" in words, words
        assert (
            "in another format" not in words and "Large print" not in words and "with this link" not in words
        )
    response = Response.objects.get(format_request=asked)
    assert response.language == "cy"


def test_a_refusal_too(cast, consultation):
    _page, asked = ask(consultation, "cy")
    actions.refuse_format(format_request=asked, by=cast.officer, reason="Nid oes modd ei argraffu.")
    message, words = told("format_refused")
    assert message.language == "cy" and "Nid oes modd" in words and "Grantiau bach" in words
    assert "We cannot" not in words


def test_english_stays_english_under_a_welsh_official(cast, consultation):
    _page, asked = ask(consultation, "en")
    with translation.override("cy"):
        actions.provide_format(format_request=asked, by=cast.officer)
    message, words = told("format_provided")
    assert message.language == "en" and consultation.title in words and "Large print" in words
    day = timezone.localtime(Response.objects.get(format_request=asked).extended_until)
    assert f"{day.day} {day:%B %Y}" in words
