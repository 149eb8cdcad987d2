"""Who waits for another format, and what they are answered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from engagement.consultations import actions
from engagement.consultations.actions.replies import until
from engagement.consultations.enums import FormatState
from engagement.consultations.models import Consultation, FormatRequest
from engagement.consultations.views.manage.shared import inside, show, to
from foundation.common.errors import Invalid


@inside
def formats(request: HttpRequest, row: Consultation) -> HttpResponse:
    """Who waits for which format, and until when."""
    if request.method == "POST":
        return _answer_format(request, row)
    rows = list(row.format_requests.select_related("response", "consultation")[:200])
    ends = {each.pk: until(each) for each in rows if each.state == FormatState.PROVIDED}
    return show(request, "formats", row, rows=rows, ends=ends)


def _answer_format(request: HttpRequest, row: Consultation) -> HttpResponse:
    try:
        key = UUID(request.POST.get("request", ""))
    except ValueError:
        raise Http404 from None
    asked: FormatRequest = get_object_or_404(
        row.format_requests.select_related("consultation"), public_id=key
    )
    if request.POST.get("do") == "provide":
        given, secret = actions.provide_format(format_request=asked, by=request.user)
        path = reverse("consultations:return", kwargs={"slug": row.slug, "secret": secret})
        if not given.email:
            messages.success(request, f"Send this link with it: {request.build_absolute_uri(path)}")
        return to("manage-formats", row)
    try:
        actions.refuse_format(format_request=asked, by=request.user, reason=request.POST.get("reason", ""))
    except Invalid as error:
        messages.error(request, str(error.message))
    return to("manage-formats", row)
