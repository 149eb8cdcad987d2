"""Files of a request: who may read them, who hears when one is held back, and how pages show them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from foundation import documents
from foundation.common.words import bdi
from foundation.documents.presenting import shown


def register() -> None:
    documents.register("requests.engagementrequest", seen=_seen, told=_told, url=_url)


def _seen(principal: Any) -> QuerySet:
    from engagement.requests.models import EngagementRequest

    return EngagementRequest.objects.visible_to(principal)


def _told(request: Any) -> list[Any]:
    from engagement.requests.people import followers

    return followers(request)


def _url(request: Any) -> str:
    if request.ref:
        return request.get_absolute_url()
    return reverse("requests:files", kwargs={"key": request.public_id})


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
