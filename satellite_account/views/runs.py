"""Runs: planning, following, stopping and repeating them; notes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from foundation.common import paging
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from satellite_account import actions, balancing, comparing, lineage, prepared, rules
from satellite_account.engine import recipes, walks
from satellite_account.engine.recipes import METHODS
from satellite_account.enums import GOING, RunState
from satellite_account.forms.runs import NewNote, NewRun, methods, said_parameters
from satellite_account.models import Run
from satellite_account.text import short
from satellite_account.views import progress
from satellite_account.views.doors import SECTION, acts, reads

HERE = SECTION | {"here": "runs"}
COLOURS = {
    RunState.WAITING: "grey", RunState.RUNNING: "blue", RunState.FINISHED: "green", RunState.FAILED: "red",
    RunState.CANCELLED: "orange",
}  # fmt: skip
VERBS = {"cancel": actions.cancel_run, "resume": actions.resume_run, "repeat": actions.repeat_run}


def a_run(request: HttpRequest, ref: str) -> Run:
    rows = Run.objects.visible_to(request.user).select_related("frame", "repeats", "started_by")
    return get_object_or_404(rows, ref=ref)


@reads
def index(request: HttpRequest) -> HttpResponse:
    rows = Run.objects.visible_to(request.user)
    page = paging.keyset(rows, order=["-pk"], after=request.GET.get("after"), size=25)
    context = {
        "page": page,
        "colours": COLOURS,
        "methods": METHODS,
        "may_run": rules.allowed(request.user, "run"),
    }
    return render(request, "satellite/runs.html", {**HERE, **context})


@acts("run")
def new(request: HttpRequest) -> HttpResponse:
    """The method first, then its inputs: both in the address, so that the page can be opened anew."""
    recipe = METHODS.get(request.GET.get("method", ""))
    if recipe is None:
        return render(request, "satellite/run_method.html", {**HERE, "methods": methods()})
    like = request.GET.get("like", "")
    before = (
        Run.objects.visible_to(request.user).filter(ref=like, method=recipe.key).first() if like else None
    )
    form = NewRun(request.POST or None, recipe=recipe, like=before)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.plan_run(by=request.user, **form.said())
            return HttpResponseRedirect(row.get_absolute_url())
        except Invalid as refusal:
            put_errors(form, refusal)
    return render(request, "satellite/run_new.html", {**HERE, "form": form, "recipe": recipe})


@reads
def run(request: HttpRequest, ref: str) -> HttpResponse:
    row = a_run(request, ref)
    going = row.state in GOING
    may_run = rules.allowed(request.user, "run")
    context = {
        "row": row,
        "going": going,
        "how_far": progress.of_run(row),
        "recipe": METHODS.get(row.method),
        "tables": list(row.tables.defer("dimensions", "formulas")),
        "checks": list(row.checks.select_related("failing_since").prefetch_related("waivers")),
        "role_words": recipes.words,
        "parameters": said_parameters(row.parameters),
        "inputs": lineage.of_run(row),
        "crosswalks": walks.named(row),
        "walk_words": walks.words,
        "is_prepared": prepared.is_prepared(row),
        "is_balanced": balancing.is_balanced(row),
        "steps": list(row.artifacts.defer("body")),
        "notes": list(row.notes.select_related("by")[:50]),
        "others": list(
            Run.objects.visible_to(request.user)
            .finished()
            .exclude(pk=row.pk)
            .values_list("ref", "title")[:20]
        ),
        "colours": COLOURS,
        "verbs": list(_verbs(row)) if may_run else [],
        "may_note": rules.allowed(request.user, "note"),
        "form": NewNote(),
    }
    return render(request, "satellite/run.html", {**HERE, **context})


def _verbs(row: Run) -> list[str]:
    if row.state in GOING:
        return ["cancel"]
    return ["repeat"] if row.state == RunState.FINISHED else ["resume", "repeat"]


@acts("run")
def verb(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """POST alone; a GET goes back to the run."""
    row = a_run(request, ref)
    if request.method == "POST":
        row = VERBS[verb](run=row, by=request.user)
    return HttpResponseRedirect(row.get_absolute_url())


@acts("note")
def note(request: HttpRequest, ref: str) -> HttpResponse:
    row = a_run(request, ref)
    form = NewNote(request.POST or None)
    if request.method == "POST" and form.is_valid():
        known = {code.lower(): code for code in row.tables.values_list("code", flat=True)}
        table = known.get((request.POST.get("table") or request.GET.get("table", "")).lower(), "")
        actions.note(run=row, body=form.cleaned_data["body"], table=table, by=request.user)
        messages.success(request, _("Your note is kept."))
        return HttpResponseRedirect(row.get_absolute_url() + (f"tables/{table.lower()}/" if table else ""))
    context = {"form": form, "heading": _("Add a note"), "back": row.get_absolute_url(), "caption": str(row)}
    return render(request, "satellite/form.html", {**HERE, **context, "action": _("Keep the note")})


@reads
def compare(request: HttpRequest, ref: str, other: str) -> HttpResponse:
    row, before = a_run(request, ref), a_run(request, other)
    code = request.GET.get("table", "")[:12]
    context: dict[str, Any] = {
        "row": row,
        "before": before,
        "counted": comparing.counts(row, before),
        "largest": comparing.largest(row, before, code),
        "same_result": bool(row.result) and row.result == before.result,
        "same_recipe": row.recipe == before.recipe,
        "code": code,
        "short": short,
    }
    return render(request, "satellite/compare.html", {**HERE, **context})
