"""What the sender may do after sending: withdraw, reopen, say how it went."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engagement.requests import clocks
from engagement.requests.actions.steps import finish, require, take, tell_department, tell_sender
from engagement.requests.enums import OPEN, WITH_CENTRE, State, Step, TransferState
from engagement.requests.models import EngagementRequest, Feedback
from foundation import audit
from foundation.common.errors import WrongState


@transaction.atomic
def withdraw(*, request: EngagementRequest, by: Any, reason: str = "") -> EngagementRequest:
    """Take the request back. It stays on the register as withdrawn."""
    request = take(request, by=by, verb="withdraw")
    before = request.state
    request.move_to(State.WITHDRAWN)
    _stop_everything(request)
    finish(request, by=by, verb="withdrawn", before=before, reason=reason)
    tell_sender(request, "request_withdrawn")
    if request.department_id:
        tell_department(request, "request_withdrawn_department")
    return request


def _stop_everything(request: EngagementRequest) -> None:
    from django.utils import timezone

    request.due_on = request.paused_on = request.offered_to = None
    request.claimed_by = request.claimed_at = None
    request.closed_at = timezone.now()
    request.transfers.filter(state=TransferState.OFFERED).update(
        state=TransferState.CANCELLED, answered_at=timezone.now()
    )


@transaction.atomic
def reopen(*, request: EngagementRequest, by: Any, reason: str) -> EngagementRequest:
    """Open an answered, closed or declined request again, within the time allowed for it.

    The sender's clock goes on from receipt; the department gets a fresh one. A request that never had a department
    goes back to the front-door team.
    """
    request = take(request, by=by, verb="reopen")
    reason = require(reason, "reason", _("Enter why you want to reopen the request"), 1000)
    before = request.state
    if request.reopen_until and request.reopen_until < clocks.today():
        raise WrongState(
            _("The time to reopen this request has passed. Send a new one and name this reference in it.")
        )
    request.move_to(State.REOPENED)
    request.closed_at = request.responded_at = request.reopen_until = request.days_taken = None
    request.outcome = request.outcome_text = request.decline_reason = request.decline_url = ""
    levels = clocks.service_levels(request.department_id)
    if request.department_id:
        clocks.start_department_clock(request, levels)
    else:
        request.move_to(State.TRIAGE)
        request.due_on = levels.due(Step.TRIAGE, clocks.today())
    finish(request, by=by, verb="reopened", before=before, reason=reason)
    tell_sender(request, "request_reopened")
    if request.department_id:
        tell_department(request, "request_reopened_department")
    return request


@transaction.atomic
def give_feedback(*, request: EngagementRequest, by: Any, **scores: Any) -> Feedback:
    """Say how fair the process was and how good the outcome, once; saying it again replaces it."""
    request = take(request, by=by, verb="give_feedback")
    if request.state in OPEN | WITH_CENTRE | {State.DRAFT}:
        raise WrongState(_("You can say how it went once the request has been answered."))
    feedback, _created = Feedback.objects.update_or_create(request=request, defaults=scores)
    feedback.full_clean(exclude=["request"])
    audit.record(by=by, verb="request.feedback_given", target=request)
    return feedback
