"""Hostile and faulty cases at the doors of the wing; docs/hardening.md says which test holds which."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from foundation.directory.models import Appointment, ClientDepartment
from secondments import making
from secondments.actions import placements
from secondments.models import Agreement, MadeFile, Nomination, Opportunity, Placement
from tests.factories.secondments import START, TODAY, Cast, on
from tests.requests.api_doors import system_of
from tests.secondments.doors import visitor

SCOPES = ("secondments:read", "secondments:write")
PLACED = "/api/v1/secondments/"
LONDON = ZoneInfo("Europe/London")


# 16: a choice that was not offered


def test_an_interest_of_another_placement_is_not_decided_from_this_one(cast):
    mine = cast.placement("conflict_check")
    plan = {"person": cast.other_person, "manager": cast.other_lead, "where": {"organisation": cast.harbour}}
    theirs = cast.placement("conflict_check", plan=plan, title="Theirs")
    for row in (mine, theirs):
        placements.declare(placement=row, interests=["An interest"], by=row.person)
    other = theirs.conflicts.get()
    where = reverse("secondments:placement-verb", args=[mine.ref, "mitigate"])
    for chosen in ("2", str(other.pk), "0", "-1", "x", ""):
        answer = visitor(cast.officer).post(where, {"one": chosen, "mitigation": "none"})
        assert answer.status_code == 200 and "error" in answer.content.decode()
    with pytest.raises(type(other).DoesNotExist):
        placements.mitigate(placement=mine, conflict=other, mitigation="none", by=cast.officer)
    other.refresh_from_db()
    assert other.reviewed_on is None


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("mitigate", {"one": "1", "mitigation": "forget"}),
        ("approve", {"kind": "king"}),
        ("exception", {"basis": "exception_4"}),
        ("clearance", {"level": "top", "expires_on": "2030-01-01"}),
    ],
)
def test_a_choice_that_was_not_offered_changes_nothing(cast, verb, said):
    row = cast.placement("conflict_check")
    placements.declare(placement=row, interests=["An interest"], by=row.person)
    before = Placement.objects.values().get(pk=row.pk)
    answer = visitor(cast.officer).post(reverse("secondments:placement-verb", args=[row.ref, verb]), said)
    assert answer.status_code == 200
    assert Placement.objects.values().get(pk=row.pk) == before and not row.approvals.exists()


# 17: the last step first


@pytest.mark.parametrize("state", ["conflict_check", "approvals", "clearance", "agreement"])
def test_no_step_is_left_out_by_posting_the_last_one_first(cast, state):
    row = cast.placement(state)
    where = reverse("secondments:placement-verb", args=[row.ref, "start"])
    with on(START):
        answer = visitor(cast.officer).post(where, {})
    row.refresh_from_db()
    assert answer.status_code in (200, 409) and row.state == state


# 18: the second before and after


@pytest.mark.parametrize(
    "closes", [date(2026, 12, 18), date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30)]
)
def test_the_closing_day_ends_at_midnight_in_london_in_summer_too(cast, closes):
    with on(TODAY):
        post = cast.post(closes_on=closes, starts_on=date(2028, 2, 1), ends_on=date(2028, 8, 1))
        cast.candidate()
    where = reverse("secondments:apply", args=[post.ref])
    midnight = datetime.combine(closes + timedelta(1), time(), LONDON)
    with patch("django.utils.timezone.now", lambda: midnight.astimezone(ZoneInfo("UTC"))):
        assert visitor(cast.person).post(where, {"why": "Late."}).status_code == 409
    before = (midnight.astimezone(ZoneInfo("UTC"))) - timedelta(seconds=1)
    with patch("django.utils.timezone.now", lambda: before):
        assert visitor(cast.person).post(where, {"why": "In time."}).status_code == 302
    assert Nomination.objects.get().why == "In time."


# 25: names of files

HOSTILE = ("../../etc/passwd", "a\u202egnp.exe", "x" * 300, "..%2f..%2fx", "x%00.pdf", "CON", "-rf")


def test_a_file_is_served_under_a_name_of_ours_whatever_anybody_typed(cast):
    row = cast.placement("agreement_signed")
    Placement.objects.filter(pk=row.pk).update(title="../../x\u202e", mentor="a\r\nb")
    User.objects.filter(pk=cast.person.pk).update(name="../../passwd\u202e")
    making.work()
    found = [
        visitor(cast.person).get(reverse(f"secondments:{name}", args=args))
        for name, args in (
            ("agreement-pdf", [row.ref]),
            ("agreement-docx", [row.ref]),
            ("about-me-file", ["json"]),
            ("about-me-file", ["txt"]),
        )
    ]
    for answer in found:
        assert answer.status_code == 200
        name = re.fullmatch(r'attachment; filename="([A-Za-z0-9.-]{1,60})"', answer["Content-Disposition"])
        assert name is not None and ".." not in name[1]
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_path_leads_out_of_an_address_of_a_file(cast, name):
    row = cast.placement("conflict_check")
    client = visitor(cast.person)
    for where in (
        f"/secondments/placements/{name}/agreement/pdf/",
        f"/secondments/placements/{row.ref}/agreement/{name}/",
        f"/secondments/figures/2020-q1/charts/{name}.svg",
        f"/secondments/figures/2020-q1/charts/inward.{name}",
        f"/secondments/figures/{name}/download/",
        f"/secondments/about-me/{name}/",
    ):
        assert client.get(where).status_code in (400, 404), where


# 32 and 38: in other hands, and after the permission ended


def test_a_link_to_a_file_dies_with_the_permission(cast):
    row = cast.placement("agreement_signed")
    making.work()
    where = reverse("secondments:agreement-docx", args=[row.ref])
    lead = visitor(cast.lead)
    assert lead.get(where).status_code == 200
    cast.lead.memberships.update(state="ended", left_at="2026-01-01T00:00Z", ending="left")
    assert lead.get(where).status_code == 404
    person = visitor(cast.person)
    assert person.get(where).status_code == 200
    person.logout()
    assert "/sign-in/" in person.get(where)["Location"]


def test_an_officer_whose_post_ended_is_out_at_the_next_click(cast):
    row = cast.placement("agreement_signed")
    client, where = visitor(cast.officer, proven=True), row.get_absolute_url()
    pages = (where, where + "agreement/", "/secondments/rounds/new/", where + "start/")
    assert {client.get(page).status_code for page in pages} <= {200, 409}
    Appointment.objects.filter(user=cast.officer).update(valid_to=date(2026, 1, 1))
    assert {client.get(page).status_code for page in pages} <= {403, 404}
    assert client.post(where + "start/", {}).status_code == 404
    assert visitor(cast.officer).get("/secondments/mine/").content.decode().count(row.ref) == 0


def test_a_file_that_was_asked_for_before_somebody_left_is_not_given_to_them(cast):
    row = cast.placement("agreement")
    cast.issue(row)
    client = visitor(cast.lead)
    where = reverse("secondments:agreement-docx", args=[row.ref])
    assert client.get(where).status_code == 302  # being made
    cast.lead.memberships.update(state="ended", left_at="2026-01-01T00:00Z", ending="left")
    making.work()
    assert MadeFile.objects.filter(state="made").exists()
    assert client.get(where).status_code == 404 and client.post(where).status_code == 404


def test_a_closed_account_reads_nothing_with_the_session_it_has(cast):
    row = cast.placement("agreement_signed")
    client = visitor(cast.person)
    assert client.get(row.get_absolute_url()).status_code == 200
    User.objects.filter(pk=cast.person.pk).update(is_active=False)
    assert client.get(row.get_absolute_url()).status_code == 302
    assert client.get("/secondments/about-me/json/").status_code == 302


# 36: files have no numbers to guess


def test_no_address_names_a_made_file_by_its_number(cast):
    from secondments.urls import urlpatterns

    for route in urlpatterns:
        # The number of a text counts within its placement: first, second, third.
        words = str(route.pattern).replace("/agreement/<int:number>/", "/")
        assert not re.search(r"<(int|uuid|path|str):", words), route.name


@pytest.mark.django_db(transaction=True)
def test_sixteen_asks_at_once_are_one_file_of_each_kind():
    row = Cast().placement("agreement_signed")
    MadeFile.objects.all().delete()
    text = Agreement.objects.get(pk=row.agreement_id)

    def ask(_number):
        try:
            making.ask(text)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as crew:
        list(crew.map(ask, range(16)))
    assert sorted(MadeFile.objects.values_list("kind", flat=True)) == ["docx", "pdf"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_each_file_once():
    row = Cast().placement("agreement_signed")
    fresh = MadeFile.objects.filter(agreement=row.agreement_id, state="waiting")
    fresh.filter(kind="pdf").delete()  # the slower kind proves no more
    waiting = fresh.count()

    def work(_number):
        try:
            return making.work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as crew:
        done = sum(crew.map(work, range(2)))
    assert waiting >= 1 and done == waiting and not fresh.exists()


# 37: tokens


def test_a_token_opens_its_own_departments_rows_and_no_page(cast):
    row = cast.placement("agreement_signed")
    ours, theirs = system_of(cast.dcms, *SCOPES), system_of(cast.mhclg, *SCOPES)
    assert ours.get(f"{PLACED}{row.ref}/").status_code == 200
    assert theirs.get(f"{PLACED}{row.ref}/").status_code == 404
    for page in (row.get_absolute_url(), "/secondments/mine/", "/secondments/about-me/json/"):
        assert ours.get(page).status_code == 302  # a token is no session
    assert visitor(cast.officer).get(f"{PLACED}{row.ref}/").status_code == 401  # a session is no token


def test_a_system_that_left_a_department_reads_it_no_more_with_the_same_token(cast):
    row = cast.placement("agreement_signed")
    system = system_of(cast.dcms, *SCOPES)
    assert system.get(f"{PLACED}{row.ref}/").status_code == 200
    ClientDepartment.objects.filter(client_id=system.client_id).update(valid_to=date(2026, 1, 1))
    assert system.get(f"{PLACED}{row.ref}/").status_code == 404
    assert system.get("/api/v1/recusals/").json()["results"] == []
    ClientDepartment.objects.filter(client_id=system.client_id).update(department=cast.mhclg, valid_to=None)
    assert system.get(PLACED).json()["results"] == []
    assert system.send(f"{PLACED}{row.ref}/start/", {}).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "Bearer", "Bearer x", "Bearer " + "a" * 5000, "Basic eDp5"])
def test_no_made_up_token_opens_anything(cast, token):
    row = cast.placement("agreement_signed")
    for where in (PLACED, f"{PLACED}{row.ref}/", "/api/v1/recusals/"):
        assert Client(headers={"authorization": token}).get(where).status_code == 401


# 39: fields that nobody may set


def test_an_officer_sets_what_the_verb_is_for_and_nothing_else(cast):
    row = cast.placement("approvals")
    forged = {"kind": "hr", "state": "active", "commission_ref": "X", "person": cast.colleague.pk, "by": "1"}
    where = reverse("secondments:placement-verb", args=[row.ref, "approve"])
    assert visitor(cast.officer).post(where, forged).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.commission_ref, row.person_id) == ("approvals", "", cast.person.pk)
    assert row.approvals.get().by == cast.officer


def test_whoever_writes_an_opportunity_cannot_approve_it_by_a_field(cast):
    with on(TODAY):
        post = cast.post("draft")
    where = reverse("secondments:edit", args=[post.ref])
    said = {
        "title": "Another",
        "state": "advertised",
        "approved_by": cast.officer.pk,
        "overseer": cast.dcms.pk,
    }
    visitor(cast.host_manager).post(where, said)
    fresh = Opportunity.objects.get(pk=post.pk)
    assert (fresh.state, fresh.approved_by, fresh.overseer) == ("draft", None, None)


def test_the_statements_of_the_gates_stand_in_the_database(db):
    """A release that forgets them would leave the verbs alone with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'secondments%%'")
        there = {name for (name,) in cursor.fetchall()}
    assert there >= {
        *("secondments_gates", "secondments_signature_stays", "secondments_agreement_stays"),
        *("secondments_conflict_stays", "secondments_recusal_stays", "secondments_approval_stays"),
        *("secondments_contract_holds", "secondments_covered"),
    }
