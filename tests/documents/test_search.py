"""Whoever may read a request finds it by the words of its evidence files, and nobody else does."""

import pytest

from engagement.requests import actions
from engagement.requests.enums import State
from foundation.documents import examining
from tests.documents import makers
from tests.documents.test_access import system
from tests.hardening.doors import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast, clamd):
    """A request in DCMS with a Word file that says what its own words do not, and one without."""
    row = cast.request(State.DRAFT, title="Rooms in winter")
    file = makers.upload("a.docx", makers.docx("Our volunteers measured Cwtsh draughtiness"))
    made = actions.add_files(request=row, files=[file], by=cast.member)
    row = actions.submit(request=row, by=cast.member)
    cast.request(State.ACCEPTED, title="Something else")
    return row, made


def found(browser, page: str, words: str) -> str:
    return browser.get(page, {"q": words}).content.decode()


def test_the_front_door_team_finds_a_request_by_what_its_files_say(cast, told):
    row, made = told
    triage = as_(cast.triage)
    assert row.ref not in found(triage, "/triage/", "draughtiness"), "not before the file is clean"
    examining.examine([file.pk for file in made])
    for words in ("draughtiness", "DRAUGHT", "cwtsh volunteers", "Rooms winter"):
        assert row.ref in found(triage, "/triage/", words), words
    for words in ("draughtiness elsewhere", "rooms draughtiness elsewhere"):
        assert row.ref not in found(triage, "/triage/", words), words


def test_a_department_finds_its_own_and_nobody_elses(cast, told, client):
    row, made = told
    examining.examine([file.pk for file in made])
    row = actions.route(request=row, department=cast.dcms, by=cast.triage)
    assert row.ref in found(as_(cast.officer), "/desk/", "draughtiness")
    assert row.ref not in found(as_(cast.other_officer), "/desk/", "draughtiness")
    for department, sees in ((cast.dcms, True), (cast.mhclg, False)):
        answer = client.get(
            "/api/v1/requests/?q=draughtiness", **system("requests:read", department=department)
        )
        assert [one["ref"] for one in answer.json()["results"]] == ([row.ref] if sees else [])


def test_the_public_register_is_not_searched_by_what_files_say(cast, told, client):
    row, made = told
    examining.examine([file.pk for file in made])
    actions.acknowledge(request=row, by=cast.triage)
    assert row.ref in found(client, "/register/", "Rooms winter")
    assert row.ref not in found(client, "/register/", "draughtiness")
    assert client.get("/api/v1/register/?q=draughtiness").json()["results"] == []
