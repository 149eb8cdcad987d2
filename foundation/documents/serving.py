"""Giving a file to somebody who may have it: always as an attachment, never kept by a cache, never run by a browser."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import WrongState
from foundation.documents import passes, ranges, storing, ways
from foundation.documents.enums import State
from foundation.documents.models import Document

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def tag_of(document: Document) -> str:
    """The ETag: of the bytes, so a download that was cut goes on only with the same ones."""
    return f'"{document.sha256[:32]}"'


def give(document: Document, *, to: Any, request: HttpRequest, way: str = ways.SEEN) -> HttpResponseBase:
    """A clean file, or a pass to the origin of files where there is one, which asks by `way` a second time. Whether
    the reader may have it has been asked just before.

    Raises WrongState before the scan and for what was held back, Unavailable when the storage does not answer.
    """
    _require_clean(document)
    if settings.FILES_ORIGIN:
        return passes.to_file(document, tag=tag_of(document), way=way, to=to, request=request)
    return send(document, to=to, request=request)


def _require_clean(document: Document) -> None:
    if document.state == State.WAITING:
        raise WrongState(_("This file has not been scanned for viruses yet. Try again in a few minutes."))
    if document.state != State.CLEAN:
        raise WrongState(_("A virus was found in this file, so nobody can download it."))


def send(document: Document, *, to: Any, request: HttpRequest) -> HttpResponseBase:
    """The bytes, or the part that a download still lacks; on record where they go to somebody else than the sender.

    Raises as `give` does.
    """
    _require_clean(document)
    tag = tag_of(document)
    try:
        part = ranges.asked_for(request, size=document.size, tag=tag)
    except ranges.Outside:
        # Plain words for a program: no browser asks for bytes behind the end.
        outside = {"Content-Range": f"bytes */{document.size}", "Accept-Ranges": "bytes", "ETag": tag}
        return HttpResponse(status=416, content_type="text/plain", headers=HEADERS | outside)
    response = _whole(document) if part is None else _part(document, part)
    response.headers["Accept-Ranges"], response.headers["ETag"] = "bytes", tag
    if getattr(to, "is_authenticated", False) and not _sent_by(to, document):
        audit.record(by=to, verb="document.downloaded", target=document)
    return response


def _whole(document: Document) -> HttpResponseBase:
    response = FileResponse(
        storing.fetch(document.key),
        as_attachment=True,
        filename=document.name,
        content_type=document.content_type,
        headers=HEADERS,
    )
    response.headers["Content-Length"] = str(document.size)
    return response


def _part(document: Document, part: ranges.Part) -> HttpResponseBase:
    about = {
        "Content-Disposition": str(content_disposition_header(True, document.name)),
        "Content-Range": part.described,
        "Content-Length": str(part.length),
    }
    return StreamingHttpResponse(
        storing.fetch_part(document.key, part.start, part.length),
        status=206,
        content_type=document.content_type,
        headers=HEADERS | about,
    )


def _sent_by(somebody: Any, document: Document) -> bool:
    person, client = getattr(somebody, "pk", None), getattr(somebody, "client_id", "")
    return bool(person and person == document.uploader_id) or bool(client and client == document.client_id)
