"""How a run prepared its returns: what was aligned, found and carried forward, and every such value as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from foundation.common.spreadsheets import csv_file, csv_lines
from satellite_account import prepared
from satellite_account.views.doors import reads
from satellite_account.views.runs import HERE, a_run


@reads
def page(request: HttpRequest, ref: str) -> HttpResponse:
    row = a_run(request, ref)
    year = request.GET.get("year", "")[:4]
    context = {"row": row, "year": year, "done": prepared.done(row, year)}
    return render(request, "satellite/prepared.html", {**HERE, **context})


@reads
def download(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    row = a_run(request, ref)
    return csv_file(f"{row.ref}-prepared.csv", csv_lines(["year", *prepared.NAMES], prepared.rows(row)))
