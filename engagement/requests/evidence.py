"""Files of a request and of its messages: who may read them, who hears when one is held back, how pages show them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import Audience
from engagement.requests.models import EngagementRequest, Message
from engagement.requests.people import followers, officials
from foundation import documents
from foundation.common.words import bdi
from foundation.documents.models import Document
from foundation.documents.presenting import shown

KIND = "requests.engagementrequest"
MESSAGE = "requests.message"


def register() -> None:
    documents.register(KIND, seen=_seen, told=_told, url=_url)
    documents.register(MESSAGE, seen=_messages_seen, told=_message_told, url=_message_url)


def _seen(principal: Any) -> QuerySet:
    return EngagementRequest.objects.visible_to(principal)


def _told(request: Any) -> list[Any]:
    return followers(request)


def _url(request: Any) -> str:
    if request.ref:
        return request.get_absolute_url()
    return reverse("requests:files", kwargs={"key": request.public_id})


def _messages_seen(principal: Any) -> QuerySet:
    """What both sides read of the requests that the principal may see. Notes carry no files."""
    rows = EngagementRequest.objects.visible_to(principal)
    return Message.objects.filter(audience=Audience.EVERYONE, request__in=rows.order_by().values("pk"))


def _message_told(message: Any) -> list[Any]:
    """Where a department's system sent it, the officials who deal with the request."""
    return officials(message.request) if message.from_government else followers(message.request)


def _message_url(message: Any) -> str:
    return message.request.get_absolute_url()


def mentioned(text: str, most: int) -> QuerySet:
    """Public ids of requests with a clean file in which each of these words begins a word; of their messages, too."""
    found = Document.objects.filter(about_type__in=(KIND, MESSAGE)).mentioning(text)
    said = Message.objects.filter(public_id=OuterRef("about_id")).values("request__public_id")
    rows = found.order_by().annotate(row=Coalesce(Subquery(said), "about_id"))
    return rows.values_list("row", flat=True)[:most]


def files(request: Any, principal: Any) -> list[dict[str, Any]]:
    """Rows for `ui.files(…)`; the request itself has been granted before."""
    return shown(documents.of(request, principal))


def of_messages(messages: Iterable[Any], principal: Any) -> dict[UUID, list[dict[str, Any]]]:
    """Rows for `ui.files(…)` by message, for those annotated with `has_files`; no query where none has any."""
    keys = [message.public_id for message in messages if message.has_files]
    if not keys:
        return {}
    found: dict[UUID, list[Document]] = {}
    for file in Document.objects.filter(about_type=MESSAGE, about_id__in=keys).known_to(principal):
        found.setdefault(file.about_id, []).append(file)
    return {key: shown(each) for key, each in found.items()}


def answer(request: Any, *, by: Any, empty: Any) -> dict[str, Any]:
    """The row that stands among the answers on the page that shows them all."""
    names = [(bdi(file.name),) for file in documents.of(request, by)]
    return {
        "key": _("Evidence files"),
        "value": format_html_join(mark_safe("<br>"), "{}", names) if names else empty,
    }
