"""Departments' systems with real tokens, and the addresses they use."""

from datetime import date

from foundation.directory.models import ClientDepartment
from tests.factories.accounts import machine_client, machine_token
from tests.factories.machines import Machine

LIST = "/api/v1/requests/"
REGISTER = "/api/v1/register/"


def row(request):
    return f"{LIST}{request.ref}/"


def system_of(department, *scopes):
    """A machine client that stands in a department; with no scopes it may read and write."""
    scopes = scopes or ("requests:read", "requests:write")
    client_id = machine_client(*scopes).client_id
    if department is not None:
        ClientDepartment.objects.create(
            client_id=client_id, department=department, valid_from=date(2024, 1, 1)
        )
    machine = Machine(machine_token(*scopes, client_id=client_id))
    machine.client_id = client_id
    return machine


def refs(answer):
    assert answer.status_code == 200, answer.content
    return [one["ref"] for one in answer.json()["results"]]
