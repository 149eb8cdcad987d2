"""What is asked before a quote is removed, or words that were taken out are shown again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from engagement.consultations.analysis import actions
from engagement.consultations.analysis.models import Quote, Redaction
from engagement.consultations.analysis.views.shared import inside, page, to
from engagement.consultations.models import Consultation, Response


@inside
def quote(
    request: HttpRequest, consultation: Consultation, ref: str, key: UUID, start: int, end: int
) -> HttpResponse:
    row = _response(request, consultation, ref)
    rows = Quote.objects.filter(answer__response=row, theme__public_id=key, start=start, end=end)
    mark = get_object_or_404(rows.select_related("theme", "answer__question"))
    if request.method == "POST":
        actions.unmark_quote(quote=mark, by=request.user)
        return to("response", consultation, ref, said="The quote was removed.", request=request)
    return page(request, "remove_quote", consultation, row=row, mark=mark)


@inside
def redaction(
    request: HttpRequest, consultation: Consultation, ref: str, key: str, start: int, end: int
) -> HttpResponse:
    row = _response(request, consultation, ref)
    rows = Redaction.objects.filter(answer__response=row, answer__question__key=key, start=start, end=end)
    mark = get_object_or_404(rows.select_related("answer__question"))
    if request.method == "POST":
        actions.unredact(redaction=mark, by=request.user)
        return to("response", consultation, ref, said="The words are shown again.", request=request)
    return page(request, "remove_redaction", consultation, row=row, mark=mark)


def _response(request: HttpRequest, consultation: Consultation, ref: str) -> Any:
    seen = Response.objects.visible_to(request.user).filter(consultation=consultation)
    return get_object_or_404(seen, ref=ref)
