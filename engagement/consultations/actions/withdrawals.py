"""When a consultation is withdrawn, whoever answered it, began to or waits for another format is told."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from engagement.consultations.actions.steps import tell, title_of
from engagement.consultations.enums import FormatState, ResponseState
from engagement.consultations.models import Consultation, FormatRequest, Response
from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.common.workingdays import local_date

AT_ONCE = 1000
CONCERNED = [ResponseState.DRAFT, ResponseState.SUBMITTED, ResponseState.EXCLUDED]


def tell_withdrawn() -> int:
    """Some at a time, with the place kept on the row: a crash loses nobody, and nobody hears it twice."""
    told = 0
    for pk in Consultation.objects.filter(withdrawal_told__isnull=False).values_list("pk", flat=True)[:100]:
        while (batch := _tell_some(pk)) is not None:
            told += batch
    return told


@transaction.atomic
def _tell_some(pk: int) -> int | None:
    rows = Consultation.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.select_related("department").filter(pk=pk, withdrawal_told__isnull=False).first()
    if row is None:
        return None
    before = row.withdrawal_told or 0
    told = _tell_waiting(row) if before == 0 else 0
    responses = Response.objects.filter(consultation=row, state__in=CONCERNED, pk__gt=before)
    batch = list(responses.select_related("respondent").order_by("pk")[:AT_ONCE])
    told += sum(_tell_one(row, response) for response in batch)
    last = batch[-1].pk if len(batch) == AT_ONCE else None
    Consultation.objects.filter(pk=pk).update(withdrawal_told=last)
    audit.record(by=SYSTEM, verb="consultation.withdrawal_told", target=row, told=told)
    return told


def _tell_one(row: Consultation, response: Response) -> int:
    person = response.email or response.respondent
    return _tell(row, person, response.language, (response.pk, row.withdrawn_at)) if person else 0


def _tell_waiting(row: Consultation) -> int:
    """Those whom we owe another format still, and those who got it and left only an address."""
    waiting = Q(state__in=[FormatState.REQUESTED, FormatState.PRODUCTION], response__isnull=True)
    asked: Sequence[FormatRequest] = row.format_requests.filter(waiting).exclude(email="")
    return sum(_tell(row, each.email, each.language, ("format", each.pk, row.withdrawn_at)) for each in asked)


def _tell(row: Consultation, person: Any, language: str, event: object) -> int:
    context = {"title": title_of(row), "when": local_date(row.withdrawn_at), "reason": row.notice}
    return tell(
        [person],
        row,
        "consultation_withdrawn",
        url=row.get_absolute_url(),
        context=context,
        language=language,
        event=event,
    )


__all__ = ["tell_withdrawn"]
