"""From the first day to the last word: learning, absences, issues, the way home, evaluations, early ends, alumni."""

from datetime import date, timedelta

import pytest

from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.notifications.models import Message
from secondments import rules
from secondments.actions import agreements, candidates, changes, endings, life, nominations, placements
from secondments.models import Placement, Recusal
from tests.factories.secondments import START, TODAY, on
from tests.secondments.doors import visitor

ENDS = date(2027, 7, 31)


def test_the_home_bodys_own_bids_are_a_recusal_from_the_match_to_the_end(cast):
    row = cast.placement("conflict_check")
    found = Recusal.objects.get(placement=row)
    assert (found.organisation, found.from_on, found.to_on) == (cast.riverside, row.starts_on, row.ends_on)


def test_conflicts_are_signed_off_only_when_each_is_decided_and_never_by_the_secondee(cast):
    row = cast.placement("conflict_check")
    with pytest.raises(Invalid):
        placements.sign_off(placement=row, by=cast.officer)
    placements.declare(placement=row, interests=["A", "B", " "], by=cast.person)
    first, second = row.conflicts.all()
    placements.mitigate(placement=row, conflict=first, mitigation="none", by=cast.officer)
    with pytest.raises(Invalid):
        placements.sign_off(placement=row, by=cast.officer)
    placements.mitigate(placement=row, conflict=second, mitigation="decline", by=cast.officer)
    with pytest.raises(NotAllowed):
        placements.sign_off(placement=row, by=cast.person)
    assert placements.sign_off(placement=row, by=cast.officer).state == "approvals"


def test_a_new_interest_before_the_start_shuts_the_gate_again(cast):
    row = cast.placement("approvals")
    row = placements.declare(placement=row, interests=["A new one"], by=cast.person)
    assert (row.state, row.conflicts_signed_off_on) == ("conflict_check", None)


def test_an_early_end_gives_its_reason_ends_the_recusals_and_frees_the_person(cast):
    row = cast.placement("ended_early")
    assert (row.state, row.early_reason) == ("ended_early", "secondee")
    assert set(row.recusals.values_list("to_on", flat=True)) == {row.ended_on}
    assert row.nomination.candidate.__class__.objects.get().state == "agreed"
    with on(START + timedelta(61)), pytest.raises(WrongState):
        endings.end_early(placement=row, cause="host", note="Again.", by=cast.officer)


@pytest.mark.parametrize("who", ["person", "lead", "host_manager", "colleague", "other_officer", "outsider"])
def test_no_party_ends_at_once_by_itself(cast, who):
    row = cast.placement("active")
    with on(START + timedelta(60)), pytest.raises(NotAllowed):
        endings.end_early(placement=row, cause="home", note="We need them.", by=getattr(cast, who))
    assert Placement.objects.get(pk=row.pk).state == "active"


@pytest.mark.parametrize("who", ["person", "lead", "host_manager"])
def test_each_party_asks_for_an_early_end_instead(cast, who):
    row = cast.placement("active")
    with on(START + timedelta(60)):
        asked = {"cause": "home", "note": "We need them.", "by": getattr(cast, who)}
        text = changes.ask_early_end(placement=row, ends_on=START + timedelta(90), **asked)
    assert (text.kind, text.state) == ("early_end", "draft")
    assert Placement.objects.get(pk=row.pk).state == "active"


def test_an_end_at_once_has_a_reason_and_all_three_are_told(cast):
    row = cast.placement("active")
    with on(START + timedelta(60)):
        with pytest.raises(Invalid):
            endings.end_early(placement=row, cause="host", note="  ", by=cast.officer)
        Message.objects.all().delete()
        endings.end_early(placement=row, cause="host", note="The team was closed.", by=cast.officer)
    told = set(Message.objects.filter(kind="secondment_step").values_list("recipient", flat=True))
    assert told >= {cast.person.pk, cast.lead.pk, cast.host_manager.pk}
    for reader in (cast.person, cast.lead, cast.host_manager):
        assert "The team was closed." in visitor(reader).get(row.get_absolute_url()).content.decode()


def test_an_officer_does_not_end_their_own_placement_at_once(cast):
    row = cast.placement("active")
    assert rules.allowed(cast.officer, "end_at_once", row)
    row.person = cast.officer
    assert not rules.allowed(cast.officer, "end_at_once", row)


def test_it_does_not_end_by_itself_before_its_last_day(cast):
    row = cast.placement("active")
    with on(ENDS - timedelta(1)), pytest.raises(Invalid):
        endings.come_home(placement=row, by=cast.officer)
    with on(ENDS):
        assert endings.come_home(placement=row, by=cast.officer).state == "returned"


def test_nobody_resumes_without_clearance_in_date(cast):
    row = cast.placement("paused")
    Placement.objects.filter(pk=row.pk).update(clearance_expires_on=START + timedelta(31))
    with on(START + timedelta(32)):
        with pytest.raises(Invalid):
            endings.resume(placement=row, by=cast.officer)
        placements.grant_clearance(placement=row, level="bpss", expires_on=date(2030, 1, 1), by=cast.officer)
        assert endings.resume(placement=row, by=cast.officer).state == "active"


@pytest.mark.parametrize(
    ("from_on", "to_on", "fits"),
    [
        (START, START, True),
        (ENDS, ENDS, True),
        (START - timedelta(1), START, False),
        (ENDS, ENDS + timedelta(1), False),
        (START + timedelta(2), START + timedelta(1), False),
    ],
)
def test_absences_lie_within_the_placement(cast, from_on, to_on, fits):
    row = cast.placement("active")
    said = {"placement": row, "kind": "leave", "from_on": from_on, "to_on": to_on, "by": cast.person}
    if fits:
        life.note_absence(**said)
        assert row.absences.count() == 1
    else:
        with pytest.raises(Invalid):
            life.note_absence(**said)


def test_an_outcome_that_was_judged_stays_when_the_plan_is_written_anew(cast):
    row = cast.placement("active")
    life.plan_learning(placement=row, outcomes=["Read a budget", "Chair a meeting"], by=cast.person)
    met = row.learningoutcomes.get(text="Read a budget")
    life.review(placement=row, point="mid", note="Going well.", met=[str(met.pk)], by=cast.host_manager)
    life.plan_learning(placement=row, outcomes=["Write advice"], by=cast.person)
    assert dict(row.learningoutcomes.values_list("text", "met")) == {
        "Read a budget": True,
        "Chair a meeting": False,
        "Write advice": None,
    }


def test_evaluations_open_at_their_moments_and_all_three_sides_make_it_evaluated(cast):
    row = cast.placement("returned")
    said = {"placement": row, "goals_met": 4, "worth_it": 4}
    with on(ENDS + timedelta(3)):
        with pytest.raises(WrongState):
            life.evaluate(**said, point="six_months", by=cast.person)
        for by, state in ((cast.person, "returned"), (cast.lead, "returned"), (cast.officer, "evaluated")):
            assert life.evaluate(**said, point="end", by=by).state == state
    with on(date(2028, 1, 30)), pytest.raises(WrongState):
        life.evaluate(**said, point="six_months", by=cast.person)
    with on(date(2028, 1, 31)):
        life.evaluate(**said, point="six_months", in_contact=True, by=cast.person)
        assert endings.close(placement=row, by=cast.officer).state == "closed"


def test_the_file_is_not_closed_before_six_months(cast):
    row = cast.placement("evaluated")
    with on(date(2028, 1, 30)), pytest.raises(Invalid):
        endings.close(placement=row, by=cast.officer)


def test_alumni_are_found_only_while_they_agree(cast):
    row = cast.placement("returned")
    life.join_alumni(placement=row, contact="Ask me", by=cast.person)
    assert "Ask me" in visitor(cast.person).get("/secondments/alumni/").content.decode()
    life.join_alumni(placement=row, contact="", by=cast.person)
    assert "Ask me" not in visitor(cast.person).get("/secondments/alumni/").content.decode()
    assert visitor(cast.respondent).get("/secondments/alumni/").status_code == 403


def test_an_amendment_holds_when_all_three_signed_it_and_not_before(cast):
    row = cast.placement("active")
    with on(date(2027, 5, 1)):
        changes.amend(placement=row, change_note="A month more.", ends_on=date(2027, 8, 31), by=cast.officer)
        text = agreements.issue(placement=row, by=cast.officer)
        cast.sign_all(row, text, cast.signers(row)[:2])
        row.refresh_from_db()
        assert (row.ends_on, row.agreement.number) == (ENDS, 1)
        cast.sign_all(row, text, cast.signers(row)[2:])
    row.refresh_from_db()
    assert (row.ends_on, row.agreement.number, row.agreement.kind) == (date(2027, 8, 31), 2, "extension")
    assert set(row.recusals.values_list("to_on", flat=True)) == {row.ends_on}


def test_nobody_agrees_to_their_own_release(cast):
    with pytest.raises(Invalid):
        candidates.ask_consent(candidate=cast.candidate("draft", manager=cast.person), by=cast.person)
    row = cast.candidate("asked", person=cast.lead, manager=cast.colleague)
    with pytest.raises(NotAllowed):
        candidates.give_consent(candidate=row, by=cast.lead)
    assert candidates.give_consent(candidate=row, by=cast.colleague).state == "agreed"


def test_a_changed_plan_needs_a_new_yes_and_adjustments_do_not(cast):
    row = cast.candidate()
    row = candidates.edit_profile(candidate=row, adjustments="A ramp.", by=cast.person)
    assert row.state == "agreed"
    row = candidates.edit_profile(candidate=row, learning_goals="Something else.", by=cast.person)
    assert (row.state, row.consented_by) == ("draft", None)


def test_applications_close_with_the_closing_day_in_london(cast):
    with on(TODAY):
        post, person = cast.post(), cast.candidate()
    with on(post.closes_on + timedelta(1), 0), pytest.raises(WrongState):
        nominations.nominate(candidate=person, opportunity=post, by=cast.person)
    with on(post.closes_on, 23):
        assert nominations.nominate(candidate=person, opportunity=post, by=cast.person).state == "nominated"


def test_nobody_is_put_forward_to_their_own_side(cast):
    servant = cast.candidate(person=cast.civil_servant, manager=cast.officer, where={"department": cast.dcms})
    with on(TODAY):
        post = cast.post()
        with pytest.raises(Invalid):
            nominations.nominate(candidate=servant, opportunity=post, by=cast.civil_servant)
        outward = cast.post(direction="outward", organisation=cast.harbour, title="Out")
        assert nominations.nominate(candidate=servant, opportunity=outward, by=cast.civil_servant)


def test_nobody_approves_what_they_wrote(cast):
    from secondments.actions import opportunities

    row = cast.post("draft", by=cast.officer)
    with pytest.raises(NotAllowed):
        opportunities.approve(opportunity=row, by=cast.officer)
    assert opportunities.approve(opportunity=row, by=cast.second_officer).state == "approved"
