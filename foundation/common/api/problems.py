"""Errors of the API as application/problem+json (RFC 9457), in one place."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from foundation.common.errors import DomainError, Invalid
from foundation.common.refusing import in_words

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs/"


class BadQuery(Invalid):
    """Parameters of the address are unknown, repeated or malformed; `errors` maps each to its sentences."""

    code = "bad-query"
    title = gettext_lazy("The address asks for something that is not offered")


class LengthRequired(DomainError):
    status = 411
    code = "length-required"
    title = gettext_lazy("Send the body with a Content-Length")


class TooLarge(DomainError):
    status = 413
    code = "too-large"
    title = gettext_lazy("What you sent is too large")


class InsufficientScope(exceptions.PermissionDenied):
    """The token is good, but was not given for this (RFC 6750, 3.1)."""

    def __init__(self, scope: str) -> None:
        super().__init__(_("Your token needs the scope %(scope)s.") % {"scope": scope})
        self.auth_header = f'Bearer error="insufficient_scope", scope="{scope}"'


# Every kind of error that the API answers with; the first of a status is its name when nothing more is known.
KINDS: tuple[tuple[str, int, object], ...] = (
    ("bad-request", 400, gettext_lazy("The body is not JSON, or a header is malformed.")),
    ("invalid", 400, gettext_lazy("The body is JSON but not valid; errors points to each member.")),
    ("bad-query", 400, gettext_lazy("A parameter is unknown, repeated or malformed; errors names it.")),
    ("unauthorized", 401, gettext_lazy("There is no token, or it is unknown or expired. Get a new one.")),
    ("forbidden", 403, gettext_lazy("The token was not given for this; WWW-Authenticate names the scope.")),
    ("not-allowed", 403, gettext_lazy("The rules do not let your department do this to this row.")),
    ("not-found", 404, gettext_lazy("There is no such thing, or it is not yours to see.")),
    (
        "method-not-allowed",
        405,
        gettext_lazy("The address does not offer this method; Allow lists what it does."),
    ),
    ("not-acceptable", 406, gettext_lazy("Accept asks for something other than JSON.")),
    (
        "wrong-state",
        409,
        gettext_lazy("From the state it is in, the row cannot make this move. Read it again."),
    ),
    ("length-required", 411, gettext_lazy("The body came without a Content-Length.")),
    ("stale", 412, gettext_lazy("If-Match names an older version. Read the row, decide again, write again.")),
    ("too-large", 413, gettext_lazy("The body is larger than the API takes.")),
    (
        "unsupported-media-type",
        415,
        gettext_lazy("Send bodies as application/json in UTF-8; with files, as multipart/form-data."),
    ),
    (
        "idempotency-key-reused",
        422,
        gettext_lazy("This key was used for a different request. Take a new one."),
    ),
    ("too-many", 429, gettext_lazy("The allowance of this minute is used up. Wait as Retry-After says.")),
    ("internal-server-error", 500, gettext_lazy("A defect of ours. Nothing was written; we have been told.")),
    (
        "unavailable",
        503,
        gettext_lazy("A part we need does not answer. Nothing was written; try again soon."),
    ),
)
_USUAL = {status: code for code, status, _words in reversed(KINDS)}


def problem(
    status: int, *, code: str = "", detail: str = "", instance: str = "", **members: Any
) -> dict[str, Any]:
    phrase = HTTPStatus(status).phrase
    code = code or _USUAL.get(status) or phrase.lower().replace(" ", "-")
    body: dict[str, Any] = {"type": f"{DOCS}#{code}", "title": phrase, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    if instance:
        body["instance"] = escape_uri_path(instance)
    return body | members


def handler(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None for a defect of ours: Django logs it and answers 500 without a word of it."""
    status, members, headers = describe(exception)
    if not status:
        return None
    path = context["request"].path
    if status == 415:
        headers["Accept"] = ", ".join(parser.media_type for parser in context["view"].get_parsers())
    body = problem(status, instance=path, **members)
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def describe(exception: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, members and headers of an error; status 0 when it is none that a client should hear of."""
    exception = _translated(exception)
    if isinstance(exception, DomainError):
        return exception.status, _domain_members(exception), _retry(getattr(exception, "retry_after", None))
    if isinstance(exception, exceptions.ValidationError):
        errors = list(_pointers(exception.detail))
        return 400, {"code": "invalid", "title": str(Invalid.title), "errors": errors}, {}
    if isinstance(exception, exceptions.APIException):
        headers = _retry(getattr(exception, "wait", None))
        if challenge := getattr(exception, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        return exception.status_code, {"detail": str(exception.detail)}, headers
    return 0, {}, {}


def _translated(exception: Exception) -> Exception:
    """What Django and the database say, in words of ours."""
    match exception:
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation():
            return exceptions.ParseError(_("The request could not be read."))
    return in_words(exception) or exception


def _domain_members(exception: DomainError) -> dict[str, Any]:
    members: dict[str, Any] = {
        "code": exception.code,
        "title": str(exception.title),
        "detail": str(exception.message),
    }
    if isinstance(exception, BadQuery):
        members["errors"] = [
            {"parameter": name, "detail": str(sentence)}
            for name, sentences in exception.errors.items()
            for sentence in sentences
        ]
    elif isinstance(exception, Invalid) and set(exception.errors) != {""}:
        members["errors"] = list(_pointers(exception.errors))
    return members


def _pointers(detail: Any, path: str = "#") -> Iterator[dict[str, str]]:
    """Every sentence with the JSON pointer of the member that it is about."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            whole = name in ("", "non_field_errors", "__all__")
            yield from _pointers(inner, path if whole else f"{path}/{_escaped(name)}")
    elif isinstance(detail, list | tuple):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from _pointers(inner, f"{path}/{place}" if nested else path)
    else:
        yield {"pointer": path, "detail": str(detail)}


def _escaped(name: object) -> str:
    return str(name)[:100].replace("~", "~0").replace("/", "~1")


def _retry(seconds: float | None) -> dict[str, str]:
    return {"Retry-After": str(int(seconds))} if seconds else {}
