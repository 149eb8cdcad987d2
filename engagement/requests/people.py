"""Who hears about a request: the sender's side, the department's people, the front-door team."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet, UUIDField
from django.utils import timezone

from engagement.requests.models import EngagementRequest
from foundation.accounts.models import User
from foundation.common.prepared import Prepared
from foundation.directory.models import Appointment, Membership

MOST = 50


def followers(request: EngagementRequest) -> list[User]:
    """The writer and the organisation's leads, in one query. A writer who left the organisation hears no more."""
    if request.organisation_id is None:
        return WRITER(writer=request.submitter_id)
    return FOLLOWERS(writer=request.submitter_id, organisation=request.organisation_id)


def followers_of_draft(key: UUID, writer: User) -> Callable[[EngagementRequest], list[User]]:
    """The same of a draft that its writer sends: asked for now, read once the draft is."""
    found = FOLLOWERS_OF_DRAFT.later(writer=writer.pk, key=key)
    return lambda draft: [writer] if draft.organisation_id is None else found()


def _followers(slot: Any) -> QuerySet:
    return _following(slot, organisation=slot("organisation", BigIntegerField()))


def _followers_of_draft(slot: Any) -> QuerySet:
    drafts = EngagementRequest.objects.filter(public_id=slot("key", UUIDField()))
    return _following(slot, organisation__in=drafts.values("organisation"))


def _following(slot: Any, **where: Any) -> QuerySet:
    writes_or_leads = Q(user=slot("writer", BigIntegerField())) | Q(role="lead")
    places = Membership.objects.filter(writes_or_leads, left_at__isnull=True, **where)
    return User.objects.filter(pk__in=places.values("user"), is_active=True)[:MOST]


FOLLOWERS, FOLLOWERS_OF_DRAFT = Prepared(_followers), Prepared(_followers_of_draft)
WRITER = Prepared(lambda slot: User.objects.filter(pk=slot("writer", BigIntegerField()), is_active=True))


def officials(request: EngagementRequest, department_id: int | None = None) -> list[User]:
    """The owner where there is one; otherwise the department's officers."""
    if request.owner_id and department_id in (None, request.department_id):
        return list(User.objects.filter(pk=request.owner_id, is_active=True))
    return officers(department_id or request.department_id)


def officers(department_id: int | None) -> list[User]:
    """Who deals with a department's requests today."""
    return _holding(["officer", "civil_society_lead"], department=department_id)


def triage_inbox(request: EngagementRequest) -> list[User]:
    """Whoever holds the request, or the whole front-door team."""
    if request.claimed_by_id:
        return list(User.objects.filter(pk=request.claimed_by_id, is_active=True))
    return _holding(["triage"])


def _holding(roles: list[str], **place: object) -> list[User]:
    today = timezone.localdate()
    held = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today), role__in=roles, **place
    )
    return list(
        User.objects.filter(pk__in=held.filter(valid_from__lte=today).values("user"), is_active=True)[:MOST]
    )
