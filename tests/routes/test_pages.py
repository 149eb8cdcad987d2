"""Every route of the URL configuration x every role, compared with one table."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from foundation.directory.models import Appointment
from tests.factories import consultations, secondments
from tests.factories import requests as make
from tests.routes.table import ELSEWHERE, EVERYBODY, PAGES, ROOMS_OF_THEIR_OWN

CENTRAL = ["administrator", "reviewer", "statistician", "publisher"]


def routes(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield space + entry.name


def test_every_route_has_its_row():
    known = set(PAGES) | set(ELSEWHERE)
    there = {name for name in routes(get_resolver()) if not name.startswith(ROOMS_OF_THEIR_OWN)}
    assert there == known


@pytest.fixture
def world(db):
    cast = consultations.Cast()
    for role in CENTRAL:
        setattr(cast, role, make.official(role))
    cast.civil_society_lead = make.official("civil_society_lead", cast.dcms)
    cast.outsider = make.member(make.organisation("Another Charity"), "lead")
    consultation = cast.published()
    names = {
        "consultation": consultation.slug,
        "response": consultations.sent(consultation).ref,
        "programme": cast.programme().slug,
        "request": cast.request("accepted").ref,
        "draft": str(make.draft_for(cast.organisation, cast.member).public_id),
        "organisation": cast.organisation.ref,
        "department": cast.dcms.slug,
    } | secondments.of_world(cast)
    return cast, names


def address(name: str, names: dict[str, str]) -> str:
    return reverse(name, kwargs={key: value.format(**names) for key, value in PAGES[name].args.items()})


def outcome(response) -> object:
    if response.status_code == 302 and "/sign-in/" in response["Location"]:
        return "in"
    return response.status_code


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_who_opens_what(world, role):
    cast, names = world
    client = Client()
    if role != "anonymous":
        client.force_login(getattr(cast, role), "foundation.accounts.backends.Backend")
    wrong = {}
    for name, row in PAGES.items():
        expected = (
            row.answer if role in row.opens else (row.anonymous if role == "anonymous" else row.refused)
        )
        found = outcome(client.get(address(name, names)))
        if found != expected:
            wrong[name] = f"{found} instead of {expected}"
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_nothing_is_changed_without_a_token(world, name):
    """A form that another site sends (no CSRF token) is refused on every page that takes one."""
    cast, names = world
    for role in ("member", "officer", "triage"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(getattr(cast, role), "foundation.accounts.backends.Backend")
        assert client.post(address(name, names), {}).status_code in {403, 404, 405}


def test_an_appointment_that_begins_tomorrow_opens_nothing(db):
    person = make.person("tomorrow")
    Appointment.objects.create(user=person, role="triage", valid_from=date(2099, 1, 1))
    client = Client()
    client.force_login(person, "foundation.accounts.backends.Backend")
    assert client.get(reverse("requests:triage")).status_code == 403
