"""A person's own requests, the organisation they write for, and the figures of the front door."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from engagement.requests import actions, figures
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest, Figures
from foundation.directory.models import Membership, Organisation
from tests.factories.requests import days_ago, draft, draft_for, organisation, person
from tests.requests.sender import at, begin, page

MINE = "/requests/"


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture(autouse=True)
def fresh(db):
    cache.clear()


def test_each_request_says_whose_turn_it_is_and_by_when(cast):
    row = cast.request(State.CLARIFICATION_NEEDED)
    html = signed_in(cast.member).get(MINE).content.decode()
    assert row.title in html and "Next: You" in html and "fd-card--yours" in html


def test_tabs_hold_what_they_say(cast):
    rows = {
        "drafts": cast.request(State.DRAFT, title="Wholly unsent"),
        "open": cast.request(State.ROUTED, title="Now open"),
        "answered": cast.request(State.RESPONDED, title="Well answered"),
        "closed": cast.request(State.WITHDRAWN, title="Taken back"),
    }
    browser = signed_in(cast.member)
    for show in rows:
        html = browser.get(f"{MINE}?show={show}").content.decode()
        assert [name for name, other in rows.items() if other.title in html] == [show]
    assert browser.get(f"{MINE}?show=nonsense").status_code == 200


def test_others_in_the_organisation_see_what_was_sent_but_no_drafts(cast):
    sent, unsent = cast.request(State.ROUTED, title="Sent one"), cast.request(State.DRAFT, title="Unsent one")
    browser = signed_in(cast.lead)
    assert sent.title in browser.get(MINE).content.decode()
    assert unsent.title not in browser.get(f"{MINE}?show=drafts").content.decode()
    assert sent.title not in signed_in(cast.stranger).get(MINE).content.decode()


def test_officials_are_pointed_to_their_desk(cast):
    assert "at your desk" in signed_in(cast.officer).get(MINE).content.decode()
    assert "at your desk" not in signed_in(cast.member).get(MINE).content.decode()


def test_a_long_list_has_pages_and_no_more_queries(cast, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("engagement.requests.views.mine.SIZE", 2)
    for _ in range(3):
        cast.request(State.ROUTED)
    browser = signed_in(cast.member)
    with django_assert_max_num_queries(5):
        first = browser.get(MINE).content.decode()
    assert 'rel="next"' in first and first.count("fd-card__title") == 2


def test_visitors_sign_in_first(client, db):
    assert client.get(MINE).headers["Location"] == "/sign-in/?next=/requests/"


# The organisation a person writes for


def test_a_person_finds_their_organisation_and_writes_for_it(cast):
    charity = organisation("Seaside Choir")
    Organisation.objects.filter(pk=charity.pk).update(source="ccew", verification_level=2)
    browser = signed_in(cast.respondent)
    row = begin(browser, "on_behalf_of_organisation")
    assert browser.get(at("organisation", row)).headers["Location"] == at("find-organisation", row)
    found = browser.get(at("find-organisation", row) + "?q=seaside")
    assert charity.name in found.content.decode()
    answer = browser.post(at("find-organisation", row), {"q": "seaside", "organisation": charity.ref})
    assert answer.headers["Location"] == page(row, "authority")
    row.refresh_from_db()
    assert row.organisation == charity
    assert Membership.objects.get(user=cast.respondent).state == "claimed"


def test_where_a_lead_has_to_agree_first_the_draft_waits(cast):
    Organisation.objects.filter(pk=cast.organisation.pk).update(source="ccew", verification_level=2)
    browser = signed_in(cast.respondent)
    row = begin(browser, "on_behalf_of_organisation")
    answer = browser.post(
        at("find-organisation", row), {"q": "riverside", "organisation": cast.organisation.ref}
    )
    assert answer.headers["Location"] == at("tasks", row)
    assert "asked its lead to confirm you" in browser.get(at("tasks", row)).content.decode()
    row.refresh_from_db()
    assert row.organisation is None


def test_an_organisation_outside_the_results_cannot_be_claimed(cast):
    hidden = organisation("Quiet Group")
    Organisation.objects.filter(pk=hidden.pk).update(source="self", verification_level=0)
    browser = signed_in(cast.respondent)
    row = begin(browser, "on_behalf_of_organisation")
    answer = browser.post(at("find-organisation", row), {"q": "quiet", "organisation": hidden.ref})
    assert answer.status_code == 200
    assert not Membership.objects.filter(user=cast.respondent).exists()


def test_a_group_without_a_number_is_added(cast):
    browser = signed_in(cast.respondent)
    row = begin(browser, "on_behalf_of_organisation")
    assert "No Such Choir" in browser.get(at("add-organisation", row) + "?q=No+Such+Choir").content.decode()
    answer = browser.post(at("add-organisation", row), {"name": "Tuesday Knitters"})
    assert answer.headers["Location"] == page(row, "authority")
    row.refresh_from_db()
    assert row.organisation_name == "Tuesday Knitters"
    assert "Enter the name" in browser.post(at("add-organisation", row), {"name": " "}).content.decode()


# The figures


def test_figures_add_up(cast):
    late = days_ago(cast.request(State.ACCEPTED), 60)
    answered = cast.request(State.RESPONDED)
    cast.request(State.DECLINED)
    cast.request(State.WITHDRAWN)
    cast.request(State.DRAFT)
    EngagementRequest.objects.filter(pk=answered.pk).update(days_taken=30, reply_due_on="2026-01-01")
    figures.refresh(force=True)
    found = figures.public_figures()
    assert (found["received"], found["answered"], found["open"], found["overdue"]) == (4, 2, 1, 1)
    assert found["on_time_percent"] == 50
    assert found["median_days"] == 0
    assert found["departments"][0]["code"] == "DCMS" and found["departments"][0]["received"] == 3
    assert len(found["months"]) == 12
    assert [sum(column) for column in list(zip(*found["months"], strict=True))[1:]] == [4, 2]
    assert late.department.code == "DCMS"


def test_silence_and_withdrawal_are_no_answers(cast):
    row = cast.request(State.CLARIFICATION_NEEDED)
    EngagementRequest.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert actions.close_unanswered() == 1
    cast.request(State.WITHDRAWN)
    figures.refresh(force=True)
    assert figures.public_figures()["answered"] == 0


def test_a_first_day_has_figures_too(db):
    found = figures.public_figures()
    assert (found["received"], found["on_time_percent"], found["median_days"]) == (0, None, None)


def test_pages_read_one_row_and_then_none(cast, django_assert_num_queries):
    cast.request(State.RESPONDED)
    figures.refresh(force=True)
    with django_assert_num_queries(1):
        figures.public_figures()
    with django_assert_num_queries(0):
        figures.public_figures()


def test_counting_rests_according_to_its_cost(cast):
    assert figures.refresh() is True
    assert figures.refresh() is False
    Figures.objects.update(counted_at=timezone.now() - timedelta(seconds=61), seconds=0.1)
    assert figures.refresh() is True
    Figures.objects.update(counted_at=timezone.now() - timedelta(seconds=61), seconds=10)
    assert figures.refresh() is False


def test_months_and_departments_are_named_in_the_readers_language(cast):
    cast.request(State.RESPONDED)
    cast.dcms.name_cy = "Adran Ddiwylliant"
    cast.dcms.save()
    figures.refresh(force=True)
    with translation.override("cy"):
        assert figures.public_figures()["departments"][0]["name"] == "Adran Ddiwylliant"
    assert figures.public_figures()["departments"][0]["name"] != "Adran Ddiwylliant"


# The clock


def test_drafts_that_nobody_touched_for_ninety_days_go(cast):
    old, young = draft(person()), draft(person())
    sent = cast.request(State.ROUTED)
    long_ago = timezone.now() - timedelta(days=91)
    EngagementRequest.objects.exclude(pk=young.pk).update(updated_at=long_ago)
    assert actions.forget_drafts() == 1
    assert set(EngagementRequest.objects.all()) == {young, sent}
    assert not EngagementRequest.objects.filter(pk=old.pk).exists()


def test_a_draft_for_an_organisation_names_it_on_the_publication_page(cast):
    row = draft_for(cast.organisation, cast.member)
    html = signed_in(cast.member).get(page(row, "publication")).content.decode()
    assert "Riverside Food Bank" in html
    assert reverse("requests:tasks", kwargs={"key": row.public_id}) in html
