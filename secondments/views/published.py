"""The published numbers: each finished quarter and year, with its tables, its picture and its download."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from foundation.common.keeping import shared
from foundation.common.spreadsheets import BOM, csv_lines
from secondments import making
from secondments.models import MadeFile, QuarterFigures, YearFigures
from secondments.publishing import charts as chart_files
from secondments.publishing import lasting, quarters, tables
from secondments.publishing.flows import pictures
from secondments.views.shared import SECTION

Figures = QuarterFigures | YearFigures


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The newest finished quarter, and the way to those before it and to the years."""
    return shared(request, _page(request, QuarterFigures.objects.first()))


@require_safe
def period(request: HttpRequest, period: str) -> HttpResponse:
    return shared(request, _page(request, _row(period)))


def _row(name: str) -> Figures:
    year, _dash, number = name.partition("-q")
    found: Figures | None
    if number:
        found = QuarterFigures.objects.filter(quarter=date(int(year), 3 * int(number) - 2, 1)).first()
    else:
        found = YearFigures.objects.filter(year=year).first()
    if found is None:
        raise Http404
    return found


def said(row: Figures) -> str:
    return quarters.said(row.quarter) if isinstance(row, QuarterFigures) else row.code


def address(name: str, row: Figures, **more: str) -> str:
    return reverse(f"secondments:{name}", kwargs={"period": row.code, **more})


def _page(request: HttpRequest, row: Figures | None) -> HttpResponse:
    every: list[Figures] = [
        *YearFigures.objects.defer("data")[:20],
        *QuarterFigures.objects.defer("data")[:40],
    ]
    context: dict[str, Any] = SECTION | {
        "row": row,
        "years": [(one.code, address("period", one)) for one in every if isinstance(one, YearFigures)],
        "quarters": [(said(one), address("period", one)) for one in every if isinstance(one, QuarterFigures)],
        "threshold": quarters.THRESHOLD,
    }
    if row is not None:
        context |= {
            "said": said(row),
            "is_year": isinstance(row, YearFigures),
            "tables": tables.shown(row.data),
            "pictures": pictures(row.data["flows"]),
            "data": row.data,
            "lasting": _lasting(row),
            "csv": address("period-csv", row),
            "charts": address("period-charts", row),
        }
    return render(request, "secondments/figures.html", context)


def _lasting(row: Figures) -> dict[str, Any] | None:
    numbers = row.data.get("lasting")
    if not numbers or not isinstance(row, YearFigures):
        return None
    first, last = lasting.ended(row.year)
    return {
        "rows": lasting.shown(numbers),
        "people": lasting.people(numbers),
        "first": first,
        "last": last,
    }


@require_safe
def download(request: HttpRequest, period: str) -> HttpResponse:
    row = _row(period)
    head = ["year" if isinstance(row, YearFigures) else "quarter"]
    head += ["measure", "direction", "department", "group", "count"]
    text = _csv(head, ([row.code, *line] for line in tables.lines(row.data)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="secondments-{row.code}.csv"'
    return shared(request, answer)


@require_safe
def charts(request: HttpRequest, period: str) -> HttpResponse:
    """The pictures of a quarter or a year, each with what there is of it to take away."""
    row = _row(period)
    found = [
        {
            "title": chart_files.title(row.code, way),
            "png": _png(row, way) is not None,
            "files": {kind: address("period-chart", row, way=way, kind=kind) for kind in KINDS},
        }
        | one
        for way, one in chart_files.of(row).items()
    ]
    context = SECTION | {"row": row, "charts": found, "threshold": quarters.THRESHOLD}
    context |= {"is_year": isinstance(row, YearFigures), "back": address("period", row)}
    return shared(request, render(request, "secondments/charts.html", context))


def _png(row: Figures, way: str) -> MadeFile | None:
    part = f"{way}-{(get_language() or 'en')[:2]}"
    made = MadeFile.objects.filter(**{chart_files.column(row): row}, kind="png", part=part, state="made")
    return made.defer("body").first()


@require_safe
def chart(request: HttpRequest, period: str, way: str, kind: str) -> HttpResponse:
    """One picture as a file: SVG and CSV are written at once, PNG as the worker drew it."""
    row = _row(period)
    one = chart_files.of(row).get(way)
    if one is None:
        raise Http404
    if kind == "svg":
        body: Any = chart_files.svg(one, chart_files.title(row.code, way))
    elif kind == "csv":
        body = _csv(["field_of_work", "department", "people_to_the_nearest_5"], chart_files.lines(one))
    else:
        made = _png(row, way)
        if made is None:
            raise Http404
        body = making.bytes_of(made)
    answer = HttpResponse(body, content_type=KINDS[kind], headers=INERT)
    answer.headers["Content-Disposition"] = f'attachment; filename="secondments-{row.code}-{way}.{kind}"'
    return shared(request, answer)


KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
INERT = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


def _csv(head: list[str], rows: Iterable[list[Any]]) -> str:
    return BOM + "".join(csv_lines(head, rows))
