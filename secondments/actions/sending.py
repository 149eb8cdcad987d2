"""Giving papers to the outside e-signature service: asked for by a row, done by the worker.

The row is the promise. No transaction is open and nothing is locked while the service is asked: whoever took a row has
it for LEASE, after which it is free again. What was tried in vain is tried later, and at last both who asked and the
coordinator are told.
"""

import logging
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit, notifications
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import esign, people, rules, terms
from secondments.actions.agreements import must_be_as_read, party_of
from secondments.actions.drafts import at_work
from secondments.actions.steps import must_be
from secondments.enums import BEFORE, RUNNING, AgreementState, Party, SigningState
from secondments.models import Agreement, Placement, SigningRequest

logger = logging.getLogger(__name__)
BATCH = 20
LEASE = timedelta(minutes=2)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))


def to_sign(text: Agreement) -> bytes:
    """The paper as PDF with nobody's signature on it: the same bytes for everybody who is to sign it."""
    from secondments.papers.pdf import render

    return render(terms.paper_of(text))


def open_text(row: Placement, by: Any) -> Agreement:
    """The text that waits for the signature of this person's party. Raises WrongState."""
    must_be(row, *BEFORE, *RUNNING)
    text = at_work(row)
    if text is None or text.state != AgreementState.ISSUED:
        raise WrongState(_("There is no text that waits for signatures."))
    if text.signatures.filter(party=party_of(by, row)).exists():
        raise WrongState(_("This party has signed already."))
    return text


def work() -> int:
    """Give the service what waits for it and whose time has come."""
    done = 0
    while done < BATCH and (asked := _take()) is not None:
        done += 1
        _try(asked)
    return done


@transaction.atomic
def _take() -> SigningRequest | None:
    now = timezone.now()
    due = SigningRequest.objects.filter(state=SigningState.WAITING, try_after__lte=now)
    row = due.order_by("try_after", "pk").select_for_update(skip_locked=True).first()
    if row is not None:
        row.tries, row.try_after = row.tries + 1, now + LEASE
        row.save(update_fields=["tries", "try_after"])
    return row


def _try(asked: SigningRequest) -> None:
    row = Placement.objects.for_reading().get(pk=asked.agreement.placement_id)
    try:
        pdf = to_sign(_still_to_sign(row, asked))
        service = esign.provider()
        if service is None:
            raise esign.Unavailable("no service")
        _given(row, asked, service.begin(_said(row, asked, pdf)), pdf)
    except (WrongState, NotAllowed, Invalid):
        _waiting(asked).update(state=SigningState.DROPPED)
    except esign.Unavailable as error:
        logger.warning("the e-signature service does not answer", extra={"error": str(error)})
        _not_given(row, asked)
    except Exception:
        logger.exception("a paper could not be given to sign", extra={"asked": asked.pk})
        _not_given(row, asked)


@transaction.atomic
def _still_to_sign(row: Placement, asked: SigningRequest) -> Agreement:
    """The text, unless it was taken back, signed or changed since, or the person no longer speaks for the party."""
    rules.check(asked.user, "sign", row)
    text = open_text(row, asked.user)
    if text.pk != asked.agreement_id or party_of(asked.user, row) != asked.party:
        raise WrongState(_("There is no text that waits for signatures."))
    must_be_as_read(text, asked.text_hash)
    return text


def _said(row: Placement, asked: SigningRequest, pdf: bytes) -> esign.Asked:
    return esign.Asked(
        key=f"{row.ref}-{asked.agreement.number}-{asked.pk}",
        reference=row.ref,
        number=asked.agreement.number,
        party=asked.party,
        name=asked.user.name,
        email=asked.user.email,
        language=asked.user.language,
        content_hash=asked.text_hash,
        pdf=pdf,
        come_back_to=settings.SITE_URL + row.get_absolute_url(),
        tell=settings.SITE_URL + reverse("secondments:esign"),
    )


def _waiting(asked: SigningRequest) -> Any:
    """The row, unless another worker has finished with it."""
    return SigningRequest.objects.filter(pk=asked.pk, state=SigningState.WAITING)


@transaction.atomic
def _given(row: Placement, asked: SigningRequest, begun: esign.Begun, pdf: bytes) -> None:
    changed = _waiting(asked).update(
        state=SigningState.SENT,
        external_ref=begun.external_ref,
        where=begun.where,
        pdf_hash=sha256(pdf).hexdigest(),
        pdf_length=len(pdf),
        sent_at=timezone.now(),
    )
    if changed:
        facts = {"party": asked.party, "hash": asked.text_hash}
        audit.record(by=asked.user, verb="agreement.given_to_service", target=row, **facts)
        _tell([asked.user], row, asked, "secondment_to_sign")


@transaction.atomic
def _not_given(row: Placement, asked: SigningRequest) -> None:
    """Again later, or never: then who asked and the coordinator are told."""
    if asked.tries <= len(PAUSES):
        _waiting(asked).update(try_after=timezone.now() + PAUSES[asked.tries - 1])
    elif _waiting(asked).update(state=SigningState.FAILED):
        audit.record(by=SYSTEM, verb="agreement.not_given_to_service", target=row, party=asked.party)
        officers = people.officers(row.host_department_id or row.home_department_id)
        _tell({asked.user, *officers}, row, asked, "secondment_not_sent")


def _tell(whom: Any, row: Placement, asked: SigningRequest, kind: str) -> None:
    context = {"ref": row.ref, "title": row.title, "service": settings.ESIGN_NAME}
    notifications.tell(
        whom,
        kind=kind,
        about=row.ref,
        url=row.get_absolute_url(),
        context=context | {"party": Party(asked.party).label},
    )
