"""Offering a request to another department. After two hops the centre decides, so that nobody is passed round."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from engagement.requests import clocks
from engagement.requests.actions.steps import finish, require, take, tell_department, tell_sender
from engagement.requests.enums import MAX_HOPS, State, Step, TransferState
from engagement.requests.models import EngagementRequest, Transfer
from foundation.common.errors import Invalid, WrongState


@transaction.atomic
def offer_transfer(*, request: EngagementRequest, department: Any, reason: str, by: Any) -> EngagementRequest:
    """Offer the request to another department, which has two working days to answer.

    Raises WrongState after two hops: the request then goes back to the front-door team.
    """
    request = take(request, by=by, verb="offer_transfer")
    reason = require(reason, "reason", _("Enter why the other department should deal with it"), 1000)
    if department.pk == request.department_id:
        raise Invalid({"department": [_("Select a department other than your own")]})
    if request.hops >= MAX_HOPS:
        raise WrongState(
            _(
                "This request has moved twice already. Return it to the front-door team, who decide who deals with it."
            )
        )
    before = request.state
    request.move_to(State.TRANSFER_OFFERED)
    due = clocks.service_levels(department.pk).due(Step.TRANSFER, clocks.today())
    Transfer.objects.create(
        request=request,
        from_department_id=request.department_id,
        to_department=department,
        state_before=before,
        due_before=request.due_on,
        reason=reason,
        due_on=due,
    )
    request.offered_to, request.due_on = department, due
    finish(request, by=by, verb="transfer_offered", before=before, reason=reason, to=department.code)
    tell_department(request, "request_transfer_offered", department.pk)
    return request


def _open_offer(request: EngagementRequest) -> Transfer:
    offer = request.transfers.filter(state=TransferState.OFFERED).first()
    if offer is None:
        raise WrongState(_("No transfer is on offer for this request."))
    return offer


def _settle(offer: Transfer, state: str, answer: str = "") -> None:
    offer.state, offer.answer, offer.answered_at = state, answer, timezone.now()
    offer.save(update_fields=["state", "answer", "answered_at"])


@transaction.atomic
def accept_transfer(*, request: EngagementRequest, by: Any, contact: str = "") -> EngagementRequest:
    """Take over an offered request. The new department's clock starts; the sender's goes on."""
    request = take(request, by=by, verb="answer_transfer")
    offer = _open_offer(request)
    _settle(offer, TransferState.ACCEPTED)
    before = request.state
    request.move_to(State.ACCEPTED)
    request.department, request.offered_to, request.team = offer.to_department, None, None
    request.owner = by if getattr(by, "pk", None) else None
    request.contact = contact
    request.hops += 1
    request.accepted_at = timezone.now()
    clocks.start_department_clock(request, clocks.service_levels(request.department_id))
    finish(request, by=by, verb="transferred", before=before, hops=request.hops)
    tell_sender(
        request,
        "request_transferred",
        department=lazystr(request.department),
        reply_due=request.department_due_on,
    )
    return request


@transaction.atomic
def decline_transfer(*, request: EngagementRequest, reason: str, by: Any) -> EngagementRequest:
    """Refuse an offered request; it stays where it was, with the due date it had."""
    request = take(request, by=by, verb="answer_transfer")
    reason = require(reason, "reason", _("Enter why your department cannot take it"), 1000)
    return _put_back(request, by, "transfer_declined", TransferState.DECLINED, reason)


@transaction.atomic
def cancel_transfer(*, request: EngagementRequest, by: Any) -> EngagementRequest:
    """Take an offer back before it is answered."""
    request = take(request, by=by, verb="cancel_transfer")
    return _put_back(request, by, "transfer_cancelled", TransferState.CANCELLED, "")


def _put_back(request: EngagementRequest, by: Any, verb: str, settled: str, reason: str) -> EngagementRequest:
    offer = _open_offer(request)
    _settle(offer, settled, reason)
    before = request.state
    request.move_to(offer.state_before)
    request.offered_to, request.due_on = None, offer.due_before
    finish(request, by=by, verb=verb, before=before, reason=reason)
    if settled == TransferState.DECLINED:
        tell_department(request, "request_transfer_declined", reason=reason)
    return request


@transaction.atomic
def return_to_centre(*, request: EngagementRequest, reason: str, by: Any) -> EngagementRequest:
    """Give the request back to the front-door team, who decide where it goes. The sender's clock goes on."""
    request = take(request, by=by, verb="return_to_centre")
    if request.state == State.CLARIFICATION_NEEDED:
        raise WrongState(
            _("A question to the sender is open. Wait for the answer before you return the request.")
        )
    reason = require(reason, "reason", _("Enter why the front-door team should decide"), 1000)
    before = request.state
    request.move_to(State.TRIAGE)
    request.owner = request.team = None
    request.contact = ""
    clocks.stop_department_clock(request)
    request.due_on = clocks.service_levels().due(Step.TRIAGE, clocks.today())
    finish(request, by=by, verb="returned", before=before, reason=reason)
    request.department = None
    request.save(update_fields=["department"])
    tell_sender(request, "request_returned")
    return request
