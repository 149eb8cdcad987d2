"""The directory over the API: public, read-only, the same rows as the pages."""

import pytest

from foundation.accounts.machines import MachineClient
from foundation.directory.models import Organisation
from tests.factories.accounts import machine_token
from tests.factories.directory import GroupFactory, LeadFactory, OrganisationFactory, registered
from tests.factories.machines import Machine

pytestmark = pytest.mark.django_db


def names(response):
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def test_an_organisation_with_its_numbers(client):
    body = registered("1090095", organisation=OrganisationFactory(name="Hope", income=5, nation="wales"))
    LeadFactory(organisation=body)
    row = client.get(f"/api/v1/organisations/{body.ref}/").json()
    assert row["identifiers"] == [
        {"scheme": "GB-CHC", "number": "1090095", "org_id": "GB-CHC-1090095", "is_primary": True}
    ]
    assert (row["name"], row["size_band"], row["nation"], row["icnp_section"]) == (
        "Hope",
        "micro",
        "wales",
        None,
    )
    assert not {"income", "memberships", "email_domain", "postcode", "id", "search"} & row.keys()


def test_organisations_are_found_and_filtered(client):
    registered("1090095", organisation=OrganisationFactory(name="Hope Trust", nation="wales"))
    registered("SC042386", "GB-SC", organisation=OrganisationFactory(name="Joy Trust", nation="scotland"))
    everything = "/api/v1/organisations/"
    assert names(client.get(everything)) == ["Hope Trust", "Joy Trust"]
    assert names(client.get(everything, {"q": "the hope ltd"})) == ["Hope Trust"]
    assert names(client.get(everything, {"number": "SCO42386"})) == ["Joy Trust"]
    assert names(client.get(everything, {"number": "GB-CHC-1090095"})) == ["Hope Trust"]
    assert names(client.get(everything, {"number": "none"})) == []
    assert names(client.get(everything, {"nation": "wales,england"})) == ["Hope Trust"]
    assert names(client.get(everything, {"q": "!!"})) == []


def test_a_self_declared_group_is_not_there_for_a_machine_either():
    group = GroupFactory()
    assert group not in Organisation.objects.visible_to(MachineClient("casework"))
    machine = Machine(machine_token("requests:read"))
    assert names(machine.get("/api/v1/organisations/")) == []


def test_a_self_declared_group_is_not_there(client):
    group = GroupFactory()
    assert names(client.get("/api/v1/organisations/")) == []
    assert client.get(f"/api/v1/organisations/{group.ref}/").status_code == 404
    assert names(client.get("/api/v1/organisations/", {"q": group.name})) == []


@pytest.mark.parametrize(
    "query", ["nation=mars", "password=x", "ordering=user__password", "page_size=0", "q=%00"]
)
def test_bad_queries_are_a_400(client, query):
    answer = client.get(f"/api/v1/organisations/?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(client, method):
    body = OrganisationFactory()
    assert getattr(client, method)("/api/v1/organisations/").status_code == 405
    assert getattr(client, method)(f"/api/v1/organisations/{body.ref}/").status_code == 405


def test_a_list_costs_the_same_for_many_rows(client, django_assert_num_queries):
    for n in range(40):
        registered(str(200000 + n))
    with django_assert_num_queries(2):
        assert len(names(client.get("/api/v1/organisations/?page_size=40"))) == 40


def test_an_unchanged_row_is_a_304(client):
    body = OrganisationFactory()
    address = f"/api/v1/organisations/{body.ref}/"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


def test_departments_past_and_present(client):
    now = client.get("/api/v1/departments/?current=true&page_size=100").json()["results"]
    codes = {row["code"] for row in now}
    assert {"DCMS", "DfE", "WG"} <= codes
    assert "DLUHC" not in codes
    past = client.get("/api/v1/departments/department-for-levelling-up-housing-and-communities/").json()
    assert (past["successor"], past["valid_to"]) == ("MHCLG", "2024-07-09")
    dcms = client.get("/api/v1/departments/department-for-culture-media-and-sport/").json()
    assert dcms["name_cy"].startswith("Yr Adran dros Ddiwylliant")
    assert (
        client.get("/api/v1/departments/?kind=devolved_administration").json()["results"][0]["code"] == "NIE"
    )
