"""Pages of policy programmes: public ones, and those by which a department keeps them."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.programmes import actions, forms
from engagement.programmes.models import Decision, Programme, desks
from foundation.common.errors import Invalid, NotAllowed
from foundation.common.forms.refusals import put_errors
from foundation.common.forms.seen import overtaken, stamp
from foundation.common.paging import keyset

SECTION = {"section": "consultations"}
View = Callable[..., HttpResponse]


def _row(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(
        Programme.objects.visible_to(request.user).select_related("department"), slug=slug
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = Programme.objects.filter(published_at__isnull=False).select_related("department")
    page = keyset(rows, order=("-published_at", "-pk"), after=request.GET.get("after"), size=20)
    own = desks(request.user)
    drafts = Programme.objects.filter(published_at__isnull=True, department__in=own) if own else []
    context = SECTION | {"page": page, "writes": bool(own), "drafts": list(drafts)}
    answer = render(request, "programmes/index.html", context)
    if not request.COOKIES:
        patch_cache_control(answer, public=True, max_age=60)
    return answer


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    row = _row(request, slug)
    decisions = list(row.decisions.all())
    context = SECTION | {
        "programme": row,
        "open": [decision for decision in decisions if decision.state == "open"],
        "log": [decision for decision in decisions if decision.state != "open"],
        "updates": [
            {"title": update.get_stage_display(), "at": update.at, "text": update.note}
            for update in row.updates.all()[:50]
        ],
        "consultations": row.consultations.public().only("slug", "title", "title_cy"),  # type: ignore[attr-defined]
        "writes": actions.may_write(request.user, row),
    }
    return render(request, "programmes/detail.html", context)


def _page(view: View) -> View:
    return login_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def _own(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        row = _row(request, slug)
        if not actions.may_write(request.user, row):
            raise NotAllowed("You cannot do this to this programme with the role you have.")
        return view(request, row, **more)

    return _page(guarded)


def _form(request: HttpRequest, form: Any, heading: str, back: str, run: Callable[..., Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and not overtaken(request, form):
        try:
            run(**form.cleaned_data)
            return HttpResponseRedirect(back)
        except Invalid as error:
            put_errors(form, error)
    context = SECTION | {"form": form, "heading": heading, "back": back, "seen": stamp(form)}
    return render(request, "programmes/form.html", context)


@_page
def new(request: HttpRequest) -> HttpResponse:
    departments = desks(request.user)
    if not departments:
        raise NotAllowed("This page is for officials of departments.")
    form = forms.ProgrammeForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        row = actions.create(by=request.user, **form.cleaned_data)
        return HttpResponseRedirect(row.get_absolute_url())
    return _form(request, form, "New policy programme", "/programmes/", lambda **said: None)


@_own
def edit(request: HttpRequest, row: Programme) -> HttpResponse:
    form = forms.ProgrammeForm(request.POST or None, programme=row)
    run = lambda **said: actions.save(programme=row, by=request.user, **said)  # noqa: E731
    return _form(request, form, "Change the programme", row.get_absolute_url(), run)


@_own
def publish(request: HttpRequest, row: Programme) -> HttpResponse:
    if request.method == "POST":
        actions.publish(programme=row, by=request.user)
    return HttpResponseRedirect(row.get_absolute_url())


@_own
def move(request: HttpRequest, row: Programme) -> HttpResponse:
    form = forms.MoveForm(request.POST or None, initial={"stage": row.stage})
    run = lambda **said: actions.move(programme=row, by=request.user, **said)  # noqa: E731
    return _form(request, form, "Move to another stage", row.get_absolute_url(), run)


@_own
def decision(request: HttpRequest, row: Programme) -> HttpResponse:
    form = forms.DecisionForm(request.POST or None)
    run = lambda **said: actions.add_decision(programme=row, by=request.user, **said)  # noqa: E731
    return _form(request, form, "A decision to be made", row.get_absolute_url(), run)


@_own
def decide(request: HttpRequest, row: Programme, key: UUID) -> HttpResponse:
    which: Decision = get_object_or_404(row.decisions.select_related("programme"), public_id=key)
    form = forms.DecidedForm(request.POST or None)
    run = lambda **said: actions.decide(decision=which, by=request.user, **said)  # noqa: E731
    return _form(request, form, which.question, row.get_absolute_url(), run)
