"""Who must use a second factor, and whether they have done so in this session."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from foundation.accounts.models import User

_USED = "mfa"


def is_required(user: User) -> bool:
    return bool(settings.REQUIRE_SECOND_FACTOR and user.is_government)


def was_used(request: HttpRequest) -> bool:
    """Read from the session alone: no query on the way to every page."""
    return any(record.get("method") == _USED for record in get_authentication_records(request, request.user))


def exists(user: User) -> bool:
    return (
        Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    )


def note_use(request: HttpRequest, type: str) -> None:
    """A factor that was just set up was used in setting it up; asking again at once would only annoy."""
    record_authentication(request, request.user, _USED, type=type, reauthenticated=True)
