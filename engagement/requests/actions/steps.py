"""What every verb shares: take the row under lock, check the rule, leave history, audit, fact and messages."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField
from django.utils.translation import gettext_lazy as _

from engagement.requests import rules
from engagement.requests.models import EngagementRequest, Message, StateChange
from engagement.requests.people import followers, officials
from foundation import audit, documents, notifications
from foundation.accounts.models import User
from foundation.common.errors import Invalid, WrongState
from foundation.common.prepared import Insert, Prepared
from foundation.directory.standing import standing

Held = Sequence[Any]
Side = StateChange.Side
WRITE_CHANGE = Insert(StateChange)
LOCKED = Prepared(lambda slot: EngagementRequest.objects.locked().filter(pk=slot("pk", BigIntegerField())))


def take(request: EngagementRequest, *, by: Any, verb: str) -> EngagementRequest:
    """The row as it now stands, locked until commit, if `by` may do `verb` to it."""
    found = LOCKED(pk=request.pk)
    if not found:
        raise EngagementRequest.DoesNotExist
    rules.check(by, verb, found[0])
    return found[0]


def must_be(request: EngagementRequest, *states: str) -> None:
    """Raises WrongState unless the row stands in one of these: a move alone may be legal for another verb only."""
    if request.state not in states:
        raise WrongState(
            _("This request is now “%(state)s”, so this can no longer be done.")
            % {"state": request.get_state_display()}
        )


def side_of(by: Any, request: EngagementRequest) -> str:
    if getattr(by, "is_system", False):
        return Side.CLOCK
    if rules.is_sender(by, request) or request.submitter_id == getattr(by, "pk", None):
        return Side.SENDER
    return Side.CENTRE if standing(by).has("triage") else Side.DEPARTMENT


def who(by: Any) -> dict[str, Any]:
    """The columns that say who acted: a person, or a department's system."""
    kind, identity = by.audit_identity()
    return {"by_id": by.pk if kind == "user" else None, "client_id": identity if kind == "client" else ""}


def finish(
    request: EngagementRequest, *, by: Any, verb: str, before: str, reason: str = "", **facts: Any
) -> EngagementRequest:
    """Save the row with its next version, and write history, audit event and outgoing fact beside it."""
    request.version += 1
    request.save()
    return leave(request, by=by, verb=verb, before=before, reason=reason, **facts)


def leave(
    request: EngagementRequest, *, by: Any, verb: str, before: str, reason: str = "", **facts: Any
) -> EngagementRequest:
    """History, audit event and outgoing fact of a row that is written: three plain statements."""
    change = StateChange(
        request_id=request.pk,
        verb=verb,
        from_state=before,
        to_state=request.state,
        side=side_of(by, request),
        department_id=request.department_id,
        reason=reason,
        **who(by),
    )
    WRITE_CHANGE(change)
    audit.record(by=by, verb=f"request.{verb}", target=request, before=before, after=request.state, **facts)
    notifications.publish(
        verb=f"request.{verb}",
        about=request.ref,
        department=request.department.code if request.department_id else "",
        data={"state": request.state, "version": request.version},
    )
    return request


def say(
    request: EngagementRequest,
    *,
    by: Any,
    kind: str,
    body: str,
    audience: str = "everyone",
    held: Held = (),
) -> Message:
    """Write a message; `held` are the files that come with it, from `documents.holding`."""
    body = require(body, "body", _("Enter the text of your message"))
    side = side_of(by, request)
    message = Message.objects.create(
        request=request,
        kind=kind,
        audience=audience,
        body=body,
        from_government=side != Side.SENDER,
        department_id=request.department_id if side == Side.DEPARTMENT else None,
        **who(by),
    )
    if held:
        documents.attach(held, to=message, by=by)
    return message


def require(text: str, field: str, sentence: object, limit: int = 10_000) -> str:
    """A text that must say something; raises Invalid for the field."""
    text = (text or "").strip()
    if not text:
        raise Invalid({field: [sentence]})
    return text[:limit]


def tell_sender(
    request: EngagementRequest, kind: str, *, people: Sequence[User] | None = None, **context: Any
) -> None:
    """The sender's side; `people` where they were read before."""
    _tell(followers(request) if people is None else people, request, kind, context)


def tell_department(
    request: EngagementRequest, kind: str, department_id: int | None = None, **context: Any
) -> None:
    _tell(officials(request, department_id), request, kind, context)


def tell_owner(request: EngagementRequest, kind: str) -> None:
    _tell([request.owner], request, kind, {})


def _tell(people: Sequence, request: EngagementRequest, kind: str, context: dict[str, Any]) -> None:
    notifications.tell(
        people,
        kind=kind,
        about=request.ref,
        url=f"/requests/{request.ref}/",
        context={"ref": request.ref, "title": request.title, **context},
    )
