"""The files of all responses, searched by their text, and the text of one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from engagement.consultations.analysis import evidence
from engagement.consultations.analysis.forms.search import FilesForm
from engagement.consultations.analysis.views.shared import inside, page
from engagement.consultations.models import Consultation
from foundation import audit
from foundation.common.errors import Invalid
from foundation.common.paging import Page, keyset

PAGING = {"after"}
SIZE = 15


@inside
def files(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    form = FilesForm(request.GET, consultation)
    if unknown := set(request.GET) - set(form.fields) - PAGING:
        raise Invalid(f"There is no filter called “{sorted(unknown)[0][:40]}”.")
    found = Page([], None, None)
    chosen = form.cleaned_data if form.is_valid() else {}
    if form.is_valid():
        rows = evidence.search(consultation, request.user, chosen)
        found = keyset(rows, order=["-pk"], after=request.GET.get("after"), size=SIZE)
    said = chosen.get("q", "")
    return page(
        request,
        "files",
        consultation,
        tab="files",
        form=form,
        page=found,
        rows=evidence.rows(consultation, list(found.rows), said),
        said=said,
        active=sum(bool(value) for value in chosen.values()),
        status=200 if form.is_valid() else 400,
    )


@inside
def file(request: HttpRequest, consultation: Consultation, key: UUID) -> HttpResponse:
    """What the portal read in one file. The permission is asked each time, and reading it is on record."""
    row = evidence.search(consultation, request.user, {}).filter(public_id=key).select_related("text").first()
    if row is None:
        raise Http404
    audit.record(by=request.user, verb="document.read", target=row)
    said = request.GET.get("q", "")[:200]
    text = getattr(row, "text", None)
    stretches = evidence.marked(text.body, said) if text is not None else []
    return page(
        request,
        "file",
        consultation,
        row=evidence.rows(consultation, [row], "")[0],
        text=text,
        found=stretches,
        said=said,
        hits=sum(each.hit for each in stretches),
    )
