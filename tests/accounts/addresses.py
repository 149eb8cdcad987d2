"""The portal's own addresses, and pages to knock at."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.accounts.machines import BearerAuthentication, HasScope
from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as portal_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def inside(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"inside: {request.user}")


def untouched(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody asked who you are")


class Requests(APIView):
    authentication_classes = [BearerAuthentication]
    permission_classes = [HasScope("requests:read")]

    def get(self, request):
        return Response({"client": request.user.client_id, "scopes": sorted(request.user.scopes)})


def json_inside(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"inside": True})


urlpatterns = [
    path("inside/", inside),
    path("untouched/", untouched),
    path("api/v1/inside", json_inside),
    path("api/v1/requests", Requests.as_view()),
    *portal_patterns,
]
