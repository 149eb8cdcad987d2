"""What happens because time passed."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.requests import clocks
from engagement.requests.actions.department import finalise
from engagement.requests.actions.steps import finish, tell_sender
from engagement.requests.enums import Outcome, State
from engagement.requests.models import EngagementRequest
from foundation import audit, documents
from foundation.common.actors import SYSTEM

BATCH = 500
DRAFT_DAYS = 90


def close_unanswered() -> int:
    """Close requests whose question had no answer in the time allowed; the sender may reopen them."""
    late = EngagementRequest.objects.filter(state=State.CLARIFICATION_NEEDED, due_on__lt=clocks.today())
    keys = list(late.order_by("due_on", "pk").values_list("pk", flat=True)[:BATCH])
    return sum(_close(key) for key in keys)


@transaction.atomic
def _close(key: int) -> int:
    request = EngagementRequest.objects.locked().filter(pk=key, state=State.CLARIFICATION_NEEDED).first()
    if request is None or request.due_on >= clocks.today():
        return 0
    before = request.state
    request.move_to(State.CLOSED)
    with override(request.language):
        finalise(request, _("We asked you a question and had no answer in time, so we closed this request."))
    request.outcome = Outcome.UNANSWERED
    request.state_before_pause = ""
    finish(request, by=SYSTEM, verb="closed_unanswered", before=before)
    tell_sender(request, "request_closed_unanswered")
    return 1


def forget_drafts() -> int:
    """Delete drafts that nobody touched for ninety days, as the pages of the draft say."""
    old = EngagementRequest.objects.filter(
        state=State.DRAFT, updated_at__lt=timezone.now() - timedelta(days=DRAFT_DAYS)
    )
    keys = list(old.order_by("updated_at", "pk").values_list("pk", flat=True)[:BATCH])
    return sum(_forget(key) for key in keys)


@transaction.atomic
def _forget(key: int) -> int:
    row = EngagementRequest.objects.locked().filter(pk=key, state=State.DRAFT).first()
    if row is None or row.updated_at > timezone.now() - timedelta(days=DRAFT_DAYS):
        return 0
    documents.erase(about=row, by=SYSTEM)
    audit.record(by=SYSTEM, verb="request.draft_forgotten", target=row, before=State.DRAFT)
    row.delete()
    return 1
