"""Evidence files of a draft: add several, take one back, go on. A script, where there is one, shows the progress."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from engagement.requests import actions, questions
from engagement.requests.forms.files import Files
from engagement.requests.models import EngagementRequest
from engagement.requests.views.ask import SECTION, after_saving, back, returning
from engagement.requests.views.drafts import with_draft
from foundation import documents
from foundation.common.errors import DomainError, Invalid, TooMany, Unavailable
from foundation.common.uploads import with_files
from foundation.documents.health import kind_of_scanner
from foundation.documents.models import Document
from foundation.documents.presenting import by_script, shown, went_well, went_wrong

STEP = questions.BY_SLUG["files"]


@with_files
@with_draft
def files(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, draft, Files())
    if "remove" in request.POST:
        _remove(request, draft)
        return went_well(request, _here(request, draft))
    form = Files(request.POST, request.FILES, asked="upload" in request.POST)
    status = _added(form, draft, request) if form.is_valid() else 422
    if status != 200:
        return _refused(request, draft, form, status)
    if "upload" in request.POST:
        return went_well(request, _here(request, draft))
    return went_well(request, after_saving(request, STEP, draft).headers["Location"])


def _added(form: Files, draft: EngagementRequest, request: HttpRequest) -> int:
    """Keep the files; 200, or the status of what stood in the way, with its sentence in the form."""
    chosen = form.cleaned_data["chosen"]
    if not chosen:
        return 200
    try:
        actions.add_files(request=draft, files=chosen, by=request.user)
    except (Invalid, TooMany, Unavailable) as refusal:
        for sentence in _sentences(refusal):
            form.add_error("chosen", ValidationError(str(sentence)))
        return refusal.status if refusal.status != Invalid.status else 422
    return 200


def _sentences(refusal: DomainError) -> list[Any]:
    return refusal.errors.get("files", []) if isinstance(refusal, Invalid) else [refusal.message]


def _refused(request: HttpRequest, draft: EngagementRequest, form: Files, status: int) -> HttpResponse:
    if by_script(request):
        return went_wrong(request, form.errors.get("chosen", ()), status)
    return _page(request, draft, form, status if status in (429, 503) else 200)


def _remove(request: HttpRequest, draft: EngagementRequest) -> None:
    try:
        found = Document.objects.of(draft).filter(public_id=request.POST["remove"]).first()
    except ValidationError:
        return
    if found is not None:
        actions.remove_file(request=draft, file=found, by=request.user)


def _here(request: HttpRequest, draft: EngagementRequest) -> str:
    address = reverse("requests:files", kwargs={"key": draft.public_id})
    return f"{address}?check" if returning(request) else address


def _page(request: HttpRequest, draft: EngagementRequest, form: Files, status: int = 200) -> HttpResponse:
    context = SECTION | {
        "form": form,
        "step": STEP,
        "draft": draft,
        "files": shown(documents.of(draft, request.user)),
        "back": back(request, STEP, draft),
        "returning": returning(request),
        "scanner": kind_of_scanner(),
    }
    return render(request, "requests/files.html", context, status=status)


__all__ = ["files"]
