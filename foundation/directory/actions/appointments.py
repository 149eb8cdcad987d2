"""Roles in government and the departments of machine clients: granted and ended as dated rows."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.accounts.actions import set_government
from foundation.accounts.models import User
from foundation.common.actors import SYSTEM, Actor
from foundation.common.errors import Invalid, WrongState
from foundation.directory.enums import DEPARTMENTAL_ROLES, EndReason, GovernmentRole
from foundation.directory.models import Appointment, ClientDepartment, Department, Team
from foundation.directory.rules import check
from foundation.directory.standing import forget


@transaction.atomic
def appoint(
    *,
    user: User,
    role: str,
    by: Actor,
    department: Department | None = None,
    team: Team | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Appointment:
    """Give a person a role in government. From now on they need a second factor."""
    row = Appointment(
        user=user,
        role=GovernmentRole(role),
        department=department,
        team=team,
        valid_from=valid_from or timezone.localdate(),
        valid_to=valid_to,
    )
    _consistent(row)
    check(by, "appoint", row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise WrongState(_("This person holds this role already.")) from None
    where = {"department": department.code} if department else {}
    audit.record(
        by=by, verb="appointment.granted", target=user, after=row.role, since=row.valid_from, **where
    )
    _keep_flag(user)
    return row


def _consistent(row: Appointment) -> None:
    departmental = row.role in DEPARTMENTAL_ROLES
    if departmental and row.department is None:
        raise Invalid({"department": [_("Select the department of this role")]})
    if not departmental and row.department is not None:
        raise Invalid({"department": [_("This role belongs to no department")]})
    if row.team and row.team.department_id != row.department_id:
        raise Invalid({"team": [_("The team belongs to another department")]})
    if row.valid_to and row.valid_to < row.valid_from:
        raise Invalid({"valid_to": [_("The end must be after the start")]})


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, by: Actor, on: date | None = None, reason: str = ""
) -> Appointment:
    """End a role. `on` is the first day without it; today's end works at once."""
    if appointment.role == GovernmentRole.ADMINISTRATOR:
        keep_an_administrator(without=appointment.user)
    appointment = (
        Appointment.objects.select_for_update(of=("self",)).select_related("user").get(pk=appointment.pk)
    )
    check(by, "end_appointment", appointment)
    today = timezone.localdate()
    if appointment.valid_to and appointment.valid_to <= today:
        raise WrongState(_("This role has ended already."))
    appointment.valid_to = max(on or today, appointment.valid_from)
    appointment.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        verb="appointment.ended",
        target=appointment.user,
        before=appointment.role,
        until=appointment.valid_to,
        **({"reason": EndReason(reason).value} if reason else {}),
    )
    _keep_flag(appointment.user)
    return appointment


def keep_an_administrator(*, without: User) -> None:
    """Raises WrongState when nobody else would administer for good. Those who end roles at once wait for each other."""
    lasting = Appointment.objects.filter(role=GovernmentRole.ADMINISTRATOR, valid_to__isnull=True)
    list(lasting.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    if not lasting.current().filter(user__is_active=True).exclude(user=without).exists():
        raise WrongState(_("One administrator has to stay. Appoint another without an end date first."))


def _holds_any(user: User) -> bool:
    ahead = Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate())
    return Appointment.objects.filter(ahead, user=user).exists()


def _keep_flag(user: User) -> None:
    """Whoever holds or is about to hold a role is marked, in this transaction."""
    user.is_government = set_government(user=user, value=_holds_any(user), by=SYSTEM).is_government
    forget(user)


def keep_flags() -> int:
    """Unmark those whose roles ended by date. Until this runs they only keep the duty of a second factor."""
    ahead = Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate())
    holders = Appointment.objects.filter(ahead).values("user")
    past = list(User.objects.filter(is_government=True).exclude(pk__in=holders))
    for user in past:
        _keep_flag(user)
    return len(past)


@transaction.atomic
def connect_client(*, client_id: str, department: Department, by: Actor) -> ClientDepartment:
    """Say whose system a machine client is; another department's, from today on, if it was somebody else's."""
    check(by, "connect_client")
    today = timezone.localdate()
    rows = ClientDepartment.objects.select_for_update().filter(client_id=client_id, valid_to__isnull=True)
    if present := rows.first():
        if present.department_id == department.pk:
            return present
        rows.update(valid_to=today)
    row = ClientDepartment.objects.create(client_id=client_id, department=department, valid_from=today)
    audit.record(by=by, verb="client.connected", target=department, after=department.code, client=client_id)
    return row
