"""People and their accounts: finding them, what they hold, and helping them in or keeping them out."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.addresses import canonical
from foundation.accounts.models import User
from foundation.common import paging
from foundation.directory import actions
from foundation.directory.administration_forms import PeopleForm
from foundation.directory.models import Appointment, Membership
from foundation.directory.rules import allowed, check
from foundation.directory.views.administration import changes, page, reads
from foundation.directory.views.administration_roles import key_of
from foundation.directory.views.shared import SeeOther
from foundation.directory.views.shared import person as whoever

# Address → action, question, what it means, button, kind of button, what is said afterwards.
VERBS: dict[str, tuple[Any, Any, Any, Any, str, Any]] = {
    "reset-second-factor": (
        actions.reset_second_factor,
        gettext_lazy("Remove the second factor of %(name)s?"),
        gettext_lazy(
            "Their authenticator app, passkeys and recovery codes stop working and they are signed out everywhere. "
            "We tell them by email. Make sure first that it is really them who asked."
        ),
        gettext_lazy("Remove the second factor"),
        "warning",
        gettext_lazy("The second factor of %(name)s is removed."),
    ),
    "close": (
        actions.close_account,
        gettext_lazy("Close the account of %(name)s?"),
        gettext_lazy(
            "They are signed out everywhere and cannot sign in again. What they wrote stays. You can reopen the "
            "account."
        ),
        gettext_lazy("Close the account"),
        "warning",
        gettext_lazy("The account of %(name)s is closed."),
    ),
    "reopen": (
        actions.reopen_account,
        gettext_lazy("Reopen the account of %(name)s?"),
        gettext_lazy("They can sign in again, with the roles and memberships that have not ended."),
        gettext_lazy("Reopen the account"),
        "",
        gettext_lazy("The account of %(name)s is open again."),
    ),
}


@reads
def index(request: HttpRequest) -> HttpResponse:
    form = PeopleForm(request.GET if "q" in request.GET else None)
    found = _found(request, form.cleaned_data["q"]) if form.is_valid() else None
    return page(request, "people", form=form, page=found)


def _found(request: HttpRequest, text: str) -> paging.Page:
    """By the whole address, or by a part of the name: addresses cannot be fished for."""
    if "@" in text:
        user = User.objects.by_email(_spelled(text))
        return paging.Page([user] if user else [], None, None)
    rows = User.objects.filter(name__icontains=text)
    return paging.keyset(rows, order=("name", "pk"), after=request.GET.get("after"))


def _spelled(address: str) -> str:
    try:
        return canonical(address)
    except ValidationError:
        return address


@reads
def detail(request: HttpRequest, person: UUID) -> HttpResponse:
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    user = get_object_or_404(User.objects.annotate(has_factor=Exists(factors)), public_id=person)
    posts = Appointment.objects.filter(user=user).select_related("department", "team")
    belongs = Membership.objects.open().filter(user=user).select_related("organisation")
    return page(
        request,
        "person",
        holder=user,
        posts=list(posts.order_by("-valid_from", "-pk")[:50]),
        current=set(Appointment.objects.current().filter(user=user).values_list("pk", flat=True)),
        memberships=list(belongs.order_by("pk")[:50]),
        may_manage=allowed(request.user, "administer") and allowed(request.user, "manage_account", user),
        key_of=key_of,
    )


@changes
def decide(request: HttpRequest, person: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    user = get_object_or_404(User, public_id=person)
    check(request.user, "manage_account", user)
    action, question, meaning, button, kind, afterwards = VERBS[verb]
    words, back = {"name": str(user)}, reverse("directory:person", args=[user.public_id])
    if request.method == "POST":
        action(user=user, by=whoever(request))
        messages.success(request, afterwards % words)
        return SeeOther(back)
    facts = [(_("Name"), user.name), (_("Email address"), user.email)]
    said = {"question": question % words, "meaning": meaning, "button": button, "kind": kind}
    return page(request, "confirm", back=back, facts=facts, **said)
