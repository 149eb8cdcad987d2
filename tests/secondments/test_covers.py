"""What was given for a time holds no longer; what was replaced holds no more: by the verbs and in the database."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.common.errors import Invalid
from secondments.actions import agreements, changes, placements
from secondments.models import Agreement, Approval, Placement
from tests.factories.secondments import START, TERMS, TODAY, on
from tests.secondments.doors import visitor
from tests.secondments.test_guards import begun, forced, sql

DAY = timedelta(1)
ENDS = date(2027, 7, 31)


def fresh(row):
    return Placement.objects.get(pk=row.pk)


def page(row, verb):
    return reverse("secondments:placement-verb", args=[row.ref, verb])


def commission(cast, row, until, reference="CSC/1"):
    said = {"kind": "commission", "reference": reference, "until": until, "by": cast.officer}
    return placements.approve(placement=row, **said)


def dates(cast, row, ends_on, starts_on=START):
    return placements.set_dates(placement=row, starts_on=starts_on, ends_on=ends_on, by=cast.officer)


# The Commission


@pytest.mark.parametrize("state", ["agreement", "active"])
def test_a_reference_holds_up_to_the_last_day_it_was_given_for_and_no_longer(cast, state):
    row = cast.placement("approvals")
    row = cast._clearance(cast._approvals(commission(cast, row, ENDS + 30 * DAY)))
    if state == "active":
        row = cast.start(cast._agreement(row))
    # Once it runs, the signatures of the later day are missing too; the reference is asked first.
    good = None if state == "agreement" else "placement_gate_signatures"
    assert forced(row, ends_on=ENDS + 30 * DAY) == good
    assert forced(row, ends_on=ENDS + 31 * DAY) == "placement_reference_covers"


def test_the_dates_move_up_to_that_day_and_past_it_somebody_is_told_what_to_do(cast):
    row = commission(cast, cast.placement("agreement"), date(2029, 6, 30))
    assert dates(cast, row, date(2029, 6, 30)).ends_on == date(2029, 6, 30)
    with pytest.raises(Invalid) as refused:
        dates(cast, row, date(2029, 7, 1))
    (sentence,) = refused.value.errors["ends_on"]
    assert "CSC/1 holds until 30 June 2029" in str(sentence)
    commission(cast, row, date(2029, 7, 1), "CSC/2")
    assert dates(cast, fresh(row), date(2029, 7, 1)).commission_ref == "CSC/2"


def test_a_reference_for_a_shorter_time_is_not_recorded(cast):
    row = cast.placement("agreement")
    with pytest.raises(Invalid) as refused:
        commission(cast, row, ENDS - DAY)
    assert "until" in refused.value.errors
    assert not row.approvals.filter(kind="commission").exists()
    answer = visitor(cast.officer).post(page(row, "approve"), {"kind": "commission", "reference": "CSC/1"})
    assert "Enter the last day that the Commission approved" in answer.content.decode()


def test_an_approval_of_the_commission_says_its_day_in_the_database_too(cast):
    row = commission(cast, cast.placement("agreement"), ENDS)
    kept = "UPDATE secondments_approval SET until = NULL WHERE placement_id = %s AND kind = 'commission'"
    assert sql(kept, row.pk) == "approval_commission_says_until"


def test_within_its_day_an_extension_needs_no_new_reference(cast):
    row = commission(cast, cast.placement("approvals"), ENDS + 30 * DAY)
    row = cast.start(cast._agreement(cast._clearance(cast._approvals(row))))
    with on(date(2027, 5, 3)):
        said = {"placement": row, "change_note": "A month.", "by": cast.officer}
        with pytest.raises(Invalid) as refused:
            changes.amend(**said, ends_on=ENDS + 31 * DAY)
        assert "reference" in refused.value.errors
        changes.amend(**said, ends_on=ENDS + 30 * DAY)
        cast.sign_all(row, agreements.issue(placement=row, by=cast.officer))
    assert (fresh(row).ends_on, fresh(row).commission_ref) == (ENDS + 30 * DAY, "CSC/1")


# HR and finance


@pytest.mark.parametrize(
    ("starts", "ends", "again"),
    [(START, ENDS, False), (START, ENDS - DAY, False), (START, ENDS + DAY, True), (START - DAY, ENDS, True)],
)
def test_a_longer_placement_is_approved_again(cast, starts, ends, again):
    row = dates(cast, cast.placement("agreement"), ends, starts)
    assert (row.hr_approved_on is None, row.finance_approved_on is None) == (again, again)
    assert row.state == ("approvals" if again else "agreement")


@pytest.mark.parametrize("kind", ["hr", "finance"])
def test_an_approval_for_a_shorter_time_does_not_open_the_gate(cast, kind):
    row = cast.placement("agreement_signed")
    given = Approval.objects.filter(placement=row, kind=kind)
    assert given.get().until == row.ends_on
    given.update(until=row.ends_on - DAY)
    assert begun(row) == "placement_gate_approvals"
    given.update(until=row.ends_on)
    assert begun(row) is None


# A text that was replaced


def test_before_the_start_a_new_text_replaces_the_signed_one_and_all_three_sign_it(cast):
    row = cast.placement("agreement_signed")
    old = row.agreement
    with on(TODAY):
        officer = visitor(cast.officer)
        assert officer.get(page(row, "dates")).status_code == 409
        assert page(row, "replace") in officer.get(row.get_absolute_url()).content.decode()
        assert officer.get(page(row, "replace")).status_code == 200
        agreements.draw_up(placement=row, hours="30 hours a week", by=cast.officer)
        row, old = fresh(row), Agreement.objects.get(pk=old.pk)
        assert (row.state, row.agreement, row.agreement_signed_on) == ("agreement", None, None)
        assert (old.state, old.signatures.count()) == ("superseded", 3)
        dates(cast, row, ENDS - DAY)
        new = agreements.issue(placement=row, by=cast.officer)
        assert (new.kind, new.hours, new.salary_pence) == (
            "original",
            "30 hours a week",
            TERMS["salary_pence"],
        )
        cast.sign_all(row, new, cast.signers(row)[:2])
        assert fresh(row).state == "agreement"
        cast.sign_all(row, new, cast.signers(row)[2:])
    row = cast.start(fresh(row))
    assert (row.state, row.agreement, row.ends_on) == ("active", new, ENDS - DAY)


def test_the_database_starts_nothing_under_a_text_that_was_replaced(cast):
    row = cast.placement("agreement_signed")
    with on(TODAY):
        agreements.draw_up(placement=row, by=cast.officer)
    assert forced(row, agreement_id=row.agreement_id, agreement_signed_on=TODAY) is None
    assert begun(row) == "placement_gate_signatures"


def test_a_recusal_that_came_after_the_signatures_enters_the_new_text(cast):
    row = cast.placement("agreement_signed")
    with on(TODAY):
        placements.declare(placement=row, interests=["A brother at the port"], by=cast.person)
        said = {"mitigation": "recuse", "detail": "Grants to ports", "by": cast.officer}
        placements.mitigate(placement=row, conflict=row.conflicts.get(reviewed_on=None), **said)
        placements.sign_off(placement=row, by=cast.officer)
        agreements.draw_up(placement=row, by=cast.officer)
        text = agreements.issue(placement=row, by=cast.officer)
    assert "Grants to ports" in str(text.content)
