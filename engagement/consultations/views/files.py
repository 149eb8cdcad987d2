"""Files of responses on their way to a reader: what was published, and parts of a download that was cut."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from engagement.consultations import published as file
from engagement.consultations import writing
from engagement.consultations.enums import ExportState
from engagement.consultations.exporting import Sheet
from engagement.consultations.models import Export
from engagement.consultations.views.shared import public_row, shared
from foundation.documents import ranges

CSV, JSON = "text/csv; charset=utf-8", "application/json"


def attached(answer: Any, name: str) -> Any:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def give(request: HttpRequest, export: Export, *, kind: str, name: str) -> HttpResponseBase:
    """The file that is written, or the part of it that a download still lacks."""
    heads = {"Accept-Ranges": "bytes", "ETag": export.tag}
    try:
        part = ranges.asked_for(request, size=export.size, tag=export.tag)
    except ranges.Outside:
        outside = heads | {"Content-Range": f"bytes */{export.size}"}
        return HttpResponse(status=416, content_type="text/plain", headers=outside)
    whole = part or ranges.Part(0, export.size, export.size)
    heads["Content-Length"] = str(whole.length)
    if part:
        heads["Content-Range"] = part.described
    lines = writing.stretch(export, whole.start, whole.length)
    answer = StreamingHttpResponse(lines, status=206 if part else 200, content_type=kind, headers=heads)
    return attached(answer, name)


@require_safe
def published(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:
    """The released responses, as their authors wished: CSV or JSON.

    A short file is written and kept at once. Whoever is the first to ask for a long one gets it while a worker writes
    it, under the same tag: if that download is cut, it goes on from the kept file. Whatever is on its way when a
    response is redacted or taken back ends short, and the reader's next try gets the file of the new state.
    """
    if format not in {"csv", "json"}:
        raise Http404
    consultation, language = public_row(request, slug), get_language() or "en"
    kind, name = (CSV if format == "csv" else JSON), f"{consultation.ref}-published.{format}"
    export, begun = file.file_of(consultation, format, language)
    if begun:
        writing.begin(export)
        export.refresh_from_db()
    if export.state == ExportState.DONE:
        return shared(request, give(request, export, kind=kind, name=name))
    check = partial(file.require_current, export)
    sheet = Sheet(consultation, file.responses(consultation), public=True, check=check)
    lines = sheet.as_csv() if format == "csv" else sheet.as_json()
    answer = StreamingHttpResponse(lines, content_type=kind, headers={"ETag": export.tag})
    return shared(request, attached(answer, name))
