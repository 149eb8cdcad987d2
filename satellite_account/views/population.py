"""Populations, their units, and the trail of each decision on scope."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from foundation.common import paging
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from satellite_account import actions, rules, scope
from satellite_account.enums import Answer, Criterion, Link, Sector
from satellite_account.forms.sources import Decide, NewFrame
from satellite_account.models import Frame, Joined, RegisterRow, ScopeDecision, Unit
from satellite_account.views import progress
from satellite_account.views.doors import SECTION, acts, reads
from satellite_account.views.sources import form_page

HERE = SECTION | {"here": "populations"}


@reads
def index(request: HttpRequest) -> HttpResponse:
    rows = list(Frame.objects.visible_to(request.user)[:100])
    context = {"rows": rows, "may_build": rules.allowed(request.user, "build")}
    return render(request, "satellite/frames.html", {**HERE, **context})


@acts("build")
def new(request: HttpRequest) -> HttpResponse:
    form = NewFrame(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = actions.plan_frame(
                title=said["title"], day=said["day"], versions=form.chosen(), by=request.user
            )
            return HttpResponseRedirect(row.get_absolute_url())
        except Invalid as refusal:
            put_errors(form, refusal)
    more = {"here": "populations", "action": _("Build it")}
    return form_page(request, form, _("Build a population"), "satellite:frames", **more)


@reads
def frame(request: HttpRequest, key: Any) -> HttpResponse:
    row = get_object_or_404(Frame.objects.visible_to(request.user), public_id=key)
    asked = request.GET.get("q", "").strip()[:100]
    units = Unit.objects.filter(frame=row)
    if asked:
        units = units.filter(
            Q(unit_id__iexact=asked) | Q(identifiers__contains=[asked.upper()]) | Q(name__icontains=asked)
        )
    page = paging.keyset(units, order=["unit_id"], after=request.GET.get("after"), size=25)
    versions = list(row.versions.select_related("dataset"))
    context = {
        "row": row,
        "page": page,
        "made_up": {"is_invented": any(version.dataset.is_invented for version in versions)},
        "asked": asked,
        "going": row.settled_at is None,
        "how_far": progress.of_frame(row),
        "versions": versions,
        "sectors": _named(row, "sna_sector", dict(Sector.choices)),
        "joined": [(Link(code).label, count) for code, count in row.facts.get("joined", {}).items()],
        "patterns": [(marks, count) for marks, count in row.facts.get("by", {}).get("scope", {}).items()],
        "criteria": list(Criterion),
    }
    return render(request, "satellite/frame.html", {**HERE, **context})


def _named(row: Frame, name: str, words: dict[str, Any]) -> list[tuple[str, Any, int]]:
    return [
        (code, words.get(code, code), count) for code, count in row.facts.get("by", {}).get(name, {}).items()
    ]


@reads
def unit(request: HttpRequest, key: Any, unit_id: str) -> HttpResponse:
    return _unit_page(request, key, unit_id, Decide())


@acts("decide_scope")
def decide(request: HttpRequest, key: Any, unit_id: str) -> HttpResponse:
    row = _unit(request, key, unit_id)
    form = Decide(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decide_scope(unit=row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Decided. It counts in every population that is built from now on."))
        return HttpResponseRedirect(request.path.removesuffix("decide/"))
    return _unit_page(request, key, unit_id, form)


def _unit(request: HttpRequest, key: Any, unit_id: str) -> Unit:
    within = get_object_or_404(Frame.objects.visible_to(request.user), public_id=key)
    return get_object_or_404(Unit.objects.select_related("frame"), frame=within, unit_id=unit_id)


def _unit_page(request: HttpRequest, key: Any, unit_id: str, form: Any) -> HttpResponse:
    row = _unit(request, key, unit_id)
    context = {
        "row": row,
        "made_up": {"is_invented": row.frame.versions.filter(dataset__is_invented=True).exists()},
        "form": form,
        "trail": trail(row),
        "joined": list(Joined.objects.filter(frame=row.frame, counted_as=row.unit_id)),
        "members": list(
            Unit.objects.filter(frame=row.frame, holding=row.unit_id).values_list("unit_id", "name")[:50]
        ),
        "may_decide": rules.allowed(request.user, "decide_scope"),
    }
    return render(request, "satellite/unit.html", {**HERE, **context})


def trail(row: Unit) -> list[dict[str, Any]]:
    """Each criterion: what counted in this population, what the rule says and why, what people decided since."""
    source = RegisterRow.objects.filter(pk=row.source_row).first()
    decided: dict[str, list[ScopeDecision]] = {}
    for decision in ScopeDecision.objects.filter(unit_id=row.unit_id).select_related("decided_by"):
        decided.setdefault(decision.criterion, []).append(decision)
    found = []
    for criterion, answer in row.answers():
        ruled = scope.ask(criterion, scope.facts_of(source)) if source else (Answer.UNKNOWN, "")
        found.append(
            {"criterion": criterion.label, "answer": answer, "rule": ruled[0].label, "evidence": ruled[1],
             "decisions": decided.get(criterion, [])}
        )  # fmt: skip
    return found
