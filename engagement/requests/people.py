"""Who hears about a request: the sender's side, the department's people, the front-door team."""

from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
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


def _followers(slot: Any) -> QuerySet:
    writer, organisation = slot("writer", BigIntegerField()), slot("organisation", BigIntegerField())
    open_places = Membership.objects.filter(organisation_id=organisation, left_at__isnull=True)
    belongs = Q(pk__in=open_places.filter(user_id=writer).values("user"))
    leads = Q(pk__in=open_places.filter(role="lead").values("user"))
    return User.objects.filter(belongs | leads, is_active=True)[:MOST]


FOLLOWERS = Prepared(_followers)
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
