"""Who hears about a request: the sender's side, the department's people, the front-door team."""

from django.db.models import Q
from django.utils import timezone

from engagement.requests.models import EngagementRequest
from foundation.accounts.models import User
from foundation.directory.models import Appointment, Membership

MOST = 50


def followers(request: EngagementRequest) -> list[User]:
    """The writer and the organisation's leads, in one query. A writer who left the organisation hears no more."""
    writer = Q(pk=request.submitter_id)
    if request.organisation_id is None:
        return list(User.objects.filter(writer, is_active=True))
    open_places = Membership.objects.filter(organisation_id=request.organisation_id, left_at__isnull=True)
    belongs = Q(pk__in=open_places.filter(user=request.submitter_id).values("user"))
    leads = Q(pk__in=open_places.filter(role="lead").values("user"))
    return list(User.objects.filter(belongs | leads, is_active=True)[:MOST])


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
