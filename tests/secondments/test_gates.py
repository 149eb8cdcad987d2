"""The gates cannot be walked round: by the verbs, nor by writing rows."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments.actions import agreements, candidates, changes, placements
from secondments.models import Agreement, Approval, Placement, Signature
from tests.factories.secondments import START, on

GATES = {
    "agreement_signed_on": None,
    "clearance_granted_on": None,
    "clearance_expires_on": START - timedelta(1),
    "conflicts_declared_on": None,
    "exception": "",
    "exception_recorded_on": None,
    "hr_approved_on": None,
    "finance_approved_on": None,
    "agreement": None,
}


def forced(row, **changes):
    """As somebody with the database's own prompt would."""
    with transaction.atomic():
        Placement.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("gate", sorted(GATES))
def test_the_database_refuses_a_start_with_one_gate_shut(cast, gate):
    row = cast.placement("agreement_signed")
    forced(row, **{gate: GATES[gate]})
    with pytest.raises(IntegrityError):
        forced(row, state="active", activated_on=START)
    forced(row, **{gate: getattr(row, gate)})
    forced(row, state="active", activated_on=START)


def test_the_database_refuses_an_unsigned_conflict_check(cast):
    row = cast.placement("agreement_signed")
    with pytest.raises(IntegrityError):
        forced(
            row,
            state="active",
            activated_on=START,
            conflicts_signed_off_on=None,
            conflicts_signed_off_by=None,
        )


@pytest.mark.parametrize("state", ["conflict_check", "approvals", "clearance", "agreement"])
def test_the_verb_refuses_a_start_before_every_gate_is_open(cast, state):
    row = cast.placement(state)
    with on(START), pytest.raises(Invalid):
        placements.start(placement=row, by=cast.officer)


def test_all_gates_open_it_starts_on_its_first_day_and_not_the_day_before(cast):
    row = cast.placement("agreement_signed")
    with on(START - timedelta(1)), pytest.raises(Invalid):
        placements.start(placement=row, by=cast.officer)
    assert cast.start(row).state == "active"


def test_the_database_knows_the_first_day_too(cast):
    row = cast.placement("agreement_signed")
    with pytest.raises(IntegrityError):
        forced(row, state="active", activated_on=START - timedelta(1))


# Signatures


def test_two_signatures_and_a_forged_date_are_not_three(cast):
    row = cast.placement("agreement")
    text = cast.issue(row)
    cast.sign_all(row, text, cast.signers(row)[:2])
    with pytest.raises(IntegrityError) as refused:
        forced(row, state="active", agreement=text, agreement_signed_on=START, activated_on=START)
    assert refused.value.__cause__.diag.constraint_name == "placement_gate_signatures"


def test_an_agreement_of_another_placement_does_not_count(cast):
    signed = cast.placement("agreement_signed")
    other = cast.placement(
        "agreement",
        plan={
            "person": cast.other_person,
            "manager": cast.other_lead,
            "where": {"organisation": cast.harbour},
        },
    )
    with pytest.raises(IntegrityError):
        forced(
            other, agreement=signed.agreement, state="active", agreement_signed_on=START, activated_on=START
        )


def test_dates_that_nobody_signed_do_not_count(cast):
    row = cast.placement("agreement_signed")
    with pytest.raises(IntegrityError):
        forced(row, state="active", activated_on=START, ends_on=row.ends_on + timedelta(1))
    running = cast.start(row)
    with pytest.raises(IntegrityError):
        forced(running, ends_on=row.ends_on + timedelta(1))


def test_a_signature_and_a_signed_text_stay_as_they_are(cast):
    row = cast.placement("agreement_signed")
    signature = row.agreement.signatures.first()
    for attempt in (
        lambda: Signature.objects.filter(pk=signature.pk).update(name="Somebody Else"),
        lambda: Signature.objects.filter(pk=signature.pk).delete(),
        lambda: Agreement.objects.filter(pk=row.agreement_id).update(notice_months=3),
        lambda: Agreement.objects.filter(pk=row.agreement_id).update(state="draft"),
        lambda: row.agreement.delete(),
    ):
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            attempt()


def test_one_person_does_not_sign_for_two_parties(cast):
    row = cast.placement("agreement")
    text = cast.issue(row)
    lead = cast.signers(row)[1]
    agreements.sign(placement=row, name=lead.name, text_hash=text.text_hash, proof="mfa", by=lead)
    with pytest.raises(Invalid):
        agreements.sign(placement=row, name=lead.name, text_hash=text.text_hash, proof="mfa", by=lead)


def test_no_text_goes_out_to_a_body_in_which_nobody_but_the_secondee_may_sign(cast):
    row = cast.placement("agreement")
    cast.lead.memberships.update(state="ended", left_at="2026-01-01T00:00Z", ending="left")
    with pytest.raises(Invalid) as refusal:
        cast.issue(row)
    assert "Nobody but the secondee may sign for Riverside Food Bank" in str(refusal.value.errors)


def test_signing_needs_a_fresh_proof_the_own_name_and_the_text_that_was_read(cast):
    row = cast.placement("agreement")
    text = cast.issue(row)
    said = {
        "placement": row,
        "name": row.person.name,
        "text_hash": text.text_hash,
        "proof": "mfa",
        "by": row.person,
    }
    with pytest.raises(NotAllowed):
        agreements.sign(**said | {"proof": ""})
    with pytest.raises(Invalid):
        agreements.sign(**said | {"name": "Joe Bloggs"})
    with pytest.raises(WrongState):
        agreements.sign(**said | {"text_hash": "0" * 64})
    with pytest.raises(NotAllowed):
        agreements.sign(**said | {"by": cast.colleague, "name": cast.colleague.name})
    assert agreements.sign(**said).party == "secondee"


def test_what_changes_after_it_was_issued_cannot_be_signed(cast):
    row = cast.placement("agreement")
    text = cast.issue(row)
    said = {"kind": "commission", "reference": "CSC/1", "until": row.ends_on, "by": cast.officer}
    row = placements.approve(placement=row, **said)
    with pytest.raises(WrongState):
        cast.sign_all(row, text)
    agreements.take_back(placement=row, reason="The approval came.", by=cast.officer)
    cast.sign_all(row, agreements.issue(placement=row, by=cast.officer))
    row.refresh_from_db()
    assert row.state == "agreement_signed"


# 24 months


def test_the_last_day_of_24_months_is_inside_and_the_next_is_not(cast):
    last = date(2029, 1, 31)
    row = cast.placement("agreement")
    placements.set_dates(placement=row, starts_on=START, ends_on=last, by=cast.officer)
    with pytest.raises(Invalid) as refused:
        placements.set_dates(placement=row, starts_on=START, ends_on=last + timedelta(1), by=cast.officer)
    assert "ends_on" in refused.value.errors
    with pytest.raises(IntegrityError):
        forced(row, ends_on=last + timedelta(1))
    with pytest.raises(IntegrityError):
        forced(row, starts_on=START - timedelta(1), ends_on=last)


def test_the_commissions_reference_opens_the_limit(cast):
    row = cast.placement("agreement")
    said = {"kind": "commission", "reference": "CSC/2027/14", "until": date(2029, 2, 1), "by": cast.officer}
    row = placements.approve(placement=row, **said)
    row = placements.set_dates(placement=row, starts_on=START, ends_on=date(2029, 2, 1), by=cast.officer)
    assert row.ends_on == date(2029, 2, 1)
    with pytest.raises(IntegrityError):
        forced(row, commission_ref="")


def test_a_leap_day_start_has_a_last_day(cast):
    row = cast.placement("agreement", starts_on=date(2028, 2, 29), ends_on=date(2028, 12, 1))
    placements.set_dates(
        placement=row, starts_on=date(2028, 2, 29), ends_on=date(2030, 2, 27), by=cast.officer
    )
    with pytest.raises(Invalid):
        placements.set_dates(
            placement=row, starts_on=date(2028, 2, 29), ends_on=date(2030, 2, 28), by=cast.officer
        )


def test_an_extension_past_24_months_needs_the_reference_before_anybody_signs(cast):
    row = cast.placement("active", ends_on=date(2028, 12, 31))
    with pytest.raises(Invalid):
        changes.amend(
            placement=row, change_note="Two more months.", ends_on=date(2029, 2, 1), by=cast.officer
        )
    changes.amend(
        placement=row,
        change_note="Two more months.",
        ends_on=date(2029, 2, 1),
        reference="CSC/9",
        by=cast.officer,
    )
    with on(date(2028, 6, 1)):
        cast.sign_all(row, agreements.issue(placement=row, by=cast.officer))
    row.refresh_from_db()
    assert (row.ends_on, row.commission_ref) == (date(2029, 2, 1), "CSC/9")
    assert row.agreement.kind == "extension"


def test_a_senior_post_needs_the_commission(cast):
    row = cast.placement("agreement_signed", level="scs2")
    with on(START), pytest.raises(Invalid):
        placements.start(placement=row, by=cast.officer)


# The person's own contract


def test_no_end_after_the_persons_own_contract(cast):
    row = cast.placement("agreement", plan={"contract_ends_on": date(2027, 7, 31)})
    with pytest.raises(Invalid):
        placements.set_dates(placement=row, starts_on=START, ends_on=date(2027, 8, 1), by=cast.officer)
    candidate = row.nomination.candidate
    with pytest.raises(Invalid):
        candidates.change_contract_end(candidate=candidate, ends_on=date(2027, 7, 30), by=cast.lead)
    with pytest.raises(IntegrityError):
        forced(row, contract_ends_on=date(2027, 7, 30))


# A second exception


def again(cast, first, starts_on, reference=""):
    """The same person a second time, brought to the day on which it would start."""
    nominee = first.nomination.candidate
    with on(date(2027, 8, 2)):
        post = cast.post(
            starts_on=starts_on, ends_on=starts_on + timedelta(90), closes_on=date(2027, 9, 1), title="Again"
        )
        nomination = cast.nomination(post, type(nominee).objects.get(pk=nominee.pk))
        nomination.state, nomination.decision = "matched", "match"
        nomination.announced_at = nomination.updated_at
        nomination.save()
        row = placements.place(nomination=nomination, by=cast.officer)
        for step in ("_conflicts", "_approvals", "_clearance"):
            row = getattr(cast, step)(row)
        if reference:
            said = {"kind": "commission", "reference": reference, "until": row.ends_on, "by": cast.officer}
            row = placements.approve(placement=row, **said)
        return cast._agreement(row)


def test_a_second_exception_waits_twelve_months_to_the_day(cast):
    first = cast.placement("returned")
    assert first.ended_on == date(2027, 7, 31)
    early = again(cast, first, date(2028, 7, 30))
    with pytest.raises(Invalid):
        cast.start(early)
    with pytest.raises(IntegrityError):
        forced(early, state="active", activated_on=early.starts_on)


def test_on_the_day_twelve_months_later_it_may_start(cast):
    first = cast.placement("returned")
    assert cast.start(again(cast, first, date(2028, 7, 31))).state == "active"


def test_the_commissions_reference_on_the_second_opens_it_and_on_the_first_does_not(cast):
    first = cast.placement("returned")
    on_record = {"kind": "commission", "reference": "CSC/FIRST", "by": cast.officer, "on": START}
    on_record["until"] = first.ends_on
    Approval.objects.create(placement=first, **on_record)
    forced(first, commission_ref="CSC/FIRST")
    with pytest.raises(Invalid):
        cast.start(again(cast, first, date(2028, 3, 1)))


def test_the_commissions_reference_on_the_second_opens_it(cast):
    first = cast.placement("returned")
    assert cast.start(again(cast, first, date(2028, 3, 1), "CSC/2028/2")).state == "active"


def test_calling_a_second_exception_a_competition_is_recorded_as_what_it_is(cast):
    """Fair and open competition is not an exception: the limit between exceptions does not apply to it."""
    first = cast.placement("returned")
    row = again(cast, first, date(2028, 3, 1))
    assert row.exception == "exception_3"
    row = placements.record_exception(placement=row, basis="competition", by=cast.officer)
    assert (row.exception, row.steps.order_by("pk").last().verb) == ("competition", "exception_recorded")
