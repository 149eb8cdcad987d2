"""What every request passes: headers on every answer, unsafe input stopped at the door, errors put into words."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from foundation.common.errors import DomainError
from foundation.common.pages import error_page
from foundation.common.refusing import in_words
from foundation.common.uploads import takes_files

GetResponse = Callable[[HttpRequest], HttpResponse]

FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class HeadersMiddleware:
    """The same safe headers on every status, errors included; a view that set its own keeps it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        plain: Any = response.headers._store  # type: ignore[attr-defined]
        for name, header in _everywhere().items():  # which need no check
            plain.setdefault(name, header)
        if response.cookies or request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


@cache
def _everywhere() -> dict[str, tuple[str, str]]:
    found = {
        "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        # SecurityMiddleware sets these too, but not on what it refuses itself.
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    return {name.lower(): (name, value) for name, value in found.items()}


class LanguageMiddleware(LocaleMiddleware):
    """The address alone says the language: Welsh under `/cy/`, otherwise English. No header and no cookie is asked."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info)
        translation.activate(language or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        request.said_language = language is not None  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not getattr(request, "said_language", False):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class InputMiddleware:
    """Refuse what no form may see: NUL bytes in the address, broken UTF-8 there or in a form, a body over the limit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\ufffd" in request.path or not _is_text(query):
            return error_page(request, 400, _("The address holds characters that are not allowed."))
        if len(query) > 4096:
            return error_page(request, 400, _("The address is too long. Use fewer or shorter filters."))
        files = request.content_type == FILES
        if _length(request) > (settings.UPLOAD_MAX_BODY if files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return _too_large(request)
        if request.content_type == FORM and not _is_text(_body(request)):
            return error_page(request, 400, _("What you sent holds characters that are not allowed."))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Only pages that take files let a large body in; nothing of it has been read until here."""
        small = _length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return None if small or takes_files(view) else _too_large(request)


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else 0


def _too_large(request: HttpRequest) -> HttpResponse:
    return error_page(request, 413, _("What you sent is too large. Shorten it and try again."))


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except UnreadablePostError:  # whoever sent it went away
        return b""


def _is_text(encoded: str | bytes) -> bool:
    """Whether all of it is UTF-8 behind its percent signs."""
    raw = encoded.encode("latin-1", "replace") if isinstance(encoded, str) else encoded
    try:
        unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return True


class DomainErrorMiddleware:
    """A domain error raised by a page becomes the page of its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
            return error_page(request, 413, _("What you sent is too large. Shorten it and try again."))
        exception = in_words(exception) or exception
        if isinstance(exception, DomainError):
            response = error_page(request, exception.status, str(exception.message))
            if retry_after := getattr(exception, "retry_after", None):
                response.headers["Retry-After"] = str(retry_after)
            return response
        return None
