"""Who sees what of whom, at each stage: a home body never sees another's candidates, a host sees what it must."""

import pytest

from secondments import showing
from secondments.actions import candidates, nominations, placements, rounds
from secondments.enums import Decision
from secondments.models import Candidate, Nomination, Opportunity, Placement, Recusal, Round
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor

EVERYBODY = (
    *(
        "officer",
        "second_officer",
        "other_officer",
        "host_manager",
        "lead",
        "person",
        "colleague",
        "other_lead",
    ),
    *("other_person", "outsider", "respondent", "auditor", "administrator", "triage", "civil_servant"),
)
PLAN = ("Ten years of youth clubs.", "How money is decided in a department.")


def sees(cast, model, row):
    return {
        name for name in EVERYBODY if model.objects.visible_to(getattr(cast, name)).filter(pk=row.pk).exists()
    }


def test_nobody_but_the_person_sees_a_draft_profile(cast):
    assert sees(cast, Candidate, cast.candidate("draft")) == {"person"}


def test_a_profile_is_its_home_bodys_once_the_person_asked_and_nobody_elses(cast):
    assert sees(cast, Candidate, cast.candidate("asked")) == {"person", "lead", "auditor"}
    row = cast.candidate(
        person=cast.other_person, manager=cast.other_lead, where={"organisation": cast.harbour}
    )
    assert sees(cast, Candidate, row) == {"other_person", "other_lead", "auditor"}


def test_a_departments_candidate_is_its_officers_and_not_another_departments(cast):
    row = cast.candidate(person=cast.civil_servant, manager=cast.officer, where={"department": cast.dcms})
    assert sees(cast, Candidate, row) == {"civil_servant", "officer", "second_officer", "auditor"}


def test_an_application_is_seen_by_both_sides_and_no_other_home_body(cast):
    with on(TODAY):
        row = cast.nomination()
    seen = {"person", "lead", "host_manager", "officer", "second_officer", "auditor"}
    assert sees(cast, Nomination, row) == seen


def test_a_host_loses_sight_of_whoever_was_not_matched(cast):
    with on(TODAY):
        row = announced(cast, Decision.NO_MATCH)
    assert row.state == "not_matched"
    assert sees(cast, Nomination, row) == {"person", "lead", "auditor"}


def test_a_placement_is_the_three_parties_and_no_other_bodys(cast):
    row = cast.placement("conflict_check")
    parties = {"person", "lead", "host_manager", "officer", "second_officer", "auditor"}
    assert sees(cast, Placement, row) == parties
    assert sees(cast, Recusal, row.recusals.get()) == parties


def test_a_round_is_its_departments_officers_alone(cast):
    with on(TODAY):
        row = rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[cast.post()])
    assert sees(cast, Round, row) == {"officer", "second_officer", "auditor"}


@pytest.mark.parametrize("state", ["draft", "approved", "withdrawn"])
def test_what_is_not_advertised_is_its_hosts(cast, state):
    with on(TODAY):
        row = cast.post(state)
    inside = {"officer", "second_officer", "host_manager", "civil_servant", "auditor"}
    assert sees(cast, Opportunity, row) == inside
    assert visitor().get(row.get_absolute_url()).status_code == 404


def announced(cast, decision, **post):
    """A round of one pair, decided and announced."""
    pair = cast.nomination(cast.post(**post))
    gathered = rounds.open_round(
        by=cast.officer, department=cast.dcms, name="R", opportunities=[pair.opportunity]
    )
    Round.objects.filter(pk=gathered.pk).update(state="decided", decided_at=TODAY.isoformat() + "T12:00Z")
    Nomination.objects.filter(pk=pair.pk).update(
        decision=decision, explanation=[["host_points", {"points": 5}]]
    )
    rounds.announce(round=gathered, by=cast.officer)
    return Nomination.objects.select_related("candidate__person", "opportunity", "round").get(pk=pair.pk)


def fresh(row):
    beside = ("candidate__person", "candidate__home_organisation", "opportunity", "round")
    return Nomination.objects.select_related(*beside).get(pk=row.pk)


def test_a_blind_host_sees_no_name_and_no_home_body_before_the_result(cast):
    with on(TODAY):
        row = fresh(cast.nomination(cast.post(is_blind=True)))
    for user in (cast.host_manager, cast.officer):
        pages = [
            visitor(user).get(where.get_absolute_url()).content.decode() for where in (row, row.opportunity)
        ]
        for page in pages:
            assert cast.person.name not in page.replace(user.name, "") and "Riverside" not in page
    assert showing.view(row, cast.host_manager).name == ""
    Candidate.objects.update(experience="I run Riverside Food Bank; ask person@riverside.example")
    page = visitor(cast.host_manager).get(row.get_absolute_url()).content.decode()
    assert "Riverside" not in page and "@riverside" not in page and "ask" in page
    assert showing.view(row, cast.lead).name == cast.person.name


def test_after_the_result_a_blind_host_sees_whom_it_gets(cast):
    with on(TODAY):
        row = announced(cast, Decision.MATCH, is_blind=True)
    assert showing.view(row, cast.host_manager).name == cast.person.name


@pytest.mark.parametrize("verb", ["shortlist", "decline"])
def test_the_person_does_not_learn_of_the_hosts_list_before_everybody_is_told(cast, verb):
    with on(TODAY):
        row = cast.nomination(shortlisted=False)
        more = {"note": "SECRET-REASON"}
        row = getattr(nominations, verb)(nomination=row, by=cast.host_manager, **more)
        for user in (cast.person, cast.lead):
            seen = showing.view(fresh(row), cast.fresh(user))
            assert (seen.state, seen.host_words) == ("nominated", "")
            for where in (row, row.candidate):
                page = visitor(user).get(where.get_absolute_url()).content.decode()
                assert "SECRET-REASON" not in page and "hortlisted" not in page


def test_a_decision_is_the_coordinators_alone_until_it_is_announced(cast):
    with on(TODAY):
        row = cast.nomination()
        rounds.open_round(by=cast.officer, department=cast.dcms, name="R", opportunities=[row.opportunity])
        Nomination.objects.filter(pk=row.pk).update(decision="match", explanation=[["person_refuses", {}]])
    row = fresh(row)
    assert showing.view(row, cast.officer).decision == "match"
    for user in (cast.person, cast.lead, cast.host_manager):
        seen = showing.view(row, user)
        assert (seen.decision, seen.reasons) == ("", [])


def test_adjustments_are_the_persons_until_they_are_matched_and_shared(cast):
    with on(TODAY):
        hidden = fresh(cast.nomination())
        for user in (cast.lead, cast.host_manager, cast.officer, cast.auditor):
            assert showing.view(hidden, user).adjustments == ""
            page = visitor(user).get(hidden.get_absolute_url()).content.decode()
            assert "A quiet room" not in page
        page = visitor(cast.lead).get(hidden.candidate.get_absolute_url()).content.decode()
        assert PLAN[1] in page and "A quiet room" not in page


def test_shared_adjustments_reach_the_host_of_the_placement_and_not_the_home_body(cast):
    row = cast.placement("conflict_check", plan={"share_adjustments": True})
    places = {
        user: visitor(getattr(cast, user)).get(row.get_absolute_url()) for user in ("lead", "host_manager")
    }
    assert "A quiet room" in places["host_manager"].content.decode()
    assert "A quiet room" not in places["lead"].content.decode()


def test_declared_interests_are_the_secondees_and_the_officers(cast):
    row = cast.placement("conflict_check")
    placements.declare(placement=row, interests=["SECRET-INTEREST"], by=cast.person)
    for user, there in (("person", True), ("officer", True), ("lead", False), ("host_manager", False)):
        page = visitor(getattr(cast, user)).get(row.get_absolute_url()).content.decode()
        assert ("SECRET-INTEREST" in page) is there


def test_an_issue_is_read_by_whoever_raised_it_and_the_officer(cast):
    from secondments.actions import life

    row = cast.placement("active")
    life.raise_issue(placement=row, body="SECRET-ISSUE", by=cast.person)
    for user, there in (("person", True), ("officer", True), ("lead", False), ("host_manager", False)):
        page = visitor(getattr(cast, user)).get(row.get_absolute_url()).content.decode()
        assert ("SECRET-ISSUE" in page) is there


def test_a_withdrawn_profile_is_erased_and_gone_for_others(cast):
    row = cast.candidate()
    candidates.withdraw_profile(candidate=row, by=cast.person)
    row.refresh_from_db()
    assert (row.learning_goals, row.experience, row.adjustments) == ("", "", "")
    assert sees(cast, Candidate, row) == {"person", "auditor"}


def test_whoever_left_the_home_body_sees_its_people_no_more(cast):
    row = cast.candidate("asked")
    cast.lead.memberships.update(state="ended", left_at="2026-01-01T00:00Z", ending="left")
    assert not Candidate.objects.visible_to(cast.fresh(cast.lead)).filter(pk=row.pk).exists()
    assert visitor(cast.lead).get(row.get_absolute_url()).status_code == 404
