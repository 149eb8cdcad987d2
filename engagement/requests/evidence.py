"""Files of a request: who may read them, who hears when one is held back, and how pages show them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from engagement.requests.models import EngagementRequest
from engagement.requests.people import followers
from foundation import documents
from foundation.common.words import bdi
from foundation.documents.models import Document
from foundation.documents.presenting import shown

KIND = "requests.engagementrequest"


def register() -> None:
    documents.register(KIND, seen=_seen, told=_told, url=_url)


def _seen(principal: Any) -> QuerySet:
    return EngagementRequest.objects.visible_to(principal)


def _told(request: Any) -> list[Any]:
    return followers(request)


def _url(request: Any) -> str:
    if request.ref:
        return request.get_absolute_url()
    return reverse("requests:files", kwargs={"key": request.public_id})


def mentioned(text: str, most: int) -> QuerySet:
    """Public ids of requests with a clean file in which each of these words begins a word."""
    found = Document.objects.filter(about_type=KIND).mentioning(text)
    return found.order_by().values_list("about_id", flat=True)[:most]


def files(request: Any, principal: Any) -> list[dict[str, Any]]:
    """Rows for `ui.files(…)`; the request itself has been granted before."""
    return shown(documents.of(request, principal))


def answer(request: Any, *, by: Any, empty: Any) -> dict[str, Any]:
    """The row that stands among the answers on the page that shows them all."""
    names = [(bdi(file.name),) for file in documents.of(request, by)]
    return {
        "key": _("Evidence files"),
        "value": format_html_join(mark_safe("<br>"), "{}", names) if names else empty,
    }
