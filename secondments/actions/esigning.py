"""Signing with an outside service, or with a signed file: under the same text, and with the same third signature."""

from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import esign, rules
from secondments.actions.agreements import PROOFS, must_be_as_read, party_of, put_signature
from secondments.actions.sending import open_text, to_sign
from secondments.actions.steps import take
from secondments.enums import SigningState
from secondments.esign import checking
from secondments.models import Placement, Signature, SigningRequest
from secondments.waking import PAPERS, wake

LARGEST = 10_000_000


@transaction.atomic
def begin(*, placement: Placement, text_hash: str, by: Any) -> SigningRequest:
    """Ask for the issued text to be given to the e-signature service for one's own party. Nothing is signed by this.

    The worker gives it (`sending.py`). Asked for again meanwhile, it is the same asking.
    """
    if esign.provider() is None:
        raise WrongState(_("There is no e-signature service. Sign here instead."))
    row = take(placement, by=by, verb="sign")
    text = open_text(row, by)
    must_be_as_read(text, text_hash)
    now = timezone.now()
    asked, new = SigningRequest.objects.get_or_create(
        agreement=text,
        user=by,
        state=SigningState.WAITING,
        defaults={
            "party": party_of(by, row),
            "text_hash": text_hash,
            "asked_at": now,
            "try_after": now,
        },
    )
    if new:
        audit.record(by=by, verb="agreement.to_service", target=row, party=asked.party, hash=text_hash)
    wake(PAPERS)
    return asked


@transaction.atomic
def hear(*, said: esign.Said) -> SigningRequest:
    """Put the signature that the service tells of under the text. Heard again, it changes nothing."""
    asked = (
        SigningRequest.objects.select_for_update(of=("self",)).filter(external_ref=said.external_ref).first()
    )
    if asked is None:
        raise Invalid({"id": [_("No paper was given to sign under this reference.")]})
    if asked.done_at is not None:
        return asked
    row = Placement.objects.locked().get(pk=asked.agreement.placement_id)
    rules.check(asked.user, "sign", row)
    text = open_text(row, asked.user)
    if text.pk != asked.agreement_id or party_of(asked.user, row) != asked.party:
        raise WrongState(_("There is no text that waits for signatures."))
    must_be_as_read(text, said.content_hash)
    given = {"given_hash": asked.pdf_hash, "given_length": asked.pdf_length}
    certificate = checking.check(said.pdf, **given, field="pdf")
    put_signature(
        row,
        text,
        name=(said.name.strip() or asked.user.name)[:200],
        proof="external",
        user=asked.user,
        by=asked.user,
        external_ref=f"{said.external_ref[:120]} sha256:{sha256(said.pdf).hexdigest()}",
        certificate=certificate,
    )
    asked.done_at = timezone.now()
    asked.save(update_fields=["done_at"])
    return asked


@transaction.atomic
def put_signed_file(*, placement: Placement, file: Any, proof: str, by: Any) -> Signature:
    """Sign with a PDF that one signed elsewhere: the paper, with a signature added.

    Its hash and what its certificate says are kept, not the file.
    """
    row = take(placement, by=by, verb="sign")
    text = open_text(row, by)
    must_be_as_read(text, text.text_hash)
    if proof not in PROOFS:
        raise NotAllowed(_("Prove once more who you are, then sign."))
    if file.size > LARGEST:
        raise Invalid({"file": [_("This file is too large.")]})
    signed, given = file.read(), to_sign(text)
    known = {"given_hash": sha256(given).hexdigest(), "given_length": len(given)}
    certificate = checking.check(signed, **known, field="file")
    return put_signature(
        row,
        text,
        name=by.name or by.email,
        proof="external",
        user=by,
        by=by,
        external_ref=f"sha256:{sha256(signed).hexdigest()}",
        certificate=certificate,
    )
