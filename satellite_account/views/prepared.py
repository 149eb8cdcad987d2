"""How a run prepared its returns: what was aligned, found and carried forward, and every such value as a file."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from satellite_account import prepared
from satellite_account.models import Run
from satellite_account.text import harmless
from satellite_account.views.doors import reads
from satellite_account.views.runs import HERE, a_run
from satellite_account.views.tables import _Echo


@reads
def page(request: HttpRequest, ref: str) -> HttpResponse:
    row = a_run(request, ref)
    year = request.GET.get("year", "")[:4]
    context = {"row": row, "year": year, "done": prepared.done(row, year)}
    return render(request, "satellite/prepared.html", {**HERE, **context})


@reads
def download(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    row = a_run(request, ref)
    answer = StreamingHttpResponse(_lines(row), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.ref}-prepared.csv"'
    return answer


def _lines(row: Run) -> Iterator[str]:
    write = csv.writer(_Echo()).writerow
    yield write(["year", *prepared.NAMES])
    for values in prepared.rows(row):
        yield write([harmless(value) for value in values])
