"""A theme of the outcome is removed from a page that says what goes along, never by the first press."""

import pytest
from django.test import Client

from engagement.consultations import actions
from engagement.consultations.models import OutcomeTheme
from tests.consultations.doors import as_person
from tests.factories.consultations import sent

TEXTS = {"title": "Bus routes", "we_asked": "Which?", "you_said": "All.", "we_did": "We kept them."}


@pytest.fixture
def theme(cast):
    row = cast.closed()
    return actions.save_theme(consultation=row, by=cast.officer, **TEXTS)


def door(theme, tail="remove/"):
    return f"{theme.consultation.get_absolute_url()}manage/outcome/theme/{theme.public_id}/{tail}"


def test_the_page_of_a_theme_leads_to_the_question_and_the_question_to_the_deed(cast, theme):
    officer = as_person(cast.officer)
    assert f'href="{door(theme)}"' in officer.get(door(theme, "")).content.decode()
    asked = officer.get(door(theme)).content.decode()
    assert "Do you want to remove the theme “Bus routes”?" in asked and "No response is tied to it" in asked
    officer.post(door(theme, ""), {"remove": "1"})
    assert OutcomeTheme.objects.exists()
    done = officer.post(door(theme))
    assert done.status_code == 303 and done["Location"].endswith("/manage/outcome/")
    assert not OutcomeTheme.objects.exists() and officer.post(door(theme)).status_code == 404


def test_it_says_how_many_responses_spoke_to_it(cast, theme):
    one = sent(theme.consultation)
    actions.contribute(response=one, themes=[theme], by=cast.officer)
    assert "1 response is tied to this theme" in as_person(cast.officer).get(door(theme)).content.decode()
    as_person(cast.officer).post(door(theme))
    one.refresh_from_db()
    assert one.state == "submitted" and not one.contributions.exists()


@pytest.mark.parametrize("ask", ["get", "post"])
def test_once_the_outcome_is_public_its_themes_stay(cast, theme, ask):
    said = {"consultation": theme.consultation, "by": cast.officer}
    actions.save_report(kind="final_outcome", detail="We keep the routes.", **said)
    actions.publish_outcome(**said)
    assert getattr(as_person(cast.officer), ask)(door(theme)).status_code == 409
    assert OutcomeTheme.objects.exists()


def test_nobody_else_comes_to_the_page(cast, theme):
    for client in (Client(), as_person(cast.other_officer), as_person(cast.member)):
        for ask in (client.get, client.post):
            assert ask(door(theme)).status_code in (302, 403, 404)
    assert OutcomeTheme.objects.exists()
