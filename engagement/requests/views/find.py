"""The question of the organisation: choose one of yours, find it in the directory, or add a group."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.requests import actions, questions
from engagement.requests.forms.organisation import ANOTHER, NewGroup, WhichOne, WhichOrganisation, writable
from engagement.requests.models import EngagementRequest
from engagement.requests.views.ask import SECTION, after_saving, back, returning
from engagement.requests.views.drafts import to, with_draft
from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.directory import actions as directory
from foundation.directory.enums import MembershipState, OrganisationStatus
from foundation.directory.models import Organisation

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
    """Search the directory and say which one it is. Belonging to it is confirmed later; the draft need not wait."""
    if not STEP.applies(draft):
        return to("tasks", draft)
    words = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:200]
    found = (
        list(_there(request).prefetch_related("identifiers").search(words, limit=AT_MOST)) if words else []
    )
    form = WhichOne(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["organisation"] == ANOTHER:
            return to("add-organisation", draft)
        return _write_for(
            request, draft, get_object_or_404(_there(request), ref=form.cleaned_data["organisation"])
        )
    context = {
        "draft": draft,
        "words": words,
        "found": found,
        "form": form,
        "step": STEP,
        "back": _before(request, draft),
    }
    return render(request, "requests/find.html", SECTION | context)


def _there(request: HttpRequest) -> QuerySet:
    return Organisation.objects.visible_to(request.user).filter(status=OrganisationStatus.ACTIVE)


def _before(request: HttpRequest, draft: EngagementRequest) -> str:
    name = "organisation" if writable(request.user) else "step"
    parts = {"key": draft.public_id} | ({} if name == "organisation" else {"slug": "who"})
    return reverse(f"requests:{name}", kwargs=parts)


def _write_for(request: HttpRequest, draft: EngagementRequest, chosen: Organisation) -> HttpResponse:
    """Say that one belongs to it, and carry on; where its lead has to agree first, the draft waits."""
    membership = directory.claim_membership(organisation=chosen, by=request.user)
    if membership.state == MembershipState.WAITING:
        messages.info(
            request,
            _(
                "%(name)s has people here already, so we have asked its lead to confirm you. Your draft is kept until "
                "then. You can fill in the other parts now, or write as an individual."
            )
            % {"name": chosen.name},
        )
        return to("tasks", draft)
    draft = actions.save_draft(request=draft, by=request.user, organisation=chosen)
    return after_saving(request, STEP, draft)


@with_draft
def add(request: HttpRequest, draft: EngagementRequest) -> HttpResponse:
    """A group that nobody listed yet. A number is never required."""
    if not STEP.applies(draft):
        return to("tasks", draft)
    form = NewGroup(
        request.POST if request.method == "POST" else None, initial={"name": request.GET.get("q", "")[:300]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            group = directory.add_unregistered_group(by=request.user, **form.said())
        except Invalid as error:
            put_errors(form, error)
        else:
            draft = actions.save_draft(request=draft, by=request.user, organisation=group)
            return after_saving(request, STEP, draft)
    back_to = reverse("requests:find-organisation", kwargs={"key": draft.public_id})
    context = {"form": form, "step": STEP, "draft": draft, "back": back_to}
    return render(request, "requests/add.html", SECTION | context)
