"""Departments' systems that use the API. A secret is on one page once and is kept nowhere."""

from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.machine_actions import Credentials
from foundation.accounts.machines import registered
from foundation.common import paging
from foundation.common.errors import Invalid
from foundation.directory import actions
from foundation.directory.administration_forms import MachineForm
from foundation.directory.models import ClientDepartment, Department
from foundation.directory.views.administration import changes, page, reads
from foundation.directory.views.shared import SeeOther, person

# Address → question, what it means, button, kind of button.
VERBS: dict[str, tuple[Any, Any, Any, str]] = {
    "rotate": (
        gettext_lazy("Give %(name)s a new secret?"),
        gettext_lazy(
            "The old secret and every access token stop working at once. The system cannot use the API until its "
            "keepers have put in the new secret."
        ),
        gettext_lazy("Make a new secret"),
        "",
    ),
    "revoke": (
        gettext_lazy("Revoke %(name)s?"),
        gettext_lazy(
            "The system can never use the API again. To let it in later, create a new machine client."
        ),
        gettext_lazy("Revoke the machine client"),
        "warning",
    ),
}


@reads
def index(request: HttpRequest) -> HttpResponse:
    found = paging.keyset(registered(), order=("name", "pk"), after=request.GET.get("after"))
    return page(request, "machines", page=found, departments=_departments([row.pk for row in found]))


def _departments(client_ids: list[str]) -> dict[str, Department]:
    rows = ClientDepartment.objects.current().filter(client_id__in=client_ids).select_related("department")
    return {row.client_id: row.department for row in rows}


@changes
def new(request: HttpRequest) -> HttpResponse:
    form = MachineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_client(by=person(request), **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(None, ValidationError(refusal.errors or str(refusal.message)))
        else:
            return _shown(request, made, form.cleaned_data["name"])
    return page(request, "new_machine", form=form)


def _shown(request: HttpRequest, made: Credentials, name: str) -> HttpResponse:
    """The answer itself holds the secret: a redirect would have to keep it somewhere on the way.

    Like all of these pages it says `no-store`.
    """
    token_url = settings.SITE_URL + reverse("identity_token")
    return page(request, "secret", made=made, name=name, token_url=token_url)


@changes
def decide(request: HttpRequest, client: str, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    row = get_object_or_404(registered(), pk=client)
    if request.method == "POST":
        return _rotated(request, row) if verb == "rotate" else _revoked(request, row)
    question, meaning, button, kind = VERBS[verb]
    department = _departments([row.pk]).get(row.pk)
    facts = [
        (_("Name"), row.name),
        (_("Department"), str(department or _("None"))),
        (_("Client ID"), row.pk),
    ]
    said = {"question": question % {"name": row.name}, "meaning": meaning, "button": button, "kind": kind}
    return page(request, "confirm", back=reverse("directory:machines"), facts=facts, **said)


def _rotated(request: HttpRequest, row: Client) -> HttpResponse:
    return _shown(request, actions.rotate_client(client_id=row.pk, by=person(request)), row.name)


def _revoked(request: HttpRequest, row: Client) -> HttpResponse:
    actions.revoke_client(client_id=row.pk, by=person(request))
    messages.success(request, _("%(name)s is revoked.") % {"name": row.name})
    return SeeOther(reverse("directory:machines"))
