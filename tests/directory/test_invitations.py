"""Invitations: for one address, once, in time."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.common.errors import Invalid, NotAllowed, TooMany, WrongState
from foundation.directory import actions
from foundation.directory.models import Invitation
from foundation.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.directory import LeadFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return LeadFactory()


def token_sent(address):
    message = Message.objects.filter(address=address).order_by("pk").last()
    return re.search(r"/invitations/([\w-]+)/", message.context["body"])[1]


def invite(lead, email="kim@example.org"):
    actions.invite(organisation=lead.organisation, email=email, by=lead.user)
    return token_sent(email)


def test_an_invited_person_joins_at_once(lead):
    token = invite(lead)
    person = UserFactory(email="Kim@example.org")
    row = actions.accept_invitation(token=token, by=person)
    assert (row.state, row.role, row.confirmed_by) == ("active", "member", "invitation")
    invitation = Invitation.objects.get()
    assert invitation.accepted_by == person


def test_the_secret_is_not_in_the_database_beside_its_message(lead):
    token = invite(lead)
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert len(row["token_hash"]) == 64


def test_an_invitation_works_once(lead):
    token = invite(lead)
    person = UserFactory(email="kim@example.org")
    actions.accept_invitation(token=token, by=person)
    actions.leave(organisation=lead.organisation, by=person)
    with pytest.raises(WrongState):
        actions.accept_invitation(token=token, by=person)


def test_an_expired_invitation_is_refused(lead):
    token = invite(lead)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(WrongState, match="expired"):
        actions.accept_invitation(token=token, by=UserFactory(email="kim@example.org"))
    assert lead.organisation.memberships.count() == 1


def test_unknown_withdrawn_and_expired_links_get_the_same_answer(lead):
    person, answers = UserFactory(email="kim@example.org"), set()
    withdrawn = invite(lead)
    actions.withdraw_invitation(invitation=Invitation.objects.get(), by=lead.user)
    for token in (withdrawn, "unknown", "x" * 5000, ""):
        with pytest.raises(WrongState) as refusal:
            actions.accept_invitation(token=token, by=person)
        answers.add(str(refusal.value))
    assert len(answers) == 1


def test_an_invitation_is_for_its_address_only(lead):
    token = invite(lead)
    with pytest.raises(NotAllowed):
        actions.accept_invitation(token=token, by=UserFactory(email="other@example.org"))
    assert Invitation.objects.get().accepted_at is None


def test_a_new_invitation_replaces_the_old(lead):
    old, new = invite(lead), invite(lead, "kim@example.org")
    person = UserFactory(email="kim@example.org")
    with pytest.raises(WrongState):
        actions.accept_invitation(token=old, by=person)
    assert actions.accept_invitation(token=new, by=person).is_active


def test_an_invitation_brings_in_somebody_who_was_waiting(lead):
    person = UserFactory(email="kim@example.org")
    waiting = MembershipFactory(organisation=lead.organisation, user=person, state="waiting")
    actions.accept_invitation(token=invite(lead), by=person)
    waiting.refresh_from_db()
    assert waiting.state == "active"


def test_the_invitations_of_a_removed_lead_go_with_them(lead):
    other = LeadFactory(organisation=lead.organisation)
    token = invite(other)
    actions.remove_member(membership=other, by=lead.user)
    with pytest.raises(WrongState):
        actions.accept_invitation(token=token, by=UserFactory(email="kim@example.org"))


def test_only_leads_invite(lead):
    for by in (UserFactory(), MembershipFactory(organisation=lead.organisation).user, LeadFactory().user):
        with pytest.raises(NotAllowed):
            actions.invite(organisation=lead.organisation, email="kim@example.org", by=by)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "kim", "kim@", "a@b\nBcc: x@y.org", "kim@example.org\x00", "k" * 300 + "@e.org"]
)
def test_bad_addresses_are_refused(lead, email):
    with pytest.raises((Invalid, ValidationError)):
        actions.invite(organisation=lead.organisation, email=email, by=lead.user)
    assert not Message.objects.exists()


def test_known_and_unknown_addresses_are_treated_alike(
    lead, django_assert_num_queries, django_assert_max_num_queries
):
    UserFactory(email="known@example.org")
    invite(lead, "first@example.org")
    with django_assert_max_num_queries(30) as known:
        invite(lead, "known@example.org")
    with django_assert_num_queries(len(known)):
        invite(lead, "unknown@example.org")


def test_open_invitations_have_a_limit(lead):
    later = timezone.now() + timedelta(days=1)
    Invitation.objects.bulk_create(
        Invitation(organisation=lead.organisation, email=f"p{n}@e.org", token_hash=str(n), expires_at=later)
        for n in range(50)
    )
    with pytest.raises(TooMany):
        actions.invite(organisation=lead.organisation, email="kim@example.org", by=lead.user)


def test_an_organisations_name_cannot_break_the_message(lead):
    lead.organisation.name = "Hope\r\nBcc: everyone@example.org"
    lead.organisation.save(update_fields=["name"])
    invite(lead)
    subject = Message.objects.get().context["subject"]
    assert "\n" not in subject
    assert "\r" not in subject
