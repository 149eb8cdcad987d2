"""Roles in government: who holds which, giving one, ending one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.common import paging
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.directory import actions
from foundation.directory.administration_forms import AppointForm, EndForm, RoleFilters
from foundation.directory.models import Appointment
from foundation.directory.views.administration import changes, page, reads
from foundation.directory.views.shared import SeeOther, person

ORDER = ("user__name", "pk")


def key_of(appointment: Appointment) -> str:
    """What an address calls an appointment: nothing that counts rows."""
    digest = salted_hmac("foundation.directory.appointment", str(appointment.pk), algorithm="sha256")
    return digest.hexdigest()[:24]


@reads
def index(request: HttpRequest) -> HttpResponse:
    form = RoleFilters(request.GET)
    rows = _narrowed(form.narrowed).select_related("user", "department", "team")
    found = paging.keyset(rows, order=ORDER, after=request.GET.get("after"))
    return page(request, "roles", form=form, page=found, narrowed=len(form.narrowed), key_of=key_of)


def _narrowed(wanted: dict[str, str]) -> Any:
    rows = Appointment.objects.current()
    if text := wanted.get("q"):
        rows = rows.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    if role := wanted.get("role"):
        rows = rows.filter(role=role)
    if slug := wanted.get("department"):
        rows = rows.filter(department__slug=slug)
    return rows


@changes
def appoint(request: HttpRequest) -> HttpResponse:
    form = AppointForm(request.POST or None, initial={"email": request.GET.get("email", "")[:254]})
    if request.method == "POST" and form.is_valid() and (row := _appointed(request, form)):
        words = {"name": str(row.user), "role": row.get_role_display()}
        messages.success(request, _("%(name)s has this role now: %(role)s.") % words)
        return SeeOther(reverse("directory:person", args=[row.user.public_id]))
    return page(request, "appoint", form=form)


def _appointed(request: HttpRequest, form: AppointForm) -> Appointment | None:
    """The new appointment; None with the refusal beside its field."""
    try:
        return actions.appoint_by_email(by=person(request), **form.facts())
    except NotAllowed:
        form.add_error("email", _("You cannot give a role to yourself. Ask another administrator."))
    except Invalid as refusal:
        form.add_error(None, ValidationError(refusal.errors or str(refusal.message)))
    except WrongState as refusal:
        form.add_error("role", str(refusal.message))
    return None


@changes
def end(request: HttpRequest, person: UUID, key: str) -> HttpResponse:
    user = get_object_or_404(User, public_id=person)
    appointment = _named(user, key)
    if user == request.user:
        raise NotAllowed(_("You cannot change your own roles. Ask another administrator."))
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and _ended(request, appointment, form):
        messages.success(request, _("The role’s end is recorded."))
        return SeeOther(reverse("directory:person", args=[user.public_id]))
    return page(request, "end", form=form, appointment=appointment, holder=user)


def _named(user: User, key: str) -> Appointment:
    for row in Appointment.objects.current().filter(user=user).select_related("department", "team"):
        if constant_time_compare(key_of(row), key):
            return row
    raise Http404


def _ended(request: HttpRequest, appointment: Appointment, form: EndForm) -> bool:
    try:
        actions.end_appointment(appointment=appointment, by=person(request), **form.cleaned_data)
    except WrongState as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True
