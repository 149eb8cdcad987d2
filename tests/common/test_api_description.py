"""The description, the reference to read, and the way the whole API behaves at its edges."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from foundation.common import errors
from foundation.common.api import problems
from tests.factories.accounts import UserFactory

DOCUMENT = json.loads((settings.BASE_DIR / "docs" / "openapi.json").read_text())
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]

OPEN_TO_ALL = {
    *("register", "organisations", "departments", "consultations", "programmes"),
    *("secondment-opportunities", "secondment-quarters", "secondment-years"),
}


def test_the_kept_description_is_what_the_code_does(tmp_path):
    now = tmp_path / "now.json"
    call_command("spectacular", format="openapi-json", validate=True, fail_on_warn=True, file=str(now))
    assert json.loads(now.read_text()) == DOCUMENT


def test_the_description_is_served_and_honours_its_tag(db):
    answer = Client().get("/api/v1/openapi.json")
    assert answer.json() == DOCUMENT
    assert answer.json()["openapi"].startswith("3.1")
    again = Client().get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_root_leads_everywhere(db):
    there = Client().get("/api/v1/").json()
    assert {"requests", "register", "description", "reference"} <= set(there)
    assert Client().get(there["register"]).status_code == 200
    assert Client().get("/api/v1/?x=1").status_code == 400


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_every_operation_declares_its_problems_as_problem_json(path, method, operation):
    expected = {"400", "401", "429"} | ({"403"} if operation["security"] != [{}] else set())
    expected |= {"404"} if "{" in path else set()
    expected |= {"409", "412", "415", "422"} if method == "post" else {"304"}
    assert expected <= set(operation["responses"])
    for status, answer in operation["responses"].items():
        if int(status) < 400:
            continue
        named = DOCUMENT["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        assert list(named["content"]) == ["application/problem+json"]
        assert "RateLimit-Limit" in named["headers"]


def test_every_private_operation_names_a_scope_that_exists():
    scheme = DOCUMENT["components"]["securitySchemes"]["machine"]["flows"]["clientCredentials"]
    assert scheme["tokenUrl"] == "/identity/o/api/token"
    for path, _method, operation in OPERATIONS:
        needs = [scope for need in operation["security"] for scopes in need.values() for scope in scopes]
        assert set(needs) <= set(scheme["scopes"])
        assert needs or path.split("/")[3] in OPEN_TO_ALL


def test_every_route_of_the_api_is_described():
    """A door that is not in the description would be one that nobody checks."""
    routes = set()
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "api/":
            routes = {re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", route) for route in _routes(pattern, "/api/")}
    described = {path for path, _method, _operation in OPERATIONS}
    assert routes - described == {"/api/v1/", "/api/v1/openapi.json", "/api/v1/.*"}


def _routes(pattern, before):
    for inner in pattern.url_patterns:
        here = before + str(inner.pattern).removeprefix("^").removesuffix("$").replace(r"\Z", "")
        if hasattr(inner, "url_patterns"):
            yield from _routes(inner, here)
        else:
            yield here


def test_no_example_holds_personal_data():
    everything = json.dumps(DOCUMENT) + json.dumps(settings.API_EXAMPLES)
    assert re.findall(r"[\w.]+@[\w.]+", everything) == []


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.tags, self.places = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.places += [found["href"]] if "href" in found else []
        assert "style" not in found
        assert not any(name.startswith("on") for name in found)


@pytest.fixture
def reference(db):
    answer = Client().get("/api/docs/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_reference_shows_every_operation_and_leads_nowhere_empty(reference):
    page = Page(reference)
    assert len(page.ids) == len(set(page.ids))
    assert {operation["operationId"] for _path, _method, operation in OPERATIONS} <= set(page.ids)
    assert {place[1:] for place in page.places if place.startswith("#")} <= set(page.ids)
    for path, _method, _operation in OPERATIONS:
        assert f"<code>{path}</code>" in reference


def test_the_type_of_every_problem_is_explained_there(reference):
    ids = Page(reference).ids
    codes = {kind.code for kind in _all(errors.DomainError)} - {"refused"}
    assert codes <= set(ids)
    for status in (400, 401, 403, 404, 405, 406, 409, 411, 412, 413, 415, 422, 429, 500, 503):
        assert problems.problem(status)["type"].split("#")[1] in ids


def _all(kind):
    """The words of the ground floor; a room's own error keeps the code of the word that it refines."""
    below = [one for one in kind.__subclasses__() if one.__module__.startswith("foundation.common")]
    return [kind, *[deeper for one in below for deeper in _all(one)]]


def test_the_reference_is_read_in_welsh_too(db):
    answer = Client().get("/cy/api/docs/")
    assert answer.status_code == 200
    assert b'lang="cy"' in answer.content


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_below_the_api_everything_unknown_is_a_problem(db, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_forgotten_slash_does_not_turn_a_write_into_a_read(db):
    answer = Client().post("/api/v1/requests/FD-2026-000001/accept")
    assert answer.status_code == 404


@pytest.mark.parametrize("language", ["en", "cy"])
def test_errors_speak_the_callers_language_and_codes_do_not(db, language):
    answer = Client().get("/api/v1/register/?x=1", headers={"Accept-Language": language})
    assert answer.json()["code"] == "bad-query"


@pytest.mark.django_db
def test_the_reference_opens_to_who_is_signed_in_and_names_each_section_in_words(client):
    client.force_login(UserFactory(), "foundation.accounts.backends.Backend")
    page = client.get("/api/docs/")
    assert page.status_code == 200
    tags = {tag for verbs in DOCUMENT["paths"].values() for verb in verbs.values() for tag in verb["tags"]}
    named = dict(
        re.findall(r'<li><a class="govuk-link" href="#([\w-]+)">([^<]*)</a> ', page.content.decode())
    )
    assert set(named) == tags
    assert [tag for tag in tags if named[tag] == tag] == []
