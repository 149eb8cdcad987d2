"""The administration's front page, and the doors of all its pages: who may read, who may change."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.machines import registered
from foundation.accounts.proof import recent_proof_required
from foundation.directory.models import Appointment
from foundation.directory.rules import allowed, check

SECTION = {"section": "administration"}
View = Callable[..., Any]


def _checked(view: View, rule: str) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        check(request.user, rule)
        return view(request, *args, **kwargs)

    return checked


def reads(view: View) -> View:
    """Administrators and auditors."""
    return login_required(never_cache(_checked(require_safe(view), "read_administration")))


def changes(view: View) -> View:
    """Administrators alone, with recent proof of who they are."""
    guarded = recent_proof_required(require_http_methods(["GET", "HEAD", "POST"])(view))
    return login_required(never_cache(_checked(guarded, "administer")))


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    said = {"may_change": allowed(request.user, "administer"), **SECTION, **context}
    return render(request, f"directory/administration/{template}.html", said)


@reads
def index(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "index",
        roles=Appointment.objects.current().count(),
        machines=registered().count(),
    )
