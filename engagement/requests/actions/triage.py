"""The front-door team's verbs: acknowledge, claim, route; singly and in bulk."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from engagement.requests import clocks, routing
from engagement.requests.actions.steps import finish, must_be, require, take, tell_department, tell_sender
from engagement.requests.enums import WITH_CENTRE, State, Step
from engagement.requests.models import EngagementRequest, RoutingDecision
from engagement.requests.querysets import CLAIM_LASTS
from foundation import audit
from foundation.common.errors import DomainError, Invalid, WrongState

MAX_BULK = 100


@transaction.atomic
def acknowledge(*, request: EngagementRequest, by: Any) -> EngagementRequest:
    """Tell the sender that the team has read it."""
    request = take(request, by=by, verb="acknowledge")
    before = request.state
    request.move_to(State.ACKNOWLEDGED)
    request.acknowledged_at = request.acknowledged_at or timezone.now()
    finish(request, by=by, verb="acknowledged", before=before)
    tell_sender(request, "request_acknowledged")
    return request


@transaction.atomic
def claim(*, request: EngagementRequest, by: Any) -> EngagementRequest:
    """Take the request for half an hour, so that two people do not work on it at once.

    Raises WrongState when somebody else holds it.
    """
    request = take(request, by=by, verb="claim")
    if request.state not in WITH_CENTRE:
        raise WrongState(_("This request is no longer with the front-door team."))
    _refuse_if_held(request, by)
    before = request.state
    request.claimed_by, request.claimed_at = by, timezone.now()
    if before != State.TRIAGE:
        request.move_to(State.TRIAGE)
        request.acknowledged_at = request.acknowledged_at or timezone.now()
        return finish(request, by=by, verb="triaged", before=before)
    request.version += 1
    request.save()
    audit.record(by=by, verb="request.claimed", target=request)
    return request


def _refuse_if_held(request: EngagementRequest, by: Any) -> None:
    held = request.claimed_by_id and request.claimed_by_id != by.pk
    if held and request.claimed_at > timezone.now() - CLAIM_LASTS:
        raise WrongState(
            _("%(name)s is working on this request. Choose another one, or wait until they release it.")
            % {"name": request.claimed_by}
        )


@transaction.atomic
def release(*, request: EngagementRequest, by: Any) -> EngagementRequest:
    """Let others take it. Whoever is in the team may release a claim that was left behind."""
    request = take(request, by=by, verb="claim")
    request.claimed_by = request.claimed_at = None
    request.version += 1
    request.save()
    audit.record(by=by, verb="request.released", target=request)
    return request


@transaction.atomic
def route(
    *, request: EngagementRequest, department: Any, by: Any, team: Any = None, note: str = ""
) -> EngagementRequest:
    """Send the request to a department, keeping what the routing table proposed and why beside the decision."""
    request = take(request, by=by, verb="route")
    must_be(request, *WITH_CENTRE, State.REOPENED)
    _refuse_if_held(request, by)
    if team is not None and team.department_id != department.pk:
        raise Invalid({"team": [_("Select a team of the department you chose")]})
    best = routing.propose(request)[0]
    before = request.state
    request.move_to(State.ROUTED)
    request.department, request.team, request.owner, request.contact = department, team, None, ""
    request.hops = 0
    now = timezone.now()
    request.acknowledged_at = request.acknowledged_at or now
    request.routed_at = now
    request.claimed_by = request.claimed_at = None
    clocks.stop_department_clock(request)
    request.due_on = clocks.service_levels(department.pk).due(Step.ACCEPT, clocks.today())
    RoutingDecision.objects.create(
        request=request,
        proposed_id=best.department_id,
        chosen=department,
        confidence=best.confidence,
        reasons=[reason.as_json() for reason in best.reasons],
        note=note,
        by=by if getattr(by, "pk", None) else None,
    )
    finish(request, by=by, verb="routed", before=before, department=department.code)
    tell_sender(request, "request_routed", department=lazystr(department))
    tell_department(request, "request_for_department")
    return request


@transaction.atomic
def withhold(*, request: EngagementRequest, reason: str, by: Any) -> EngagementRequest:
    """Keep title and sender off the public register, for what ought not to stand there; the sender is told why."""
    request = take(request, by=by, verb="withhold")
    reason = require(reason, "reason", _("Enter why the register does not show them"), 1000)
    if not request.may_publish:
        raise WrongState(_("The register shows neither title nor name already."))
    request.may_publish = False
    finish(request, by=by, verb="withheld", before=request.state, reason=reason)
    tell_sender(request, "request_withheld")
    return request


def acknowledge_many(
    *, requests: Iterable[EngagementRequest], by: Any
) -> list[tuple[EngagementRequest, str]]:
    """Acknowledge each; the answer pairs those that could not be with the reason."""
    return _each(requests, lambda request: acknowledge(request=request, by=by))


def route_many(
    *, requests: Iterable[EngagementRequest], department: Any, by: Any, note: str = ""
) -> list[tuple[EngagementRequest, str]]:
    """Route each to one department; the answer pairs those that could not be with the reason."""
    return _each(requests, lambda request: route(request=request, department=department, by=by, note=note))


def _each(requests: Iterable[EngagementRequest], verb: Any) -> list[tuple[EngagementRequest, str]]:
    """Each request is its own transaction: one that has moved on does not hold back the others."""
    refused = []
    chosen = list(requests)
    if len(chosen) > MAX_BULK:
        raise Invalid(_("Select no more than %(n)d requests at a time.") % {"n": MAX_BULK})
    for request in chosen:
        try:
            verb(request)
        except DomainError as error:
            refused.append((request, str(error.message)))
    return refused
