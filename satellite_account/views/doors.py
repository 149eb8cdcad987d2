"""The doors of the workbench: who may read, who may do; the rest is told so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from satellite_account import rules

View = Callable[..., Any]
SECTION = {"section": "satellite"}


def _checked(view: View, verb: str) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rules.check(request.user, verb)
        return view(request, *args, **kwargs)

    return checked


def reads(view: View) -> View:
    """The account's people and the auditor."""
    return login_required(never_cache(_checked(require_safe(view), "read")))


def acts(verb: str) -> Callable[[View], View]:
    """Whoever may do this verb, whatever it is done to."""

    def door(view: View) -> View:
        return login_required(
            never_cache(_checked(require_http_methods(["GET", "HEAD", "POST"])(view), verb))
        )

    return door
