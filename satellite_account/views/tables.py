"""A run's tables as grids, a figure with all it rests on, and both as files."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, CharField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.common.prepared import Prepared
from foundation.common.spreadsheets import csv_file, csv_lines
from foundation.directory.prepared import PreparedFor
from satellite_account import balancing, grids, lineage, plots, prepared, rules
from satellite_account.engine import recipes, walks
from satellite_account.enums import RunState
from satellite_account.models import Figure, Note, RunTable
from satellite_account.views.doors import reads
from satellite_account.views.runs import HERE

KEPT = 24 * 3600  # a finished run never changes
LONGEST = 300  # characters of a query whose grid is kept
MOST_NEAR, LARGEST_NEAR = (
    32,
    200_000,
)  # grids that a process keeps itself, and characters of the largest of them
_near: dict[str, str] = {}
LOOK = 7  # raise it when grid.html changes, so that kept grids are made anew


def a_table(request: HttpRequest, ref: str, code: str) -> RunTable:
    rows = RunTable.objects.visible_to(request.user).select_related("run")
    return get_object_or_404(rows, run__ref=ref, code=code.upper())


LIGHT = ("code", "title", "run__ref", "run__title", "run__state", "run__is_invented")


def _light(slot: Any, reader: Any) -> QuerySet:
    rows = RunTable.objects.visible_to(reader).select_related("run").only(*LIGHT)
    return rows.filter(run__ref=slot("ref", CharField()), code=slot("code", CharField()))


def _said(slot: Any) -> QuerySet:
    notes = Note.objects.filter(run=slot("run", BigIntegerField()), table=slot("table", CharField()))
    return notes.select_related("by").order_by("-pk")[:20]


ROW, NOTES = PreparedFor(_light), Prepared(_said)


@reads
def table(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    row = next(iter(ROW(request.user, ref=ref, code=code.upper())), None)
    if row is None:
        raise Http404
    context = {
        "row": row,
        "run": row.run,
        "body": _body(request, row),
        "notes": NOTES(run=row.run_id, table=row.code),
        "may_note": rules.allowed(request.user, "note"),
    }
    return render(request, "satellite/table.html", {**HERE, **context})


def _body(request: HttpRequest, light: RunTable) -> str:
    """Choices and grid as HTML. It holds nothing of the reader, so whoever asks for the same gets the same."""
    asked = request.GET.urlencode()
    key = f"satellite-grid-{LOOK}:{get_language()}:{light.pk}:{hashlib.md5(asked.encode()).hexdigest()}"  # noqa: S324
    found = _near.get(key) or cache.get(key)
    if found is None:
        found = _grid(request, light)
        if light.run.state != RunState.FINISHED or len(asked) >= LONGEST:
            return found
        cache.set(key, found, KEPT)
    if key not in _near:
        _keep_near(key, found)
    return found


def _keep_near(key: str, found: str) -> None:
    """In this process too, the newest grids alone: the page then asks the cache for nothing but the session."""
    if len(found) <= LARGEST_NEAR:
        for oldest in list(_near)[: max(len(_near) - MOST_NEAR + 1, 0)]:
            _near.pop(oldest, None)
        _near[key] = found


def _grid(request: HttpRequest, light: RunTable) -> str:
    row = RunTable.objects.select_related("run").get(pk=light.pk)
    grid = grids.filled(grids.chosen(row, request.GET))
    context = {
        "grid": grid,
        "row": row,
        "run": row.run,
        "heading": grids.label(row.code, grid.down),
        "shown": grids.SHOWN | grids.SHORT,
        "explained": grids.EXPLAINED,
        "named": [(name, grids.label(row.code, name)) for name in row.dimensions],
        "quality": (grids.QUALITY, _("Value and quality")),
        "base": row.get_absolute_url(),
    }
    return render_to_string("satellite/grid.html", context, request=request)


@reads
def download(request: HttpRequest, ref: str, code: str) -> StreamingHttpResponse:
    """Every figure of a table, tidy, with all its marks."""
    row = a_table(request, ref, code)
    marks = [row.run.method, row.run.ref, "invented" if row.run.is_invented else ""]
    rows = Figure.objects.filter(table=row).order_by("number").values_list(*FIELDS).iterator(chunk_size=2000)
    head = [*(name.upper() for name in FIELDS), "METHOD", "VINTAGE", "NOTE"]
    return csv_file(f"{row.run.ref}-{row.code}.csv", csv_lines(head, ((*values, *marks) for values in rows)))


FIELDS = (
    *lineage.FIELDS,
    *(
        "value",
        "se",
        "cv",
        "lower",
        "upper",
        "contributors",
        "response",
        "imputed",
        "obs_status",
        "conf_status",
    ),
    *("unit_measure", "unit_mult", "decimals"),
)


@reads
def figure(request: HttpRequest, ref: str, code: str, number: int) -> HttpResponse:
    row = a_table(request, ref, code)
    found = get_object_or_404(Figure.objects.select_related("table__run"), table=row, number=number)
    series = lineage.series(found)
    places = _places(found)
    periods, vintages, revisions = lineage.triangle(found, row.run)
    context: dict[str, Any] = {
        "row": row,
        "run": row.run,
        "figure": found,
        "places": places,
        "place_rows": [{"key": label, "value": words} for label, words in places],
        "unit": grids.UNITS[found.unit_measure],
        "shown": grids.shown,
        "shows": grids.SHOWN,
        "mark": grids.cell(found, "value"),
        "certainty": grids.certainty(found),
        "explained": grids.EXPLAINED,
        "series": series,
        "plot": plots.plot(series),
        "formula": lineage.formula(found),
        "made_of": [(grids.label(row.code, name), rows) for name, rows in lineage.parts(found)],
        "inputs": lineage.inputs(row),
        "population": row.run.frame if lineage.POPULATION in row.roles else None,
        "crosswalks": lineage.crosswalks(row),
        "walk_words": walks.words,
        "is_prepared": prepared.rests_on(row),
        "is_balanced": balancing.rests_on(row),
        "role_words": recipes.words,
        "periods": periods,
        "vintages": vintages,
        "revisions": revisions,
        "reason": lineage.reason(found, row.run),
    }
    return render(request, "satellite/figure.html", {**HERE, **context})


def _places(found: Figure) -> list[tuple[Any, str]]:
    """Its dimensions in words."""
    return [
        (
            grids.label(found.table.code, name),
            dict(options).get(getattr(found, name.lower()), getattr(found, name.lower())),
        )
        for name, options in found.table.dimensions.items()
    ]
