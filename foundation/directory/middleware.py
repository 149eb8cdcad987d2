"""`request.standing`: what the visitor is, read when a page first asks and not before."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from foundation.directory.standing import standing


class StandingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.standing = SimpleLazyObject(lambda: standing(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
