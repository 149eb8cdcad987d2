"""The API as a whole: which rooms stand behind it, its description and its readable reference."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.routers import SimpleRouter

from engagement.requests.api import RegisterRows, RequestMessages, RequestRows, RequestSteps
from foundation.common.pages import error_page
from foundation.common.references import REFERENCE_PATTERN

router = SimpleRouter()
router.register("requests", RequestRows, basename="api-requests")
router.register(f"requests/(?P<ref>{REFERENCE_PATTERN})/messages", RequestMessages, basename="api-messages")
router.register(f"requests/(?P<ref>{REFERENCE_PATTERN})/steps", RequestSteps, basename="api-steps")
router.register("register", RegisterRows, basename="api-register")


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return error_page(request, 404)


urlpatterns = [
    path("v1/", include(router.urls)),
    re_path("^.*$", nothing_here),
]
