"""Files as pages list them, and how pages that take files answer: a form, or the script that shows the progress."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from foundation.documents.enums import State
from foundation.documents.models import Document

COLOURS: dict[str, str] = {State.WAITING: "yellow", State.QUARANTINED: "red"}


def address_of(file: Document) -> str:
    return reverse("documents:download", kwargs={"key": file.public_id})


def shown(files: Iterable[Document], address: Callable[[Document], str] = address_of) -> list[dict[str, Any]]:
    """Rows for `ui.files(…)`. Only a clean file has an address: the one for who signed in, or that of a room's view."""
    return [
        {
            "id": str(file.public_id),
            "name": file.name,
            "kind": str(file.kind.label),
            "size": filesizeformat(file.size),
            "at": file.at,
            "href": address(file) if file.is_clean else "",
            "state": "" if file.is_clean else file.get_state_display(),
            "colour": COLOURS.get(file.state, ""),
            "part": file.part,
        }
        for file in files
    ]


def by_script(request: HttpRequest) -> bool:
    """Whether static/src/uploads.js sent the form: it shows the progress and wants JSON."""
    return request.headers.get("Accept") == "application/json"


def went_well(request: HttpRequest, onwards: str) -> HttpResponse:
    """Where to go next, as a redirect or as the script reads it."""
    if by_script(request):
        return JsonResponse({"next": onwards})
    response = HttpResponseRedirect(onwards)
    response.status_code = 303
    return response


def send_as_usual() -> JsonResponse:
    """Tell the script to send the form as any other is sent: what stood in its way is not about files alone."""
    return JsonResponse({"usual": True}, status=422)


def went_wrong(request: HttpRequest, sentences: Iterable[object], status: int = 422) -> JsonResponse:
    """The sentences for the script; a page without it is rendered again with the same."""
    return JsonResponse({"errors": [str(each) for each in sentences]}, status=status)
