"""Datasets and their versions: what is there, what a file must look like, taking one in, and what was wrong with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from foundation.common import paging
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.common.spreadsheets import csv_lines
from satellite_account import actions, cells, rules
from satellite_account.enums import Loading
from satellite_account.forms.sources import ITEMS, NewDataset, NewVersion
from satellite_account.models import Dataset, Version
from satellite_account.sources import layouts
from satellite_account.text import preview
from satellite_account.views import progress
from satellite_account.views.doors import SECTION, acts, reads

HERE = SECTION | {"here": "datasets"}
SHOWN_PROBLEMS = 200


@reads
def index(request: HttpRequest) -> HttpResponse:
    rows = Dataset.objects.visible_to(request.user).order_by("title", "pk")
    page = paging.keyset(rows, order=["title", "pk"], after=request.GET.get("after"), size=50)
    newest: dict[int, Version] = {}
    for version in Version.objects.filter(dataset__in=[row.pk for row in page]).order_by("pk"):
        newest[version.dataset_id] = version
    context = {"page": page, "newest": newest, "may_load": rules.allowed(request.user, "load")}
    return render(request, "satellite/datasets.html", {**HERE, **context})


@reads
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Dataset.objects.visible_to(request.user), slug=slug)
    context = {
        "row": row,
        "layout": layouts.get(row.layout),
        "versions": list(row.versions.all()[:100]),
        "may_load": rules.allowed(request.user, "load"),
    }
    return render(request, "satellite/dataset.html", {**HERE, **context})


@reads
def version(request: HttpRequest, key: Any) -> HttpResponse:
    row = get_object_or_404(
        Version.objects.visible_to(request.user).select_related("dataset", "loaded_by"), public_id=key
    )
    going = row.settled_at is None
    try:
        head, lines = ([], []) if going else preview(row)
    except Exception:  # a broken file was refused; its page says why, and shows no rows
        head, lines = [], []
    context = {
        "row": row,
        "going": going,
        "how_far": progress.of_version(row),
        "layout": layouts.get(row.dataset.layout),
        "is_table": cells.is_table(row) and row.state == Loading.READY,
        "problems": list(row.problems.all()[:SHOWN_PROBLEMS]),
        "head": head,
        "items": ITEMS,
        "lines": lines,
        "runs": list({held.run.pk: held.run for held in row.used_by.select_related("run")[:50]}.values()),
    }
    return render(request, "satellite/version.html", {**HERE, **context})


@reads
def problems(request: HttpRequest, key: Any) -> HttpResponse:
    """Everything that is listed, as CSV."""
    row = get_object_or_404(Version.objects.visible_to(request.user), public_id=key)
    head = ("row", "column", "found", "expected")
    lines = csv_lines(head, row.problems.values_list(*head))
    headers = {"Content-Disposition": 'attachment; filename="problems.csv"'}
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@reads
def expected(request: HttpRequest) -> HttpResponse:
    """Every layout with the exact names of its columns."""
    return render(request, "satellite/layouts.html", {**HERE, "layouts": layouts.every()})


@acts("load")
def new_dataset(request: HttpRequest) -> HttpResponse:
    form = NewDataset(request.POST or None, initial={"layout": request.GET.get("layout", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_dataset(by=request.user, **form.cleaned_data)
            return HttpResponseRedirect(row.get_absolute_url())
        except Invalid as refusal:
            put_errors(form, refusal)
    return form_page(request, form, _("Add a dataset"), "satellite:datasets")


@acts("load")
def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Dataset.objects.visible_to(request.user), slug=slug)
    form = NewVersion(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            taken = actions.take_in(
                dataset=row, file=said["file"], name=said["file"].name, vintage=said["vintage"],
                reference=said["reference"], by=request.user,
            )  # fmt: skip
            return HttpResponseRedirect(taken.get_absolute_url())
        except Invalid as refusal:
            put_errors(form, refusal)
    return form_page(
        request, form, _("Load a file"), back=row.get_absolute_url(), caption=str(row), files=True,
        action=_("Load it"),
    )  # fmt: skip


new_version.with_files = True  # type: ignore[attr-defined]  # a page that takes files lets a large body in


def form_page(
    request: HttpRequest, form: Any, heading: str, to: str = "", *, back: str = "", **more: Any
) -> HttpResponse:
    from django.urls import reverse

    context = {"form": form, "heading": heading, "back": back or reverse(to), **more}
    return render(request, "satellite/form.html", {**HERE, **context})
