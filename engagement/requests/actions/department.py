"""A department's verbs: accept, name a contact, reply, close, decline."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from engagement.requests import clocks
from engagement.requests.actions.steps import (
    Held,
    finish,
    must_be,
    require,
    say,
    take,
    tell_department,
    tell_owner,
    tell_sender,
)
from engagement.requests.enums import DeclineReason, MessageKind, Outcome, State, Step
from engagement.requests.models import EngagementRequest, HandoverNote
from foundation import audit
from foundation.common.errors import Invalid, WrongState


@transaction.atomic
def accept(*, request: EngagementRequest, by: Any, contact: str = "") -> EngagementRequest:
    """Accept a routed request for the department; its clock starts, and today is day 0."""
    request = take(request, by=by, verb="accept")
    must_be(request, State.ROUTED)
    before = request.state
    request.move_to(State.ACCEPTED)
    request.accepted_at = timezone.now()
    request.contact = contact or request.contact
    if request.owner_id is None and getattr(by, "pk", None):
        request.owner = by
    clocks.start_department_clock(request, clocks.service_levels(request.department_id))
    finish(request, by=by, verb="accepted", before=before)
    tell_sender(
        request,
        "request_accepted",
        department=lazystr(request.department),
        contact=request.contact,
        reply_due=request.department_due_on,
    )
    return request


@transaction.atomic
def assign(
    *,
    request: EngagementRequest,
    owner: Any,
    by: Any,
    contact: str = "",
    team: Any = None,
    handover: str = "",
) -> EngagementRequest:
    """Give the request an owner. A change of owner needs a hand-over note, so that nothing starts again from zero."""
    request = take(request, by=by, verb="assign")
    if not request.is_open:
        raise WrongState(_("This request is closed."))
    if request.owner_id and request.owner_id != owner.pk:
        note = require(handover, "handover", _("Enter a hand-over note for the next owner"), 5000)
        HandoverNote.objects.create(
            request=request, from_owner_id=request.owner_id, to_owner=owner, body=note
        )
    before = request.state
    request.owner, request.team = owner, team or request.team
    request.contact = contact or request.contact
    if request.state in (State.ACCEPTED, State.REOPENED):
        request.move_to(State.IN_PROGRESS)
    finish(request, by=by, verb="assigned", before=before)
    if owner != by:
        tell_owner(request, "request_assigned")
    return request


@transaction.atomic
def reply(*, request: EngagementRequest, body: str, by: Any, held: Held = ()) -> EngagementRequest:
    """Answer the request. Both clocks stop; the sender can say that it is not yet an answer."""
    request = take(request, by=by, verb="reply")
    before = request.state
    say(request, by=by, kind=MessageKind.REPLY, body=body, held=held)
    request.move_to(State.RESPONDED)
    request.responded_at = timezone.now()
    request.due_on = None
    levels = clocks.service_levels(request.department_id)
    request.reopen_until = levels.due(Step.REOPEN, clocks.today())
    clocks.stop_sender_clock(request)
    finish(request, by=by, verb="responded", before=before, days=request.days_taken)
    tell_sender(request, "request_answered", department=lazystr(request.department))
    return request


@transaction.atomic
def close(*, request: EngagementRequest, outcome: str, outcome_text: str, by: Any) -> EngagementRequest:
    """Close an answered request with an outcome that the sender can read."""
    request = take(request, by=by, verb="close")
    must_be(request, State.RESPONDED)
    text = require(
        outcome_text, "outcome_text", _("Enter what came of the request, for the sender to read"), 5000
    )
    if outcome not in Outcome.values:
        raise Invalid({"outcome": [_("Select an outcome from the list")]})
    before = request.state
    request.move_to(State.CLOSED)
    finalise(request, text)
    request.outcome = outcome
    finish(request, by=by, verb="closed", before=before, outcome=outcome)
    tell_sender(request, "request_closed", outcome=Outcome(outcome).label)
    return request


@transaction.atomic
def decline(
    *, request: EngagementRequest, reason: str, text: str, by: Any, url: str = ""
) -> EngagementRequest:
    """Decline, with a reason from the closed list and an explanation; the sender is always told both."""
    request = take(request, by=by, verb="decline")
    if reason not in DeclineReason.values:
        raise Invalid({"reason": [_("Select a reason from the list")]})
    if reason == DeclineReason.BETTER_ROUTE and not url:
        raise Invalid({"url": [_("Enter the address of the better route")]})
    text = require(text, "text", _("Enter an explanation for the sender"), 5000)
    before = request.state
    request.move_to(State.DECLINED)
    finalise(request, text)
    request.decline_reason, request.decline_url = reason, url
    request.claimed_by = request.claimed_at = None
    finish(request, by=by, verb="declined", before=before, decline_reason=reason)
    tell_sender(request, "request_declined", reason=DeclineReason(reason).label)
    return request


def finalise(request: EngagementRequest, text: str) -> None:
    """What every end has in common: no more due date, an outcome to read, a time to reopen."""
    request.closed_at = timezone.now()
    request.due_on = request.paused_on = None
    request.outcome_text = text
    request.reopen_until = clocks.service_levels(request.department_id).due(Step.REOPEN, clocks.today())
    if request.days_taken is None:
        clocks.stop_sender_clock(request)


@transaction.atomic
def give_contact(*, request: EngagementRequest, contact: str, by: Any) -> EngagementRequest:
    """Tell the sender whom to speak to."""
    request = take(request, by=by, verb="assign")
    request.contact = require(
        contact, "contact", _("Enter a name or a team that the sender can ask for"), 200
    )
    request.version += 1
    request.save()
    audit.record(by=by, verb="request.contact_given", target=request)
    tell_sender(request, "request_contact", contact=request.contact)
    return request


__all__ = ["accept", "assign", "close", "decline", "finalise", "give_contact", "reply", "tell_department"]
