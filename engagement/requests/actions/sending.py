"""Sending a draft: one journey to read all that is decided on, one to write, one to commit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone

from engagement.requests import clocks, rules
from engagement.requests.actions.steps import leave, take, tell_sender
from engagement.requests.completeness import missing
from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from engagement.requests.people import followers, followers_of_draft
from foundation.accounts.models import User
from foundation.common.errors import Invalid
from foundation.common.prepared import Update, together
from foundation.common.references import coming_reference, next_reference
from foundation.directory.prepared import PreparedFor
from foundation.directory.standing import standing

SENT = Update(
    EngagementRequest,
    *("state", "ref", "version", "updated_at", "submitted_at"),
    *("submitted_on", "reply_due_on", "ceiling_on", "due_on"),
)


def _own(slot: Any, reader: Any) -> QuerySet:
    rows = EngagementRequest.objects.locked().sent_by_or_for(reader)
    return rows.filter(submitter=reader.pk, public_id=slot("key", UUIDField()))


OWN = PreparedFor(_own)


@transaction.atomic
def submit(*, request: EngagementRequest, by: Any) -> EngagementRequest:
    """Send the draft: it takes its reference, and both receipt and clock begin.

    Sending twice (a double click, a retry) gives the same request. Raises Invalid naming what is still missing.
    """
    row = take(request, by=by, verb="submit")
    if not _is_ready(row):
        return row
    return _send(row, by, next_reference("FD"), followers(row))


@transaction.atomic
def submit_at(*, key: UUID, by: Any) -> EngagementRequest | None:
    """The same for the draft of an address, in one look; None where `by` has none there.

    Who hears of it is read once the lock is held. What was sent before leaves a hole in the references.
    """
    standing(by)  # known before the journey, which is read after it
    with together():
        found, told = OWN.later(by, key=key), followers_of_draft(key, by)
        ref = coming_reference("FD")
    for row in found():
        rules.check(by, "submit", row)
        return _send(row, by, ref(), told(row)) if _is_ready(row) else row
    return None


def _is_ready(row: EngagementRequest) -> bool:
    """Whether it is a draft; raises Invalid where something is missing in it."""
    if row.state != State.DRAFT:
        return False
    if gaps := missing(row):
        raise Invalid(gaps)
    return True


def _send(row: EngagementRequest, by: Any, ref: str, people: Sequence[User]) -> EngagementRequest:
    row.move_to(State.SUBMITTED)
    row.ref = ref
    row.version += 1
    row.submitted_at = timezone.now()
    clocks.start_sender_clock(row, clocks.service_levels())
    with together():
        SENT(row)
        leave(row, by=by, verb="submitted", before=State.DRAFT, kind=row.kind)
        tell_sender(row, "request_received", people=people, reply_due=row.reply_due_on)
    return row
