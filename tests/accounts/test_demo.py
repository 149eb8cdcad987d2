"""One press is enough in the demonstration, and nowhere else."""

import pytest
from django.test import Client

from foundation.accounts import demo
from tests.factories.accounts import OfficialFactory, UserFactory, give_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(settings):
    settings.DEMO = True


@pytest.fixture
def off(settings):
    settings.DEMO = False


@pytest.fixture
def officer():
    return OfficialFactory(email="officer@demo.example", name="Olive Officer")


def test_one_press_and_you_are_somebody(visitor, on, officer):
    page = visitor.get("/sign-in/").content.decode()
    assert 'action="/demo/sign-in/officer/"' in page
    assert 'action="/demo/sign-in/triage/"' not in page
    assert visitor.post("/demo/sign-in/officer/")["Location"] == "/dashboard/"
    assert visitor.get("/inside/").content == b"inside: Olive Officer"
    assert "This browser" in visitor.get("/account/sessions/").content.decode()


def test_a_factor_that_a_visitor_left_behind_locks_nobody_out(visitor, on, officer):
    give_app(officer)
    visitor.post("/demo/sign-in/officer/", {"next": "/inside/"})
    assert visitor.user_key == str(officer.pk)


@pytest.mark.parametrize("role", ["officer", "nobody", "officer%00", "anonymous", "admin'--"])
def test_a_role_without_a_person_is_a_404(visitor, on, role):
    assert visitor.post(f"/demo/sign-in/{role}/").status_code in {400, 404}


def test_following_a_link_is_not_enough(visitor, on, officer):
    assert visitor.get("/demo/sign-in/officer/").status_code == 405
    assert visitor.user_key is None


def test_another_site_cannot_press_it(on, officer):
    assert Client(enforce_csrf_checks=True).post("/demo/sign-in/officer/").status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_the_demonstration_it_is_not_there(visitor, off, officer, method):
    assert getattr(visitor, method)("/demo/sign-in/officer/").status_code == 404
    assert "demo/sign-in" not in visitor.get("/sign-in/").content.decode()
    assert visitor.user_key is None


def test_an_ordinary_person_is_never_a_button(visitor, on):
    UserFactory(email="officer@demo.example.org")
    assert visitor.post("/demo/sign-in/officer/").status_code == 404


def test_every_role_of_the_portal_has_a_person():
    assert {person.role for person in demo.PEOPLE} == {
        *("respondent", "member", "lead", "triage", "officer", "civil_society_lead", "secondments"),
        *("statistician", "publisher", "reviewer", "auditor", "administrator"),
    }
