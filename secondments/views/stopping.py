"""Ending a search from its alert: whoever has the letter may, without an account's password or code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from secondments import following
from secondments.actions import searches as actions
from secondments.views.shared import SECTION


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest) -> HttpResponse:
    """GET asks, POST ends: a mail program that looks at links ends nothing. Ended before, it says so too."""
    said = request.POST if request.method == "POST" else request.GET
    row = following.of_token(said.get("search", "")[:300])
    if row is not None and request.method == "POST":
        actions.end(by=row.user, name=row.name)
        row = None
    context = SECTION | {"row": row, "search": said.get("search", "")[:300]}
    return render(request, "secondments/stop.html", context)
