"""Giving a file to somebody who may have it: always as an attachment, never kept by a cache, never run by a browser."""

from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.common.errors import WrongState
from foundation.documents import storing
from foundation.documents.enums import State
from foundation.documents.models import Document

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def give(document: Document, *, to: Any) -> FileResponse:
    """The bytes of a clean file. Whether the reader may have it has been asked just before.

    Raises WrongState before the scan and for what was held back, Unavailable when the storage does not answer.
    """
    if document.state == State.WAITING:
        raise WrongState(_("This file has not been scanned for viruses yet. Try again in a few minutes."))
    if document.state != State.CLEAN:
        raise WrongState(_("A virus was found in this file, so nobody can download it."))
    response = FileResponse(
        storing.fetch(document.key),
        as_attachment=True,
        filename=document.name,
        content_type=document.content_type,
        headers=HEADERS,
    )
    response.headers["Content-Length"] = str(document.size)
    if getattr(to, "is_authenticated", False) and not _sent_by(to, document):
        audit.record(by=to, verb="document.downloaded", target=document)
    return response


def _sent_by(somebody: Any, document: Document) -> bool:
    person, client = getattr(somebody, "pk", None), getattr(somebody, "client_id", "")
    return bool(person and person == document.uploader_id) or bool(client and client == document.client_id)
