"""Proof, not older than a quarter of an hour, that whoever holds this browser is the account's owner."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from foundation.accounts import second_factor
from foundation.accounts.models import User
from foundation.common.errors import NotAllowed


def person(request: HttpRequest) -> User:
    """Whoever is signed in. Raises NotAllowed when nobody is."""
    user = request.user
    if not isinstance(user, User):
        raise NotAllowed
    return user


View = Callable[..., HttpResponseBase]


def is_recent(request: HttpRequest, *, with_factor: bool) -> bool:
    """A second factor where the person has one; else the code or the outside account they came in with."""
    accepted = {"mfa"} if with_factor else {"mfa", "code", "socialaccount"}
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record["method"] in accepted and record["at"] > since for record in records)


def renew(request: HttpRequest) -> None:
    record_authentication(request, request.user, "code", reauthenticated=True)


def recent_proof_required(view: View) -> View:
    """Send whoever cannot show recent proof to give it, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        has_factor = second_factor.exists(person(request))
        if is_recent(request, with_factor=has_factor):
            return view(request, *args, **kwargs)
        where = reverse("mfa_reauthenticate" if has_factor else "account_confirm")
        return HttpResponseRedirect(f"{where}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")

    return guarded
