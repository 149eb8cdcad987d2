"""Where options lead is chosen, not typed; nothing is removed before somebody was asked."""

import pytest

from engagement.consultations import actions, skipping
from engagement.consultations.models import Consultation
from engagement.consultations.structure import read
from tests.consultations.doors import as_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast):
    row = cast.draft()
    for title in ("Money", "Anything else"):
        section = actions.add_section(consultation=row, title=title, by=cast.officer)
        actions.add_question(
            consultation=row, section=section, kind="text", text=f"{title}?", by=cast.officer
        )
    return Consultation.objects.get(pk=row.pk)


def place(row, tail=""):
    return f"{row.get_absolute_url()}manage/{tail}"


def leads(row, key="q1"):
    return [option["goes_to"] for option in row.questions.get(key=key).options]


def numbers(row):
    return {section.title: section.position for section in row.sections.all()}


def test_each_option_has_a_list_of_later_sections(cast, row):
    officer, here = as_person(cast.officer), place(row, "questions/q1/leads/")
    page = officer.get(here).content.decode()
    last = numbers(row)["Anything else"]
    assert f'<option value="{last}">Section {last}: Anything else</option>' in page
    assert page.count("End the questions") == len(leads(row)) and '<option value="1"' not in page
    assert "Where answers lead" in officer.get(place(row, "questions/")).content.decode()
    said = {f"to_{n}": "" for n in range(len(leads(row)))} | {"to_0": str(last), "to_1": "0"}
    assert officer.post(here, said).status_code == 303
    assert leads(row)[:2] == [last, 0]
    again = officer.get(here).content.decode()
    assert f'<option value="{last}" selected>' in again and '<option value="0" selected>' in again


def test_what_nobody_reaches_now_is_said_at_once(cast, row):
    officer, here = as_person(cast.officer), place(row, "questions/q1/leads/")
    many = len(leads(row))
    page = officer.post(here, {f"to_{n}": "" for n in range(many)}, follow=True).content.decode()
    assert "Every section can be reached" in page
    question = row.questions.get(key="q1")
    question.required = True
    question.save()
    page = officer.post(here, {f"to_{n}": "0" for n in range(many)}, follow=True).content.decode()
    assert "Nobody can reach section 2" in page and "Every section can be reached" not in page


@pytest.mark.parametrize("target", ["1", "99", "-1", "two", "9" * 400])
def test_no_option_leads_back_or_nowhere(cast, row, target):
    said = {f"to_{n}": "" for n in range(len(leads(row)))} | {"to_0": target}
    page = as_person(cast.officer).post(place(row, "questions/q1/leads/"), said)
    assert page.status_code == 200 and "There is a problem" in page.content.decode()
    assert set(leads(row)) == {None}


def test_a_new_wording_of_the_options_keeps_where_they_lead(cast, row):
    last, officer = numbers(row)["Anything else"], as_person(cast.officer)
    said = {f"to_{n}": "" for n in range(len(leads(row)))} | {"to_0": str(last)}
    officer.post(place(row, "questions/q1/leads/"), said)
    question = row.questions.get(key="q1")
    texts = ["Certainly", *(option["text"] for option in question.options[1:])]
    said = {"kind": question.kind, "text": question.text, "options": "\n".join(texts)}
    assert officer.post(place(row, "questions/q1/"), said).status_code == 303
    assert leads(row)[0] == last and row.questions.get(key="q1").options[0]["text"] == "Certainly"


def test_two_officials_do_not_lead_each_others_options_astray(cast, row):
    officer, here = as_person(cast.officer), place(row, "questions/q1/leads/")
    page = officer.get(here).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    question = row.questions.get(key="q1")
    options = list(reversed(question.options))
    actions.save_question(consultation=row, question=question, options=options, by=cast.second)
    said = {f"to_{n}": "0" for n in range(len(options))} | {"seen": seen}
    assert "Somebody else changed this" in officer.post(here, said).content.decode()
    assert set(leads(row)) == {None}


def test_options_lead_to_the_same_section_after_it_was_moved(cast, row):
    question, at = row.questions.get(key="q1"), numbers(row)
    options = [option | {"goes_to": at["Anything else"]} for option in question.options]
    options[1]["goes_to"] = at["Money"]
    actions.save_question(consultation=row, question=question, options=options, by=cast.officer)
    said = {"consultation": row, "by": cast.officer}
    actions.move_section(section=row.sections.get(title="Anything else"), up=True, **said)
    at = numbers(row)
    assert leads(row)[:2] == [at["Anything else"], at["Money"]] and at["Anything else"] < at["Money"]
    actions.remove_section(section=row.sections.get(position=2), **said)
    at = numbers(row)
    assert leads(row)[:2] == [at["Anything else"], at["Money"]]
    actions.remove_section(section=row.sections.get(title="Anything else"), **said)
    assert leads(row)[:2] == [None, numbers(row)["Money"]]
    assert "missing_target" not in {problem.code for problem in skipping.problems(read(row))}


def test_nothing_is_removed_before_somebody_was_asked(cast, row):
    officer, at = as_person(cast.officer), numbers(row)["Money"]
    key = row.questions.get(text="Money?").key
    page = officer.get(place(row, f"questions/{key}/remove/")).content.decode()
    assert "Do you want to remove" in page and "Money?" in page and row.questions.filter(key=key).exists()
    assert "Money?" in officer.get(place(row, f"sections/{at}/remove/")).content.decode()
    officer.post(place(row, "questions/"), {"do": f"remove {key}"})
    officer.post(place(row, "questions/"), {"do": f"section-remove {at}"})
    assert row.questions.filter(key=key).exists() and "Money" in numbers(row)
    assert officer.post(place(row, f"questions/{key}/remove/")).status_code == 303
    assert not row.questions.filter(key=key).exists()
    assert officer.post(place(row, f"sections/{at}/remove/")).status_code == 303
    assert "Money" not in numbers(row)


def test_the_page_says_what_hangs_on_the_question(cast, row):
    last = row.questions.get(section__title="Anything else")
    first = row.questions.get(key="q1")
    show_if = {"question": "q1", "any_of": [first.options[0]["key"]]}
    actions.save_question(consultation=row, question=last, show_if=show_if, by=cast.officer)
    page = as_person(cast.officer).get(place(row, "questions/q1/remove/")).content.decode()
    assert f"It is asked before q2, {last.key}, which is only shown" in page


def test_what_is_published_is_not_removed(cast):
    row = cast.published()
    officer = as_person(cast.officer)
    for tail in ("questions/q1/remove/", "sections/1/remove/", "questions/q1/leads/"):
        assert officer.get(place(row, tail)).status_code == 409
        assert officer.post(place(row, tail), {"to_0": "0"}).status_code == 409
    assert row.questions.filter(key="q1").exists()
