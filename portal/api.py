"""The API as a whole: which rooms stand behind it, its description and its readable reference."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path, reverse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from engagement.consultations.analysis.api import DOORS
from engagement.consultations.api import (
    ConsultationQuestions,
    ConsultationResponses,
    ConsultationRows,
    PublishedResponseFiles,
    PublishedResponses,
    ResponseFiles,
)
from engagement.consultations.api_outcome import ConsultationReports, ConsultationThemes
from engagement.programmes.api import ProgrammeRows
from engagement.requests.api import (
    RegisterRows,
    RequestFiles,
    RequestMessageFiles,
    RequestMessages,
    RequestRows,
    RequestSteps,
)
from foundation.common.api import Door, etags, queries
from foundation.common.api.problems import KINDS
from foundation.common.api.reference import Reference
from foundation.common.pages import error_page
from foundation.common.references import REFERENCE_PATTERN
from foundation.directory.api import DepartmentRows, OrganisationRows
from secondments.api import OpportunityRows, PlacementRows, RecusalRows
from secondments.api_figures import QuarterRows, YearRows

router = SimpleRouter()
router.register("requests", RequestRows, basename="api-requests")
router.register(f"requests/(?P<ref>{REFERENCE_PATTERN})/messages", RequestMessages, basename="api-messages")
router.register(f"requests/(?P<ref>{REFERENCE_PATTERN})/steps", RequestSteps, basename="api-steps")
router.register(f"requests/(?P<ref>{REFERENCE_PATTERN})/files", RequestFiles, basename="api-files")
MESSAGE = f"requests/(?P<ref>{REFERENCE_PATTERN})/messages/(?P<message>[0-9a-f-]{{36}})"
router.register(f"{MESSAGE}/files", RequestMessageFiles, basename="api-message-files")
router.register("register", RegisterRows, basename="api-register")
router.register("secondment-opportunities", OpportunityRows, basename="api-secondment-opportunities")
router.register("secondments", PlacementRows, basename="api-secondments")
router.register("secondment-quarters", QuarterRows, basename="api-secondment-quarters")
router.register("secondment-years", YearRows, basename="api-secondment-years")
router.register("recusals", RecusalRows, basename="api-recusals")
router.register("consultations", ConsultationRows, basename="api-consultations")
SLUG = "consultations/(?P<slug>[-a-z0-9]{1,120})"
router.register(f"{SLUG}/questions", ConsultationQuestions, basename="api-consultation-questions")
router.register(f"{SLUG}/responses", ConsultationResponses, basename="api-consultation-responses")
router.register(f"{SLUG}/published-responses", PublishedResponses, basename="api-published-responses")
router.register(f"{SLUG}/reports", ConsultationReports, basename="api-consultation-reports")
ONE = f"(?P<ref>{REFERENCE_PATTERN})"
router.register(f"{SLUG}/responses/{ONE}/files", ResponseFiles, basename="api-response-files")
router.register(
    f"{SLUG}/published-responses/{ONE}/files",
    PublishedResponseFiles,
    basename="api-published-response-files",
)
router.register(f"{SLUG}/themes", ConsultationThemes, basename="api-consultation-themes")
for part, door in DOORS.items():
    router.register(f"{SLUG}/analysis/{part}", door, basename=f"api-analysis-{part}")
router.register("programmes", ProgrammeRows, basename="api-programmes")
router.register("organisations", OrganisationRows, basename="api-organisations")
router.register("departments", DepartmentRows, basename="api-departments")


@cache
def description() -> tuple[bytes, str]:
    """The kept OpenAPI document and its entity tag; `make check` holds it to what the code does."""
    kept = (settings.BASE_DIR / "docs" / "openapi.json").read_bytes()
    return kept, etags.etag(kept)


class Public(Door):
    public = True
    schema = None


class Root(Public):
    """Where everything is."""

    def get(self, request: Request) -> Response:
        queries.check(request)
        lists = {
            entry[2].removeprefix("api-"): f"{entry[2]}-list"
            for entry in router.registry
            if "(" not in entry[0]
        }
        there = {name: reverse(route) for name, route in lists.items()}
        others = {"description": reverse("api-description"), "reference": reverse("api-docs")}
        return Response({name: request.build_absolute_uri(place) for name, place in (there | others).items()})


class Description(Public):
    """The OpenAPI document."""

    def get(self, request: Request) -> HttpResponse:
        queries.check(request)
        kept, tag = description()
        if etags.unchanged(request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return HttpResponse(kept, "application/json", headers={"ETag": tag})


@cache
def _reference() -> dict[str, Any]:
    document = json.loads(description()[0])
    reference = Reference(document, address=settings.SITE_URL, examples=settings.API_EXAMPLES)
    return {"sections": reference.sections(), "version": document["info"]["version"]}


def docs(request: HttpRequest) -> HttpResponse:
    """The reference to read."""
    said = _reference() | {
        "kinds": KINDS,
        "scopes": settings.MACHINE_SCOPES,
        "limits": settings.API_LIMITS,
        "site": settings.SITE_URL,
    }
    return render(request, "api/reference.html", said)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return error_page(request, 404)


urlpatterns = [
    path("v1/", Root.as_view(), name="api-root"),
    path("v1/openapi.json", Description.as_view(), name="api-description"),
    path("v1/", include(router.urls)),
    re_path("^v1/.*$", nothing_here),
]
