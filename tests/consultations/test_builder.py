"""The builder asks for what is needed, in order: the kind of a question first, then what that kind needs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.consultations import actions, importing
from engagement.consultations.enums import QuestionKind
from engagement.consultations.forms.authoring import ClockField
from engagement.consultations.forms.building import HINTS, OWN
from engagement.consultations.models import Consultation
from foundation.common import forms
from foundation.common.words import day as written_day
from tests.consultations.doors import as_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast):
    return cast.draft()


def place(row, tail=""):
    return f"{row.get_absolute_url()}manage/{tail}"


def test_every_kind_has_fields_and_words_of_its_own():
    assert set(OWN) == set(HINTS) == set(QuestionKind.values)


def test_a_new_question_begins_with_its_kind(cast, row):
    officer = as_person(cast.officer)
    html = officer.get(place(row, "sections/1/new/")).content.decode()
    assert "What kind of answer do you ask for?" in html and 'name="text"' not in html
    bare = officer.get(place(row, "sections/1/new/"), {"next": "1"})
    assert bare.status_code == 400 and "Select what kind of answer you ask for" in bare.content.decode()
    assert officer.get(place(row, "sections/1/new/"), {"kind": "poem"}).status_code == 400


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_the_second_page_asks_what_this_kind_needs_and_nothing_else(cast, row, kind):
    html = as_person(cast.officer).get(place(row, "sections/1/new/"), {"kind": kind}).content.decode()
    shown = {name for names in OWN.values() for name in names if f'name="{name}"' in html}
    assert shown == set(OWN[kind])


def test_another_kind_keeps_the_words_and_drops_what_it_does_not_have(cast, row):
    officer = as_person(cast.officer)
    question = row.questions.filter(kind="radios").first()
    here = place(row, f"questions/{question.key}/")
    assert 'name="options"' in officer.get(here).content.decode()
    assert "What kind of answer" in officer.get(here, {"change": "1"}).content.decode()
    page = officer.get(here, {"change": "1", "kind": "long_text"})
    assert question.text in page.content.decode() and 'name="options"' not in page.content.decode()


def test_nothing_is_published_at_a_moment_that_has_passed(cast, row):
    actions.submit(consultation=row, by=cast.officer)
    second, day = as_person(cast.second), timezone.localdate()
    said = {"publish_on-day": day.day, "publish_on-month": day.month, "publish_on-year": day.year - 1}
    page = second.post(place(row, "do/approve/"), said)
    assert "This moment has passed" in page.content.decode()
    assert Consultation.objects.get(pk=row.pk).workflow == "submitted"
    assert "Enter the day" in second.post(place(row, "do/approve/"), {"publish_time": "9am"}).content.decode()
    said |= {"publish_on-year": day.year + 1, "publish_time": "9am"}
    page = second.post(place(row, "do/approve/"), said)
    assert "It would be published after it closes" in page.content.decode()
    later = day + timedelta(days=10)
    said |= {"publish_on-day": later.day, "publish_on-month": later.month, "publish_on-year": later.year}
    page = second.post(place(row, "do/approve/"), said, follow=True).content.decode()
    assert f"It is published on {written_day(later)} at 9am; until then nobody" in page
    found = Consultation.objects.get(pk=row.pk)
    assert found.workflow == "scheduled" and timezone.localtime(found.publish_at).hour == 9


@pytest.mark.parametrize(
    ("word", "clock"),
    [
        ("9am", "09:00"),
        ("5:30pm", "17:30"),
        ("5.30 PM", "17:30"),
        ("14:30", "14:30"),
        ("midday", "12:00"),
        ("12am", "00:00"),
    ],
)
def test_a_time_is_read_as_people_write_it(word, clock):
    assert f"{ClockField(label='Closing time').clean(word):%H:%M}" == clock


def test_what_is_no_time_is_answered_with_an_example():
    with pytest.raises(forms.ValidationError, match="Closing time must be a time, like 9am or 23:45"):
        ClockField(label="Closing time").clean("late")


def test_what_is_missing_leads_to_where_it_is_mended(cast):
    row = actions.create(by=cast.officer, department=cast.dcms, title="Halls", kind="consultation")
    html = as_person(cast.officer).get(place(row)).content.decode()
    assert f'href="{place(row, "details/")}"><bdi>Write a summary' in html
    assert f'href="{place(row, "principles/")}"><bdi>Say who decides' in html
    assert "What came" not in html, "nothing can have come yet"


def test_the_printed_questions_say_where_answers_lead(cast, client):
    row = cast.published()
    question = row.questions.filter(kind="radios").first()
    options = [dict(option, goes_to=0) for option in question.options[:1]] + question.options[1:]
    type(question).objects.filter(pk=question.pk).update(options=options)
    Consultation.objects.filter(pk=row.pk).update(form_version=row.form_version + 1)
    html = client.get(f"{row.get_absolute_url()}questions/").content.decode()
    assert "(then the questions end)" in html


def test_all_that_stands_in_the_way_of_an_outcome_is_said_at_once(cast):
    row = cast.closed()
    actions.save_theme(title="Money", we_asked="a", you_said="b", consultation=row, by=cast.officer)
    html = as_person(cast.officer).get(place(row, "outcome/")).content.decode()
    assert "Write the final outcome first" in html and "“Money” has neither" in html
    assert "Publish the outcome" not in html


def test_a_table_of_responses_is_answered_with_the_options_and_takes_days_as_people_write_them(cast):
    import io

    row = cast.published()
    question = row.questions.filter(kind="radios").first()
    day = timezone.localdate()
    head = f"number,channel,received,capacity,publication,{question.key}"
    rows = [
        f"1,post,{day.day}/{day.month}/{day.year},individual,do_not_publish,{question.options[0]['text']}",
        f"2,post,{day.isoformat()},individual,do_not_publish,Perhaps",
        "3,post,31/31/2026,individual,do_not_publish,",
    ]
    found = importing.read(row, io.BytesIO("\n".join([head, *rows]).encode()), "r.csv")
    faults = {(fault.row, fault.column): str(fault.text) for fault in found.faults}
    assert question.options[0]["text"] in faults[3, question.key] and "Perhaps" in faults[3, question.key]
    assert "3/11/2026" in faults[4, "received"] and not any(row == 2 for row, _column in faults)
