"""Other formats: asked for by anybody, provided by the department; the wait extends that person's time."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.consultations.actions.responses import require_open
from engagement.consultations.actions.steps import authors, require, take, tell, title_of
from engagement.consultations.enums import Format, FormatState
from engagement.consultations.models import Consultation, FormatRequest, Response, new_secret, secret_hash
from engagement.consultations.rules import RESPONDENT
from engagement.consultations.waiting import extended_until
from foundation import audit
from foundation.common.errors import Invalid, WrongState
from foundation.common.workingdays import england_and_wales

WORKING_DAYS = 10


@transaction.atomic
def ask_format(
    *, consultation: Consultation, by: Any, format: str, language: str = "en", **said: str
) -> FormatRequest:
    """Ask for the questions in another form. Raises Invalid without an e-mail address or another way to reach you."""
    now = require_open(consultation, None)
    if not said.get("email") and not said.get("contact"):
        raise Invalid({"contact": [_("Say how we can reach you")]})
    due = england_and_wales().add(timezone.localdate(now), WORKING_DAYS)
    row = FormatRequest.objects.create(
        consultation=consultation,
        format=format,
        language=language,
        requested_at=now,
        due_on=due,
        **said,
    )
    audit.record(by=by or RESPONDENT, verb="format.asked", target=row, format=format)
    words = {"format": Format(format).label, "due": due}
    tell(authors(consultation), consultation, "consultation_format", context=words)
    if row.email:
        _tell(row, "format_received", due=due)
    return row


def _tell(row: FormatRequest, kind: str, *, url: str = "", **context: Any) -> None:
    """In the language in which they asked, whatever the language of who answers them."""
    tell(
        [row.email],
        row.consultation,
        kind,
        url=url or f"/consultations/{row.consultation.slug}/",
        context={"title": title_of(row.consultation), "format": Format(row.format).label, **context},
        language=row.language,
    )


@transaction.atomic
def provide_format(*, format_request: FormatRequest, by: Any) -> tuple[FormatRequest, str]:
    """It is on its way: their time to respond grows (see `waiting`). The answer's second part is their own secret."""
    row = _take(format_request, by)
    now, secret = timezone.now(), new_secret()
    closing_at = row.consultation.closing_at
    until = extended_until(asked_at=row.requested_at, provided_at=now, closing_at=closing_at)
    row.response = Response.objects.create(
        consultation=row.consultation,
        secret_hash=secret_hash(secret),
        extended_until=until,
        email=row.email,
        language=row.language,
    )
    row.state, row.met_at = FormatState.PROVIDED, now
    row.save()
    audit.record(by=by, verb="format.provided", target=row, before="requested", after=row.state)
    if row.email:
        path = f"/consultations/{row.consultation.slug}/return/{secret}/"
        _tell(row, "format_provided", url=path, closing=until)
    return row, secret


@transaction.atomic
def refuse_format(*, format_request: FormatRequest, by: Any, reason: str) -> FormatRequest:
    row = _take(format_request, by)
    row.refusal = require(reason, "reason", "Say why it cannot be provided", 500)
    row.state = FormatState.REFUSED
    row.save()
    audit.record(by=by, verb="format.refused", target=row, before="requested", after=row.state)
    if row.email:
        _tell(row, "format_refused", reason=row.refusal)
    return row


def _take(format_request: FormatRequest, by: Any) -> FormatRequest:
    take(format_request.consultation, by=by, verb="provide_format")
    row = (
        FormatRequest.objects.select_for_update(of=("self",))
        .select_related("consultation")
        .get(pk=format_request.pk)
    )
    if row.state not in (FormatState.REQUESTED, FormatState.PRODUCTION):
        raise WrongState("This request has been answered already.")
    return row


__all__ = ["ask_format", "provide_format", "refuse_format"]
