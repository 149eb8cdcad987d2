"""People in organisations: mine, those who ask, those who are asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.common.errors import Invalid, WrongState
from foundation.directory import actions
from foundation.directory.forms import InviteForm
from foundation.directory.models import Membership
from foundation.directory.rules import allowed, check
from foundation.directory.views.shared import SECTION, SeeOther, person, visible

# Address → rule, action, question, button, kind of button, what is said afterwards.
VERBS: dict[str, tuple[str, Any, Any, Any, str, Any]] = {
    "confirm": (
        "decide",
        actions.confirm_membership,
        gettext_lazy("Confirm that %(name)s belongs to %(organisation)s?"),
        gettext_lazy("Confirm"),
        "",
        gettext_lazy("%(name)s belongs to the organisation now."),
    ),
    "decline": (
        "decide",
        actions.decline_membership,
        gettext_lazy("Say that %(name)s does not belong to %(organisation)s?"),
        gettext_lazy("Decline"),
        "warning",
        gettext_lazy("You declined %(name)s."),
    ),
    "remove": (
        "remove",
        actions.remove_member,
        gettext_lazy("Remove %(name)s from %(organisation)s?"),
        gettext_lazy("Remove"),
        "warning",
        gettext_lazy("%(name)s was removed."),
    ),
    "make-lead": (
        "make_lead",
        actions.make_lead,
        gettext_lazy("Make %(name)s a lead of %(organisation)s?"),
        gettext_lazy("Make a lead"),
        "",
        gettext_lazy("%(name)s leads the organisation now."),
    ),
    "step-down": (
        "step_down",
        actions.step_down,
        gettext_lazy("Stop leading %(organisation)s and stay as a member?"),
        gettext_lazy("Stop leading"),
        "",
        gettext_lazy("You are a member now."),
    ),
}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    rows = Membership.objects.open().filter(user=request.user.pk).select_related("organisation")
    context = {"memberships": rows.order_by("-joined_at", "-asked_at")[:100], **SECTION}
    return render(request, "directory/mine.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, ref: str, person: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    rule, action, question, button, kind, afterwards = VERBS[verb]
    organisation = visible(request, ref)
    rows = Membership.objects.open().visible_to(request.user).select_related("user", "organisation")
    membership = get_object_or_404(rows, organisation=organisation, user__public_id=person)
    check(request.user, rule, membership)
    words = {"name": str(membership.user), "organisation": organisation.name}
    if request.method == "POST":
        action(membership=membership, by=request.user)
        messages.success(request, afterwards % words)
        return SeeOther(organisation.get_absolute_url())
    context = {
        "question": question % words,
        "button": button,
        "kind": kind,
        "membership": membership,
        "organisation": organisation,
        **SECTION,
    }
    return render(request, "directory/decide.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref)
    check(request.user, "invite", organisation)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.invite(organisation=organisation, email=email, by=person(request))
        except (Invalid, WrongState) as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("We have sent an invitation to %(email)s.") % {"email": email})
            return SeeOther(organisation.get_absolute_url())
    return render(request, "directory/invite.html", {"form": form, "organisation": organisation, **SECTION})


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = visible(request, ref)
    if not allowed(request.user, "invite", organisation):
        raise Http404
    email = request.POST.get("email", "")[:254]
    wanted = organisation.invitations.open().filter(email__iexact=email).first()
    if wanted is None:
        raise WrongState(_("This invitation was accepted or withdrawn already."))
    actions.withdraw_invitation(invitation=wanted, by=person(request))
    messages.success(request, _("The invitation is withdrawn."))
    return SeeOther(organisation.get_absolute_url())
