"""The public page of the account, and the workbench's front page."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satellite_account import covering, rules
from satellite_account.engine import recipes
from satellite_account.engine.recipes import METHODS
from satellite_account.enums import Loading, Outcome
from satellite_account.models import CheckResult, Frame, Run, Version
from satellite_account.views.doors import SECTION, reads

FEW = 8


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What the account is, and what is published: nothing until a release says so."""
    return render(
        request, "satellite/public.html", {**SECTION, "may_read": rules.allowed(request.user, "read")}
    )


@reads
def workbench(request: HttpRequest) -> HttpResponse:
    user = request.user
    runs = Run.objects.visible_to(user)
    latest = runs.finished().first()
    context: dict[str, Any] = {
        "latest": latest,
        "going": list(runs.going()[:FEW]),
        "waiting": list(Version.objects.visible_to(user).to_do().select_related("dataset")[:FEW]),
        "counts": _counts(latest),
        "failing": list(
            CheckResult.objects.visible_to(user).failing().filter(run=latest).select_related("failing_since")
        )
        if latest
        else [],
        "frames": Frame.objects.visible_to(user).filter(state="ready").count(),
        "methods": covered(),
    }
    return render(request, "satellite/workbench.html", {**SECTION, "here": "workbench", **context})


@reads
def coverage(request: HttpRequest) -> HttpResponse:
    """How far the sources reach, for each method."""
    frame, tables = covering.tables()
    methods = [(recipe, tables.get(key, [])) for key, recipe in METHODS.items()]
    return render(
        request,
        "satellite/coverage.html",
        {**SECTION, "here": "workbench", "population": frame, "methods": methods},
    )


def covered() -> list[tuple[Any, list[tuple[Any, Any, list[Version]]]]]:
    """Each method with its needs, how far they are met, and by what."""
    ready = list(
        Version.objects.filter(state=Loading.READY)
        .select_related("dataset")
        .defer("facts")
        .order_by("dataset", "-pk")
    )
    there: dict[str, list[Version]] = {}
    for version in ready:
        there.setdefault(version.dataset.layout, []).append(version)
    return [
        (
            recipe,
            [
                (need, level, [version for layout in need.layouts for version in there.get(layout, [])][:3])
                for need, level in recipes.coverage(recipe, there)
            ],
        )
        for recipe in METHODS.values()
    ]


def _counts(run: Run | None) -> dict[str, int]:
    """How the checks of the latest run stand: passed, failed, waived, not run."""
    if run is None:
        return {}
    found = dict(run.checks.values_list("outcome").annotate(Count("pk")).order_by())
    waived = run.checks.filter(outcome=Outcome.FAILED, waivers__isnull=False).count()
    return {
        "passed": found.get(Outcome.PASSED, 0),
        "failed": found.get(Outcome.FAILED, 0) - waived,
        "waived": waived,
        "not_run": found.get(Outcome.NOT_RUN, 0),
    }
