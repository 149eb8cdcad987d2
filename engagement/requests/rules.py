"""Who may do what to a request: one table of named predicates; what is not named is denied."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import State
from engagement.requests.models import EngagementRequest
from engagement.requests.querysets import desks
from foundation.common.errors import NotAllowed
from foundation.directory.standing import standing

Predicate = Callable[[Any, EngagementRequest], bool]


def is_sender(by: Any, request: EngagementRequest) -> bool:
    """The writer; for an organisation's request any present member, or the writer while nobody confirmed the claim."""
    if not getattr(by, "pk", None):
        return False
    wrote = request.submitter_id == by.pk
    if request.organisation_id is None:
        return wrote
    who = standing(by)
    return request.organisation_id in who.organisation_ids or (
        wrote and request.organisation_id in who.claimed_organisation_ids
    )


def is_writer(by: Any, request: EngagementRequest) -> bool:
    """Whoever holds the draft; writing for an organisation ends with the membership."""
    return request.submitter_id == getattr(by, "pk", None) and is_sender(by, request)


def has_no_interest(by: Any, request: EngagementRequest) -> bool:
    """Nobody deals in government with what they or their own organisation sent."""
    return request.submitter_id != getattr(by, "pk", None) and (
        request.organisation_id is None
        or request.organisation_id not in standing(by).writable_organisation_ids
    )


def is_centre(by: Any, request: EngagementRequest) -> bool:
    return standing(by).has("triage") and has_no_interest(by, request)


def is_owning_department(by: Any, request: EngagementRequest) -> bool:
    return request.department_id in desks(by) and has_no_interest(by, request)


def is_offered_department(by: Any, request: EngagementRequest) -> bool:
    return request.offered_to_id in desks(by) and has_no_interest(by, request)


def deals_with_it(by: Any, request: EngagementRequest) -> bool:
    """The centre while the request is with it or routed nowhere; afterwards the department that owns it."""
    if request.department_id is None or request.state == State.TRIAGE:
        return is_centre(by, request)
    return is_owning_department(by, request)


def in_government(by: Any, request: EngagementRequest) -> bool:
    return (
        is_centre(by, request)
        or is_owning_department(by, request)
        or is_offered_department(by, request)
        or standing(by).has("auditor")
    )


RULES: dict[str, Predicate] = {
    "edit_draft": is_writer,
    "discard_draft": is_writer,
    "submit": is_writer,
    "withdraw": is_sender,
    "answer": is_sender,
    "comment": is_sender,
    "reopen": is_sender,
    "give_feedback": is_sender,
    "acknowledge": is_centre,
    "claim": is_centre,
    "route": is_centre,
    "withhold": is_centre,
    "accept": is_owning_department,
    "assign": is_owning_department,
    "ask": deals_with_it,
    "reply": is_owning_department,
    "close": is_owning_department,
    "decline": deals_with_it,
    "offer_transfer": is_owning_department,
    "cancel_transfer": is_owning_department,
    "answer_transfer": is_offered_department,
    "return_to_centre": is_owning_department,
    "note": lambda by, request: in_government(by, request) and not standing(by).has("auditor"),
    "see_government_side": in_government,
}


def allowed(by: Any, verb: str, request: EngagementRequest) -> bool:
    """May `by` do `verb`, leaving aside whether the state permits it?"""
    return bool(getattr(by, "is_authenticated", False)) and RULES[verb](by, request)


def allowing(verbs: Collection[str], by: Any, request: EngagementRequest) -> set[str]:
    """Those of the verbs that `allowed` permits; what several are judged by is asked once."""
    if not getattr(by, "is_authenticated", False):
        return set()
    found: dict[Predicate, bool] = {}
    for verb in verbs:
        if (rule := RULES[verb]) not in found:
            found[rule] = rule(by, request)
    return {verb for verb in verbs if found[RULES[verb]]}


def check(by: Any, verb: str, request: EngagementRequest) -> None:
    if not allowed(by, verb, request):
        raise NotAllowed(_("You cannot do this to this request with the role you have."))
