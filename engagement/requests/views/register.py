"""The public register of engagement: page, entry, download and feed. Nobody needs to sign in for any of them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.requests import register as public
from engagement.requests.figures import public_figures
from engagement.requests.forms.register import RegisterFilter
from engagement.requests.models import EngagementRequest
from engagement.requests.presenting import COLOURS
from engagement.requests.register import Entry
from foundation.common.keeping import FRESH, is_nobody, shared
from foundation.common.spreadsheets import BOM, csv_file, csv_lines
from foundation.common.text import normalise
from foundation.common.words import bdi, day
from foundation.common.workingdays import england_and_wales

IN_FEED = 50
SECTION = {"section": "register"}


def _kept_under(request: HttpRequest) -> str | None:
    """The name of the first page as it now stands; it changes with every request that changes."""
    if request.GET or not is_nobody(request):
        return None
    newest = EngagementRequest.objects.order_by("-updated_at").values_list("updated_at", flat=True)[:1]
    when = "".join(each.isoformat() for each in newest)
    return f"register-page-{get_language()}-{timezone.localdate()}-{when}"


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Most readers come to the first page without filters: as long as nothing changes it is written once a minute."""
    name = _kept_under(request)
    if name and (html := cache.get(name)):
        return shared(request, HttpResponse(html))
    answer = _register(request)
    if name and answer.status_code == 200:
        cache.set(name, answer.content.decode(), FRESH)
    return shared(request, answer)


def _register(request: HttpRequest) -> HttpResponse:
    form = RegisterFilter(request.GET)
    valid = form.is_valid()
    found = public.asked(form.cleaned_data) if valid else None
    page, looked = public.page(found, request.GET.get("after")) if found else (None, None)
    context = SECTION | {
        "form": form,
        "page": page,
        "looked": looked,
        "colours": COLOURS,
        "figures": public_figures(),
        "chosen": request.GET.urlencode() if form.in_use else "",
        "most": public.MOST_ROWS,
    }
    return render(request, "requests/register.html", context, status=200 if valid else 400)


@require_safe
def entry(request: HttpRequest, ref: str) -> HttpResponse:
    row = public.entries().filter(ref=ref).first()
    if row is None:
        raise Http404
    found = public.entry(row)
    context = SECTION | {
        "entry": found,
        "colour": COLOURS[found.state],
        "allowance": england_and_wales().between(found.received_on, found.reply_due_on),
        "rows": _dates(found),
    }
    return shared(request, render(request, "requests/entry.html", context))


def _dates(found: Entry) -> list[dict[str, Any]]:
    rows = [
        (_("From"), bdi(found.shown_organisation)),
        (
            _("About the name"),
            "" if _is_plain(found) else _("As the sender gave it; no register confirms it yet"),
        ),
        (_("Kind of request"), found.kind),
        (_("Department"), found.department or _("Not yet decided")),
        (_("Received"), day(found.received_on)),
        (_("Read by the front-door team"), day(found.acknowledged_on)),
        (_("Sent to a department"), day(found.routed_on)),
        (_("Accepted by the department"), day(found.accepted_on)),
        (_("Answered"), day(found.answered_on)),
        (_("Closed"), day(found.ended_on)),
        (_("Moves between departments"), found.hops),
    ]
    return [{"key": key, "value": value} for key, value in rows if value != ""]


def _is_plain(found: Entry) -> bool:
    return found.is_checked or not found.organisation


def _asked_for(request: HttpRequest) -> public.Asked | None:
    """The rows of a download or feed, or None when a filter is not well said."""
    form = RegisterFilter(request.GET)
    return public.asked(form.cleaned_data) if form.is_valid() else None


def _refused() -> HttpResponse:
    text = _("One of the filters in this address is not valid. Go back to the register and choose again.")
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    rows = _asked_for(request)
    if rows is None:
        return _refused()
    return shared(request, csv_file(f"register-{timezone.localdate():%Y-%m-%d}.csv", _lines(rows)))


def _lines(rows: public.Asked) -> Iterator[str]:
    yield BOM
    head = [
        *("reference", "title", "organisation", "kind", "department", "state", "received", "reply due"),
        *("answered", "closed", "working days", "moves between departments"),
    ]
    yield from csv_lines(head, map(_cells, public.every(rows)))


def _cells(found: Entry) -> list[Any]:
    return [
        found.ref,
        found.shown_title,
        found.shown_organisation,
        found.kind,
        found.department or "",
        found.state_words,
        found.received_on,
        found.reply_due_on,
        found.answered_on or "",
        found.ended_on or "",
        found.days,
        found.hops,
    ]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    rows = _asked_for(request)
    if rows is None:
        return _refused()
    site = settings.SITE_URL
    atom = Atom1Feed(
        title=_("Front Door: register of engagement"),
        link=site + reverse("requests:register"),
        feed_url=site + request.get_full_path(),
        description=None,
        language=get_language() or "en",
    )
    for each in public.every(rows, most=IN_FEED):
        address = site + reverse("requests:register-entry", kwargs={"ref": each.ref})
        atom.add_item(
            title=normalise(f"{each.ref}: {each.shown_title}"),
            link=address,
            unique_id=f"{site}/register/{each.ref}/",
            description=normalise(_in_words(each)),
            pubdate=each.touched_at,
            updateddate=each.touched_at,
        )
    answer = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return shared(request, answer)


def _in_words(found: Entry) -> str:
    parts = [str(found.shown_organisation), str(found.department or ""), capfirst(str(found.state_words))]
    return " · ".join(part for part in parts if part)
