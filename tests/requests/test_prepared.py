"""A prepared query gives what the queryset gives, to every kind of reader and whoever comes after them."""

from datetime import date

import pytest

from engagement.requests import api
from engagement.requests.models import EngagementRequest, Message
from engagement.requests.views import detail, drafts
from foundation.accounts.machines import MachineClient
from foundation.common.actors import SYSTEM
from foundation.directory.models import ClientDepartment
from foundation.directory.prepared import Values, shape
from foundation.directory.standing import forget, standing
from tests.factories.requests import department, draft, member, official, organisation, person

pytestmark = pytest.mark.django_db
STATES = ("draft", "triage", "accepted", "transfer_offered", "clarification_needed", "closed")


def machine(where) -> MachineClient:
    client = MachineClient(client_id=f"client-{where.code}", scopes=frozenset({"requests:read"}))
    ClientDepartment.objects.create(client_id=client.client_id, department=where, valid_from=date(2024, 1, 1))
    return client


@pytest.fixture
def readers(cast):
    """Everybody with a shape of their own, twice where two people have the same shape with other keys."""
    stranger_body = organisation("Hillside Advice")
    return [
        *(cast.respondent, cast.member, cast.lead, cast.triage, cast.officer, cast.other_officer),
        *(member(stranger_body, "lead"), person("nobody"), official("auditor"), official("administrator")),
        official("officer", department("DFT", "Department for Transport")),
        *(machine(cast.dcms), machine(cast.mhclg), SYSTEM),
    ]


def expected(reader, ref):
    rows = EngagementRequest.objects.visible_to(reader).filter(ref=ref)
    return [row.pk for row in rows]


def test_each_reader_finds_exactly_what_the_queryset_shows(cast, readers):
    refs = [row.ref for row in map(cast.request, STATES[1:])]
    assert all(refs)
    for _again in range(2):
        for reader in readers:
            found = {ref: [row.pk for row in detail.ROW(reader, ref=ref)] for ref in refs}
            assert found == {ref: expected(reader, ref) for ref in refs}, reader
    seen = {str(reader): sum(bool(expected(reader, ref)) for ref in refs) for reader in readers}
    assert len(set(seen.values())) > 2


def test_each_reader_hears_exactly_what_the_queryset_shows(cast, readers):
    row = cast.request("clarification_needed")
    for reader in readers:
        for government in (False, True):
            said = Message.objects.visible_to(reader).filter(request=row)
            wanted = said if government else said.filter(audience="everyone")
            found = [
                said.id for read in detail.ROW(reader, ref=row.ref) for said in detail.said(read, government)
            ]
            seen = expected(reader, row.ref)
            assert found == ([each.pk for each in wanted.order_by("-pk")] if seen else [])


def test_a_draft_is_its_writers_alone(cast, readers):
    key = draft(cast.respondent).public_id
    holders = [reader for reader in readers if getattr(reader, "pk", None) and drafts.OWN(reader, key=key)]
    assert holders == [cast.respondent]


def test_who_is_removed_is_out_at_the_next_question(cast):
    row = cast.request("accepted")
    assert detail.ROW(cast.officer, ref=row.ref)
    cast.officer.appointments.update(valid_to=date(2024, 6, 1))
    forget(cast.officer)
    assert detail.ROW(cast.officer, ref=row.ref) == []


def test_a_row_is_a_row_like_any_other(cast):
    row = cast.request("closed")
    read = detail.ROW(cast.lead, ref=row.ref)[0]
    plain = EngagementRequest.objects.get(pk=row.pk)
    for field in EngagementRequest._meta.concrete_fields:
        assert getattr(read, field.attname) == getattr(plain, field.attname), field.name
    read.contact = "Jo"
    read.save(update_fields=["contact"])
    assert EngagementRequest.objects.get(pk=row.pk).contact == "Jo"


def test_a_shape_says_nothing_of_keys(cast):
    """What tells shapes apart holds roles only, so that their number stays small and no key lands in a statement."""
    forms = {shape(each, standing(each)) for each in (cast.officer, cast.other_officer)}
    assert len(forms) == 1
    values = Values(cast.officer, standing(cast.officer), {"ref": "FD-1"})
    assert values["departments as officer"] == [cast.dcms.pk] and values["ref"] == "FD-1"


@pytest.mark.parametrize("name", sorted(api.RequestRows.orderings))
def test_a_departments_system_lists_exactly_what_the_queryset_shows(cast, name):
    """The prepared first page walks two indexes; what it gives is what `visible_to` gives in that order."""
    for state in STATES:
        cast.request(state)
    order = api.RequestRows.orderings[name]
    readers = {where: machine(where) for where in (cast.dcms, cast.mhclg)}
    for where, reader in readers.items():
        seen = EngagementRequest.objects.visible_to(reader).order_by(*order)
        if name == "due_on":
            seen = seen.filter(due_on__isnull=False)
        for size in (1, 50):
            found = api.BEGINNING(reader, order, size, only=where.pk)
            assert [row.pk for row in found] == [row.pk for row in seen[: size + 1]]
    asked_for_another = api.BEGINNING(readers[cast.dcms], order, 50, only=cast.mhclg.pk)
    mine = EngagementRequest.objects.visible_to(readers[cast.dcms]).values_list("pk", flat=True)
    assert {row.pk for row in asked_for_another} <= set(mine)
