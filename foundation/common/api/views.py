"""The base of every endpoint: who asks, and how often."""

from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions, permissions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from foundation.common.api import limits
from foundation.common.api.parsers import StrictJSONParser
from foundation.common.api.problems import InsufficientScope, LengthRequired


class HasScope(permissions.BasePermission):
    """Public things are read by anyone; everything else needs a token with the view's scope."""

    def has_permission(self, request: Request, view: "Door") -> bool:
        scope = view.scope(request.method)
        if scope is None:
            return True
        if not request.user.is_authenticated:
            return False
        if scope not in getattr(request.user, "scopes", ()):
            raise InsufficientScope(scope)
        return True


class Door(APIView):
    """What every endpoint does, whatever it shows."""

    thing = ""
    public = False
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    permission_classes = [HasScope]
    parser_classes = [StrictJSONParser]
    renderer_classes = [JSONRenderer]
    allowance: limits.Allowance | None = None

    @classmethod
    def scope(cls, method: str | None) -> str | None:
        """The scope that a method needs; None where no token is needed."""
        reads = method in permissions.SAFE_METHODS
        if reads and cls.public:
            return None
        return f"{cls.thing}:{'read' if reads else 'write'}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if getattr(self, request.method.lower(), None) is None:
            raise exceptions.MethodNotAllowed(request.method)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            raise LengthRequired
        super().initial(request, *args, **kwargs)

    def perform_authentication(self, request: Request) -> None:
        """Who asks, and how much they have asked: a bad token counts against its address."""
        try:
            principal = request.user
        except exceptions.AuthenticationFailed:
            self._count(request, None)
            raise
        self._count(request, principal)

    def _count(self, request: Request, principal: Any) -> None:
        self.allowance, spent = limits.count(request, principal)
        if spent and self.allowance:
            raise limits.refusal(self.allowance)

    def finalize_response(
        self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance:
            for name, value in self.allowance.headers().items():
                response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-cache" if self.public else "private, no-cache")
        if not self.public:
            patch_vary_headers(response, ["Authorization"])
        return response
