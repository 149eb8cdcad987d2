"""The directory for everybody: search, list, one organisation; and its own words for those who lead it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common.errors import Invalid
from foundation.common.forms.refusals import put_errors
from foundation.common.paging import keyset
from foundation.directory import actions
from foundation.directory.forms import AboutForm, GroupForm, OrganisationFilters, VerifyForm, with_numbers
from foundation.directory.models import Organisation
from foundation.directory.rules import allowed, check
from foundation.directory.standing import standing
from foundation.directory.views.shared import SECTION, SeeOther, own_membership, person, visible

SIZE = 25
BEST = 50
MOST_PEOPLE = 200


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = OrganisationFilters(request.GET)
    context: dict[str, Any] = {"form": form, **SECTION}
    if not form.is_valid():
        return render(request, "directory/organisations.html", context, status=400)
    rows = Organisation.objects.visible_to(request.user).filter(**form.narrowed)
    if asked := form.cleaned_data["q"]:
        context |= {"found": with_numbers(rows.search(asked, limit=BEST)), "best": BEST}
    else:
        listed = rows.select_related("region").prefetch_related("identifiers")
        context["page"] = keyset(
            listed, order=("search_key", "pk"), after=request.GET.get("after"), size=SIZE
        )
    context |= {"narrowed": len(form.narrowed) + bool(asked), "asked": asked}
    return render(request, "directory/organisations.html", context)


@require_safe
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref, "region", "parent")
    sees_people = allowed(request.user, "see_people", organisation)
    leads = organisation.pk in standing(request.user).lead_organisation_ids
    rows = organisation.memberships.open() if sees_people else organisation.memberships.none()
    listed = rows.select_related("user").order_by("-role", "asked_at")[:MOST_PEOPLE]
    for row in listed:
        row.organisation = organisation
    decides = {row.pk for row in listed if allowed(request.user, "decide", row)}
    context = {
        "organisation": organisation,
        "numbers": list(organisation.identifiers.select_related("record").order_by("-is_primary", "scheme")),
        "membership": own_membership(request, organisation),
        "sees_people": sees_people,
        "people": [row for row in listed if row.is_active or row.pk in decides],
        "leads": leads,
        "decides": decides,
        "invitations": list(organisation.invitations.open().order_by("created_at")[:50]) if leads else [],
        "verifies": allowed(request.user, "verify", organisation),
        **SECTION,
    }
    return render(request, "directory/organisation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref)
    check(request.user, "edit", organisation)
    kind = AboutForm if organisation.is_registered else GroupForm
    form = kind(request.POST or None, initial=kind.first_said(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_organisation(organisation=organisation, by=person(request), **form.cleaned_data)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("What you said about your organisation is saved."))
            return SeeOther(organisation.get_absolute_url())
    return render(request, "directory/edit.html", {"form": form, "organisation": organisation, **SECTION})


@login_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref)
    check(request.user, "verify", organisation)
    form = VerifyForm(request.POST or None, initial={"level": organisation.verification_level})
    if request.method == "POST" and form.is_valid():
        level = form.cleaned_data["level"]
        actions.verify(organisation=organisation, level=level, by=person(request))
        messages.success(request, _("The level of verification is recorded."))
        return SeeOther(organisation.get_absolute_url())
    return render(request, "directory/verify.html", {"form": form, "organisation": organisation, **SECTION})
