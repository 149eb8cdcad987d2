"""What a principal is, asked once a request and never remembered beyond it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from foundation.accounts.machines import MachineClient
from foundation.accounts.models import User
from foundation.common.actors import SYSTEM
from foundation.directory import actions
from foundation.directory.models import ClientDepartment, Team
from foundation.directory.standing import standing
from tests.factories.accounts import UserFactory
from tests.factories.directory import AppointmentFactory, LeadFactory, MembershipFactory, department

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_nobody_is_anonymous(nobody, django_assert_num_queries):
    with django_assert_num_queries(0):
        own = standing(nobody)
    assert own.roles == {"anonymous"}
    assert not own.is_government


def test_everybody_who_signs_in_is_a_respondent():
    assert standing(UserFactory()).roles == {"respondent"}


def test_all_of_it_in_one_query(django_assert_num_queries):
    user = UserFactory()
    lead, member = LeadFactory(user=user), MembershipFactory(user=user)
    claim = MembershipFactory(user=user, state="claimed")
    waiting = MembershipFactory(user=user, state="waiting")
    dcms = department()
    team = Team.objects.create(department=dcms, slug="youth", name="Youth")
    AppointmentFactory(user=user, role="officer", department=dcms, team=team)
    AppointmentFactory(user=user, role="triage")
    user = fresh(user)
    with django_assert_num_queries(1):
        own = standing(user)
        assert standing(user) is own
    assert own.roles == {"respondent", "member", "lead", "officer", "triage"}
    assert own.organisation_ids == {lead.organisation_id, member.organisation_id}
    assert own.lead_organisation_ids == {lead.organisation_id}
    assert own.claimed_organisation_ids == {claim.organisation_id}
    assert own.waiting_organisation_ids == {waiting.organisation_id}
    assert own.writable_organisation_ids == own.organisation_ids | {claim.organisation_id}
    assert (own.department_ids, own.team_ids) == ({dcms.pk}, {team.pk})
    assert own.holds("officer", dcms.pk)
    assert not own.holds("civil_society_lead", dcms.pk)
    assert own.is_government


def test_a_waiting_person_is_no_member_and_may_not_write():
    row = MembershipFactory(state="waiting")
    own = standing(row.user)
    assert own.roles == {"respondent"}
    assert not own.writable_organisation_ids


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (-5, None, True), (1, None, False), (-5, 0, False), (-5, 1, True), (0, 0, False)],
)
def test_a_role_holds_between_its_dates(starts, ends, holds):
    today = timezone.localdate()
    post = AppointmentFactory(
        valid_from=today + timedelta(starts), valid_to=None if ends is None else today + timedelta(ends)
    )
    assert standing(post.user).has("triage") is holds


def test_a_closed_account_has_no_roles():
    post = AppointmentFactory()
    User.objects.filter(pk=post.user_id).update(is_active=False)
    assert standing(fresh(post.user)).roles == {"anonymous"}


def test_a_machine_sees_its_department_only():
    dcms, dfe = department("DCMS"), department("DfE")
    ClientDepartment.objects.create(client_id="past", department=dfe, valid_from=TODAY, valid_to=TODAY)
    actions.connect_client(client_id="casework", department=dcms, by=SYSTEM)
    assert standing(MachineClient("casework")).department_ids == {dcms.pk}
    assert standing(MachineClient("casework")).roles == {"machine"}
    assert standing(MachineClient("past")).department_ids == set()
    assert standing(MachineClient("unknown")).department_ids == set()


def test_a_machine_that_moves_loses_the_old_department():
    dcms, dfe = department("DCMS"), department("DfE")
    for place in (dcms, dcms, dfe):
        actions.connect_client(client_id="casework", department=place, by=SYSTEM)
    assert standing(MachineClient("casework")).department_ids == {dfe.pk}
    assert ClientDepartment.objects.filter(client_id="casework").count() == 2


def test_the_portal_itself_is_the_system():
    assert standing(SYSTEM).roles == {"system"}


def test_a_removed_member_is_refused_at_the_next_request(client):
    lead = LeadFactory()
    removed = MembershipFactory(organisation=lead.organisation)
    address = f"/organisations/{lead.organisation.ref}/"
    client.force_login(removed.user)
    assert lead.user.name in client.get(address).content.decode()
    actions.remove_member(membership=removed, by=lead.user)
    assert lead.user.name not in client.get(address).content.decode()


def test_a_demoted_official_is_refused_at_the_next_request(client):
    from tests.factories.accounts import give_app

    lead = LeadFactory()
    post = AppointmentFactory(role="triage")
    give_app(post.user)
    address = f"/organisations/{lead.organisation.ref}/"
    client.force_login(post.user)
    assert lead.user.name in client.get(address).content.decode()
    actions.end_appointment(appointment=post, by=SYSTEM)
    assert lead.user.name not in client.get(address).content.decode()


def test_an_official_is_offered_the_places_of_a_sender_only_as_one():
    official = AppointmentFactory(role="officer", department=department("DCMS")).user
    assert "government" in standing(official).places
    trustee = AppointmentFactory(role="officer", department=department("DCMS")).user
    MembershipFactory(user=trustee)
    assert "government" not in standing(trustee).places
    assert "government" not in standing(UserFactory()).places
