"""Classifications, crosswalks and aggregations: to read, to load as a version, and to compare with what was."""

import hashlib
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.common.uploads import with_files
from satellite_account import actions, rules, versions
from satellite_account.forms.classifications import LoadClassification, LoadCrosswalk, NewAggregation
from satellite_account.models import Classification, Crosswalk
from satellite_account.sources import lists
from satellite_account.views.doors import SECTION, acts, reads
from satellite_account.views.sources import form_page

HERE = SECTION | {"here": "classifications"}
MOST_CODES, MOST_SHARES = 2000, 5000


def a_version(request: HttpRequest, model: Any, slug: str, number: int | None = None) -> Any:
    """The version with this number, or the newest."""
    rows = model.objects.visible_to(request.user).filter(slug=slug).order_by("-version")
    return get_object_or_404(rows.filter(version=number) if number else rows[:1])


@reads
def index(request: HttpRequest) -> HttpResponse:
    rows = Classification.objects.visible_to(request.user).newest().annotate(size=Count("codes"))
    walks = Crosswalk.objects.visible_to(request.user).newest().select_related("source", "target")
    context = {"rows": list(rows[:200]), "walks": list(walks[:200])}
    may = rules.allowed(request.user, "classify")
    return render(request, "satellite/classifications.html", {**HERE, **context, "may_classify": may})


@reads
def classification(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    row = a_version(request, Classification, slug, number)
    context = {
        "row": row,
        "codes": list(row.codes.select_related("parent")[:MOST_CODES]),
        "groups": list(row.aggregations.newest().select_related("made_by")),
        **_history(request, Classification, row),
    }
    return render(request, "satellite/classification.html", {**HERE, **context})


def _history(request: HttpRequest, model: Any, row: Any) -> dict[str, Any]:
    every = model.objects.visible_to(request.user).filter(slug=row.slug).select_related("made_by")
    found = list(every.order_by("-version")[:100])
    return {
        "history": found,
        "is_newest": row.version == found[0].version,
        "may_classify": rules.allowed(request.user, "classify"),
    }


@reads
def crosswalk(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    row = a_version(request, Crosswalk, slug, number)
    shares = row.shares.select_related("source", "target").order_by("source__code", "target__code")
    context = {
        "row": row,
        "shares": list(shares[:MOST_SHARES]),
        "without": versions.without_target(row),
        **_history(request, Crosswalk, row),
    }
    return render(request, "satellite/crosswalk.html", {**HERE, **context})


@reads
def compare_classification(request: HttpRequest, slug: str, number: int, other: int) -> HttpResponse:
    rows = [a_version(request, Classification, slug, each) for each in (number, other)]
    return _compared(request, rows, versions.codes(*rows))


@reads
def compare_crosswalk(request: HttpRequest, slug: str, number: int, other: int) -> HttpResponse:
    rows = [a_version(request, Crosswalk, slug, each) for each in (number, other)]
    return _compared(request, rows, versions.shares(*rows))


def _compared(request: HttpRequest, rows: list[Any], changes: list[Any]) -> HttpResponse:
    context = {"row": rows[0], "other": rows[1], "changes": changes[:MOST_CODES], "count": len(changes)}
    return render(request, "satellite/versions.html", {**HERE, **context})


@reads
def classification_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = a_version(request, Classification, slug, number)
    return _csv(row, lists.CODES, actions.codes_of(row))


@reads
def crosswalk_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = a_version(request, Crosswalk, slug, number)
    shares = row.shares.order_by("source__code", "target__code")
    return _csv(row, lists.SHARES, shares.values_list("source__code", "target__code", "share"))


def _csv(row: Any, layout: Any, lines: Any) -> HttpResponse:
    """As it can be loaded again."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.slug}-{row.version}.csv"'
    versions.write(answer, [column.name for column in layout.columns], lines)
    return answer


@with_files
@acts("classify")
def load_classification(request: HttpRequest, slug: str = "") -> HttpResponse:
    before = a_version(request, Classification, slug) if slug else None
    form = LoadClassification(request.POST or None, request.FILES or None, before=before)
    found = lists.Found()
    if request.method == "POST" and form.is_valid():
        file, said = form.cleaned_data.pop("file"), form.cleaned_data
        found = lists.read(lists.CODES, file, file.name)
        codes = lists.codes(found)
        if not found.wrong:
            try:
                row = actions.load_classification(
                    codes=codes, before=before, by=request.user, **said, **_kept(file)
                )
                return HttpResponseRedirect(row.get_absolute_url())
            except Invalid as refusal:
                put_errors(form, refusal)
    return _load_page(request, form, found, before, _("Load a classification"))


@with_files
@acts("classify")
def load_crosswalk(request: HttpRequest, slug: str = "") -> HttpResponse:
    before = a_version(request, Crosswalk, slug) if slug else None
    form = LoadCrosswalk(request.POST or None, request.FILES or None, before=before)
    found = lists.Found()
    if request.method == "POST" and form.is_valid():
        file, said = form.cleaned_data.pop("file"), form.cleaned_data
        ends = [form.rows[said.pop(n, "") or getattr(before, n).slug] for n in ("source", "target")]
        found = lists.read(lists.SHARES, file, file.name)
        shares = lists.shares(found, *(set(end.codes.values_list("code", flat=True)) for end in ends))
        if not found.wrong:
            try:
                row = actions.load_crosswalk(
                    source=ends[0], target=ends[1], shares=shares, before=before, by=request.user, **said,
                    **_kept(file),
                )  # fmt: skip
                return HttpResponseRedirect(row.get_absolute_url())
            except Invalid as refusal:
                put_errors(form, refusal)
    return _load_page(request, form, found, before, _("Load a crosswalk"))


def _kept(file: Any) -> dict[str, str]:
    file.seek(0)
    return {"file_name": file.name[-200:], "sha256": hashlib.sha256(file.read()).hexdigest()}


def _load_page(
    request: HttpRequest, form: Any, found: lists.Found, before: Any, heading: str
) -> HttpResponse:
    if found.wrong:
        form.add_error("file", _("The file was not loaded: what is wrong with it is listed below"))
    context = {"form": form, "wrong": found.wrong, "before": before, "heading": heading}
    return render(request, "satellite/list_load.html", {**HERE, **context})


@acts("classify")
def aggregate(request: HttpRequest, slug: str) -> HttpResponse:
    row = a_version(request, Classification, slug)
    of = row.aggregations.filter(slug=request.GET.get("of", "")[:60]).order_by("-version").first()
    initial = {"title": of.title, "codes": ", ".join(of.codes)} if of else {}
    form = NewAggregation(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.aggregate(classification=row, by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(title)s” is kept.") % {"title": made.title})
            return HttpResponseRedirect(row.get_absolute_url())
        except Invalid as refusal:
            put_errors(form, refusal)
    return form_page(
        request, form, _("Name an aggregation"), back=row.get_absolute_url(), caption=str(row), **HERE
    )
