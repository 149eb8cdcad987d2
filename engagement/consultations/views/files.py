"""What was published, as files."""

from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from engagement.consultations.exporting import Sheet
from engagement.consultations.models import Response
from engagement.consultations.views.shared import public_row, shared

CSV, JSON = "text/csv; charset=utf-8", "application/json"


def attached(answer: Any, name: str) -> Any:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def published(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:
    """The released responses, as their authors wished: CSV or JSON."""
    if format not in {"csv", "json"}:
        raise Http404
    consultation = public_row(request, slug)
    sheet = Sheet(consultation, Response.objects.filter(consultation=consultation).published(), public=True)
    lines, kind = (sheet.as_csv(), CSV) if format == "csv" else (sheet.as_json(), JSON)
    answer = attached(
        StreamingHttpResponse(lines, content_type=kind), f"{consultation.ref}-published.{format}"
    )
    return shared(request, answer)
