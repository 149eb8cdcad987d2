"""Replies in another format, on paper, by phone, in Braille or BSL, within the time of whoever asked for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from engagement.consultations.enums import FormatState
from engagement.consultations.models import Consultation, FormatRequest, Response
from engagement.consultations.waiting import extended_until
from foundation import audit, documents
from foundation.common.errors import Invalid, WrongState
from foundation.common.words import day as in_words
from foundation.common.workingdays import local_date

Known = Mapping[str, FormatRequest]


def provided(consultation: Consultation) -> dict[str, FormatRequest]:
    """Requests whose format is there, by their key."""
    rows = consultation.format_requests.filter(state=FormatState.PROVIDED)
    return {str(row.public_id): row for row in rows.select_related("response", "consultation")}


def until(asked: FormatRequest) -> datetime:
    """The end of that person's time, also when their draft was forgotten before the reply was typed in."""
    if asked.response is not None and asked.response.extended_until is not None:
        return asked.response.extended_until
    met_at: Any = asked.met_at
    closing_at: Any = asked.consultation.closing_at
    return extended_until(asked_at=asked.requested_at, provided_at=met_at, closing_at=closing_at)


def named(key: str, known: Known, *, number: str = "") -> FormatRequest | None:
    """The request that a reply names. `number`: the reply's own, which makes sending it twice harmless."""
    if not key:
        return None
    asked = known.get(key.lower())
    if asked is None:
        raise Invalid(
            {"format_request": ["No request for another format with this key has been provided here"]}
        )
    row = asked.response
    if row is not None and row.is_sent and not (number and row.external_id == number):
        raise Invalid({"format_request": [f"Whoever asked for it has responded already, as {row.ref}"]})
    return asked


def require_day(consultation: Consultation, day: date, asked: FormatRequest | None = None) -> None:
    """It reached us while its sender could respond; when it is typed in does not matter."""
    if consultation.is_withdrawn:
        raise WrongState(consultation.withdrawn_words)
    opening_at: Any = consultation.opening_at
    closing_at: Any = consultation.closing_at
    if not consultation.is_public() or opening_at > timezone.now():
        raise WrongState("This consultation has not opened yet.")
    last = local_date(max(closing_at, until(asked)) if asked is not None else closing_at)
    if not local_date(opening_at) <= day <= min(last, timezone.localdate()):
        end = f"{in_words(last)}, the end of this person’s time" if asked is not None else "closing"
        raise Invalid({"received_on": [f"The day must lie between opening and {end}, and not in the future"]})


def keep(row: Response, asked: FormatRequest | None, *, by: Any) -> None:
    """Save it; a reply to a request takes the place of the draft that waited for it, and the draft's link ends."""
    if asked is None:
        row.save()
        return
    draft = Response.objects.locked().filter(pk=asked.response_id).first() if asked.response_id else None
    row.extended_until = until(asked)
    if draft is not None:
        _replace(draft, row, by)
    row.save()
    FormatRequest.objects.filter(pk=asked.pk).update(response=row)
    audit.record(by=by, verb="format.replied", target=asked, response=row.ref, channel=row.channel)


def _replace(draft: Response, row: Response, by: Any) -> None:
    if draft.is_sent:
        raise Invalid({"format_request": [f"Whoever asked for it has responded already, as {draft.ref}"]})
    documents.erase(about=draft, by=by)
    draft.answers.all().delete()
    row.pk, row.public_id, row.created_at = draft.pk, draft.public_id, draft.created_at
    row.email = row.email or draft.email
    row._state.adding = False
