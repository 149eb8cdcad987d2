"""Papers of changes: amendment, extension, early end. Each names what changes and holds once all three signed it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid, NotAllowed
from secondments import clocks, costing, halves, people, rules, terms
from secondments.actions import swaps
from secondments.actions.drafts import next_text
from secondments.actions.steps import assign, finish, must_be, refusals, refused, require, take, tell_people
from secondments.covering import must_cover
from secondments.enums import (
    RUNNING,
    AgreementKind,
    AgreementState,
    ApprovalKind,
    Direction,
    EarlyReason,
    ExceptionBasis,
    Party,
)
from secondments.models import Agreement, Approval, Placement


@transaction.atomic
def amend(
    *,
    placement: Placement,
    change_note: str,
    by: Any,
    ends_on: date | None = None,
    effective_on: date | None = None,
    reference: str = "",
    **said: Any,
) -> Agreement:
    """Draw up an amendment or, with a later last day, an extension: of a swap in both halves at once."""
    row = take(placement, by=by, verb="draft_agreement")
    must_be(row, *RUNNING)
    note = require(change_note, "change_note", _("Enter what changes and why"), 2000)
    until = ends_on or row.ends_on
    if until < row.ends_on:
        raise Invalid({"ends_on": [_("An earlier last day is an early end, which is a paper of its own.")]})
    if effective_on and not row.starts_on <= effective_on <= until:
        raise Invalid({"effective_on": [_("A change takes effect on a day of the placement.")]})
    half = halves.other(row) if until > row.ends_on else None
    if half is not None and half.state in RUNNING:
        other = take(half, by=by, verb="draft_agreement")
        _draw_up(other, by, note, until, effective_on, reference, {})
    return _draw_up(row, by, note, until, effective_on, reference, said)


def _draw_up(
    row: Placement, by: Any, note: str, until: date, effective_on: Any, reference: str, said: dict[str, Any]
) -> Agreement:
    kind = AgreementKind.EXTENSION if until > row.ends_on else AgreementKind.AMENDMENT
    if kind == AgreementKind.EXTENSION:
        _may_end_on(row, until)
    if reference:
        row.commission_ref = reference[:60]
        Approval.objects.create(
            placement=row, kind=ApprovalKind.COMMISSION, reference=reference[:60], note=note[:1000], by=by,
            on=clocks.today(), until=until,
        )  # fmt: skip
    _would_hold(row, until)
    draft = _change(row, kind, note, ends_on=until, effective_on=effective_on or clocks.today())
    assign(draft, said, terms.PARTICULARS)
    costing.settle(draft)
    terms.compose(draft)  # raises Invalid with what is wrong before anybody is asked to sign
    with refusals():
        draft.save()
    finish(row, by=by, verb="amendment_drawn_up", before=row.state, kind=kind)
    return draft


def _change(row: Placement, kind: str, note: str, **said: Any) -> Agreement:
    """A draft that begins with all that holds now and follows the text by which it holds."""
    held = row.agreement
    values = {name: getattr(held, name) for name in terms.PARTICULARS}
    values |= {"starts_on": row.starts_on, "change_note": note, "follows": held}
    return next_text(row, kind, values | said)


def _may_end_on(row: Placement, until: date) -> None:
    """The gates of recruitment law that a later last day could walk round."""
    if row.direction != Direction.INWARD or row.exception != ExceptionBasis.THREE:
        return
    others = Placement.objects.filter(
        person=row.person_id, direction=Direction.INWARD, starts_on__gt=row.starts_on, commission_ref=""
    )
    bar = clocks.months_after(until, 12)
    if others.exclude(pk=row.pk).exclude(state="cancelled").filter(starts_on__lt=bar).exists():
        sentence = _("Another placement of this person begins less than 12 months after this last day.")
        raise Invalid({"ends_on": [sentence]})


def _would_hold(row: Placement, ends_on: date) -> None:
    """Say now what the database would refuse when the last has signed, so that nobody signs what cannot hold."""
    late = ends_on > clocks.last_day_without_approval(row.starts_on)
    if row.direction == Direction.INWARD and late and not row.commission_ref:
        raise refused("placement_within_24_months")
    must_cover(row, ends_on, "reference")
    if row.contract_ends_on is not None and ends_on > row.contract_ends_on:
        raise refused("placement_within_own_contract")


@transaction.atomic
def ask_early_end(*, placement: Placement, ends_on: date, cause: str, note: str, by: Any) -> Agreement:
    """Give notice of an early end, for one's own side, on a day: the paper is drawn up, and all three sign it."""
    row = take(placement, by=by, verb="ask_early_end")
    must_be(row, *RUNNING)
    party = rules.side_of(by, row)
    if party not in Party.values:
        raise NotAllowed
    today = clocks.today()
    if not today <= ends_on < row.ends_on:
        raise Invalid({"ends_on": [_("Choose a day from today to the day before the last.")]})
    note = require(note, "note", _("Enter a reason"), 1000)
    draft = _change(
        row,
        AgreementKind.EARLY_END,
        note,
        ends_on=ends_on,
        effective_on=ends_on,
        asked_by=party,
        cause=EarlyReason(cause),
        notice_on=today,
    )
    if draft.extension_until is not None and draft.extension_until < ends_on:
        draft.extension_until = None
    terms.compose(draft)
    with refusals():
        draft.save()
    finish(row, by=by, verb="early_end_asked", before=row.state, reason=note, party=party)
    others = people.of_placement(row)
    tell_people(others, row, "secondment_step", by, step=_("An early end was asked for"))
    return draft


def hold(row: Placement, text: Agreement, *, by: Any) -> None:
    """All three have signed a paper of changes. A new last day of a swap holds in both halves at once, or waits."""
    half = halves.other(row)
    if text.kind == AgreementKind.EXTENSION and half is not None and half.state in RUNNING:
        other = Placement.objects.locked().get(pk=half.pk)
        if other.ends_on < text.ends_on:
            twin = waiting(other)
            if twin is None or twin.ends_on != text.ends_on:
                finish(row, by=by, verb="signed_and_waits", before=row.state)
                return
            carry_over(other, twin, by=by)
    carry_over(row, text, by=by)


def waiting(row: Placement) -> Agreement | None:
    """A paper that all three signed and that waits for the other half of the swap."""
    now = row.agreement.number if row.agreement else 0
    return row.agreements.filter(state=AgreementState.SIGNED, number__gt=now).order_by("-number").first()


def carry_over(row: Placement, text: Agreement, *, by: Any) -> None:
    """What the paper says holds from now on; the text before it stays as it was signed."""
    before, old_end = row.state, row.ends_on
    row.agreement, row.ends_on = text, text.ends_on
    if text.kind == AgreementKind.EARLY_END:
        row.early_reason, row.early_note = text.cause, text.change_note[:1000]
    elif text.ends_on > old_end:
        row.early_reason, row.early_note = "", ""
    today = clocks.today()
    if row.state == "ending" and today < clocks.reintegration_due(row):
        row.state = "active"
    finish(row, by=by, verb=f"{text.kind}_signed", before=before)
    row.recusals.filter(to_on__gte=min(old_end, text.ends_on), from_on__lte=text.ends_on).update(
        to_on=text.ends_on
    )
    if text.kind == AgreementKind.EARLY_END:
        swaps.ask_about_the_other(row, by=by)
