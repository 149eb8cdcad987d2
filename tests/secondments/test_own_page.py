"""One's own page: the same few questions whatever the bodies, whose turn it is, and nobody else's rows."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.common.forms.messages import plain
from foundation.directory.models import Membership
from secondments import lines, mine, posts
from secondments.actions import agreements, life
from secondments.forms.base import VerbForm
from secondments.models import Placement
from secondments.presenting import turn
from tests.factories import requests as make
from tests.factories.secondments import START, TERMS, TODAY, on
from tests.secondments.doors import visitor

PAGE = "/secondments/mine/"


def asked(user, page):
    client = visitor(user)
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page)
    assert answer.status_code == 200
    return len(captured), answer.content.decode()


def of_another_body(cast, title):
    """A placement of the same lead's next organisation, with a person of its own."""
    body = make.organisation(f"Body of {title}")
    person = make.member(body)
    Membership.objects.create(
        user=cast.lead,
        organisation=body,
        role="lead",
        state="active",
        joined_at=timezone.now(),
        confirmed_by="first",
    )
    cast.lead = cast.fresh(cast.lead)
    words = {"person": person, "manager": cast.lead, "where": {"organisation": body}}
    return cast.placement("agreement", title=title, plan=words)


@pytest.fixture
def several(cast):
    return [of_another_body(cast, f"Work {number}") for number in range(3)]


def test_it_asks_the_same_few_questions_whatever_the_bodies(cast):
    of_another_body(cast, "First")
    few, _html = asked(cast.fresh(cast.lead), PAGE)
    for number in range(4):
        of_another_body(cast, f"Work {number}")
    many, html = asked(cast.fresh(cast.lead), PAGE)
    assert all(f"Work {number}" in html for number in range(4)) and "First" in html
    assert many == few <= 7


def test_a_placement_is_read_in_three_statements_whatever_is_around_it(cast):
    row = cast.placement("active")
    few, _html = asked(cast.fresh(cast.person), row.get_absolute_url())
    with on(START + timedelta(1)):
        for _turn in range(3):
            life.raise_issue(placement=row, body="Words", by=cast.person)
            life.note_absence(placement=row, kind="leave", from_on=START, to_on=START, by=cast.person)
    many, html = asked(cast.fresh(cast.person), row.get_absolute_url())
    assert html.count("Words") == 3
    assert many == few <= 3


def test_lines_say_the_same_as_the_placement_itself(cast):
    for state in ("conflict_check", "approvals", "agreement", "active", "returned", "evaluated"):
        row = cast.placement(state, title=state, plan=another(cast))
        ((line, now, _yours),) = [
            found for found in lines.placements(cast.officer) if found[0].ref == row.ref
        ]
        assert now == turn(Placement.objects.get(pk=row.pk)), state
        assert (line.title, line.state, line.person) == (row.title, row.state, str(row.person))


def another(cast):
    return {"person": make.member(cast.riverside)}


def test_who_signed_is_not_waited_for_and_the_reader_is_called_you(cast):
    row = cast.placement("agreement")
    with on(TODAY):
        text = agreements.draw_up(placement=row, by=cast.officer, **TERMS)
        text = agreements.issue(placement=row, by=cast.officer)
        said = {"placement": row, "text_hash": text.text_hash, "proof": "code"}
        agreements.sign(**said, name=cast.lead.name, by=cast.lead)
    ((_line, now, yours),) = lines.placements(cast.person)
    assert now.sides == ("secondee", "host") and yours == ("secondee",)
    assert now.who(yours) == "you and the host"
    assert now.who() == "the secondee and the host"
    for by in (cast.lead, cast.host_manager):  # has signed; may not sign
        ((_line, now, yours),) = lines.placements(by)
        assert yours == ()


def test_nobody_reads_lines_of_others(cast, several):
    cast.post(title="Of the department")
    refs = {row.ref for row in several}
    assert {line.ref for line, *_ in lines.placements(cast.lead)} == refs
    assert {line.ref for line, *_ in lines.placements(cast.officer)} == refs
    for row in several:
        assert [line.ref for line, *_ in lines.placements(row.person)] == [row.ref]
    for who in (
        "other_officer",
        "other_lead",
        "outsider",
        "respondent",
        "colleague",
        "triage",
        "administrator",
    ):
        user = getattr(cast, who)
        assert lines.placements(user) == [], who
        assert posts.of(user).hosted == [] and posts.of(user).to_approve == [], who
        assert mine.to_release(user) == [] and not mine.parts(user).new, who


def test_a_manager_who_left_the_body_has_no_line_any_more(cast):
    row = cast.placement("active")
    assert [line.ref for line, *_ in lines.placements(cast.fresh(cast.host_manager))] == [row.ref]
    cast.host_manager.appointments.all().delete()
    assert lines.placements(cast.fresh(cast.host_manager)) == []


def test_people_whom_nobody_looked_at_are_a_link_to_their_opportunity(cast):
    post = cast.post(title="Look at us")
    cast.nomination(post, shortlisted=False)
    _number, html = asked(cast.host_manager, PAGE)
    assert f'href="{post.get_absolute_url()}#people"' in html
    assert "1 person was put forward and not looked at yet" in html
    for other in (cast.lead, cast.person, cast.other_officer):
        assert "not looked at yet" not in asked(other, PAGE)[1]


@pytest.mark.parametrize(
    ("state", "words"),
    [("draft", "Ask your manager to agree first"), ("asked", "Your manager has not answered yet")],
)
def test_who_may_not_apply_yet_reads_what_to_do(cast, state, words):
    post = cast.post()
    cast.candidate(state)
    page = visitor(cast.person).get(f"{post.get_absolute_url()}apply/", follow=True).content.decode()
    assert words in page


def test_who_is_placed_reads_that_and_finds_the_placement(cast):
    row = cast.placement("active")
    post = cast.post(title="Another")
    page = visitor(cast.person).get(f"{post.get_absolute_url()}apply/", follow=True).content.decode()
    assert "You have a placement." in page and f'href="{row.get_absolute_url()}"' in page


def test_a_start_before_its_day_or_its_gates_says_what_is_missing(cast):
    early = cast.placement("agreement_signed")
    with on(TODAY):
        answer = visitor(cast.officer).get(f"{early.get_absolute_url()}start/")
    assert answer.status_code == 409 and "first day, 1 February 2027" in answer.content.decode()
    shut = cast.placement("approvals", plan=another(cast))
    with on(TODAY):
        answer = visitor(cast.officer).get(f"{shut.get_absolute_url()}start/")
    said = answer.content.decode()
    assert answer.status_code == 409 and "still shut: approvals, clearance, the agreement." in said


def test_what_is_missing_in_a_form_is_named(cast):
    page = visitor(cast.host_manager).post("/secondments/new/", {"title": "Kept words"}).content.decode()
    assert "Enter an answer" not in page and "Select an option" not in page
    assert "Enter the problem to work on" in page and "Kept words" in page
    page = visitor(cast.person).post("/secondments/profile/", {"post": "Head"}).content.decode()
    assert "Enter the day from which you are free" in page and "Enter an answer" not in page


def test_no_form_says_only_that_something_is_missing():
    kinds = [VerbForm]
    for kind in kinds:
        kinds += kind.__subclasses__()
        for name, declared in kind.base_fields.items():
            field = deepcopy(declared)
            plain(field)
            said = (
                str(field.error_messages["required"]) if field.required and not field.widget.is_hidden else ""
            )
            assert said not in ("Enter an answer", "Select an option", "Enter a date"), (kind, name)


def test_the_copy_about_a_person_is_in_words(cast):
    row = cast.placement("active")
    page = visitor(cast.person).get("/secondments/about-me/").content.decode()
    assert "1 February 2027" in page and "2027-02-01" not in page
    assert "Active" in page and "agreement_signed" not in page and row.ref in page
    text = visitor(cast.person).get("/secondments/about-me/txt/").content.decode()
    assert "1 February 2027" in text and "£45,000.00" in text
