"""Acknowledging and routing many requests: choose, read what will happen, do it, read what happened."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from engagement.requests import bulk, routing
from engagement.requests.bulk import BULK, Batch
from engagement.requests.forms.queue import BulkRoute
from engagement.requests.views.drafts import signed_in
from engagement.requests.views.verbs import way_back
from foundation.common.errors import Invalid, NotAllowed
from foundation.directory.standing import standing

RESULT = "requests-bulk-result"


def _admit(request: HttpRequest) -> None:
    if not standing(request.user).has("triage"):
        raise NotAllowed(_("Only the front-door team does this."))


@signed_in
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The queue's form sends the ticked references here; nothing happens before the next page is confirmed."""
    _admit(request)
    verb = request.POST.get("verb", "")
    if verb not in BULK:
        raise Invalid(_("Choose what to do with the requests you ticked."))
    rows = bulk.chosen(request.POST.getlist("chosen"), request.user)
    if not rows:
        messages.warning(request, _("Tick at least one request first."))
        return HttpResponseRedirect(_queue(request))
    return _confirm(request, verb, bulk.batch(verb, rows, request.user), _form(verb, None))


@signed_in
@require_POST
def run(request: HttpRequest, verb: str) -> HttpResponse:
    """Do it, keep what became of each in the session, and show it at an address that may be read again."""
    _admit(request)
    rows = bulk.chosen(request.POST.getlist("chosen"), request.user)
    form = _form(verb, request.POST)
    if form is not None and not form.is_valid():
        return _confirm(request, verb, bulk.batch(verb, rows, request.user), form)
    outcome = bulk.run(verb, rows, request.user, **(form.said() if form is not None else {}))
    request.session[RESULT] = {
        "verb": verb,
        "where": form.said()["department"].code if form is not None else "",
        "done": [[row.ref, row.title] for row in outcome.ready],
        "refused": [[row.ref, row.title, str(reason)] for row, reason in outcome.left_out],
        "next": _queue(request),
    }
    return HttpResponseRedirect(reverse("requests:triage-bulk-result"))


@signed_in
def result(request: HttpRequest) -> HttpResponse:
    _admit(request)
    kept = request.session.get(RESULT)
    if kept is None:
        return HttpResponseRedirect(reverse("requests:triage"))
    done, refused = kept["done"], kept["refused"]
    context = {"section": "triage", "kept": kept, "done": done, "refused": refused, "heading": _said(kept)}
    return render(request, "requests/triage_bulk_result.html", context)


def _said(kept: dict[str, Any]) -> str:
    number = len(kept["done"])
    if not number:
        return _("Nothing was done")
    if kept["verb"] == "acknowledge":
        return ngettext("%(n)d request acknowledged", "%(n)d requests acknowledged", number) % {"n": number}
    text = ngettext("%(n)d request sent to %(where)s", "%(n)d requests sent to %(where)s", number)
    return text % {"n": number, "where": kept["where"]}


def _queue(request: HttpRequest) -> str:
    return way_back(request, reverse("requests:triage"))


def _form(verb: str, data: Any) -> BulkRoute | None:
    return BulkRoute(data) if verb == "route" else None


def _confirm(request: HttpRequest, verb: str, batch: Batch, form: BulkRoute | None) -> HttpResponse:
    proposals = routing.propose_many(batch.ready) if verb == "route" else {}
    context = {
        "section": "triage",
        "verb": verb,
        "batch": batch,
        "form": form,
        "proposals": {pk: found[0] for pk, found in proposals.items()},
        "back": _queue(request),
    }
    return render(request, "requests/triage_bulk.html", context)
