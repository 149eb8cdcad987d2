"""Files of responses: ask for one, see how far it is, take it away. Each is only of who asked for it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from engagement.consultations import actions, writing
from engagement.consultations.enums import ExportFormat, ExportState
from engagement.consultations.forms.responses import DeskFilter
from engagement.consultations.models import Consultation, Export
from engagement.consultations.views.files import CSV, JSON, give
from engagement.consultations.views.manage.shared import place, reading, show, to
from engagement.consultations.workbooks import MIME
from foundation.common.errors import Invalid

FEW = 20
TYPES = {"csv": CSV, "json": JSON, **MIME}


@reading
def exports(request: HttpRequest, row: Consultation) -> HttpResponse:
    """A short file is ready at once; a long one is written by a worker while this page tells how far it is."""
    if request.method == "POST":
        return _start(request, row)
    rows = list(Export.objects.filter(consultation=row, by=request.user)[:FEW])
    running = next((one for one in rows if one.is_running), None)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(_progress(running))
    address = place("manage-exports", row)
    return show(request, "exports", row, rows=rows, running=running, here=address)


def _start(request: HttpRequest, row: Consultation) -> HttpResponse:
    if not DeskFilter(request.GET, consultation=row).is_valid():
        raise Invalid("One of the filters in this address is not valid.")
    export = actions.start_export(
        consultation=row,
        format=request.POST.get("format", ""),
        filters=request.GET.urlencode(),
        by=request.user,
    )
    writing.begin(export)
    return to("manage-exports", row)


def _progress(running: Export | None) -> dict[str, Any]:
    if running is None:
        return {"running": False}
    words = running.get_state_display()
    return {
        "running": True,
        "percent": running.percent,
        "words": words,
        "done": running.done,
        "total": running.total,
        "things": "responses",
    }


@reading
def export(request: HttpRequest, row: Consultation, key: UUID) -> HttpResponseBase:
    """The file, as often as its owner wants it within the day."""
    one = get_object_or_404(
        Export.objects.filter(consultation=row, by=request.user), public_id=key, state=ExportState.DONE
    )
    kind, name = TYPES[ExportFormat(one.format)], f"{row.ref}-responses.{one.format}"
    return give(request, one, kind=kind, name=name)
