"""The agreement's verbs: draw up, issue, sign three times. Papers of changes are issued and signed the same way."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.text import fold
from secondments import clocks, costing, making, people, rules, terms
from secondments.actions import changes
from secondments.actions.drafts import CHANGE, at_work, next_text
from secondments.actions.placements import advance
from secondments.actions.steps import assign, finish, must_be, refusals, require, take, tell_people
from secondments.enums import BEFORE, RUNNING, AgreementKind, AgreementState, Direction, Party
from secondments.models import Agreement, Placement, Signature
from secondments.plain import plain

PROOFS = ("mfa", "code")


@transaction.atomic
def draw_up(*, placement: Placement, by: Any, **said: Any) -> Agreement:
    """Write the draft of the agreement that comes next, or change it while it is a draft."""
    row = take(placement, by=by, verb="draft_agreement")
    must_be(row, *BEFORE)
    draft = at_work(row)
    if draft is not None and draft.state == AgreementState.ISSUED:
        raise WrongState(_("It was issued to be signed. Take it back first."))
    if draft is None:
        draft = next_text(row, AgreementKind.ORIGINAL, _replaced(row) or terms.beginning(row))
    assign(draft, said, terms.PARTICULARS)
    draft.starts_on, draft.ends_on = row.starts_on, row.ends_on
    costing.settle(draft)
    with refusals():
        draft.save()
    advance(row, by=by, verb="agreement_drawn_up")
    return draft


def _replaced(row: Placement) -> dict[str, Any] | None:
    """Before the start a new text replaces a signed one, and begins with what that says: all three sign anew."""
    held = row.agreement
    if held is None:
        return None
    held.state = AgreementState.SUPERSEDED
    held.save(update_fields=["state"])
    row.agreement, row.agreement_signed_on = None, None
    return {name: getattr(held, name) for name in terms.PARTICULARS}


@transaction.atomic
def issue(*, placement: Placement, by: Any) -> Agreement:
    """Fix the text and give it to the three parties to sign."""
    row = take(placement, by=by, verb="draft_agreement")
    must_be(row, *BEFORE, *RUNNING)
    draft = at_work(row)
    if draft is None or draft.state != AgreementState.DRAFT:
        raise WrongState(_("There is no draft to issue."))
    if row.conflicts_signed_off_on is None:
        raise Invalid({"": [_("Conflicts are signed off first, since recusals stand in the agreement.")]})
    if row.direction == Direction.INWARD and not row.exception:
        raise Invalid({"": [_("Record the recruitment exception first, since it stands in the agreement.")]})
    _must_have_signers(row)
    draft.made_on = clocks.today()
    paper = terms.compose(draft)
    draft.state, draft.issued_at = AgreementState.ISSUED, timezone.now()
    draft.clauses, draft.text_hash = dict(paper.clauses), paper.content_hash
    draft.terms, draft.content = plain(terms.terms_of(draft)), paper.content()
    draft.save()
    finish(row, by=by, verb="agreement_issued", before=row.state)
    making.ask(draft)
    tell_people(people.of_placement(row), row, "secondment_step", by, step=AgreementState.ISSUED.label)
    return draft


def _must_have_signers(row: Placement) -> None:
    """Each body needs somebody other than the secondee who may sign for it: else nobody ever could."""
    for side, body in ((Party.HOME, row.home), (Party.HOST, row.host)):
        if all(one.pk == row.person_id for one in people.speakers(row, side)):
            sentence = _(
                "Nobody but the secondee may sign for %(body)s. It needs another lead or officer first."
            )
            raise Invalid({"": [sentence % {"body": body}]})


@transaction.atomic
def take_back(*, placement: Placement, by: Any, reason: str) -> Placement:
    """Replace a text that is not signed by all three: a new draft begins from it."""
    row = take(placement, by=by, verb="draft_agreement")
    draft = at_work(row)
    if draft is None or draft.state != AgreementState.ISSUED:
        raise WrongState(_("There is no text that waits for signatures."))
    reason = require(reason, "reason", _("Enter a reason"), 1000)
    draft.state = AgreementState.SUPERSEDED
    draft.save(update_fields=["state"])
    values = {name: getattr(draft, name) for name in (*terms.PARTICULARS, *terms.DATES)}
    values |= {name: getattr(draft, name) for name in CHANGE}
    fresh = next_text(row, draft.kind, values)
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
def sign(*, placement: Placement, name: str, text_hash: str, proof: str, by: Any) -> Signature:
    """Sign the issued text for one's party: typed name, a second proof of who one is, the hash of what was read."""
    row = take(placement, by=by, verb="sign")
    must_be(row, *BEFORE, *RUNNING)
    text = at_work(row)
    if text is None or text.state != AgreementState.ISSUED:
        raise WrongState(_("There is no text that waits for signatures."))
    must_be_as_read(text, text_hash)
    if proof not in PROOFS:
        raise NotAllowed(_("Prove once more who you are, then sign."))
    typed = require(name, "name", _("Enter your full name"), 200)
    if by.name and fold(typed) != fold(by.name):
        raise Invalid({"name": [_("Type your name as it stands in your account.")]})
    return put_signature(row, text, name=typed, proof=proof, user=by, by=by)


def must_be_as_read(text: Agreement, text_hash: str) -> None:
    """What is signed is what was read, and what the placement still says."""
    if text_hash != text.text_hash:
        raise WrongState(_("The text changed since you read it. Read it again before you sign."))
    if text.text_hash != terms.compose(text).content_hash:
        raise WrongState(
            _(
                "Something in the placement changed after the text was issued. The officer has to issue it anew."
            )
        )


def put_signature(
    row: Placement, text: Agreement, *, name: str, proof: str, user: Any, by: Any, **outside: Any
) -> Signature:
    """Put a proven signature under the text that was issued; with the third one it holds."""
    with refusals():
        signature = Signature.objects.create(
            agreement=text,
            party=party_of(user, row),
            name=name,
            user=user,
            proof=proof,
            text_hash=text.text_hash,
            at=timezone.now(),
            **outside,
        )
    facts = {"party": signature.party, "proof": proof, "hash": text.text_hash}
    if signature.certificate:
        facts["trust"] = signature.certificate["trust"]
    audit.record(by=by, verb="agreement.signed", target=row, **facts)
    if text.signatures.count() == len(Party):
        _complete(row, text, by)
    else:
        finish(row, by=by, verb="signed", before=row.state, party=signature.party)
    making.ask(text)
    return signature


def _complete(row: Placement, text: Agreement, by: Any) -> None:
    """All three have signed: it holds. What came before stays as it was signed."""
    text.state, text.signed_at = AgreementState.SIGNED, timezone.now()
    text.save(update_fields=["state", "signed_at"])
    if text.kind != AgreementKind.ORIGINAL:
        changes.hold(row, text, by=by)
        return
    row.agreement, row.agreement_signed_on = text, clocks.today()
    row.starts_on, row.ends_on = text.starts_on, text.ends_on
    advance(row, by=by, verb="agreement_signed")
