"""The secondments of a department, through the API, against its own description: real placements in several states."""

import pytest
from hypothesis import settings

from secondments.models import Placement
from tests.factories.secondments import TODAY, Cast, on
from tests.fuzz.test_api import CALM, EXAMPLES, REFUSED_THOUGH_WELL_FORMED, SECONDMENTS, usually_real
from tests.requests.api_doors import system_of

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(0)]


@pytest.fixture
def offered(db, settings, one_connection):
    settings.API_LIMITS = {"anonymous": (0, 60), "client": (0, 60)}
    cast = Cast()
    with on(TODAY):
        posts = [cast.post(title=title) for title in ("One", "Two")]
    row = cast.placement("clearance")
    cast.refs = [row.ref, row.ref, *(post.ref for post in posts)]
    scopes = ("secondments:read", "secondments:write")
    cast.token = f"Bearer {system_of(cast.dcms, *scopes).token}"
    return cast


@pytest.fixture
def ours(description):
    return description.include(path_regex=SECONDMENTS)


@settings(CALM, max_examples=EXAMPLES)
def keeps_to_its_description(case, offered):
    if "ref" in (case.path_parameters or {}):
        case.path_parameters["ref"] = usually_real(case.path_parameters["ref"], offered.refs)
    case.call_and_validate(
        headers={"Authorization": offered.token}, excluded_checks=REFUSED_THOUGH_WELL_FORMED
    )
    assert not Placement.objects.exclude(activated_on=None).exists()  # it has no agreement, whatever is sent


def test_every_operation_of_secondments_keeps_to_its_description(offered, ours, on_each):
    on_each(ours, keeps_to_its_description, offered=offered)


def test_the_routes_are_there(ours):
    paths = {operation.ok().path for operation in ours.get_all_operations()}
    assert {"/api/v1/secondments/{ref}/start/", "/api/v1/recusals/"} <= paths
