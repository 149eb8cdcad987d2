"""What the pages of the room share."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import LazyObject
from django.views.decorators.cache import never_cache

from secondments.verbs import TABLES
from secondments.verbs.base import available

SECTION = {"section": "secondments"}


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages of one person: nobody else's cache keeps them."""
    return never_cache(login_required(view))


def reader(request: HttpRequest) -> Any:
    """Whoever is signed in, without the wrapping that looks at every question whether it was opened already."""
    user = request.user
    return user._wrapped if user.is_authenticated and isinstance(user, LazyObject) else user


def form_page(request: HttpRequest, form: Any, **more: Any) -> HttpResponse:
    return render(request, "secondments/form.html", SECTION | {"form": form} | more)


def read(rows: Any, ref: str) -> Any:
    """One row of those that the reader may see, or 404."""
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def buttons(noun: str, row: Any, user: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": verb.name,
            "label": verb.label,
            "href": verb.href(row),
            "danger": verb.danger,
            "first": verb.leads(row),
        }
        for verb in available(TABLES[noun], row, user)
    ]
