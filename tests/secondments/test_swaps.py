"""A swap is one thing in two halves: offered, matched, started and ended together until the officer unties it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import clocks, halves, lines
from secondments.actions import (
    agreements,
    changes,
    endings,
    nominations,
    opportunities,
    placements,
    rounds,
    swaps,
)
from secondments.models import Opportunity, Placement
from tests.factories.secondments import POST, START, TODAY, on
from tests.secondments.doors import visitor


def fresh(*rows):
    return [type(row).objects.get(pk=row.pk) for row in rows]


def states(*rows):
    return [row.state for row in fresh(*rows)]


def forced(model, row, **said):
    """As somebody at the database's own prompt would, with everything asked at once."""
    with transaction.atomic():
        model.objects.filter(pk=row.pk).update(**said)
        connection.check_constraints()


# Offered together


def test_writing_one_half_proposes_the_other_for_the_same_days(cast):
    mine, theirs = cast.swap("proposed")
    assert (theirs.host, theirs.state, theirs.direction) == (cast.riverside, "draft", "swap")
    assert (theirs.starts_on, theirs.ends_on) == (mine.starts_on, mine.ends_on)
    connection.check_constraints()


@pytest.mark.parametrize("partner", [None, "harbour department"])
def test_a_swap_names_a_body_on_the_other_side(cast, partner):
    partner = cast.mhclg if partner else None
    with on(TODAY), pytest.raises(Invalid) as refused:
        opportunities.offer(
            by=cast.host_manager, department=cast.dcms, partner=partner, **(POST | {"direction": "swap"})
        )
    assert "partner" in refused.value.errors


def test_the_other_body_agrees_itself_before_anything_is_approved(cast):
    mine, theirs = cast.swap("proposed")
    for half in (mine, theirs):
        with pytest.raises(Invalid):
            opportunities.approve(opportunity=half, by=cast.officer)
    for by in (cast.host_manager, cast.officer, cast.colleague, cast.outsider):
        with pytest.raises(NotAllowed):
            swaps.agree(opportunity=theirs, by=by)
    with pytest.raises(WrongState):
        swaps.agree(opportunity=mine, by=cast.officer)
    swaps.agree(opportunity=theirs, by=cast.lead)
    for half in (mine, theirs):
        assert opportunities.approve(opportunity=half, by=cast.officer).overseer == cast.dcms


def test_a_charity_proposes_and_the_department_agrees(cast):
    with on(TODAY):
        ours = opportunities.offer(
            by=cast.lead, organisation=cast.riverside, partner=cast.dcms, **(POST | {"direction": "swap"})
        )
        half = ours.swap.beside(ours)
        assert half.host == cast.dcms
        assert swaps.agree(opportunity=half, by=cast.officer).host_manager == cast.officer


def test_an_officer_of_another_department_approves_no_half(cast):
    _mine, theirs = cast.swap("proposed")
    swaps.agree(opportunity=theirs, by=cast.lead)
    with pytest.raises(NotAllowed):
        opportunities.approve(opportunity=theirs, by=cast.other_officer)


def test_both_halves_go_on_the_list_and_off_it_together(cast):
    mine, theirs = cast.swap("proposed")
    swaps.agree(opportunity=theirs, by=cast.lead)
    opportunities.approve(opportunity=mine, by=cast.officer)
    with on(TODAY):
        with pytest.raises(Invalid):
            opportunities.advertise(opportunity=fresh(mine)[0], by=cast.officer)
        opportunities.approve(opportunity=theirs, by=cast.officer)
        opportunities.advertise(opportunity=fresh(theirs)[0], by=cast.officer)
        assert states(mine, theirs) == ["advertised", "advertised"]
        opportunities.withdraw(opportunity=fresh(theirs)[0], reason="No time.", by=cast.lead)
    assert states(mine, theirs) == ["withdrawn", "withdrawn"]
    connection.check_constraints()


def test_new_dates_are_the_other_halfs_too_and_are_agreed_anew(cast):
    mine, theirs = cast.swap("approved")
    with on(TODAY):
        opportunities.edit(opportunity=mine, ends_on=date(2027, 6, 30), by=cast.host_manager)
    mine, theirs = fresh(mine, theirs)
    assert (theirs.ends_on, theirs.state, theirs.approved_by) == (date(2027, 6, 30), "draft", None)
    assert mine.swap.agreed_at is None
    with on(TODAY):
        swaps.agree(opportunity=theirs, by=cast.lead)
        opportunities.edit(opportunity=theirs, ends_on=date(2027, 5, 31), by=cast.lead)
    mine, theirs = fresh(mine, theirs)
    assert mine.ends_on == date(2027, 5, 31) and mine.swap.agreed_at is not None


@pytest.mark.parametrize(
    "said",
    [{"ends_on": date(2027, 6, 1)}, {"state": "withdrawn", "withdrawn_reason": "x"}, {"state": "approved"}],
)
def test_the_database_keeps_the_halves_alike(cast, said):
    mine, _theirs = cast.swap()
    with pytest.raises(IntegrityError):
        forced(Opportunity, mine, **said)


def test_the_database_knows_no_half_alone(cast):
    mine, theirs = cast.swap("proposed")
    with pytest.raises(IntegrityError):
        forced(Opportunity, mine, direction="swap", swap=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        theirs.delete()
        Opportunity.objects.filter(pk=mine.pk).update(ends_on=mine.ends_on + timedelta(1))
        connection.check_constraints()


# Matched together


def test_only_people_of_the_two_bodies_are_put_forward(cast):
    mine, _theirs = cast.swap()
    other = cast.candidate(
        person=cast.other_person, manager=cast.other_lead, where={"organisation": cast.harbour}
    )
    with on(TODAY), pytest.raises(Invalid):
        nominations.nominate(candidate=other, opportunity=mine, by=cast.other_person)


def gathered(cast, pair):
    with on(TODAY):
        row = rounds.open_round(
            by=cast.officer, department=cast.dcms, name="R", opportunities=[pair[0].opportunity]
        )
        rounds.ask_to_run(round=row, by=cast.officer)
        rounds.run_waiting()
    return row


def test_a_round_takes_both_halves_and_places_both(cast):
    pair = cast.swapped_people(*cast.swap())
    row = gathered(cast, pair)
    assert row.opportunities.count() == 2
    assert [one.decision for one in fresh(*pair)] == ["match", "match"]
    with on(TODAY):
        rounds.announce(round=row, by=cast.officer)
    connection.check_constraints()
    halves = list(Placement.objects.order_by("pk"))
    assert {row.direction for row in halves} == {"inward", "outward"}
    assert len({row.swap_id for row in halves}) == 1 and halves[0].swap is not None


def test_with_nobody_for_one_half_the_other_is_not_matched_and_says_so(cast):
    pair = cast.swapped_people(*cast.swap())
    with on(TODAY):
        nominations.decline(nomination=pair[1], note="Not now.", by=cast.lead)
    gathered(cast, pair)
    inward, outward = fresh(*pair)
    assert (inward.decision, outward.decision) == ("no_match", "no_match")
    assert inward.explanation == [["swap_other_half", {}]]


def test_whoever_would_have_swapped_is_free_for_another_post(cast):
    pair = cast.swapped_people(*cast.swap())
    with on(TODAY):
        nominations.decline(nomination=pair[1], note="Not now.", by=cast.lead)
        second = cast.nomination(cast.post(title="Another"), fresh(pair[0])[0].candidate)
        row = rounds.open_round(
            by=cast.officer,
            department=cast.dcms,
            name="R",
            opportunities=[pair[0].opportunity, second.opportunity],
        )
        rounds.ask_to_run(round=row, by=cast.officer)
        rounds.run_waiting()
    assert [one.decision for one in fresh(pair[0], second)] == ["no_match", "match"]


def test_an_uneven_swap_is_not_announced(cast):
    pair = cast.swapped_people(*cast.swap())
    row = gathered(cast, pair)
    with on(TODAY):
        nominations.withdraw_nomination(nomination=pair[1], by=cast.civil_servant)
        with pytest.raises(Invalid):
            rounds.announce(round=row, by=cast.officer)
        swaps.untie(
            opportunity=fresh(pair[0].opportunity)[0], reason="The other person left.", by=cast.officer
        )
        rounds.announce(round=row, by=cast.officer)
    placed = Placement.objects.get()
    assert (placed.direction, placed.swap) == ("inward", None)


def test_the_database_places_no_half_alone(cast):
    inward, _outward = cast.swap_pair = cast.swapped_people(*cast.swap())
    with on(TODAY), pytest.raises(IntegrityError), transaction.atomic():
        placements.place(nomination=inward, by=cast.officer)
        connection.check_constraints()


# Begun together


def test_both_start_at_once_and_neither_before_both_can(cast):
    inward, outward = cast.swapped("agreement")
    with on(TODAY):
        inward = cast._agreement(inward)
    assert states(inward, outward) == ["agreement_signed", "agreement"]
    with on(START), pytest.raises(Invalid) as refused:
        placements.start(placement=inward, by=cast.officer)
    assert "Agreement to be signed" in str(refused.value.errors)
    with on(TODAY):
        cast._agreement(outward)
    cast.start(inward)
    assert states(inward, outward) == ["active", "active"]


SHUT = {
    "agreement_signed_on": None,
    "clearance_expires_on": START - timedelta(1),
    "conflicts_declared_on": None,
    "hr_approved_on": None,
    "finance_approved_on": None,
    "state": "cancelled",
}


@pytest.mark.parametrize("gate", sorted(SHUT))
def test_the_database_starts_no_half_while_a_gate_of_the_other_is_shut(cast, gate):
    inward, outward = cast.swapped()
    Placement.objects.filter(pk=outward.pk).update(**{gate: SHUT[gate]})
    with pytest.raises(IntegrityError) as refused:
        forced(Placement, inward, state="active", activated_on=START)
    assert refused.value.__cause__.diag.constraint_name == "placement_gate_swap"
    Placement.objects.filter(pk=outward.pk).update(**{gate: getattr(outward, gate)})
    forced(Placement, inward, state="active", activated_on=START)


def test_the_other_halfs_clearance_may_run_out_on_the_first_day_itself(cast):
    inward, outward = cast.swapped()
    Placement.objects.filter(pk=outward.pk).update(clearance_expires_on=START)
    cast.start(inward)
    assert states(inward, outward) == ["active", "active"]


def test_nobody_walks_round_the_tie_by_dropping_it(cast):
    inward, _outward = cast.swapped("agreement")
    with pytest.raises(IntegrityError):
        forced(Placement, inward, swap=None)
    post = inward.nomination.opportunity
    with pytest.raises(IntegrityError):
        forced(Opportunity, post, swap=None, direction="inward")


def test_dates_before_the_agreement_are_set_for_both(cast):
    inward, outward = cast.swapped("approvals")
    with on(TODAY):
        placements.set_dates(
            placement=inward, starts_on=date(2027, 3, 1), ends_on=date(2027, 8, 31), by=cast.officer
        )
    assert {(row.starts_on, row.ends_on) for row in fresh(inward, outward)} == {
        (date(2027, 3, 1), date(2027, 8, 31))
    }
    with pytest.raises(IntegrityError):
        forced(Placement, inward, starts_on=date(2027, 3, 2))


# Untied


def test_untied_with_a_reason_one_half_starts_alone(cast):
    inward, outward = cast.swapped("agreement")
    with on(TODAY):
        inward = cast._agreement(inward)
        with pytest.raises(Invalid):
            swaps.untie(placement=inward, reason=" ", by=cast.officer)
        for by in (cast.person, cast.lead, cast.host_manager, cast.other_officer, cast.auditor):
            with pytest.raises(NotAllowed):
                swaps.untie(placement=inward, reason="Late.", by=by)
        swaps.untie(placement=inward, reason="The other side is late.", by=cast.officer)
        with pytest.raises(WrongState):
            swaps.untie(placement=inward, reason="Again.", by=cast.officer)
    cast.start(inward)
    assert states(inward, outward) == ["active", "agreement"]
    page = visitor(cast.person).get(inward.get_absolute_url()).content.decode()
    assert "The other side is late." in page


# Ended together


def test_an_early_end_asks_what_becomes_of_the_other(cast):
    inward, outward = cast.swapped("active")
    with on(START + timedelta(30)):
        endings.end_early(placement=inward, cause="secondee", note="Family.", by=cast.officer)
        assert states(inward, outward) == ["ended_early", "active"]
        assert fresh(outward)[0].due_on == clocks.working(START + timedelta(30), 10)
        page = visitor(cast.officer).get(outward.get_absolute_url()).content.decode()
        assert "The officer decides what becomes of this one" in page and "Decide about this half" in page
        with pytest.raises(NotAllowed):
            swaps.decide(placement=outward, what="ends", reason="So.", by=cast.lead)
        swaps.decide(placement=outward, what="ends", reason="Half a swap helps nobody.", by=cast.officer)
        with pytest.raises(WrongState):
            swaps.decide(placement=outward, what="ends", reason="Again.", by=cast.officer)
    outward = fresh(outward)[0]
    assert (outward.state, outward.early_note) == ("ended_early", "Half a swap helps nobody.")


def test_only_the_half_that_did_not_ask_for_its_end_waits_for_a_decision(cast):
    inward, outward = cast.swapped("active")
    with on(START + timedelta(30)):
        said = {"ends_on": START + timedelta(75), "cause": "secondee", "note": "Family."}
        changes.ask_early_end(placement=inward, by=cast.person, **said)
        text = agreements.issue(placement=inward, by=cast.officer)
        cast.sign_all(inward, text, cast.signers(inward))
        inward, outward = fresh(inward, outward)
        assert [halves.is_undecided(one) for one in (inward, outward)] == [False, True]
        assert inward.due_on != outward.due_on == clocks.working(START + timedelta(30), 10)
        page = visitor(cast.officer).get(inward.get_absolute_url()).content.decode()
        assert "The other half of the swap stopped" not in page and "Decide about this half" not in page
        waiting = {line.ref: now.sentence for line, now, _yours in lines.placements(cast.officer)}
    assert "The other half of the swap stopped" in str(waiting[outward.ref])
    assert "The other half of the swap stopped" not in str(waiting[inward.ref])


def test_the_half_that_is_left_may_go_on_by_itself(cast):
    inward, outward = cast.swapped("active")
    with on(START + timedelta(30)):
        endings.end_early(placement=inward, cause="secondee", note="Family.", by=cast.officer)
        swaps.decide(placement=outward, what="goes_on", reason="The work goes well.", by=cast.officer)
    outward = fresh(outward)[0]
    assert (outward.state, outward.swap.untied_reason) == ("active", "The work goes well.")


def test_giving_one_half_up_before_the_start_leaves_the_other_waiting_for_a_decision(cast):
    inward, outward = cast.swapped()
    with on(TODAY):
        placements.cancel(placement=inward, reason="Left.", by=cast.lead)
    with on(START), pytest.raises((Invalid, IntegrityError)):
        placements.start(placement=outward, by=cast.officer)
    with on(START):
        swaps.decide(placement=outward, what="goes_on", reason="Agreed.", by=cast.officer)
        assert placements.start(placement=outward, by=cast.officer).state == "active"


def test_a_new_last_day_holds_in_both_halves_or_in_neither(cast):
    inward, outward = cast.swapped("active")
    until = date(2027, 9, 30)
    with on(date(2027, 5, 1)):
        changes.amend(placement=inward, change_note="Two more months.", ends_on=until, by=cast.officer)
        for row in (inward, outward):
            assert row.agreements.get(state="draft").ends_on == until
        cast.sign_all(inward, agreements.issue(placement=inward, by=cast.officer))
        assert {row.ends_on for row in fresh(inward, outward)} == {POST["ends_on"]}
        cast.sign_all(outward, agreements.issue(placement=outward, by=cast.officer))
    assert {(row.ends_on, row.agreement.kind) for row in fresh(inward, outward)} == {(until, "extension")}


def test_untying_lets_a_signed_extension_hold(cast):
    inward, outward = cast.swapped("active")
    until = date(2027, 9, 30)
    with on(date(2027, 5, 1)):
        changes.amend(placement=inward, change_note="Two more months.", ends_on=until, by=cast.officer)
        cast.sign_all(inward, agreements.issue(placement=inward, by=cast.officer))
        swaps.untie(placement=inward, reason="They cannot.", by=cast.officer)
    assert [row.ends_on for row in fresh(inward, outward)] == [until, POST["ends_on"]]
