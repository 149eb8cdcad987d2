"""The published numbers: each finished quarter, with its tables, its picture and its download."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from foundation.common.keeping import shared
from secondments import making
from secondments.models import MadeFile, QuarterFigures
from secondments.publishing import charts as chart_files
from secondments.publishing import quarters, tables
from secondments.publishing.flows import pictures
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
        "quarters": [(quarters.name(one.quarter), quarters.said(one.quarter)) for one in rows],
        "threshold": quarters.THRESHOLD,
    }
    if row is not None:
        context |= {
            "name": quarters.name(row.quarter),
            "said": quarters.said(row.quarter),
            "tables": tables.shown(row.data),
            "pictures": pictures(row.data["flows"]),
            "data": row.data,
        }
    return render(request, "secondments/figures.html", context)


@require_safe
def download(request: HttpRequest, quarter: str) -> HttpResponse:
    row = _row(quarter)
    head = ["quarter", "measure", "direction", "department", "group", "count"]
    text = _csv(head, ([quarter, *line] for line in tables.lines(row.data)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="secondments-{quarter}.csv"'
    return shared(request, answer)


@require_safe
def charts(request: HttpRequest, quarter: str) -> HttpResponse:
    """The pictures of a quarter, each with what there is of it to take away."""
    row = _row(quarter)
    found = [
        {"title": chart_files.title(quarter, way), "png": _png(row, way) is not None} | one
        for way, one in chart_files.of(row).items()
    ]
    context = SECTION | {"row": row, "name": quarter, "charts": found, "threshold": quarters.THRESHOLD}
    return shared(request, render(request, "secondments/charts.html", context))


def _png(row: QuarterFigures, way: str) -> MadeFile | None:
    part = f"{way}-{(get_language() or 'en')[:2]}"
    made = MadeFile.objects.filter(figures=row, kind="png", part=part, state="made")
    return made.defer("body").first()


@require_safe
def chart(request: HttpRequest, quarter: str, way: str, kind: str) -> HttpResponse:
    """One picture as a file: SVG and CSV are written at once, PNG as the worker drew it."""
    row = _row(quarter)
    one = chart_files.of(row).get(way)
    if one is None:
        raise Http404
    if kind == "svg":
        body: Any = chart_files.svg(one, chart_files.title(quarter, way))
    elif kind == "csv":
        body = _csv(["field_of_work", "department", "people_to_the_nearest_5"], chart_files.lines(one))
    else:
        made = _png(row, way)
        if made is None:
            raise Http404
        body = making.bytes_of(made)
    answer = HttpResponse(body, content_type=KINDS[kind], headers=INERT)
    answer.headers["Content-Disposition"] = f'attachment; filename="secondments-{quarter}-{way}.{kind}"'
    return shared(request, answer)


KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
INERT = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


def _csv(head: list[str], rows: Iterable[list[Any]]) -> str:
    text = StringIO()
    write = csv.writer(text).writerow
    write(head)
    for line in rows:
        write(line)
    return "\ufeff" + text.getvalue()
