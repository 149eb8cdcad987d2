"""What the officials' doors share: signed in, of the owning department or the auditor; strangers find nothing."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.consultations import rules
from engagement.consultations.models import Consultation
from engagement.consultations.views.shared import SECTION, SeeOther
from foundation.common.forms.seen import stamp

View = Callable[..., HttpResponseBase]


def own_row(request: HttpRequest, slug: str) -> Consultation:
    rows = Consultation.objects.of_desk(request.user).select_related("department", "programme", "owner")
    return get_object_or_404(rows, slug=slug)


def inside(view: View, *, posts: str = "edit") -> View:
    """`view(request, consultation, …)` for those who may see inside it; a POST only for those whom `posts` allows."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **more: Any) -> HttpResponseBase:
        row = own_row(request, slug)
        if request.method == "POST":
            rules.check(request.user, posts, row)
        return view(request, row, **more)

    return login_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded)))


reading = partial(inside, posts="see_inside")


def place(name: str, row: Consultation, **more: Any) -> str:
    return reverse(f"consultations:{name}", kwargs={"slug": row.slug, **more})


def to(name: str, row: Consultation, **more: Any) -> SeeOther:
    return SeeOther(place(name, row, **more))


def show(
    request: HttpRequest, template: str, row: Consultation, status: int = 200, **context: Any
) -> HttpResponse:
    found = SECTION | {"consultation": row, "writes": rules.allowed(request.user, "edit", row)}
    if form := context.get("form"):
        found["seen"] = stamp(form)
    return render(request, f"consultations/manage/{template}.html", found | context, status=status)


def pk_of(text: str) -> int:
    """A row's number as a form gave it back; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def found_or_404(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
