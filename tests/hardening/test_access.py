"""What was not offered, what is somebody else's, what nobody may set: refused, and nothing tells that it is there."""

import json
import re
import statistics
import time
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engagement.requests import actions
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from engagement.requests.verbs import BY_SLUG
from foundation.accounts.models import User
from foundation.audit.models import AuditEvent
from foundation.directory.models import Appointment, Membership
from tests.factories import requests as make
from tests.hardening.doors import as_, by_role, questions
from tests.requests.api_doors import LIST, REGISTER, refs, system_of
from tests.requests.api_doors import row as address_of
from tests.requests.sender import TYPED, at, begin, page

NOT_OFFERED = [
    ("kind", {"kind": "bribe"}),
    ("kind", {"kind": "early_warning", "risk_to_people": "perhaps"}),
    ("where", {"nations": ["england", "mars"]}),
    ("topic", {"topic": "999999"}),
    ("topic", {"preferred_department": "999999"}),
    ("topic", {"preferred_department": "-1 OR 1=1"}),
    ("needs", {"language": "fr"}),
    ("declarations", {"acts_for_client": "true"}),
    ("publication", {"sensitivity": ["secret"], "may_publish": "yes"}),
    ("publication", {"sensitivity": ["none"], "may_publish": "1"}),
    ("who", {"capacity": "minister"}),
]


@pytest.mark.parametrize(("slug", "said"), NOT_OFFERED)
def test_a_choice_that_was_not_offered_changes_nothing(cast, slug, said):
    browser = as_(cast.respondent)
    row = make.draft(cast.respondent)
    before = vars(EngagementRequest.objects.get(pk=row.pk)) | {"_state": None}
    assert browser.post(page(row, slug), TYPED.get(slug, {}) | said).status_code == 200
    assert vars(EngagementRequest.objects.get(pk=row.pk)) | {"_state": None} == before


def test_a_department_that_is_no_more_is_not_offered(cast):
    gone = make.department("OLD", "Department that ended")
    type(gone).objects.filter(pk=gone.pk).update(valid_to=date(2024, 1, 1))
    row = make.draft(cast.respondent)
    answer = as_(cast.respondent).post(page(row, "topic"), {"preferred_department": str(gone.pk)})
    row.refresh_from_db()
    assert answer.status_code == 200 and row.preferred_department is None


def test_the_organisation_of_others_cannot_be_written_for(cast):
    """By the question, by the search, by the first page, by a field of another page."""
    theirs = make.organisation("Somebody Else’s Charity")
    make.member(theirs, "lead")
    row = make.draft_for(cast.organisation, cast.member)
    browser = as_(cast.member)
    assert browser.post(at("organisation", row), {"organisation": theirs.ref}).status_code == 200
    browser.post(at("find-organisation", row), {"q": "something else", "organisation": theirs.ref})
    browser.post(page(row, "who"), {"capacity": "on_behalf_of_organisation", "organisation": theirs.pk})
    browser.post(
        page(row, "kind"), TYPED["kind"] | {"organisation": theirs.ref, "organisation_id": theirs.pk}
    )
    row.refresh_from_db()
    assert row.organisation == cast.organisation
    found = browser.post(at("find-organisation", row), {"q": theirs.name, "organisation": theirs.ref})
    assert found.status_code in {302, 303}, "asking to join it is free; writing for it waits for its lead"
    row.refresh_from_db()
    assert row.organisation == cast.organisation
    assert Membership.objects.get(user=cast.member, organisation=theirs).state == "waiting"


def test_the_last_step_posted_first_leads_to_the_first_question_without_an_answer(cast):
    browser = as_(cast.respondent)
    row = begin(browser)
    for _twice in range(2):
        answer = browser.post(at("check", row))
        assert (answer.status_code, answer.headers["Location"]) == (303, page(row, "kind"))
    assert browser.get(at("sent", row)).headers["Location"] == at("tasks", row)
    assert browser.post(page(row, "authority"), TYPED["authority"]).headers["Location"] == at("tasks", row)
    row.refresh_from_db()
    assert row.state == State.DRAFT and row.ref is None
    assert browser.post(at("check", EngagementRequest(public_id=uuid4()))).status_code == 404


FORBIDDEN = {
    "state": "closed",
    "ref": "FD-2026-999999",
    "version": "99",
    "department": "1",
    "department_id": "1",
    "owner": "1",
    "owner_id": "1",
    "submitter": "1",
    "submitter_id": "1",
    "submitted_at": "2020-01-01",
    "submitted_on": "2020-01-01",
    "reply_due_on": "2099-01-01",
    "due_on": "2099-01-01",
    "hops": "9",
    "outcome": "accepted",
    "outcome_text": "Yes",
    "claimed_by": "1",
    "public_id": "00000000-0000-0000-0000-000000000000",
    "organisation_name": "HM Treasury",
    "days_taken": "1",
    "id": "1",
    "pk": "1",
}


def untouchable(row: EngagementRequest) -> dict[str, Any]:
    row.refresh_from_db()
    return {name: getattr(row, name) for name in FORBIDDEN if name not in {"version", "pk"}}


def test_a_page_of_the_sender_sets_what_it_asks_and_nothing_else(cast):
    row = make.draft_for(cast.organisation, cast.member)
    before = untouchable(row)
    browser = as_(cast.member)
    for address, said in questions(row).items():
        if "find" not in address and "/add/" not in address:
            browser.post(address, FORBIDDEN | said)
    assert untouchable(row) == before
    begun = begin(browser, **{name: value for name, value in FORBIDDEN.items() if name != "id"})
    assert (begun.state, begun.ref, begun.submitter) == (State.DRAFT, None, cast.member)


def test_a_verb_sets_what_it_is_for_and_nothing_else(cast):
    row = cast.request(State.ACCEPTED)
    before = untouchable(row)
    lies = {name: value for name, value in FORBIDDEN.items() if name != "version"}
    answer = as_(cast.officer).post(
        f"/requests/{row.ref}/note/", lies | {"version": row.version, "body": "A note"}
    )
    assert answer.status_code == 302
    assert untouchable(row) == before
    event = AuditEvent.objects.latest("pk")
    assert (event.actor_kind, event.actor_id) == cast.officer.audit_identity()


def test_a_person_sets_no_role_and_no_standing_of_their_own(cast):
    browser = as_(cast.stranger)
    lies = {
        "is_government": "on",
        "is_staff": "on",
        "is_superuser": "1",
        "email": "boss@gov.example",
        "id": "1",
    }
    browser.post("/account/name/", lies | {"name": "New name", "role": "triage"})
    browser.post("/account/language/", lies | {"language": "cy"})
    user = User.objects.get(pk=cast.stranger.pk)
    assert (user.name, user.language) == ("New name", "cy")
    assert user.email == cast.stranger.email and not user.is_government
    assert not Appointment.objects.filter(user=user).exists()


def test_a_lead_sets_no_level_and_no_number_of_the_organisation(cast):
    browser = as_(cast.lead)
    address = f"/organisations/{cast.organisation.ref}/edit/"
    lies = {"verification_level": "4", "source": "ccew", "ref": "OR-2026-000001", "weight": "9"}
    body = cast.organisation
    type(body).objects.filter(pk=body.pk).update(verification_level=0)
    browser.post(address, lies | {"name": "Riverside", "description": "We feed people", "other_names": ""})
    ref, source = body.ref, body.source
    body.refresh_from_db()
    assert (body.verification_level, body.ref, body.source) == (0, ref, source)


def test_the_api_refuses_a_member_that_the_verb_does_not_know(cast):
    row = cast.request(State.ACCEPTED)
    before = untouchable(row)
    machine = system_of(cast.dcms)
    for field in [*FORBIDDEN, "by", "at", "actor", "audience", "kind"]:
        said = {"body": "The scheme goes on.", field: FORBIDDEN.get(field, "x")}
        answer = machine.send(f"{address_of(row)}reply/", said)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == f"#/{field}"
    for method in (machine.patch, machine.put, machine.delete):
        answer = method(address_of(row), json.dumps(FORBIDDEN), content_type="application/json")
        assert answer.status_code == 405
    assert untouchable(row) == before


ROLES = (
    "stranger",
    "respondent",
    "triage",
    "officer",
    "other_officer",
    "auditor",
    "administrator",
    "secondments",
)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_somebody_elses_draft_takes_anything(cast, role):
    row = make.draft_for(cast.organisation, cast.member)
    browser = by_role(cast, role)
    doors = questions(row) | {at(name, row): {} for name in ("check", "delete-draft")}
    for address, said in doors.items():
        assert browser.post(address, said).status_code == 404, address
    row.refresh_from_db()
    assert row.state == State.DRAFT and row.kind == "information"


def read(browser: Client, ref: str) -> str:
    """The page of a request without the token of its forms."""
    answer = browser.get(f"/requests/{ref}/")
    assert answer.status_code == 404
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


@pytest.mark.parametrize("role", ["stranger", "respondent", "other_officer", "administrator", "secondments"])
def test_no_verb_opens_a_row_that_is_not_the_readers(cast, role):
    """The same answer as for a request that does not exist, for all verbs there are, asked or done."""
    row = cast.request(State.ACCEPTED)
    browser = by_role(cast, role)
    missing = read(browser, "FD-2020-000001")
    assert read(browser, row.ref).replace(row.ref, "FD-2020-000001") == missing
    for slug in BY_SLUG:
        address = f"/requests/{row.ref}/{slug}/"
        assert (
            browser.get(address).status_code
            == browser.post(address, {"version": row.version}).status_code
            == 404
        )
    row.refresh_from_db()
    assert row.state == State.ACCEPTED


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_done(cast):
    row, draft = cast.request(State.ACCEPTED), make.draft_for(cast.organisation, cast.member)
    before = list(EngagementRequest.objects.order_by("pk").values())
    for address in [*questions(draft), *(f"/requests/{row.ref}/{slug}/" for slug in BY_SLUG)]:
        answer = Client().post(address, {"title": "x", "version": "1"})
        assert answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
    assert list(EngagementRequest.objects.order_by("pk").values()) == before


QUERIES = [
    "",
    "?ordering=due_on",
    "?ordering=-submitted_at",
    "?q=energy",
    "?overdue=false",
    "?risk_to_people=false",
]
QUERIES += ["?state=accepted", "?kind=information", "?updated_since=2000-01-01T00:00:00Z", "?page_size=100"]


def test_a_list_of_the_api_holds_only_the_departments_rows(cast):
    ours = {cast.request(State.ACCEPTED).ref for _ in range(3)}
    theirs = actions.route(request=cast.request(State.TRIAGE), department=cast.mhclg, by=cast.triage)
    actions.accept(request=theirs, by=cast.other_officer)
    machine = system_of(cast.dcms)
    for query in QUERIES:
        answer = machine.get(f"{LIST}{query}")
        assert set(refs(answer)) == ours, query
        assert "count" not in answer.json(), "no total that would tell of others"
        assert theirs.ref not in answer.content.decode()
    assert refs(system_of(cast.mhclg).get(LIST)) == [theirs.ref]


COLUMNS = [
    "ordering=submitter__password",
    "ordering=-submitter__email",
    "ordering=?",
    "ordering=pk;--",
    "submitter=1",
]
COLUMNS += [
    "department__name=x",
    "q__contains=x",
    "submitter__email__startswith=a",
    "fields=ask",
    "state__in=draft",
]


def test_the_api_names_no_column_for_anybody(cast):
    machine = system_of(cast.dcms)
    for address in (LIST, REGISTER):
        for query in COLUMNS:
            answer = machine.get(f"{address}?{query}")
            assert answer.status_code == 400, query
            (error,) = answer.json()["errors"]
            assert "password" not in error["detail"] and "email" not in error["detail"]


def test_counts_of_the_desk_are_of_the_departments_rows(cast):
    for _ in range(3):
        row = cast.request(State.TRIAGE)
        row = actions.route(request=row, department=cast.mhclg, by=cast.triage)
    html = as_(cast.officer).get("/desk/").content.decode()
    assert row.ref not in html and not re.search(r"To accept\s*<[^>]*>\s*\(?3", html)
    assert as_(cast.other_officer).get("/desk/").content.decode().count("fd-queue__title") == 3
    assert row.ref not in as_(cast.officer).get("/desk/download/?tab=all").getvalue().decode()


def test_an_invitation_to_a_known_address_looks_as_one_to_an_unknown(cast):
    make.person("known")
    User.objects.filter(name="known").update(email="known@charity.example")
    said = {}
    for email in ("known@charity.example", "never@charity.example"):
        browser = as_(cast.lead)
        answer = browser.post(
            f"/organisations/{cast.organisation.ref}/invite/", {"email": email}, follow=True
        )
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        said[email] = (
            answer.status_code,
            answer.redirect_chain,
            body.count(email),
            len(body) - body.count(email) * len(email),
        )
        assert cast.organisation.invitations.filter(email=email).exists()
        cast.organisation.invitations.all().delete()
    known, never = said.values()
    assert known == never


def test_an_invitation_takes_as_long_for_a_known_address(cast):
    User.objects.filter(pk=cast.stranger.pk).update(email="known@charity.example")
    browser, took = as_(cast.lead), {"known": [], "never": []}
    for turn in range(24):
        for who in ("known", "never") if turn % 2 else ("never", "known"):
            begun = time.process_time()
            browser.post(
                f"/organisations/{cast.organisation.ref}/invite/", {"email": f"{who}@charity.example"}
            )
            took[who].append(time.process_time() - begun)
    quick = {who: statistics.quantiles(seconds)[0] for who, seconds in took.items()}
    assert 0.8 < quick["known"] / quick["never"] < 1.25


UNSAFE = [
    "/account/sign-out/",
    "/account/sessions/",
    "/account/name/",
    "/triage/selected/",
    "/sign-in/",
    "/sign-in/code/",
]


def test_no_form_is_taken_without_its_token(cast):
    """With no token, with one of another session, and from another site."""
    row, sent = make.draft_for(cast.organisation, cast.member), cast.request(State.ACCEPTED)
    addresses = [
        *UNSAFE,
        *questions(row),
        at("check", row),
        at("delete-draft", row),
        f"/requests/{sent.ref}/withdraw/",
    ]
    addresses += [
        "/requests/new/who/",
        f"/organisations/{cast.organisation.ref}/invite/",
        "/account/notifications/",
    ]
    browser = as_(cast.member, enforce_csrf_checks=True)
    browser.cookies["csrf"] = "a" * 32
    for address in addresses:
        for token in ({}, {"csrfmiddlewaretoken": "b" * 32}):
            assert browser.post(address, token | {"version": 1}).status_code == 403, address
    assert browser.session.get(SESSION_KEY)
    row.refresh_from_db()
    assert row.state == State.DRAFT


ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
]
ELSEWHERE += [
    "/%0d%0a//evil.example",
    "https:evil.example",
    "///evil.example",
    "http://127.0.0.1:8000@evil.example/",
    "/x//../\\/evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_way_on_leads_to_another_site(cast, target):
    row = cast.request(State.ACCEPTED)
    officer = as_(cast.officer)
    done = officer.post(
        f"/requests/{row.ref}/note/", {"version": row.version, "body": "A note", "next": target}
    )
    html = officer.get(f"/requests/{row.ref}/note/", {"next": target}).content.decode()
    doors = [
        done,
        Client().get("/sign-in/", {"next": target}),
        as_(cast.member).get("/sign-in/", {"next": target}),
    ]
    doors.append(as_(cast.triage).post("/triage/selected/", {"verb": "acknowledge", "next": target}))
    doors.append(as_(cast.member).post("/account/sign-out/", {"next": target}))
    for answer in doors:
        assert answer.status_code < 400
        assert stays(answer.headers.get("Location", "/"))
    assert all(stays(unescape(link)) for link in re.findall(r'href="([^"#]*)"', html))


def stays(link: str) -> bool:
    """Whether a browser on our site would still be there after following the link, as browsers read it."""
    cleaned = re.sub(r"[\t\r\n]", "", link.strip()).replace("\\", "/")
    found = urlsplit(urljoin("http://testserver/x/", cleaned))
    return found.scheme in {"http", "https"} and found.netloc in OURS


OURS = {"testserver", "127.0.0.1:8000", "www.gov.uk", "www.nationalarchives.gov.uk", "github.com"}


LONDON = [
    # The clocks go forward at 1 on 29 March 2026, and back at 2 on 25 October.
    (datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
    (datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 23, 0, 1, tzinfo=UTC), date(2026, 3, 30)),
    (datetime(2026, 10, 24, 22, 59, 59, tzinfo=UTC), date(2026, 10, 24)),
    (datetime(2026, 10, 24, 23, 0, 1, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 30, 0, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 26, 0, 0, 1, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2026, 6, 30, 23, 30, 0, tzinfo=UTC), date(2026, 7, 1)),
]


@pytest.mark.parametrize(("moment", "received"), LONDON, ids=[str(moment) for moment, _day in LONDON])
def test_the_day_of_receipt_is_londons_also_when_the_clocks_change(cast, monkeypatch, moment, received):
    """Whatever the sender's own clock says, or says that it says."""
    row = make.draft(cast.respondent)
    browser = as_(cast.respondent)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    lies = {"submitted_at": "2020-01-01T00:00:00Z", "submitted_on": "2020-01-01"}
    actions.submit(request=row, by=cast.respondent)
    browser.post(at("check", row), lies, headers={"date": "Wed, 01 Jan 2020 00:00:00 GMT"})
    row.refresh_from_db()
    assert (row.submitted_at, row.submitted_on) == (moment, received)
    receipt = browser.get(reverse("requests:sent", kwargs={"key": row.public_id}))
    if receipt.status_code == 200:
        assert f"{received.day} {received:%B %Y}" in receipt.content.decode()
