"""Departments' systems: let in with their department, given a new secret, shut out."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts import machine_actions
from foundation.accounts.machine_actions import Credentials
from foundation.accounts.machines import registered
from foundation.common.actors import Actor
from foundation.common.errors import Invalid
from foundation.directory.actions.appointments import connect_client
from foundation.directory.models import ClientDepartment, Department
from foundation.directory.rules import check


@transaction.atomic
def create_client(*, name: str, department: Department, scopes: Collection[str], by: Actor) -> Credentials:
    """A client and its department together. A name is taken once, so a form sent twice makes one client."""
    check(by, "connect_client")
    Department.objects.select_for_update(of=("self",)).get(pk=department.pk)
    there = ClientDepartment.objects.current().filter(department=department).values("client_id")
    if registered().filter(pk__in=there, name__iexact=name.strip()).exists():
        raise Invalid({"name": [_("This department has a machine client with this name already")]})
    credentials = machine_actions.create_machine_client(name=name, scopes=scopes, by=by)
    connect_client(client_id=credentials.client_id, department=department, by=by)
    return credentials


@transaction.atomic
def rotate_client(*, client_id: str, by: Actor) -> Credentials:
    check(by, "connect_client")
    return machine_actions.rotate_secret(client_id=client_id, by=by)


@transaction.atomic
def revoke_client(*, client_id: str, by: Actor) -> None:
    """Shut out for good; from today on it is no department's."""
    check(by, "connect_client")
    machine_actions.revoke(client_id=client_id, by=by)
    open_rows = ClientDepartment.objects.filter(client_id=client_id, valid_to__isnull=True)
    open_rows.update(valid_to=timezone.localdate())
