"""A person's own pages: profile and application."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.common.forms.refusals import put_errors
from secondments import clocks, rules
from secondments.actions import candidates, nominations
from secondments.forms.opportunities import Nominate, hosts_of
from secondments.forms.people import ProfileForm
from secondments.models import Candidate, Opportunity
from secondments.views.shared import SECTION, form_page, read, signed_in


def _not_now(state: str) -> str:
    """Why a profile in this state cannot be put forward, and what to do about it."""
    match state:
        case "placed":
            return _("You have a placement. You can apply again when it is over.")
        case "asked":
            return _("Your manager has not answered yet. You can apply as soon as they agree.")
        case "refused":
            return _("Your manager did not agree. Change your plan and ask again before you apply.")
    return _("Ask your manager to agree first. Then you can apply.")


def _own(user: Any) -> Candidate | None:
    return Candidate.objects.filter(person=user).exclude(state="withdrawn").first()


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """One's profile, or the page on which it begins."""
    if (there := _own(request.user)) is not None:
        return HttpResponseRedirect(there.get_absolute_url())
    if not hosts_of(request.user):
        return render(request, "secondments/no_home.html", SECTION)
    form = ProfileForm(request.POST or None, row=None, by=request.user)
    if request.method == "POST" and not form.is_search() and form.is_valid():
        try:
            row = candidates.start_profile(by=request.user, **form.where(), **form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(
                request, _("Your profile is kept. Only you can see it until you ask your manager.")
            )
            return HttpResponseRedirect(row.get_absolute_url())
    lead = _(
        "Private until you show it: your manager reads the plan when you ask, hosts read it when you apply."
    )
    return form_page(request, form, heading=_("Your secondment profile"), lead=lead, action=_("Save"))


@signed_in
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    row = read(Candidate.objects.visible_to(request.user).select_related("place", "manager"), ref)
    if not rules.allowed(request.user, "edit_profile", row):
        raise NotAllowed
    form = ProfileForm(request.POST or None, row=row, by=request.user)
    if request.method == "POST" and not form.is_search() and form.is_valid():
        try:
            candidates.edit_profile(candidate=row, by=request.user, **form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return HttpResponseRedirect(row.get_absolute_url())
    return form_page(
        request, form, heading=_("Your secondment profile"), action=_("Save"), back=row.get_absolute_url()
    )


@signed_in
def apply(request: HttpRequest, ref: str) -> HttpResponse:
    post = read(Opportunity.objects.visible_to(request.user), ref)
    person = _own(request.user)
    if person is None:
        return HttpResponseRedirect(reverse("secondments:profile"))
    if not post.is_open(clocks.today()):
        raise WrongState(_("This opportunity is not open to applications any more."))
    if not rules.allowed(request.user, "nominate", person):
        messages.info(request, _not_now(person.state))
        return HttpResponseRedirect(person.get_absolute_url())
    form = Nominate(request.POST or None, row=post, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = nominations.nominate(candidate=person, opportunity=post, by=request.user, **form.said())
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("You were put forward. The host reads your profile now."))
            return HttpResponseRedirect(row.get_absolute_url())
    words = {
        "heading": _("Apply"),
        "caption": post.title,
        "action": _("Apply"),
        "back": post.get_absolute_url(),
    }
    return form_page(request, form, **words)
