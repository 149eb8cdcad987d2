"""The question pages: each saves, none can be skipped, and sending twice is sending once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from foundation.audit.models import AuditEvent
from foundation.notifications.models import Message
from tests.requests.sender import TYPED, answer_all, at, begin, page, written

HOSTILE = '<script>alert(1)</script>{{ 7*7 }}{% if %}"><svg onload=x> \u202eesrever'


@pytest.fixture
def sam(cast):
    browser = Client()
    browser.force_login(cast.respondent)
    return browser


@pytest.fixture
def member(cast):
    browser = Client()
    browser.force_login(cast.member)
    return browser


def test_anybody_can_read_what_it_is_for_and_all_the_questions(client, db):
    start = client.get(reverse("requests:new")).content.decode()
    assert "999" in start and "3 days" in start and "Freedom of Information Act 2000" in start
    assert reverse("requests:begin") in start
    questions = client.get(reverse("requests:questions")).content.decode()
    for text in ("Who is asking?", "An early warning about a problem on the ground", "Up to 500 characters"):
        assert text in questions


def test_starting_asks_to_sign_in_and_comes_back(client, db):
    answer = client.get(reverse("requests:begin"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/requests/new/who/"


def test_a_person_answers_checks_and_sends(sam, cast):
    draft = written(sam)
    assert (draft.title, draft.nations, draft.acts_for_client) == (
        "Warm rooms in winter",
        ["england", "wales"],
        False,
    )
    assert draft.evidence_links == ["https://www.example.org/report"]
    check = sam.get(at("check", draft)).content.decode()
    assert "Warm rooms in winter" in check and f"{page(draft, 'ask')}?check" in check
    sent = sam.post(at("check", draft))
    assert (sent.status_code, sent.headers["Location"]) == (303, at("sent", draft))
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert draft.ref in sam.get(at("sent", draft)).content.decode()


def test_a_member_writes_for_the_organisation(member, cast):
    draft = begin(member, "on_behalf_of_organisation")
    chosen = member.post(at("organisation", draft), {"organisation": cast.organisation.ref})
    assert chosen.headers["Location"] == page(draft, "authority")
    member.post(page(draft, "authority"), TYPED["authority"])
    draft.refresh_from_db()
    assert (draft.organisation, draft.represents) == (cast.organisation, "340 carers")


def test_an_organisation_of_others_cannot_be_chosen(sam, cast):
    draft = begin(sam, "on_behalf_of_organisation")
    assert sam.post(at("organisation", draft), {"organisation": cast.organisation.ref}).status_code == 303
    draft.refresh_from_db()
    assert draft.organisation is None


def test_two_presses_on_the_first_page_make_one_draft(sam, cast):
    key = str(uuid4())
    first, second = (begin(sam, key=key) for _ in range(2))
    assert first == second
    assert EngagementRequest.objects.count() == 1


def test_the_key_of_somebody_elses_draft_opens_nothing(sam, member, cast):
    theirs = begin(member)
    answer = sam.post(reverse("requests:begin"), {"capacity": "individual", "key": str(theirs.public_id)})
    assert answer.status_code == 403
    theirs.refresh_from_db()
    assert theirs.version == 1


def test_checking_or_sending_too_early_leads_to_the_first_question_without_an_answer(sam, cast):
    draft = begin(sam)
    sam.post(page(draft, "publication"), TYPED["publication"])
    for answer in (sam.post(at("check", draft)), sam.get(at("check", draft))):
        assert (answer.status_code, answer.headers["Location"]) == (303, page(draft, "kind"))
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    sam.post(page(draft, "kind"), TYPED["kind"])
    assert sam.post(at("check", draft)).headers["Location"] == page(draft, "where")


def test_a_page_that_does_not_apply_leads_back_to_the_list(sam, cast):
    draft = begin(sam)
    for address in (page(draft, "authority"), at("organisation", draft), at("find-organisation", draft)):
        assert sam.post(address, TYPED["authority"]).headers["Location"] == at("tasks", draft)
    assert sam.get(page(draft, "no-such-question")).status_code == 404


def test_sending_again_gives_the_same_receipt(sam, cast):
    draft = written(sam)
    answers = [sam.post(at("check", draft)) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {at("sent", draft)}
    draft.refresh_from_db()
    assert AuditEvent.objects.filter(verb="request.submitted").count() == 1
    assert Message.objects.filter(about=draft.ref, kind="request_received").count() == 1
    before = draft.ask
    assert sam.post(page(draft, "ask"), TYPED["ask"] | {"ask": "Other"}).headers["Location"] == at(
        "sent", draft
    )
    draft.refresh_from_db()
    assert draft.ask == before


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_send_one_request():
    from tests.factories.requests import draft as make_draft
    from tests.factories.requests import person

    user = person()
    draft = make_draft(user)
    browser = Client()
    browser.force_login(user)

    def press(_n):
        try:
            again = Client()
            again.cookies = browser.cookies
            return again.post(at("check", draft)).headers["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(16))) == {at("sent", draft)}
    draft.refresh_from_db()
    assert draft.ref
    assert AuditEvent.objects.filter(verb="request.submitted").count() == 1
    assert Message.objects.filter(about=draft.ref).count() == 1


@pytest.mark.parametrize("role", ["stranger", "lead", "triage", "officer", "auditor", "administrator"])
def test_a_draft_is_its_writers_alone(cast, role):
    draft = cast.request(State.DRAFT)
    browser = Client()
    browser.force_login(getattr(cast, role))
    for address in (at("tasks", draft), page(draft, "ask"), at("check", draft), at("sent", draft)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, TYPED["ask"]).status_code == 404


def test_writing_for_an_organisation_ends_with_the_membership(cast, member):
    draft = cast.request(State.DRAFT)
    assert member.get(at("tasks", draft)).status_code == 200
    cast.member.memberships.update(state="ended", left_at="2026-01-01T00:00:00Z", ending="left")
    assert member.get(at("tasks", draft)).status_code == 404


def test_come_back_later_keeps_half_an_answer(sam, cast):
    draft = begin(sam)
    answer = sam.post(page(draft, "ask"), {"title": "Half", "ask": "", "later": "1"})
    assert answer.headers["Location"] == at("tasks", draft)
    draft.refresh_from_db()
    assert draft.title == "Half"
    tasks = sam.get(at("tasks", draft)).content.decode()
    assert "In progress" in tasks and "Cannot start yet" in tasks


def test_an_error_keeps_what_was_typed_and_links_to_the_field(sam, cast):
    draft = begin(sam)
    long = "a" * 501
    answer = sam.post(page(draft, "ask"), {"title": "My title", "ask": long})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="#id_ask"' in html and long in html and "My title" in html and "<title>Error:" in html
    draft.refresh_from_db()
    assert draft.ask == ""


def test_changing_an_answer_from_the_check_page_returns_there(sam, cast):
    draft = written(sam)
    assert 'name="check"' in sam.get(page(draft, "ask") + "?check").content.decode()
    answer = sam.post(page(draft, "ask"), TYPED["ask"] | {"title": "Better", "check": "1"})
    assert answer.headers["Location"] == at("check", draft)
    assert "Better" in sam.get(at("check", draft)).content.decode()


def test_what_was_typed_waits_while_a_person_signs_in_again(sam, cast):
    draft = begin(sam)
    visitor = Client()
    answer = visitor.post(page(draft, "ask"), {"title": "Kept title", "ask": "Kept words"})
    assert answer.status_code == 302 and "next=" in answer.headers["Location"]
    visitor.force_login(cast.respondent)
    html = visitor.get(page(draft, "ask")).content.decode()
    assert "Kept title" in html and "Kept words" in html and "We kept what you typed" in html
    assert "Kept title" not in visitor.get(page(draft, "ask")).content.decode()
    draft.refresh_from_db()
    assert draft.title == ""


def test_what_was_typed_is_never_shown_to_another_person(sam, cast):
    draft = begin(sam)
    visitor = Client()
    visitor.post(page(draft, "ask"), {"title": "Kept title"})
    visitor.force_login(cast.stranger)
    assert visitor.get(page(draft, "ask")).status_code == 404


def test_a_form_without_its_token_is_refused(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.respondent)
    answer = strict.post(reverse("requests:begin"), {"capacity": "individual"})
    assert answer.status_code == 403
    assert not EngagementRequest.objects.exists()


def test_hostile_text_is_kept_as_text(sam, cast):
    draft = begin(sam)
    answer_all(
        sam,
        draft,
        ask={"title": HOSTILE, "ask": HOSTILE, "why_now": HOSTILE},
        evidence={"evidence": HOSTILE, "evidence_links": ""},
        affected={"affected_groups": HOSTILE},
    )
    for address in (at("tasks", draft), at("check", draft), page(draft, "ask")):
        html = sam.get(address).content.decode()
        assert "<script>alert" not in html and "<svg onload" not in html
        assert "{{ 7*7 }}" in html
    draft.refresh_from_db()
    assert draft.title == HOSTILE


@pytest.mark.parametrize(
    "line", ["javascript:alert(1)", "ftp://example.org/x", "http://", "not an address", "data:text/html,x"]
)
def test_only_addresses_of_web_pages_are_links(sam, cast, line):
    draft = begin(sam)
    answer = sam.post(page(draft, "evidence"), {"evidence": "", "evidence_links": line})
    assert answer.status_code == 200 and "is not the address of a web page" in answer.content.decode()


def test_five_links_at_most(sam, cast):
    draft = begin(sam)
    links = "\n".join(f"www.example.org/{n}" for n in range(6))
    answer = sam.post(page(draft, "evidence"), {"evidence_links": links})
    assert "no more than 5 addresses" in answer.content.decode()


@pytest.mark.parametrize("chosen", ["safeguarding", "personal"])
def test_what_concerns_a_persons_safety_or_life_is_never_published(sam, cast, chosen):
    draft = begin(sam)
    sam.post(page(draft, "publication"), {"sensitivity": [chosen], "may_publish": "yes"})
    draft.refresh_from_db()
    assert (draft.sensitivity, draft.may_publish) == ([chosen], False)


def test_commercial_matters_may_be_published_when_the_sender_agrees(sam, cast):
    draft = begin(sam)
    sam.post(page(draft, "publication"), {"sensitivity": ["commercial"], "may_publish": "yes"})
    draft.refresh_from_db()
    assert draft.may_publish is True


def test_risk_to_people_is_asked_of_early_warnings_only(sam, cast):
    draft = begin(sam)
    answer = sam.post(page(draft, "kind"), {"kind": "early_warning"})
    assert "Select whether people are at risk" in answer.content.decode()
    sam.post(page(draft, "kind"), {"kind": "early_warning", "risk_to_people": "yes"})
    draft.refresh_from_db()
    assert draft.risk_to_people is True
    sam.post(page(draft, "kind"), {"kind": "information", "risk_to_people": "yes"})
    draft.refresh_from_db()
    assert draft.risk_to_people is False


def test_a_consultant_gives_the_register_number(sam, cast):
    draft = begin(sam)
    answer = sam.post(page(draft, "declarations"), {"acts_for_client": "yes"})
    assert "registration number" in answer.content.decode()
    sam.post(page(draft, "declarations"), {"acts_for_client": "yes", "lobbying_number": "CL-77"})
    draft.refresh_from_db()
    assert (draft.acts_for_client, draft.lobbying_number) == (True, "CL-77")


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("31", "2", "2027"), ("0", "0", "0000"), ("31", "12", "9999"), ("1", "1", "2020")],
)
def test_dates_that_cannot_be_are_errors(sam, cast, day, month, year):
    draft = begin(sam)
    typed = {"language": "en", "needed_by-day": day, "needed_by-month": month, "needed_by-year": year}
    assert sam.post(page(draft, "needs"), typed).status_code == 200
    draft.refresh_from_db()
    assert draft.needed_by is None


def test_a_date_needs_its_reason(sam, cast):
    draft = begin(sam)
    typed = {"language": "cy", "needed_by-day": "1", "needed_by-month": "6", "needed_by-year": "2030"}
    assert (
        "Enter why you need an answer by this date" in sam.post(page(draft, "needs"), typed).content.decode()
    )
    sam.post(page(draft, "needs"), typed | {"needed_by_reason": "The grant ends"})
    draft.refresh_from_db()
    assert (str(draft.needed_by), draft.language) == ("2030-06-01", "cy")


def test_a_deleted_draft_is_gone(sam, cast):
    draft = begin(sam)
    assert "cannot undo" in sam.get(at("delete-draft", draft)).content.decode()
    assert EngagementRequest.objects.exists()
    assert sam.post(at("delete-draft", draft)).headers["Location"] == reverse("requests:list")
    assert not EngagementRequest.objects.exists()


def test_nul_bytes_and_surrogates_are_form_errors(sam, cast):
    draft = begin(sam)
    for text in ("a\x00b", "a\ud800b"):
        encoded = text.encode("utf-8", "surrogatepass")
        answer = sam.post(
            page(draft, "ask"),
            b"title=" + encoded.replace(b"\x00", b"%00") + b"&ask=words",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code < 500


def test_each_page_asks_few_questions_of_the_database(sam, cast, django_assert_max_num_queries):
    draft = begin(sam)
    for slug in ("kind", "topic", "ask"):
        with django_assert_max_num_queries(6):
            assert sam.get(page(draft, slug)).status_code == 200
    with django_assert_max_num_queries(6):
        sam.get(at("tasks", draft))
