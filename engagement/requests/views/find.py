"""The question of the organisation: choose one of yours, find it in the directory, or add a group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.requests import actions, questions
from engagement.requests.forms.organisation import ANOTHER, WhichOrganisation, writable
from engagement.requests.models import EngagementRequest
from engagement.requests.views.ask import SECTION, after_saving, back, returning
from engagement.requests.views.drafts import to, with_draft

STEP = questions.BY_SLUG["organisation"]
AT_MOST = 10


@with_draft
def organisation(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    if not STEP.applies(draft):
        return to("tasks", draft)
    if not writable(request.user):
        return to("find-organisation", draft)
    typed = request.POST if request.method == "POST" else None
    form = WhichOrganisation(typed, draft=draft, by=request.user, later="later" in request.POST)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["organisation"] == ANOTHER:
            return to("find-organisation", draft)
        if form.cleaned_data["organisation"]:
            draft = actions.save_draft(request=draft, by=request.user, **form.said())
        return after_saving(request, STEP, draft)
    context = {
        "form": form,
        "step": STEP,
        "draft": draft,
        "back": back(request, STEP, draft),
        "returning": returning(request),
    }
    return render(request, "requests/question.html", SECTION | context)


@with_draft
def find(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    raise NotImplementedError


add = find
