"""The files' own origin (FILES_ORIGIN): a host that knows no page, no session and no cookie, only files with a pass.

What somebody uploaded is then never answered by the host whose cookies sign people in, whatever a browser makes of it.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils import translation

from foundation.common.errors import DomainError, Unavailable
from foundation.documents import passes, serving, ways
from foundation.documents.models import Document

TOKEN = re.compile(rf"{passes.PLACE}([\w.:-]{{1,4000}})", re.ASCII)


class FilesOriginMiddleware:
    """Answers all of its host by itself, before anything reads a cookie; the other host is not concerned."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.FILES_ORIGIN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.host = urlsplit(settings.FILES_ORIGIN).hostname

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if split_domain_port(request.META.get("HTTP_HOST", ""))[0] != self.host:
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        found = TOKEN.fullmatch(request.path_info)
        if found is None or request.method not in ("GET", "HEAD"):
            return _said(404, "Not found")
        return _answer(request, found[1])


def _answer(request: HttpRequest, token: str) -> HttpResponseBase:
    found, good = passes.read(token)
    if found is None:
        return _said(404, "Not found")
    if not good:  # a download that was cut, or a link that was kept: permission is asked again
        answer = passes.Elsewhere(f"{settings.SITE_URL}{found.back}")
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    with translation.override(found.language):
        try:
            return _file(request, found)
        except Unavailable as refusal:
            return _said(503, str(refusal.message))
        except (DomainError, LookupError):
            return _said(404, "Not found")


def _file(request: HttpRequest, found: passes.Pass) -> HttpResponseBase:
    """The bytes that the pass names, if whoever asked may have them at this moment. Raises LookupError if not."""
    who = passes.asker(found) or AnonymousUser()
    file = Document.objects.filter(public_id=found.file).first()
    if file is None or serving.tag_of(file) != found.tag or not ways.is_open(found.way, file, who):
        raise LookupError
    return serving.send(file, to=who, request=request)


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(
        words, status=status, content_type="text/plain; charset=utf-8", headers=serving.HEADERS
    )
