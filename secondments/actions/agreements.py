"""The agreement's verbs: draw up, issue, sign three times; amendments and extensions follow the same way."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.text import fold
from secondments import clocks, making, rules, terms
from secondments.actions.placements import advance
from secondments.actions.steps import assign, finish, must_be, refusals, refused, require, take, tell_people
from secondments.enums import BEFORE, RUNNING, AgreementKind, AgreementState, ApprovalKind, Direction, Party
from secondments.models import Agreement, Approval, Placement, Signature
from secondments.people import of_placement

AT_WORK = (AgreementState.DRAFT, AgreementState.ISSUED)
PROOFS = ("mfa", "code")


@transaction.atomic
def draw_up(*, placement: Placement, by: Any, **said: Any) -> Agreement:
    """Write the draft of the agreement that comes next, or change it while it is a draft."""
    row = take(placement, by=by, verb="draft_agreement")
    must_be(row, *BEFORE)
    draft = _at_work(row)
    if draft is not None and draft.state == AgreementState.ISSUED:
        raise WrongState(_("It was issued to be signed. Take it back first."))
    if draft is None:
        draft = _next(row, AgreementKind.ORIGINAL, terms.beginning(row))
    assign(draft, said, terms.PARTICULARS)
    draft.starts_on, draft.ends_on = row.starts_on, row.ends_on
    with refusals():
        draft.save()
    finish(row, by=by, verb="agreement_drawn_up", before=row.state)
    return draft


@transaction.atomic
def amend(
    *, placement: Placement, change_note: str, by: Any, ends_on: Any = None, reference: str = "", **said: Any
) -> Agreement:
    """Draw up an amendment or, with another last day, an extension. It holds when all three have signed it."""
    row = take(placement, by=by, verb="draft_agreement")
    must_be(row, *RUNNING)
    kind = AgreementKind.EXTENSION if ends_on and ends_on != row.ends_on else AgreementKind.AMENDMENT
    values = {name: getattr(row.agreement, name) for name in terms.PARTICULARS} | said
    values |= {"starts_on": row.starts_on, "ends_on": ends_on or row.ends_on}
    if reference:
        row.commission_ref = reference[:60]
        kept = {"kind": ApprovalKind.COMMISSION, "reference": row.commission_ref}
        Approval.objects.create(placement=row, by=by, on=clocks.today(), **kept)
    _would_hold(row, values["ends_on"])
    draft = _next(row, kind, values)
    draft.change_note = require(change_note, "change_note", _("Enter what changes and why"), 2000)
    with refusals():
        draft.save()
    finish(row, by=by, verb="amendment_drawn_up", before=row.state, kind=kind)
    return draft


def _would_hold(row: Placement, ends_on: Any) -> None:
    """Say now what the database would refuse when the last has signed, so that nobody signs what cannot hold."""
    late = ends_on > clocks.last_day_without_approval(row.starts_on)
    if row.direction == Direction.INWARD and late and not row.commission_ref:
        raise refused("placement_within_24_months")
    if row.contract_ends_on is not None and ends_on > row.contract_ends_on:
        raise refused("placement_within_own_contract")


def _next(row: Placement, kind: str, values: dict[str, Any]) -> Agreement:
    number = row.agreements.count() + 1
    return Agreement(placement=row, number=number, kind=kind, made_on=clocks.today(), **values)


def _at_work(row: Placement) -> Agreement | None:
    return row.agreements.select_for_update().filter(state__in=AT_WORK).first()


@transaction.atomic
def issue(*, placement: Placement, by: Any) -> Agreement:
    """Fix the text and give it to the three parties to sign."""
    row = take(placement, by=by, verb="draft_agreement")
    must_be(row, *BEFORE, *RUNNING)
    draft = _at_work(row)
    if draft is None or draft.state != AgreementState.DRAFT:
        raise WrongState(_("There is no draft to issue."))
    if row.conflicts_signed_off_on is None:
        raise Invalid({"": [_("Conflicts are signed off first, since recusals stand in the agreement.")]})
    draft.made_on = clocks.today()
    paper = terms.paper_of(draft)
    draft.state, draft.issued_at = AgreementState.ISSUED, timezone.now()
    draft.clauses, draft.text_hash = dict(paper.clauses), paper.content_hash
    draft.save()
    finish(row, by=by, verb="agreement_issued", before=row.state)
    making.ask(draft)
    tell_people(of_placement(row), row, "secondment_step", by, step=AgreementState.ISSUED.label)
    return draft


@transaction.atomic
def take_back(*, placement: Placement, by: Any, reason: str) -> Placement:
    """Replace a text that is not signed by all three: a new draft begins from it."""
    row = take(placement, by=by, verb="draft_agreement")
    draft = _at_work(row)
    if draft is None or draft.state != AgreementState.ISSUED:
        raise WrongState(_("There is no text that waits for signatures."))
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    draft.state = AgreementState.SUPERSEDED
    draft.save(update_fields=["state"])
    values = {name: getattr(draft, name) for name in (*terms.PARTICULARS, *terms.DATES)}
    fresh = _next(row, draft.kind, values)
    fresh.change_note = draft.change_note
    fresh.save()
    return finish(row, by=by, verb="agreement_taken_back", before=row.state, reason=reason)


def party_of(by: Any, row: Placement) -> str:
    """For which party this person may sign; a person signs once only."""
    if rules.is_person(by, row):
        return Party.SECONDEE
    if rules.speaks_for(by, row, "host"):
        return Party.HOST
    return Party.HOME if rules.speaks_for(by, row, "home") else ""


@transaction.atomic
def sign(
    *, placement: Placement, name: str, text_hash: str, proof: str, by: Any, external_ref: str = ""
) -> Signature:
    """Sign the issued text for one's party: typed name, a second proof of who one is, the hash of what was read."""
    row = take(placement, by=by, verb="sign")
    must_be(row, *BEFORE, *RUNNING)
    text = _at_work(row)
    if text is None or text.state != AgreementState.ISSUED:
        raise WrongState(_("There is no text that waits for signatures."))
    if text_hash != text.text_hash or text.text_hash != terms.paper_of(text).content_hash:
        raise WrongState(_("The text changed since you read it. Read it again before you sign."))
    if proof not in PROOFS:
        raise NotAllowed(_("Prove once more who you are, then sign."))
    typed = require(name, "name", _("Enter your full name"), 200)
    if by.name and fold(typed) != fold(by.name):
        raise Invalid({"name": [_("Type your name as it stands in your account.")]})
    with refusals():
        signature = Signature.objects.create(
            agreement=text,
            party=party_of(by, row),
            name=typed,
            user=by,
            proof=proof,
            external_ref=external_ref[:200],
            text_hash=text_hash,
            at=timezone.now(),
        )
    audit.record(
        by=by, verb="agreement.signed", target=row, party=signature.party, proof=proof, hash=text_hash
    )
    if text.signatures.count() == len(Party):
        _complete(row, text, by)
    else:
        finish(row, by=by, verb="signed", before=row.state, party=signature.party)
    making.ask(text)
    return signature


def _complete(row: Placement, text: Agreement, by: Any) -> None:
    """All three have signed: it holds, and replaces the one before."""
    text.state, text.signed_at = AgreementState.SIGNED, timezone.now()
    text.save(update_fields=["state", "signed_at"])
    row.agreements.filter(state=AgreementState.SIGNED).exclude(pk=text.pk).update(
        state=AgreementState.SUPERSEDED
    )
    before, today = row.state, clocks.today()
    row.agreement = text
    row.starts_on, row.ends_on = text.starts_on, text.ends_on
    if row.state in BEFORE:
        row.agreement_signed_on = today
        advance(row, by=by, verb="agreement_signed")
        return
    if row.state == "ending" and today < clocks.reintegration_due(row):
        row.state = "active"
    finish(row, by=by, verb=f"{text.kind}_signed", before=before)
    row.recusals.filter(to_on__lt=row.ends_on).update(to_on=row.ends_on)
