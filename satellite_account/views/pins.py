"""Cells that are held: of an input-output table, and what balancing moved in a run."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.common.spreadsheets import csv_file, csv_lines
from satellite_account import actions, balancing, cells, rules
from satellite_account.engine import pinned
from satellite_account.forms.pins import NewPin
from satellite_account.models import Pin, Version
from satellite_account.text import short
from satellite_account.views.doors import acts, reads
from satellite_account.views.runs import HERE, a_run

MOST = 100


def a_table(request: HttpRequest, key: Any) -> Version:
    row = get_object_or_404(Version.objects.visible_to(request.user).select_related("dataset"), public_id=key)
    if not cells.is_table(row):
        raise Http404
    return row


def _address(row: Version) -> str:
    return reverse("satellite:pins", kwargs={"key": row.public_id})


@acts("read")
def pins(request: HttpRequest, key: Any) -> HttpResponse:
    """Everybody who reads sees who held what and why; a statistician holds another."""
    row, may = a_table(request, key), rules.allowed(request.user, "pin")
    if request.method == "POST":
        rules.check(request.user, "pin")
    rows, industries = cells.pinnable(row) if may else ([], [])
    form = NewPin(request.POST or None, rows=rows, industries=industries)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pin_cell(version=row, by=request.user, **form.cleaned_data)
            messages.success(request, _("The cell is held."))
            return HttpResponseRedirect(_address(row))
        except Invalid as refusal:
            put_errors(form, refusal)
    found = (
        Pin.objects.filter(version=row).select_related("by", "withdrawn_by").order_by("row", "industry", "pk")
    )
    context = {"row": row, "pins": list(found[:500]), "form": form, "may": may, "short": short}
    return render(request, "satellite/pins.html", {**HERE, "here": "datasets", **context})


@acts("pin")
def unpin(request: HttpRequest, key: Any) -> HttpResponse:
    """POST alone, with the cell; a GET goes back to the list."""
    row = a_table(request, key)
    if request.method == "POST":
        cell = {name: request.POST.get(name, "")[:80] for name in ("row", "industry")}
        held = get_object_or_404(Pin, version=row, withdrawn_at__isnull=True, **cell)
        actions.unpin_cell(pin=held, by=request.user)
        messages.success(request, _("The cell is no longer held."))
    return HttpResponseRedirect(_address(row))


@reads
def balanced(request: HttpRequest, ref: str) -> HttpResponse:
    row = a_run(request, ref)
    moved = balancing.moves(row)
    context = {
        "row": row, "moved": moved[:MOST], "count": len(moved), "pins": pinned.named(row), "short": short,
        "after": {(each["row"], each["industry"]): each for each in moved},
    }  # fmt: skip
    return render(request, "satellite/balanced.html", {**HERE, **context})


@reads
def download(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    row = a_run(request, ref)
    moved = ([each[name] for name in balancing.NAMES] for each in balancing.moves(row))
    return csv_file(f"{row.ref}-balanced.csv", csv_lines(balancing.NAMES, moved))
