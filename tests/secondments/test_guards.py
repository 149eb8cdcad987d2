"""The gates against somebody with the database's own prompt, on the days they turn; one person with two accounts."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.common.errors import Invalid
from secondments.actions import candidates, changes, placements
from secondments.identity import person_key
from secondments.models import Approval, Conflict, Placement, Recusal, Signature
from tests.factories.secondments import BORN, START, TODAY, on

DAY = timedelta(1)
DATED = {
    # column: the last day that is good, and the first that is not
    "clearance_expires_on": (START, START - DAY),
    "clearance_granted_on": (START, START + DAY),
    "agreement_signed_on": (START, START + DAY),
    "conflicts_signed_off_on": (START, START + DAY),
    "exception_recorded_on": (START, START + DAY),
    "identity_checked_on": (START, START + DAY),
    "contract_ends_on": (date(2027, 7, 31), date(2027, 7, 30)),
}


def sql(statement, *values):
    """A statement in a transaction of its own: the name of the constraint that refused it, or nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError as refusal:
        return refusal.__cause__.diag.constraint_name
    return None


def forced(row, **changes):
    columns = ", ".join(f"{name} = %s" for name in changes)
    return sql(f"UPDATE secondments_placement SET {columns} WHERE id = %s", *changes.values(), row.pk)  # noqa: S608


def begun(row):
    return forced(row, state="active", activated_on=START)


@pytest.fixture
def ready(cast):
    return cast.placement("agreement_signed")


@pytest.mark.parametrize("column", sorted(DATED))
def test_each_dated_gate_turns_on_its_day(ready, column):
    good, bad = DATED[column]
    assert (forced(ready, **{column: bad}) or begun(ready)) is not None
    assert forced(ready, **{column: good}) is None
    assert begun(ready) is None


def test_the_limit_of_24_months_turns_on_its_day(cast):
    row = cast.placement("agreement")
    assert forced(row, ends_on=date(2029, 1, 31)) is None
    assert forced(row, ends_on=date(2029, 2, 1)) == "placement_within_24_months"


# Conflicts


def test_an_interest_that_nobody_decided_keeps_the_gate_shut(ready):
    Conflict.objects.create(placement=ready, interest="Slipped in after the sign-off")
    assert begun(ready) == "placement_gate_conflicts"


def test_a_recusal_that_is_not_on_the_register_keeps_the_gate_shut(ready):
    Recusal.objects.filter(placement=ready, conflict__isnull=False).delete()
    assert begun(ready) == "placement_gate_conflicts"


@pytest.mark.parametrize("change", [{"to_on": -1}, {"from_on": 1}, None])
def test_the_bids_of_the_civil_society_body_are_a_recusal_on_every_day_or_it_does_not_start(
    cast, ready, change
):
    own = Recusal.objects.filter(placement=ready, organisation=cast.riverside)
    if change is None:
        own.delete()
    else:
        ((name, days),) = change.items()
        row = own.get()
        own.update(**{name: getattr(row, name) + timedelta(days)})
    assert begun(ready) == "placement_gate_conflicts"


# Approvals


@pytest.mark.parametrize("kind", ["hr", "finance"])
def test_a_date_without_the_approval_itself_does_not_count(cast, ready, kind):
    kept = Approval.objects.filter(placement=ready, kind=kind)
    kept.update(by=cast.person)  # nobody approves their own
    assert begun(ready) == "placement_gate_approvals"
    kept.update(by=cast.officer, on=START + DAY)
    assert begun(ready) == "placement_gate_approvals"
    kept.update(on=START)
    assert begun(ready) is None


def test_a_reference_that_nobody_recorded_does_not_count(cast, ready):
    assert forced(ready, commission_ref="CSC/MADE/UP") is None
    assert begun(ready) == "placement_reference_on_record"
    assert forced(ready, commission_ref="") is None
    assert begun(ready) is None
    assert forced(ready, commission_ref="CSC/LATER") == "placement_reference_on_record"


def test_an_extension_keeps_the_approval_it_rests_on(cast):
    row = cast.placement("active", ends_on=date(2028, 12, 31))
    said = {"change_note": "A month.", "ends_on": date(2029, 2, 1), "reference": "CSC/9", "by": cast.officer}
    changes.amend(placement=row, **said)
    assert row.approvals.filter(kind="commission", reference="CSC/9", by=cast.officer).exists()


# Signatures


def test_nobody_signs_as_the_secondee_but_the_secondee(cast):
    row = cast.placement("agreement")
    text = cast.issue(row)
    cast.sign_all(row, text, cast.signers(row)[1:])
    said = {"name": "x", "proof": "mfa", "text_hash": text.text_hash, "at": text.issued_at}
    Signature.objects.create(agreement=text, party="secondee", user=cast.colleague, **said)
    assert (
        sql("UPDATE secondments_agreement SET state = 'signed', signed_at = now() WHERE id = %s", text.pk)
        is None
    )
    changes = {
        "agreement_id": text.pk,
        "agreement_signed_on": START,
        "activated_on": START,
        "state": "active",
    }
    assert forced(row, **changes) == "placement_gate_signatures"


# The own contract


def test_no_side_door_shortens_the_contract_below_the_placement(cast, ready):
    who = ready.nomination.candidate_id
    shorter = "UPDATE secondments_candidate SET contract_ends_on = %s WHERE id = %s"
    assert sql(shorter, ready.ends_on - DAY, who) == "placement_within_own_contract"
    assert sql(shorter, ready.ends_on, who) is None
    assert begun(ready) is None


def test_forgetting_the_contract_on_the_placement_does_not_help(cast):
    row = cast.placement("agreement_signed", plan={"contract_ends_on": date(2027, 7, 31)})
    assert forced(row, contract_ends_on=None) is None
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE secondments_candidate DISABLE TRIGGER secondments_contract_holds")
    sql("UPDATE secondments_candidate SET contract_ends_on = %s", date(2027, 7, 30))
    sql("ALTER TABLE secondments_candidate ENABLE TRIGGER secondments_contract_holds")
    assert begun(row) == "placement_within_own_contract"


# Behind the start


AFTERWARDS = {
    "state": "approvals",
    "activated_on": START + DAY,
    "exception": "competition",
    "exception_recorded_on": START - timedelta(40),
    "direction": "outward",
    "starts_on": START - DAY,
    "person_key": "0" * 64,
    "ended_on": START - DAY,
}


@pytest.mark.parametrize("column", sorted(AFTERWARDS))
def test_what_a_start_was_based_on_stays(cast, ready, column):
    cast.start(ready)
    before = Placement.objects.values().get(pk=ready.pk)
    assert forced(ready, **{column: AFTERWARDS[column]}) is not None
    assert forced(ready, person_id=cast.colleague.pk) is not None
    assert Placement.objects.values().get(pk=ready.pk) == before


def test_an_end_is_told_once(cast):
    row = cast.placement("ended_early")
    assert forced(row, ended_on=row.ended_on - DAY) == "placement_start_stays"


def test_the_records_behind_a_start_are_not_taken_away(cast, ready):
    cast.start(ready)
    for table in ("conflict", "recusal", "approval"):
        gone = f"DELETE FROM secondments_{table} WHERE placement_id = %s"  # noqa: S608
        assert sql(gone, ready.pk) == "secondment_record_stays"
    shorter = "UPDATE secondments_recusal SET to_on = to_on - 1 WHERE placement_id = %s"
    moved = "UPDATE secondments_recusal SET organisation_id = NULL WHERE placement_id = %s"
    undone = "UPDATE secondments_conflict SET reviewed_on = NULL WHERE placement_id = %s"
    forged = "UPDATE secondments_approval SET reference = 'X' WHERE placement_id = %s"
    for statement in (shorter, moved, undone, forged):
        assert sql(statement, ready.pk) == "secondment_record_stays"
    longer = "UPDATE secondments_recusal SET to_on = to_on + 1 WHERE placement_id = %s"
    assert sql(longer, ready.pk) is None


# One person, two accounts


def as_another(cast, starts_on, born=None, name="Sam Person"):
    """The other account, at another home body, brought to the day on which it would start."""
    plan = {"person": cast.other_person, "manager": cast.other_lead, "where": {"organisation": cast.harbour}}
    days = {
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(90),
        "closes_on": starts_on - timedelta(60),
    }
    row = cast.placement("agreement", plan=plan, title="Again", **days)
    with on(TODAY):
        said = {"basis": "exception_3", "full_name": name, "born_on": born or BORN}
        row = placements.record_exception(placement=row, by=cast.officer, **said)
    return cast._agreement(row)


@pytest.fixture
def first(cast):
    row = cast.placement("agreement_signed")
    with on(TODAY):
        said = {"basis": "exception_3", "full_name": "Sam Person", "born_on": BORN}
        row = placements.record_exception(placement=row, by=cast.officer, **said)
    return cast.start(row)


@pytest.mark.parametrize("name", ["Sam Person", "SÁM  middle Person", "sam PERSON"])
def test_a_second_account_is_the_same_person(cast, first, name):
    second = as_another(cast, date(2028, 7, 30), name=name)
    assert second.person_id != first.person_id
    with pytest.raises(Invalid) as refused:
        cast.start(second)
    assert "reference" in refused.value.errors
    assert forced(second, state="active", activated_on=second.starts_on) == "placement_second_exception"


def test_twelve_months_later_a_second_account_may_start(cast, first):
    assert cast.start(as_another(cast, date(2028, 7, 31))).state == "active"


def test_somebody_of_the_same_name_is_somebody_else(cast, first):
    assert cast.start(as_another(cast, date(2027, 9, 1), born=BORN + DAY)).state == "active"


def test_nobody_starts_under_an_exception_before_their_document_was_looked_at(cast, ready):
    assert forced(ready, person_key="") is None
    assert begun(ready) == "placement_gate_identity"
    ready.refresh_from_db()
    with on(START), pytest.raises(Invalid):
        placements.start(placement=ready, by=cast.officer)


@pytest.mark.parametrize(
    ("name", "born"), [("Sam", BORN), ("", BORN), ("Sam Person", None), ("Sam Person", date(2020, 1, 1))]
)
def test_an_exception_without_a_document_is_not_recorded(cast, name, born):
    row = cast.placement("approvals")
    said = {"basis": "exception_3", "full_name": name, "born_on": born}
    with pytest.raises(Invalid):
        placements.record_exception(placement=row, by=cast.officer, **said)


def test_what_the_document_says_is_kept_nowhere(cast, first):
    from foundation.audit.models import AuditEvent

    assert len(first.person_key) == 64 and first.person_key == person_key("Sam Person", BORN, TODAY)
    told = str(list(AuditEvent.objects.values())) + str(list(first.steps.values()))
    assert BORN.isoformat() not in told and "Sam Person" not in told


def test_the_key_needs_the_portals_secret(settings):
    before = person_key("Sam Person", BORN, TODAY)
    settings.PERSON_KEY_SECRET = "another"
    assert person_key("Sam Person", BORN, TODAY) != before


def test_the_home_body_may_lengthen_a_contract_and_not_shorten_it_below_the_placement(cast):
    row = cast.placement("agreement", plan={"contract_ends_on": date(2027, 7, 31)})
    who = row.nomination.candidate
    candidates.change_contract_end(candidate=who, ends_on=date(2028, 7, 31), by=cast.lead)
    with pytest.raises(Invalid):
        candidates.change_contract_end(candidate=who, ends_on=date(2027, 7, 30), by=cast.lead)
