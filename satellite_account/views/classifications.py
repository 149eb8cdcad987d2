"""Classifications, crosswalks and aggregations, to read."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from satellite_account.models import Classification, Crosswalk
from satellite_account.views.doors import SECTION, reads

HERE = SECTION | {"here": "classifications"}


@reads
def index(request: HttpRequest) -> HttpResponse:
    rows = Classification.objects.visible_to(request.user).annotate(size=Count("codes"))
    walks = Crosswalk.objects.visible_to(request.user).select_related("source", "target")
    return render(
        request, "satellite/classifications.html", {**HERE, "rows": list(rows), "walks": list(walks)}
    )


@reads
def classification(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Classification.objects.visible_to(request.user), slug=slug)
    codes = list(row.codes.select_related("parent")[:1000])
    return render(
        request,
        "satellite/classification.html",
        {**HERE, "row": row, "codes": codes, "groups": list(row.aggregations.all())},
    )


@reads
def crosswalk(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(
        Crosswalk.objects.visible_to(request.user).select_related("source", "target"), slug=slug
    )
    shares = list(
        row.shares.select_related("source", "target").order_by("source__code", "target__code")[:2000]
    )
    return render(request, "satellite/crosswalk.html", {**HERE, "row": row, "shares": shares})
