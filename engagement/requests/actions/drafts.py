"""Writing: start, save as you go, discard."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from engagement.requests import rules
from engagement.requests.actions.steps import take
from engagement.requests.enums import NEVER_PUBLISHED, Capacity, State
from engagement.requests.models import EngagementRequest
from engagement.requests.models.request import Asked
from foundation import audit, documents
from foundation.common.errors import NotAllowed, TooMany, WrongState
from foundation.directory.standing import standing

SAID = {field.name for field in Asked._meta.get_fields()} | {"organisation", "topic", "preferred_department"}
MAX_DRAFTS = 50


@transaction.atomic
def start_draft(*, by: Any, key: UUID | None = None, **said: Any) -> EngagementRequest:
    """Begin a request. Raises TooMany when the person already keeps as many drafts as one may.

    `key` comes with the page that asks the first question: sent twice, it gives the same draft.
    """
    if not by.is_authenticated:
        raise NotAllowed(_("Sign in to start a request."))
    begun = _begun(by, key)
    if begun is not None:
        return begun if begun.state != State.DRAFT else save_draft(request=begun, by=by, **said)
    if EngagementRequest.objects.filter(submitter=by, state=State.DRAFT).count() >= MAX_DRAFTS:
        raise TooMany(_("You have %(n)d unfinished drafts. Finish or delete one first.") % {"n": MAX_DRAFTS})
    request = EngagementRequest(submitter=by, language=by.language)
    if key is not None:
        request.public_id = key
    _put(request, by, said)
    request.save()
    audit.record(by=by, verb="request.drafted", target=request, after=State.DRAFT)
    return request


def _begun(by: Any, key: UUID | None) -> EngagementRequest | None:
    """The draft that this key began; two requests with one key wait for each other here."""
    if key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    found = EngagementRequest.objects.filter(public_id=key).first()
    if found is not None and found.submitter_id != by.pk:
        raise NotAllowed(_("This draft belongs to somebody else."))
    return found


@transaction.atomic
def save_draft(*, request: EngagementRequest, by: Any, **said: Any) -> EngagementRequest:
    """Keep what was typed on one or more pages. Raises WrongState once the request has been sent."""
    request = take(request, by=by, verb="edit_draft")
    if request.state != State.DRAFT:
        raise WrongState(
            _("This request has been sent, so it can no longer be changed. You can add a message to it.")
        )
    _put(request, by, said)
    request.version += 1
    request.save()
    audit.record(by=by, verb="request.draft_saved", target=request, fields=sorted(said))
    return request


def _put(request: EngagementRequest, by: Any, said: dict[str, Any]) -> None:
    for name, value in said.items():
        if name not in SAID:
            raise ValueError(f"{name!r} is not something the sender says")
        setattr(request, name, value)
    if request.capacity == Capacity.INDIVIDUAL:
        request.organisation = None
    if not NEVER_PUBLISHED.isdisjoint(request.sensitivity):
        request.may_publish = False
    if request.organisation_id and request.organisation_id not in standing(by).writable_organisation_ids:
        raise NotAllowed(_("You can only write for an organisation that you belong to."))
    request.organisation_name = request.organisation.name if request.organisation_id else ""


@transaction.atomic
def discard_draft(*, request: EngagementRequest, by: Any) -> None:
    """Delete a draft for good; its audit trail keeps only that it was there."""
    row = EngagementRequest.objects.locked().get(pk=request.pk)
    rules.check(by, "discard_draft", row)
    if row.state != State.DRAFT:
        raise WrongState(_("This request has been sent. You can withdraw it, but not delete it."))
    documents.erase(about=row, by=by)
    audit.record(by=by, verb="request.draft_discarded", target=row, before=State.DRAFT)
    row.delete()
