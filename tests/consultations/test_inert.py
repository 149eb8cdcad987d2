"""What people type stays text on every page, and what is not theirs is not found."""

import re

import pytest
from django.test import Client

from engagement.consultations import actions
from engagement.consultations.answering import Said
from engagement.consultations.models import Consultation, Response
from tests.consultations.doors import Visitor, as_person
from tests.factories.consultations import move, option, sent

EVIL = "<script>alert(1)</script>{{ 7*7 }}\u202ejavascript:x"
LIVE = re.compile(r"<script>alert|\{\{|<img src=x|49\u202e")


@pytest.fixture
def hostile(cast):
    """A consultation in which every text is an attack."""
    row = cast.draft(
        title=f"A {EVIL}", summary=EVIL, body=EVIL, easy_read=EVIL, privacy_note=EVIL, title_cy=""
    )
    actions.save_principles(
        consultation=row,
        by=cast.officer,
        undecided_points=[EVIL],
        civil_society_impact=EVIL,
        campaign_method=EVIL,
    )
    section = actions.add_section(consultation=row, by=cast.officer, title=EVIL, guidance=EVIL)
    words = {"text": EVIL, "text_easy": EVIL, "guidance": EVIL}
    by = {"consultation": row, "by": cast.officer, "section": section}
    actions.add_question(kind="radios", options=[option("a", EVIL), option("b", "B")], **words, **by)
    actions.add_question(kind="ranking", options=[option("a", EVIL), option("b", "B")], **words, **by)
    actions.add_question(kind="document", passages=[{"id": "p1", "text": EVIL}], **words, **by)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


def test_every_page_shows_it_as_text(cast, hostile):
    base = hostile.get_absolute_url()
    answers = {1: {"q1": Said(choices=("no",)), "q2": Said(text=EVIL)}, 3: {"q5": Said(choices=("a",))}}
    one = sent(
        hostile,
        answers=answers,
        capacity="on_behalf_of_organisation",
        organisation_name=EVIL,
        has_authority=True,
        how_gathered=EVIL,
        publication="name_and_response",
    )
    actions.publish_responses(responses=[one], by=cast.officer)
    visitor = Visitor(hostile).start()
    visitor.post("1", q1="no", q2=EVIL)
    visitor.post("2", q3="", q4=EVIL)
    pages = [visitor.get(part) for part in ("", "1", "2", "3", "who")]
    public = ("", "questions/", "respond/", "responses/", f"responses/{one.ref}/", "responses/download.json")
    pages += [Client().get(base + tail) for tail in public]
    pages += [Client().get(f"/consultations/{tail}") for tail in ("", "feed/", "calendar/")]
    inside = ("", "details/", "questions/", "versions/", "preview/3/", "responses/", f"responses/{one.ref}/")
    pages += [as_person(cast.officer).get(f"{base}manage/{tail}") for tail in inside]
    row = move(hostile, closed_days_ago=2)
    by = {"consultation": row, "by": cast.officer}
    actions.save_theme(title=EVIL, we_asked=EVIL, you_said=EVIL, we_did=EVIL, **by)
    actions.save_report(kind="final_outcome", detail=EVIL, **by)
    actions.publish_outcome(**by)
    pages += [Client().get(base + "outcome/"), as_person(cast.officer).get(f"{base}manage/outcome/")]
    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        if page["Content-Type"].startswith("text/html"):
            assert LIVE.findall(page.content.decode().replace("{{ 7*7 }}", "")) == [], page.request[
                "PATH_INFO"
            ]


@pytest.mark.parametrize("tail", [
    "?after=x", "?phase=x", "?department=NOBODY", "?q=%00", "?q=" + "a%20" * 3000, "?after=" + "9" * 700,
])  # fmt: skip
def test_a_list_answers_hostile_addresses_calmly(db, tail):
    assert Client().get("/consultations/" + tail).status_code in (200, 400, 404, 414)


@pytest.mark.parametrize("part", ["0", "-1", "999999999999999999999", "1e3"])
def test_pages_that_are_not_there_are_not_found(cast, part):
    visitor = Visitor(cast.published()).start()
    assert visitor.get(part).status_code == 404


def test_an_unpublished_consultation_is_found_by_no_door(cast):
    row = cast.draft(title="Embargoed matter")
    base = row.get_absolute_url()
    tails = (
        "",
        "questions/",
        "respond/",
        "responses/",
        "outcome/",
        "formats/",
        "manage/",
        "responses/download.csv",
    )
    for who in (Client(), as_person(cast.member), as_person(cast.other_officer), as_person(cast.triage)):
        for tail in tails:
            answer = who.get(base + tail)
            expected = {404, 302} if tail == "manage/" else {404}  # anybody is asked to sign in there
            assert answer.status_code in expected, tail
        for tail in ("", "feed/", "calendar/", "?q=embargoed"):
            assert "Embargoed" not in who.get("/consultations/" + tail).content.decode()


def test_a_person_sees_their_own_response_and_no_other(cast):
    row = cast.published()
    sent(row)
    mine = sent(row, by=cast.member)
    assert list(Response.objects.visible_to(cast.member)) == [mine]
    assert Response.objects.visible_to(None).count() == 0
    assert Response.objects.visible_to(cast.officer).count() == 2
    assert Response.objects.visible_to(cast.other_officer).count() == 0
