"""Signing with an outside service, or with a signed file: under the same text, and with the same third signature."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import esign, rules, terms
from secondments.actions.agreements import PROOFS, must_be_as_read, party_of, put_signature
from secondments.actions.drafts import at_work
from secondments.actions.steps import must_be, take
from secondments.enums import BEFORE, RUNNING, AgreementState
from secondments.models import Agreement, Placement, Signature, SigningRequest

LARGEST = 10_000_000


def to_sign(text: Agreement) -> bytes:
    """The paper as PDF with nobody's signature on it: the same bytes for everybody who is to sign it."""
    from secondments.papers.pdf import render

    return render(terms.paper_of(text))


def _open_text(row: Placement, by: Any) -> Agreement:
    must_be(row, *BEFORE, *RUNNING)
    text = at_work(row)
    if text is None or text.state != AgreementState.ISSUED:
        raise WrongState(_("There is no text that waits for signatures."))
    if text.signatures.filter(party=party_of(by, row)).exists():
        raise WrongState(_("This party has signed already."))
    return text


def begin(*, placement: Placement, text_hash: str, by: Any) -> SigningRequest:
    """Hand the issued text to the e-signature service for one's own party. Nothing is signed by this.

    The service is asked between two transactions, so that no lock waits for it.
    """
    service = esign.provider()
    if service is None:
        raise WrongState(_("There is no e-signature service. Sign here instead."))
    with transaction.atomic():
        row = take(placement, by=by, verb="sign")
        text = _open_text(row, by)
        must_be_as_read(text, text_hash)
        pdf, party = to_sign(text), party_of(by, row)
    asked = esign.Asked(
        reference=row.ref,
        number=text.number,
        party=party,
        name=by.name,
        email=by.email,
        language=by.language,
        content_hash=text.text_hash,
        pdf=pdf,
        come_back_to=settings.SITE_URL + row.get_absolute_url(),
        tell=settings.SITE_URL + reverse("secondments:esign"),
    )
    try:
        begun = service.begin(asked)
    except esign.Unavailable as error:
        raise Invalid(
            {"": [_("The e-signature service does not answer. Try again later, or sign here.")]}
        ) from error
    return _given(row, text, begun, pdf, party=party, by=by)


@transaction.atomic
def _given(
    row: Placement, text: Agreement, begun: esign.Begun, pdf: bytes, *, party: str, by: Any
) -> SigningRequest:
    made = SigningRequest.objects.create(
        agreement=text,
        party=party,
        user=by,
        external_ref=begun.external_ref,
        where=begun.where,
        text_hash=text.text_hash,
        pdf_hash=sha256(pdf).hexdigest(),
        pdf_length=len(pdf),
        asked_at=timezone.now(),
    )
    audit.record(by=by, verb="agreement.given_to_service", target=row, party=party, hash=text.text_hash)
    return made


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
    text = _open_text(row, asked.user)
    if text.pk != asked.agreement_id or party_of(asked.user, row) != asked.party:
        raise WrongState(_("There is no text that waits for signatures."))
    must_be_as_read(text, said.content_hash)
    if not esign.holds(said.pdf, asked.pdf_hash, asked.pdf_length):
        raise Invalid({"pdf": [_("The signed file is not the paper that was given to sign.")]})
    put_signature(
        row,
        text,
        name=(said.name.strip() or asked.user.name)[:200],
        proof="external",
        user=asked.user,
        by=asked.user,
        external_ref=f"{said.external_ref[:120]} sha256:{sha256(said.pdf).hexdigest()}",
    )
    asked.done_at = timezone.now()
    asked.save(update_fields=["done_at"])
    return asked


@transaction.atomic
def put_signed_file(*, placement: Placement, file: Any, proof: str, by: Any) -> Signature:
    """Sign with a PDF that one signed elsewhere: the paper, with a signature added. Its hash is kept, not the file."""
    row = take(placement, by=by, verb="sign")
    text = _open_text(row, by)
    must_be_as_read(text, text.text_hash)
    if proof not in PROOFS:
        raise NotAllowed(_("Prove once more who you are, then sign."))
    if file.size > LARGEST:
        raise Invalid({"file": [_("This file is too large.")]})
    signed, given = file.read(), to_sign(text)
    if not esign.holds(signed, sha256(given).hexdigest(), len(given)):
        raise Invalid({"file": [_("This is not the paper to sign with a signature added to it.")]})
    return put_signature(
        row,
        text,
        name=by.name or by.email,
        proof="external",
        user=by,
        by=by,
        external_ref=f"sha256:{sha256(signed).hexdigest()}",
    )
