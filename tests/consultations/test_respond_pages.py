"""The pages of a respondent, without an account."""

import re
from datetime import timedelta

import pytest

from engagement.consultations.models import Consultation, Response
from tests.consultations.doors import Visitor, as_person, hidden
from tests.factories.consultations import WHO, at


@pytest.fixture
def consultation(cast):
    return cast.published()


@pytest.fixture
def visitor(consultation):
    return Visitor(consultation).start()


def fill(visitor):
    assert visitor.post("1", q1="no", q2="Too little").status_code == 303
    assert visitor.post("2", q3="12", q4="").status_code == 303
    assert visitor.post("who", capacity="individual", email=WHO["email"]).status_code == 303
    assert visitor.post("publication", publication="response_anonymised").status_code == 303
    return visitor


def test_the_whole_way_from_start_to_receipt(visitor):
    fill(visitor)
    assert "Too little" in visitor.get("check").content.decode()
    answer = visitor.post("check")
    assert answer["Location"].endswith("receipt/")
    ref = Response.objects.get().ref
    receipt = visitor.get("receipt").content.decode()
    assert ref in receipt and "by the clock of this service" in receipt
    copy = visitor.get("copy")
    assert "Too little" in copy.content.decode()
    assert "attachment" in copy["Content-Disposition"]


def test_a_double_click_on_start_begins_one_response(consultation):
    visitor = Visitor(consultation).start()
    key = visitor.home.split("/")[-2]
    visitor.client.post(visitor.base + "respond/", {"key": key})
    assert Response.objects.count() == 1


def test_the_link_opens_the_response_in_another_browser(consultation, visitor):
    address = re.search(
        r"http://testserver(/consultations/[^\"]*/return/[^\"]*/)", visitor.get("link").content.decode()
    )[1]
    other = Visitor(consultation)
    answer = other.client.get(address)
    assert answer["Location"].endswith(visitor.home)
    assert other.client.get(visitor.home).status_code == 200
    fill(visitor).post("check")
    assert other.client.get(address)["Location"].endswith("receipt/")


def test_without_the_link_there_is_nothing(cast, visitor, consultation):
    stranger = Visitor(consultation)
    for part in ("", "1/", "who/", "check/", "receipt/", "copy/", "link/", "withdraw/"):
        assert stranger.client.get(visitor.home + part).status_code == 404
        assert as_person(cast.officer).get(visitor.home + part).status_code == 404


def test_a_response_is_not_found_under_another_consultation(cast, visitor):
    other = cast.published()
    assert (
        visitor.client.get(visitor.home.replace(visitor.base, f"/consultations/{other.slug}/")).status_code
        == 404
    )


def test_whoever_jumps_ahead_lands_on_what_is_not_done(visitor):
    assert visitor.get("2")["Location"].endswith("/1/")
    assert visitor.post("check")["Location"].endswith(visitor.home)
    assert Response.objects.get().state == "draft_saved"


def test_required_answers_are_asked_for_unless_it_is_saved_for_later(visitor):
    page = visitor.post("1", q1="", q2="")
    assert page.status_code == 200
    assert "Answer “" in page.content.decode()
    assert visitor.post("1", q1="", q2="", later="1")["Location"].endswith("link/")


def test_errors_keep_what_was_typed(visitor):
    page = visitor.post("1", q1="no", q2="x" * 501)
    assert "x" * 501 in page.content.decode()
    assert "500" in page.content.decode()


@pytest.mark.parametrize("said", [{"q1": "maybe"}, {"q1": "yes\x00"}, {"q1": ["yes", "no"]}])
def test_a_forged_choice_is_refused(visitor, said):
    answer = visitor.post("1", **said)
    kept = Response.objects.get().answers.filter(question__key="q1")
    assert answer.status_code in (200, 400) or [row.choices for row in kept] in (["no"], [["no"]])


def test_a_colleagues_change_is_shown_and_nothing_is_lost(visitor):
    visitor.post("1", q1="yes", q2="")
    page = visitor.get("2")
    seen = hidden(page, "seen")
    visitor.post("2", q3="", q4="A colleague wrote this", seen=seen)
    answer = visitor.post("2", q3="", q4="I wrote this", seen=seen)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "I wrote this" in words and "A colleague wrote this" in words
    assert visitor.post("2", q3="", q4="I wrote this", seen=seen, mine="1").status_code == 303
    assert Response.objects.get().answers.get(question__key="q4").text == "I wrote this"


def test_after_the_close_the_page_says_the_time_and_the_draft_is_not_sent(visitor, consultation):
    fill(visitor)
    with at(consultation.closing_at + timedelta(seconds=1)):
        answer = visitor.post("check")
    assert answer.status_code == 409
    assert "by the clock of this service" in answer.content.decode()
    assert Response.objects.get().state == "draft_saved"


def test_after_sending_it_can_be_changed_and_withdrawn(visitor):
    fill(visitor).post("check")
    assert visitor.post("1", q1="yes", q2="")["Location"].endswith("receipt/")
    assert Response.objects.get().changed_at
    visitor.post("withdraw")
    assert Response.objects.get().state == "withdrawn_by_respondent"


def test_equality_questions_come_after_sending_and_may_be_skipped(visitor):
    fill(visitor).post("check")
    assert visitor.get("monitoring").status_code == 200
    visitor.post("monitoring", age="25-34")
    assert visitor.get("monitoring")["Location"].endswith("receipt/")


def test_links_are_sent_a_few_times_an_hour_only(visitor):
    codes = [visitor.post("link", email=f"a{n}@charity.example").status_code for n in range(7)]
    assert codes.count(303) == 5 and 429 in codes


def test_another_format_can_be_asked_for(consultation):
    visitor = Visitor(consultation)
    page = visitor.client.post(visitor.base + "formats/", {"format": "braille", "contact": "2 High Street"})
    assert page.status_code == 200 and consultation.format_requests.count() == 1
    assert visitor.client.post(visitor.base + "formats/", {"format": "braille"}).status_code == 200
    assert consultation.format_requests.count() == 1


def test_in_welsh_the_questions_are_welsh_where_there_is_welsh(cast):
    row = cast.draft()
    row.questions.filter(key="q1").update(text_cy="Ydych chi’n cytuno?")
    Consultation.objects.filter(pk=row.pk).update(form_version=99)
    page = as_person(cast.officer).get(f"/cy/consultations/{row.slug}/questions/").content.decode()
    assert "Ydych chi’n cytuno?" in page and "Y gronfa" in page


def test_all_question_kinds_can_be_answered(cast):
    from engagement.consultations import actions
    from tests.factories.consultations import option

    row = cast.draft()
    by, first = {"consultation": row, "by": cast.officer}, row.sections.get(position=2)
    options = [option("a", "Apples"), option("b", "Bread"), option("c", "Cheese")]
    kinds = [
        {"kind": "text"},
        {"kind": "checkboxes", "options": options},
        {"kind": "scale", "minimum": 1, "maximum": 5, "low_label": "bad", "high_label": "good"},
        {"kind": "ranking", "options": options},
        {"kind": "date"},
        {"kind": "document", "passages": [{"id": "p1", "text": "One."}, {"id": "p2", "text": "Two."}]},
    ]
    for kind in kinds:
        actions.add_question(section=first, text=f"A {kind['kind']}", **kind, **by)
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    row = actions.approve(consultation=row, by=cast.second)
    visitor = Visitor(row).start()
    visitor.post("1", q1="yes", q2="")
    said = {"q5": "Short", "q6": ["a", "c"], "q7": "4", "q8__a": "2", "q8__b": "1", "q8__c": "3"}
    said |= {"q9-day": "27", "q9-month": "3", "q9-year": "2026", "q10__p2": "Not two."}
    answer = visitor.post("2", **said)
    assert answer.status_code == 303, answer.content
    kept = {each.question.key: each for each in Response.objects.get().answers.select_related("question")}
    assert kept["q6"].choices == ["a", "c"]
    assert kept["q7"].number == 4
    assert kept["q8"].choices == ["b", "a", "c"]
    assert kept["q9"].day.isoformat() == "2026-03-27"
    assert kept["q10"].comments == [{"passage": "p2", "quote": "Two.", "text": "Not two."}]
    again = visitor.post("2", **(said | {"q8__a": "1"}))
    assert again.status_code == 200 and "a different one" in again.content.decode()
    shown = visitor.get("2").content.decode()
    assert "Not two." in shown


def test_only_an_organisation_may_choose_to_be_named(visitor):
    visitor.post("who", capacity="individual")
    assert "name_and_response" not in visitor.get("publication").content.decode()
    refused = visitor.post("publication", publication="name_and_response")
    assert "There is a problem" in refused.content.decode()
    visitor.post(
        "who",
        capacity="on_behalf_of_organisation",
        organisation_name="Riverside Food Bank",
        has_authority="on",
        how_gathered="A meeting",
    )
    assert "name_and_response" in visitor.get("publication").content.decode()
