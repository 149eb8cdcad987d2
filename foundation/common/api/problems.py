"""Errors of the API as application/problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Any


def problem(status: int, *, detail: str = "", instance: str = "", **members: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if instance:
        body["instance"] = instance
    return body | members
