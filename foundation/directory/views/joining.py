"""Coming in: claim an organisation of the directory, add one that is not listed, accept an invitation, leave."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.common import forms
from foundation.common.errors import WrongState
from foundation.directory import actions
from foundation.directory.actions.invitations import find_invitation
from foundation.directory.actions.memberships import has_lead
from foundation.directory.enums import MembershipState, Nation, Section
from foundation.directory.forms import (
    NameForm,
    NumberForm,
    OrganisationSearchForm,
    WhereForm,
    WorkForm,
    with_numbers,
)
from foundation.directory.models import Organisation
from foundation.directory.rules import check
from foundation.directory.views.shared import SECTION, SeeOther, own_membership, person, visible

KEPT = "new_organisation"
STEPS: dict[str, type[forms.Form]] = {
    "name": NameForm,
    "number": NumberForm,
    "where": WhereForm,
    "work": WorkForm,
}
WELCOME = {
    MembershipState.ACTIVE: gettext_lazy("You belong to %(name)s. You can send requests for it."),
    MembershipState.WAITING: gettext_lazy("We have asked the leads of %(name)s to confirm you."),
    MembershipState.CLAIMED: gettext_lazy(
        "You can send requests for %(name)s. You see only your own until somebody confirms you."
    ),
}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Look before adding: most organisations are in the directory already."""
    if request.method == "POST":
        organisation = visible(request, request.POST.get("organisation", ""))
        return SeeOther(reverse("directory:join", args=[organisation.ref]))
    form = OrganisationSearchForm(request.GET if "q" in request.GET else None)
    context = {"form": form, "found": form.found(request.user), **SECTION}
    return render(request, "directory/new.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new_step(request: HttpRequest, step: str) -> HttpResponse:
    """One question a page; what was said waits in the session until all is checked and sent."""
    said = request.session.get(KEPT, {})
    missing = next((name for name in STEPS if name not in said), None)
    if step == "check":
        return SeeOther(_address(missing)) if missing else _check(request, said)
    if step not in STEPS:
        raise Http404
    if missing and list(STEPS).index(step) > list(STEPS).index(missing):
        return SeeOther(_address(missing))
    form = STEPS[step](request.POST if request.method == "POST" else said.get(step))
    if request.method == "POST" and form.is_valid():
        said[step] = {name: request.POST.get(name, "") for name in form.fields}
        request.session[KEPT] = said
        return SeeOther(_address(next((name for name in STEPS if name not in said), "check")))
    if request.method == "GET" and step not in said:
        form = STEPS[step]()
    context = {"form": form, "step": step, "back": _before(step, said), **SECTION}
    return render(request, "directory/question.html", context)


def _address(step: str) -> str:
    return reverse("directory:new_step", args=[step])


def _before(step: str, said: dict[str, Any]) -> str:
    if not [name for name in STEPS if name not in said]:
        return _address("check")
    place = list(STEPS).index(step)
    return _address(list(STEPS)[place - 1]) if place else reverse("directory:new")


def _check(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    answered = {name: kind(said[name]) for name, kind in STEPS.items()}
    if wrong := next((name for name, form in answered.items() if not form.is_valid()), None):
        return SeeOther(_address(wrong))
    clean = {name: form.cleaned_data for name, form in answered.items()}
    if request.method == "POST":
        group = actions.add_unregistered_group(
            by=person(request),
            name=clean["name"]["name"],
            stated_number=clean["number"]["stated"],
            icnp_section=clean["work"]["icnp_section"],
            **clean["where"]["facts"],
        )
        request.session.pop(KEPT, None)
        messages.success(request, _("%(name)s is added, and you lead it.") % {"name": group.name})
        return SeeOther(group.get_absolute_url())
    rows = Organisation.objects.visible_to(request.user)
    alike = [row for row in rows.search(clean["name"]["name"], limit=3) if row.match in {"exact", "near"}]
    context = {"rows": _answers(clean), "alike": with_numbers(alike), **SECTION}
    return render(request, "directory/check.html", context)


def _answers(clean: dict[str, Any]) -> list[dict[str, Any]]:
    where = clean["where"]["facts"]
    stated = clean["number"]["stated"] or _("None")
    places = where["region"] or (
        Nation(where["nation"]).label if where["nation"] else _("In more than one nation")
    )
    return [
        {"key": _("Name"), "value": clean["name"]["name"], "href": _address("name")},
        {"key": _("Number"), "value": stated, "href": _address("number")},
        {"key": _("Where it works"), "value": places, "href": _address("where")},
        {
            "key": _("Kind of work"),
            "value": Section(clean["work"]["icnp_section"]).label,
            "href": _address("work"),
        },
    ]


@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref)
    check(request.user, "claim", organisation)
    if request.method == "POST":
        membership = actions.claim_membership(organisation=organisation, by=person(request))
        messages.success(request, WELCOME[MembershipState(membership.state)] % {"name": organisation.name})
        return SeeOther(organisation.get_absolute_url())
    context = {
        "organisation": organisation,
        "membership": own_membership(request, organisation),
        "has_lead": has_lead(organisation),
        **SECTION,
    }
    return render(request, "directory/join.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref)
    membership = own_membership(request, organisation)
    if membership is None:
        raise WrongState(_("You do not belong to this organisation."))
    if request.method == "POST":
        actions.leave(organisation=organisation, by=person(request))
        messages.success(request, _("You no longer belong to %(name)s.") % {"name": organisation.name})
        return SeeOther(reverse("directory:mine"))
    context = {"organisation": organisation, "membership": membership, **SECTION}
    return render(request, "directory/leave.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        membership = actions.accept_invitation(token=token, by=person(request))
        name = membership.organisation.name
        messages.success(request, WELCOME[MembershipState.ACTIVE] % {"name": name})
        return SeeOther(membership.organisation.get_absolute_url())
    found = find_invitation(token)
    if found is None:
        raise WrongState(_("This invitation has expired or was used already. Ask for a new one."))
    return render(request, "directory/invitation.html", {"invitation": found, **SECTION})
