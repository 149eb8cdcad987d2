"""The API: public reads, what a department's system may do, and what nobody else sees."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.notifications.models import Fact
from tests.factories.consultations import DETAILS, PRINCIPLES, move, sent
from tests.requests.api_doors import system_of

LIST = "/api/v1/consultations/"
SCOPES = ("consultations:read", "consultations:write")


@pytest.fixture
def dcms(cast):
    return system_of(cast.dcms, *SCOPES)


@pytest.fixture
def mhclg(cast):
    return system_of(cast.mhclg, *SCOPES)


def row(consultation):
    return f"{LIST}{consultation.slug}/"


def slugs(answer):
    assert answer.status_code == 200, answer.content
    return [one["slug"] for one in answer.json()["results"]]


def test_everybody_reads_what_is_public_and_nothing_else(cast, dcms, mhclg):
    public, draft = cast.published(), cast.draft()
    assert slugs(Client().get(LIST)) == [public.slug]
    assert slugs(mhclg.get(LIST)) == [public.slug]
    assert set(slugs(dcms.get(LIST))) == {public.slug, draft.slug}
    for who in (Client(), mhclg):
        assert who.get(row(draft)).status_code == 404
        assert who.get(f"{row(draft)}questions/").status_code == 404
    assert Client().get(row(public)).json()["public_state"] == "open_consultation"


def test_a_token_without_the_scope_reads_like_everybody(cast):
    draft = cast.draft()
    other = system_of(cast.dcms, "requests:read")
    assert other.get(row(draft)).status_code == 404
    assert other.get(f"{row(cast.published())}responses/").status_code == 403


def test_what_is_scheduled_appears_by_itself_and_not_before(cast):
    draft = actions.submit(consultation=cast.draft(opens_in=3), by=cast.officer)
    later = timezone.now() + timedelta(days=1)
    actions.approve(consultation=draft, by=cast.second, publish_at=later)
    assert Client().get(row(draft)).status_code == 404
    Consultation.objects.filter(pk=draft.pk).update(publish_at=timezone.now())
    assert Client().get(row(draft)).json()["public_state"] == "consultation"


def said(cast):
    now = timezone.now()
    opening, closing = now - timedelta(days=1), now + timedelta(weeks=10)
    dates = {"opening_at": opening.isoformat(), "closing_at": closing.isoformat()}
    return (
        {"title": "Sent by a system", "kind": "consultation", "department": "DCMS"}
        | DETAILS
        | PRINCIPLES
        | dates
    )


FORM = {
    "sections": [
        {
            "title": "One",
            "questions": [
                {
                    "key": "agree",
                    "kind": "radios",
                    "text": "Agree?",
                    "required": True,
                    "options": [{"key": "y", "text": "Yes"}, {"key": "n", "text": "No"}],
                },
                {
                    "key": "why",
                    "kind": "long_text",
                    "text": "Why?",
                    "show_if": {"question": "agree", "any_of": ["n"]},
                },
            ],
        }
    ]
}


def test_a_system_writes_a_consultation_and_a_person_is_the_second_pair_of_eyes(cast, dcms):
    made = dcms.send(LIST, said(cast))
    assert made.status_code == 201, made.content
    address = f"{LIST}{made.json()['slug']}/"
    assert dcms.send(f"{address}write-questions/", FORM).status_code == 200
    assert (
        dcms.send(f"{address}write-text/", {"summary": "Another summary"}).json()["summary"]
        == "Another summary"
    )
    assert dcms.send(f"{address}submit/").json()["workflow"] == "submitted"
    assert dcms.send(f"{address}publish/").status_code == 403
    consultation = Consultation.objects.get()
    actions.approve(consultation=consultation, by=cast.second)
    keys = [one["key"] for one in Client().get(f"{address}questions/").json()["results"]]
    assert keys == ["agree", "why"]


def test_a_system_publishes_what_an_officer_submitted(cast, dcms, mhclg):
    draft = actions.submit(consultation=cast.draft(), by=cast.officer)
    assert mhclg.send(f"{row(draft)}publish/").status_code == 404
    assert dcms.send(f"{row(draft)}publish/").json()["workflow"] == "published"
    assert Fact.objects.filter(verb="consultation.published", department="DCMS").count() == 1


def test_nobody_writes_for_another_department_or_without_a_token(cast, mhclg):
    assert mhclg.send(LIST, said(cast)).status_code == 403
    assert Client().post(LIST, said(cast), content_type="application/json").status_code == 401
    public = cast.published()
    assert mhclg.send(f"{row(public)}amend/", {"change_note": "x"}).status_code == 403


def response(number, **more):
    body = {"number": number, "received_on": timezone.localdate().isoformat(), "capacity": "individual"}
    return body | {"publication": "do_not_publish", "answers": {"q1": "yes", "q3": 4}} | more


def test_many_responses_come_at_once_and_once(cast, dcms):
    consultation = cast.published()
    batch = {"responses": [response("a"), response("b", answers={"q1": "No", "q2": "Too little"})]}
    assert dcms.send(f"{row(consultation)}ingest/", batch).status_code == 200
    assert dcms.send(f"{row(consultation)}ingest/", batch).status_code == 200
    kept = Response.objects.filter(consultation=consultation)
    assert {one.external_id for one in kept} == {"a", "b"}
    assert kept.get(external_id="b").answers.get(question__key="q1").choices == ["no"]
    assert all(one.ref.startswith("RS-") and one.channel == "api" for one in kept)


def test_one_bad_response_stops_all_and_every_fault_is_named(cast, dcms):
    consultation = cast.published()
    bad = response("b", answers={"q1": "perhaps", "q9": "x", "q3": "many"})
    answer = dcms.send(f"{row(consultation)}ingest/", {"responses": [response("a"), bad, response("a")]})
    assert answer.status_code == 400
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert len(pointers) == 4, pointers
    assert Response.objects.count() == 0


def test_responses_are_their_departments_alone(cast, dcms, mhclg):
    consultation = cast.published()
    one = sent(consultation)
    found = dcms.get(f"{row(consultation)}responses/").json()["results"]
    assert [each["ref"] for each in found] == [one.ref]
    assert {each["question"]: each["value"] for each in found[0]["answers"]}["q2"] == "It is too little."
    assert mhclg.get(f"{row(consultation)}responses/").json()["results"] == []
    assert Client().get(f"{row(consultation)}responses/").status_code == 401
    assert dcms.get(f"{row(consultation)}responses/?q=nothing").json()["results"] == []
    assert len(dcms.get(f"{row(consultation)}responses/?q=little").json()["results"]) == 1


def test_published_responses_name_nobody_who_did_not_agree(cast):
    consultation = cast.published()
    one = sent(consultation, name="Ann Example")
    address = f"{row(consultation)}published-responses/"
    assert Client().get(address).json()["results"] == []
    actions.publish_responses(responses=[one], by=cast.officer)
    words = Client().get(address).content.decode()
    assert one.ref in words and "too little" in words
    assert "Ann Example" not in words and "charity.example" not in words


def test_themes_appear_with_the_outcome(cast):
    consultation = cast.closed()
    words = {"title": "Money", "we_asked": "How much?", "you_said": "More.", "we_did": "More."}
    actions.save_theme(consultation=consultation, by=cast.officer, **words)
    address = f"{row(consultation)}themes/"
    assert Client().get(address).json()["results"] == []
    actions.save_report(consultation=consultation, kind="final_outcome", by=cast.officer, detail="Done.")
    actions.publish_outcome(consultation=consultation, by=cast.officer)
    assert [one["we_did"] for one in Client().get(address).json()["results"]] == ["More."]


def test_the_tag_moves_when_the_clock_closes_it(cast):
    consultation = cast.published()
    tag = Client().get(row(consultation))["ETag"]
    move(consultation, closed_days_ago=1)
    again = Client().get(row(consultation), headers={"If-None-Match": tag})
    assert again.status_code == 200 and again.json()["public_state"] == "closed_consultation"


def test_filters_are_strict_and_say_what_stands_where(cast):
    opened, closed = cast.published(), cast.closed()
    assert slugs(Client().get(f"{LIST}?phase=open")) == [opened.slug]
    assert slugs(Client().get(f"{LIST}?phase=closed")) == [closed.slug]
    assert slugs(
        Client().get(f"{LIST}?q=volunteering&kind=consultation&department=DCMS&ordering=created_at")
    ) == [
        opened.slug,
        closed.slug,
    ]
    assert Client().get(f"{LIST}?phase=half").status_code == 400
    assert Client().get(f"{LIST}?ordering=department__name").status_code == 400


def test_programmes_are_public_once_published(cast):
    programme = cast.programme()
    found = Client().get("/api/v1/programmes/").json()["results"]
    assert [one["slug"] for one in found] == [programme.slug]
