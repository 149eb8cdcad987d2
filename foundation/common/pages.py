"""Error pages, shared by middleware and by Django's handlers."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

logger = logging.getLogger(__name__)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/identity/", "/sdmx/"))


def error_page(request: HttpRequest, status: int, message: str = "", *, name: str = "") -> HttpResponse:
    """The page (or, below /api/, the problem document) of an HTTP status.

    From 500 up the page is `plain`: it asks nothing of the session, since the database may be what failed.
    """
    if wants_json(request):
        from foundation.common.api.problems import problem

        body = problem(status, detail=message, instance=request.path)
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context = {"message": message, "status": status, "plain": status >= 500}
    html = loader.render_to_string(f"errors/{name or status}.html", context, request=request)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.info("csrf check failed", extra={"reason": reason})
    return error_page(request, 403, name="csrf")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)
