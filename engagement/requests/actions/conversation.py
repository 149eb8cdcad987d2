"""Questions, answers, messages and notes on a request. What both sides read may carry files (`documents.holding`)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engagement.requests import clocks
from engagement.requests.actions.steps import Held, finish, say, take, tell_department, tell_sender
from engagement.requests.enums import WITH_CENTRE, Audience, MessageKind, State
from engagement.requests.models import EngagementRequest, Message
from engagement.requests.people import triage_inbox
from foundation import audit, notifications
from foundation.common.errors import WrongState


@transaction.atomic
def ask(*, request: EngagementRequest, body: str, by: Any, held: Held = ()) -> EngagementRequest:
    """Ask the sender something. The department's clock stands still until they answer."""
    request = take(request, by=by, verb="ask")
    before = request.state
    say(request, by=by, kind=MessageKind.QUESTION, body=body, held=held)
    request.move_to(State.CLARIFICATION_NEEDED)
    request.state_before_pause = (
        State.TRIAGE if before in WITH_CENTRE or not request.department_id else before
    )
    clocks.pause(request, clocks.service_levels(request.department_id))
    finish(request, by=by, verb="asked", before=before)
    tell_sender(request, "request_question", answer_by=request.due_on)
    return request


@transaction.atomic
def answer(*, request: EngagementRequest, body: str, by: Any, held: Held = ()) -> EngagementRequest:
    """Answer government's question; the department's clock goes on where it stopped."""
    request = take(request, by=by, verb="answer")
    if request.state != State.CLARIFICATION_NEEDED:
        raise WrongState(_("No question is open on this request. You can add a message instead."))
    before = request.state
    say(request, by=by, kind=MessageKind.ANSWER, body=body, held=held)
    request.move_to(State.TRIAGE if request.state_before_pause == State.TRIAGE else State.IN_PROGRESS)
    request.state_before_pause = ""
    clocks.resume(request, clocks.service_levels(request.department_id))
    finish(request, by=by, verb="answered_question", before=before)
    _tell_government(request, "request_question_answered")
    return request


@transaction.atomic
def comment(*, request: EngagementRequest, body: str, by: Any, held: Held = ()) -> Message:
    """Add a message to an open request, from the sender's side."""
    request = take(request, by=by, verb="comment")
    if not (request.is_open or request.state == State.RESPONDED):
        raise WrongState(_("This request is closed. Reopen it if there is more to say."))
    message = say(request, by=by, kind=MessageKind.COMMENT, body=body, held=held)
    _touch(request, by, "commented")
    _tell_government(request, "request_message")
    return message


@transaction.atomic
def note(*, request: EngagementRequest, body: str, by: Any) -> Message:
    """Leave a note that only government sees."""
    request = take(request, by=by, verb="note")
    message = say(request, by=by, kind=MessageKind.NOTE, body=body, audience=Audience.GOVERNMENT)
    audit.record(by=by, verb="request.noted", target=request)
    return message


def _touch(request: EngagementRequest, by: Any, verb: str) -> None:
    request.version += 1
    request.save(update_fields=["version", "updated_at"])
    audit.record(by=by, verb=f"request.{verb}", target=request)


def _tell_government(request: EngagementRequest, kind: str) -> None:
    if request.department_id:
        tell_department(request, kind)
        return
    notifications.tell(
        triage_inbox(request),
        kind=kind,
        about=request.ref,
        url=f"/requests/{request.ref}/",
        context={"ref": request.ref, "title": request.title},
    )
