"""Roles in government by date, and the flag that makes a second factor compulsory."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid, NotAllowed, WrongState
from foundation.directory import actions
from foundation.directory.actions.appointments import keep_flags
from foundation.directory.models import Appointment, Team
from foundation.directory.standing import standing
from tests.factories.accounts import UserFactory
from tests.factories.directory import AppointmentFactory, department

pytestmark = pytest.mark.django_db


def marked(user):
    return User.objects.get(pk=user.pk).is_government


def test_a_role_marks_the_person_at_once_and_its_end_unmarks_them():
    admin, person = AppointmentFactory(role="administrator").user, UserFactory()
    post = actions.appoint(user=person, role="officer", department=department(), by=admin)
    assert marked(person)
    assert standing(person).holds("officer", department().pk)
    second = actions.appoint(user=person, role="triage", by=admin)
    actions.end_appointment(appointment=post, by=admin)
    assert marked(person)
    assert not standing(User.objects.get(pk=person.pk)).has("officer")
    actions.end_appointment(appointment=second, by=admin)
    assert not marked(person)
    assert standing(User.objects.get(pk=person.pk)).roles == {"respondent"}


def test_mark_and_role_stand_or_fall_together():
    person = UserFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.appoint(user=person, role="triage", by=SYSTEM)
        raise RuntimeError
    assert not marked(person)
    assert not Appointment.objects.exists()


def test_a_role_that_begins_tomorrow_marks_today_and_holds_tomorrow():
    person = UserFactory()
    actions.appoint(user=person, role="triage", by=SYSTEM, valid_from=timezone.localdate() + timedelta(1))
    assert marked(person)
    assert not standing(person).has("triage")


def test_the_clock_unmarks_those_whose_roles_ran_out():
    gone, stays = AppointmentFactory(valid_to=timezone.localdate()).user, AppointmentFactory().user
    User.objects.update(is_government=True)
    assert keep_flags() == 1
    assert (marked(gone), marked(stays)) == (False, True)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"role": "officer"}, "department"),
        ({"role": "triage", "department": "DCMS"}, "department"),
        ({"role": "officer", "department": "DCMS", "team": "DfE"}, "team"),
        ({"role": "triage", "valid_to": -3}, "valid_to"),
    ],
)
def test_what_does_not_fit_is_refused(facts, field):
    if "department" in facts:
        facts["department"] = department(facts["department"])
    if "team" in facts:
        facts["team"] = Team.objects.create(department=department(facts["team"]), slug="t", name="T")
    if "valid_to" in facts:
        facts["valid_to"] = timezone.localdate() + timedelta(facts["valid_to"])
    with pytest.raises(Invalid) as refusal:
        actions.appoint(user=UserFactory(), by=SYSTEM, **facts)
    assert list(refusal.value.errors) == [field]


def test_the_database_refuses_it_too():
    person, today = UserFactory(), timezone.localdate()
    elsewhere = Team.objects.create(department=department("DfE"), slug="t", name="T")
    wrong = [
        {"role": "officer"},
        {"role": "triage", "department": department()},
        {"role": "emperor"},
        {"role": "triage", "valid_to": today - timedelta(1)},
        {"role": "officer", "department": department(), "team": elsewhere},
    ]
    for facts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(user=person, valid_from=today, **facts)
            transaction.get_connection().check_constraints()


def test_a_role_is_given_once():
    person = UserFactory()
    actions.appoint(user=person, role="officer", department=department(), by=SYSTEM)
    with pytest.raises(WrongState):
        actions.appoint(user=person, role="officer", department=department(), by=SYSTEM)
    actions.appoint(user=person, role="officer", department=department("DfE"), by=SYSTEM)


@pytest.mark.parametrize("role", ["triage", "officer", "auditor", "reviewer", "publisher", None])
def test_others_appoint_nobody(role):
    where = {"department": department()} if role == "officer" else {}
    by = AppointmentFactory(role=role, **where).user if role else UserFactory()
    with pytest.raises(NotAllowed):
        actions.appoint(user=UserFactory(), role="officer", department=department(), by=by)


def test_a_civil_society_lead_appoints_officers_of_the_same_department_only():
    by = AppointmentFactory(role="civil_society_lead", department=department()).user
    post = actions.appoint(user=UserFactory(), role="officer", department=department(), by=by)
    actions.end_appointment(appointment=post, by=by)
    for role, where in (("officer", "DfE"), ("civil_society_lead", "DCMS")):
        with pytest.raises(NotAllowed):
            actions.appoint(user=UserFactory(), role=role, department=department(where), by=by)


def test_nobody_appoints_themselves_but_anybody_may_step_back():
    admin = AppointmentFactory(role="administrator")
    with pytest.raises(NotAllowed):
        actions.appoint(user=admin.user, role="reviewer", by=admin.user)
    with pytest.raises(WrongState, match="One administrator has to stay"):
        actions.end_appointment(appointment=admin, by=admin.user)
    AppointmentFactory(role="administrator")
    actions.end_appointment(appointment=admin, by=admin.user)
    with pytest.raises(WrongState):
        actions.end_appointment(appointment=admin, by=admin.user)


def test_the_first_administrator_comes_from_the_command_line(capsys):
    person = UserFactory(email="first@cabinet-office.example")
    call_command("appoint", "FIRST@cabinet-office.example", "administrator")
    assert standing(person).has("administrator")
    with pytest.raises(CommandError, match="holds this role already"):
        call_command("appoint", person.email, "administrator")
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("appoint", "nobody@example.org", "administrator")
    with pytest.raises(CommandError, match="no department called XX"):
        call_command("appoint", person.email, "officer", "--department", "XX")
