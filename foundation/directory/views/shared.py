"""What the directory's pages share."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from foundation.accounts.models import User
from foundation.common.errors import NotAllowed
from foundation.directory.models import Organisation

SECTION = {"section": "organisations"}


class SeeOther(HttpResponseRedirect):
    """The answer to a form is elsewhere: fetch it, do not send the form again."""

    status_code = 303


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user


def visible(request: HttpRequest, ref: str, *related: str) -> Organisation:
    """The organisation of an address, or 404 when this visitor may not know of it."""
    rows = Organisation.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(rows, ref=ref.upper()[:30])


def own_membership(request: HttpRequest, organisation: Organisation) -> Any:
    if not request.user.is_authenticated:
        return None
    return organisation.memberships.open().filter(user=request.user.pk).first()
