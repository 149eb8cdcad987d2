"""Four bare answers: one row as a page, twenty as a page, one insert, twenty as JSON."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.floor.models import Item


def read(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "floor/item.html", {"item": get_object_or_404(Item, pk=pk)})


def rows(request: HttpRequest) -> HttpResponse:
    return render(request, "floor/list.html", {"items": Item.objects.order_by("-pk")[:20]})


def submit(request: HttpRequest) -> HttpResponse:
    Item.objects.create(title=request.POST["title"], body=request.POST["body"])
    return HttpResponseRedirect("/done/")


def api(request: HttpRequest) -> HttpResponse:
    found = Item.objects.order_by("-pk")[:20]
    return JsonResponse(
        {
            "results": [
                {"id": i.pk, "title": i.title, "body": i.body, "created_at": i.created_at} for i in found
            ]
        }
    )


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", healthz),
    path("items/<int:pk>/", read),
    path("items/", rows),
    path("submit/", submit),
    path("api/", api),
]
