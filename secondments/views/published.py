"""The published numbers: each finished quarter, with its tables, its picture and its download."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from secondments.models import QuarterFigures
from secondments.publishing import quarters, tables
from secondments.publishing.flows import pictures
from secondments.views.public import shared
from secondments.views.shared import SECTION


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The newest finished quarter, and the way to those before it."""
    rows = list(QuarterFigures.objects.only("quarter", "frozen_at")[:40])
    newest = QuarterFigures.objects.first()
    return shared(request, _page(request, newest, rows))


@require_safe
def quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    rows = list(QuarterFigures.objects.only("quarter", "frozen_at")[:40])
    return shared(request, _page(request, _row(quarter), rows))


def _row(name: str) -> QuarterFigures:
    year, number = name.split("-q")
    row = QuarterFigures.objects.filter(quarter=date(int(year), 3 * int(number) - 2, 1)).first()
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, row: QuarterFigures | None, rows: list[QuarterFigures]) -> HttpResponse:
    context: dict[str, Any] = SECTION | {
        "row": row,
        "quarters": [(one, quarters.name(one.quarter)) for one in rows],
        "threshold": quarters.THRESHOLD,
    }
    if row is not None:
        context |= {
            "name": quarters.name(row.quarter),
            "tables": tables.shown(row.data),
            "pictures": pictures(row.data["flows"]),
            "data": row.data,
        }
    return render(request, "secondments/figures.html", context)


@require_safe
def download(request: HttpRequest, quarter: str) -> HttpResponse:
    row = _row(quarter)
    text = StringIO()
    write = csv.writer(text).writerow
    write(["quarter", "measure", "direction", "department", "group", "count"])
    for line in tables.lines(row.data):
        write([quarter, *line])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="secondments-{quarter}.csv"'
    return shared(request, answer)
