"""What a person is told of themselves: all of it, nobody else's; and what is gone once they take their consent back."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secondments import about_me
from secondments.actions import candidates, life, rounds
from secondments.models import Candidate, Nomination, Placement, Round
from tests.factories.secondments import START, TODAY, on
from tests.secondments.doors import visitor

PAGE, JSON, TEXT = "/secondments/about-me/", "/secondments/about-me/json/", "/secondments/about-me/txt/"


def told(user):
    return json.dumps(about_me.copy_for(user).as_json(), ensure_ascii=False)


@pytest.fixture
def placed(cast):
    row = cast.placement("active", plan={"interests": "My sister works at Harbour."})
    with on(START):
        life.raise_issue(placement=row, body="I have no desk.", by=cast.person)
        life.raise_issue(placement=row, body="SOMEBODY-ELSES-WORDS", by=cast.host_manager)
        life.plan_learning(placement=row, outcomes=["Read a budget"], by=cast.person)
        life.note_absence(placement=row, kind="sickness", from_on=START, to_on=START, by=cast.person)
    return row


def test_it_holds_all_that_was_written_by_and_about_the_person(cast, placed):
    found = told(cast.person)
    for words in (
        *(
            "Ten years of youth clubs.",
            "How money is decided in a department.",
            "A quiet room.",
            "It is my work.",
        ),
        *(
            "My sister works at Harbour.",
            "Trustee of Harbour",
            "Grants to Harbour Youth Clubs",
            "I have no desk.",
        ),
        *("Read a budget", "sickness", placed.ref, placed.agreement.text_hash, placed.person_key, "4500000"),
    ):
        assert words in found, words


def test_every_field_of_a_profile_and_a_placement_is_in_it_or_named_here(cast, placed):
    """A new field has to be thought of: whose is it?"""
    others = {"id", "version", "person", "consented_by", "home_department", "home_organisation", "nomination"}
    others |= {"host_department", "host_organisation", "created_at", "updated_at", "limit_on", "swap"}
    others |= {"host_manager", "home_manager", "agreement", "conflicts_signed_off_by"}
    for model, fields in ((Candidate, about_me.PROFILE), (Placement, about_me.PLACED)):
        assert {field.name for field in model._meta.concrete_fields} - set(fields) - others == set()


def test_words_of_others_and_names_of_officials_are_not_in_it(cast, placed):
    found = told(cast.person)
    assert "SOMEBODY-ELSES-WORDS" not in found and str(about_me.WITHHELD) in found
    assert cast.officer.email not in found and cast.lead.email not in found
    for who in (cast.lead, cast.officer, cast.host_manager):
        theirs = told(who)
        assert "My sister" not in theirs and "I have no desk" not in theirs and "A quiet room" not in theirs
    assert placed.ref in told(cast.officer)  # that they had a part in it


def test_somebody_without_any_part_holds_an_empty_copy(cast, placed):
    found = about_me.copy_for(cast.outsider).sections
    assert {name for name, rows in found.items() if rows} == {"account"}


def test_what_the_host_noted_comes_with_the_result_and_not_before(cast):
    with on(TODAY):
        row = cast.nomination()
        Nomination.objects.filter(pk=row.pk).update(host_note="HOST-NOTE", fit_percent=63)
        before = told(cast.person)
        assert "HOST-NOTE" not in before and '"shortlisted"' not in before and str(about_me.NOT_YET) in before
        gathered = rounds.open_round(
            by=cast.officer, department=cast.dcms, name="R", opportunities=[row.opportunity]
        )
        Round.objects.filter(pk=gathered.pk).update(state="decided", decided_at="2026-11-25T12:00Z")
        Nomination.objects.filter(pk=row.pk).update(decision="no_match")
        rounds.announce(round=gathered, by=cast.officer)
    assert "HOST-NOTE" in told(cast.person)


def test_page_and_files_are_the_readers_own_and_nobodys_cache_keeps_them(cast, placed):
    client = visitor(cast.person)
    page, file, text = (client.get(where) for where in (PAGE, JSON, TEXT))
    for answer in (page, file, text):
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        assert "A quiet room." in answer.content.decode()
    assert file.json()["placements"][0]["ref"] == placed.ref
    assert (
        file["Content-Disposition"].startswith("attachment") and file["X-Content-Type-Options"] == "nosniff"
    )
    for where in (PAGE, JSON, TEXT):
        assert "/sign-in/" in visitor().get(where)["Location"]
        assert client.post(where, {}).status_code == 405
    assert client.get("/secondments/about-me/xml/").status_code == 404


def test_that_a_copy_was_taken_is_on_record(cast, placed):
    from foundation.audit.models import AuditEvent

    visitor(cast.person).get(JSON)
    assert AuditEvent.objects.filter(verb="secondment.copy_taken").count() == 1


def test_it_costs_the_same_however_much_there_is(cast, placed):
    with CaptureQueriesContext(connection) as few:
        about_me.copy_for(cast.person)
    with on(START):
        for number in range(5):
            life.raise_issue(placement=placed, body=f"Issue {number}", by=cast.person)
            life.raise_issue(placement=placed, body=f"Other {number}", by=cast.host_manager)
    with CaptureQueriesContext(connection) as many:
        about_me.copy_for(cast.person)
    assert len(many) == len(few) < 40


# Consent taken back


def test_what_was_noted_about_somebody_who_left_is_erased_too(cast):
    with on(TODAY):
        row = cast.nomination()
        Nomination.objects.filter(pk=row.pk).update(
            host_note="HOST-NOTE", fit_percent=63, explanation=[["x", {}]]
        )
        candidates.withdraw_profile(candidate=row.candidate, by=cast.person)
    row.refresh_from_db()
    assert (row.state, row.host_note, row.fit_percent, row.explanation, row.why) == (
        "withdrawn",
        "",
        None,
        [],
        "",
    )
    kept = Candidate.objects.get()
    assert (kept.manager, kept.place, kept.contract_ends_on, kept.interests) == (None, None, None, "")
    assert visitor(cast.host_manager).get(row.get_absolute_url()).status_code == 404
    assert visitor(cast.lead).get(kept.get_absolute_url()).status_code == 404


def test_whoever_left_between_decision_and_announcement_is_not_placed(cast):
    with on(TODAY):
        row = cast.nomination()
        gathered = rounds.open_round(
            by=cast.officer, department=cast.dcms, name="R", opportunities=[row.opportunity]
        )
        Round.objects.filter(pk=gathered.pk).update(state="decided", decided_at="2026-11-25T12:00Z")
        Nomination.objects.filter(pk=row.pk).update(decision="match")
        candidates.withdraw_profile(candidate=row.candidate, by=cast.person)
        rounds.announce(round=gathered, by=cast.officer)
    assert not Placement.objects.exists() and Nomination.objects.get().state == "withdrawn"


def test_whoever_leaves_the_programme_is_found_among_the_alumni_no_more(cast):
    row = cast.placement("returned")
    life.join_alumni(placement=row, contact="Ask me", by=cast.person)
    candidates.withdraw_profile(candidate=Candidate.objects.get(), by=cast.person)
    row.refresh_from_db()
    assert (row.alumni_since, row.alumni_contact) == (None, "")
    assert "Ask me" not in visitor(cast.officer).get("/secondments/alumni/").content.decode()


def test_the_audit_chain_still_holds_after_erasure(cast):
    from foundation.audit.verify import faults

    row = cast.candidate()
    candidates.withdraw_profile(candidate=row, by=cast.person)
    assert faults() == []
