"""Coming into an organisation, leading it, leaving it."""

import pytest

from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid, NotAllowed, TooMany, WrongState
from foundation.directory import actions
from foundation.directory.models import Membership, Organisation, Place
from foundation.directory.standing import standing
from foundation.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    AppointmentFactory,
    GroupFactory,
    LeadFactory,
    MembershipFactory,
    OrganisationFactory,
    registered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def charity():
    return registered("1090095", email_domain="hope.org.uk", website="https://www.hope-trust.org.uk")


def official(role="triage", **facts):
    return AppointmentFactory(role=role, **facts).user


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_whoever_adds_a_group_leads_it():
    person = UserFactory()
    group = actions.add_unregistered_group(
        by=person, name=" Knit   Together ", nation="england", region=Place.objects.get(code="E12000007")
    )
    assert group.ref.startswith("OR-")
    assert (group.name, group.source, group.verification_level, group.legal_form) == (
        "Knit Together", "self", 0, "group",
    )  # fmt: skip
    row = group.memberships.get()
    assert (row.user, row.role, row.state, row.confirmed_by) == (person, "lead", "active", "founder")
    assert group.pk in standing(person).lead_organisation_ids
    assert not group.may_speak_publicly


def test_a_stated_number_is_only_a_statement():
    group = actions.add_unregistered_group(by=UserFactory(), name="Hope", stated_number="GB-CHC-1090095")
    assert (group.verification_level, group.identifiers.count()) == (1, 0)


def test_a_group_needs_a_name_and_a_person():
    with pytest.raises(Invalid):
        actions.add_unregistered_group(by=UserFactory(), name="  ")
    assert not Organisation.objects.exists()


def test_groups_cannot_be_added_without_end():
    person = UserFactory()
    for n in range(5):
        actions.add_unregistered_group(by=person, name=f"Group {n}")
    with pytest.raises(TooMany):
        actions.add_unregistered_group(by=person, name="Group 6")


@pytest.mark.parametrize("email", ["sam@hope.org.uk", "SAM@HOPE.ORG.UK", "sam@hope-trust.org.uk"])
def test_the_first_claimant_with_the_registers_domain_leads(charity, email):
    person = UserFactory(email=email)
    row = actions.claim_membership(organisation=charity, by=person)
    assert (row.state, row.role, row.confirmed_by) == ("active", "lead", "domain")
    charity.refresh_from_db()
    assert charity.verification_level == 3
    assert charity.pk in standing(person).lead_organisation_ids


@pytest.mark.parametrize(
    "email", ["sam@gmail.com", "sam@nothope.org.uk", "sam@sub.hope.org.uk", "sam@org.uk"]
)
def test_another_first_claimant_may_write_and_sees_only_their_own(charity, email):
    person = UserFactory(email=email)
    row = actions.claim_membership(organisation=charity, by=person)
    assert (row.state, row.role) == ("claimed", "member")
    charity.refresh_from_db()
    assert charity.verification_level == 2
    own = standing(person)
    assert charity.pk in own.writable_organisation_ids
    assert charity.pk not in own.organisation_ids
    assert not own.has("member", "lead")


def test_a_providers_domain_proves_nothing():
    body = registered("1090095", email_domain="gmail.com")
    assert actions.claim_membership(organisation=body, by=UserFactory(email="a@gmail.com")).state == "claimed"


def test_a_domain_that_many_bodies_share_proves_nothing():
    bodies = [registered(str(200000 + n), email_domain="diocese.example") for n in range(4)]
    row = actions.claim_membership(organisation=bodies[0], by=UserFactory(email="a@diocese.example"))
    assert row.state == "claimed"


def test_what_an_organisation_says_of_itself_proves_nothing():
    body = registered("1090095")
    Organisation.objects.filter(pk=body.pk).update(website="https://evil.example")
    assert (
        actions.claim_membership(organisation=body, by=UserFactory(email="a@evil.example")).state == "claimed"
    )


def test_a_proven_lead_decides_about_earlier_claims(charity):
    stranger, proven = UserFactory(email="x@gmail.com"), UserFactory(email="y@hope.org.uk")
    actions.claim_membership(organisation=charity, by=stranger)
    actions.claim_membership(organisation=charity, by=proven)
    claim = Membership.objects.get(user=stranger)
    assert claim.state == "waiting"
    actions.decline_membership(membership=claim, by=proven)
    assert standing(UserFactory._meta.model.objects.get(pk=stranger.pk)).roles == {"respondent"}
    assert told("membership_declined") == {stranger.email}


def test_joining_needs_a_leads_yes(charity):
    lead = LeadFactory(organisation=charity)
    person = UserFactory(email="new@hope.org.uk")
    row = actions.claim_membership(organisation=charity, by=person)
    assert row.state == "waiting"
    assert told("membership_asked") == {lead.user.email}
    actions.confirm_membership(membership=row, by=lead.user)
    row.refresh_from_db()
    assert (row.state, row.role, row.confirmed_by) == ("active", "member", "lead")


def test_claiming_twice_changes_nothing(charity):
    person = UserFactory()
    first = actions.claim_membership(organisation=charity, by=person)
    assert actions.claim_membership(organisation=charity, by=person) == first
    assert AuditEvent.objects.filter(verb="membership.claimed").count() == 1


def test_a_removed_charity_cannot_be_claimed():
    with pytest.raises(NotAllowed):
        actions.claim_membership(organisation=OrganisationFactory(status="removed"), by=UserFactory())


def test_claims_have_a_limit():
    person = UserFactory()
    for _ in range(20):
        MembershipFactory(user=person, state="claimed")
    with pytest.raises(TooMany):
        actions.claim_membership(organisation=OrganisationFactory(), by=person)


def test_an_official_confirms_the_first_who_then_leads(charity):
    row = actions.claim_membership(organisation=charity, by=UserFactory())
    row = actions.confirm_membership(membership=row, by=official())
    assert (row.state, row.role, row.confirmed_by) == ("active", "lead", "official")


def test_nobody_confirms_themselves(charity):
    person = official("administrator")
    row = actions.claim_membership(organisation=charity, by=person)
    with pytest.raises(NotAllowed):
        actions.confirm_membership(membership=row, by=person)


def test_an_official_with_an_interest_decides_nothing(charity):
    person = official()
    actions.claim_membership(organisation=charity, by=person)
    other = actions.claim_membership(organisation=charity, by=UserFactory())
    with pytest.raises(NotAllowed):
        actions.confirm_membership(membership=other, by=person)
    with pytest.raises(NotAllowed):
        actions.verify(organisation=charity, level=4, by=person)


@pytest.mark.parametrize(
    "verb", [actions.confirm_membership, actions.decline_membership, actions.remove_member, actions.make_lead]
)
def test_strangers_and_plain_members_decide_nothing(verb):
    lead = LeadFactory()
    member = MembershipFactory(organisation=lead.organisation)
    waiting = MembershipFactory(organisation=lead.organisation, state="waiting")
    for by in (UserFactory(), member.user, waiting.user, LeadFactory().user):
        for target in (lead, member, waiting):
            with pytest.raises(NotAllowed):
                verb(membership=target, by=by)


def test_an_answer_is_given_once():
    lead = LeadFactory()
    row = MembershipFactory(organisation=lead.organisation, state="waiting")
    actions.decline_membership(membership=row, by=lead.user)
    with pytest.raises(WrongState):
        actions.confirm_membership(membership=row, by=lead.user)


def test_whoever_was_removed_may_ask_again_and_waits():
    lead = LeadFactory()
    row = MembershipFactory(organisation=lead.organisation)
    actions.remove_member(membership=row, by=lead.user)
    assert actions.claim_membership(organisation=lead.organisation, by=row.user).state == "waiting"
    assert Membership.objects.filter(user=row.user).count() == 2


def test_the_last_lead_cannot_leave_the_others():
    lead = LeadFactory()
    member = MembershipFactory(organisation=lead.organisation)
    with pytest.raises(WrongState):
        actions.leave(organisation=lead.organisation, by=lead.user)
    with pytest.raises(WrongState):
        actions.step_down(membership=lead, by=lead.user)
    actions.make_lead(membership=member, by=lead.user)
    actions.step_down(membership=lead, by=lead.user)
    actions.leave(organisation=lead.organisation, by=lead.user)
    assert [row.user for row in lead.organisation.memberships.active()] == [member.user]


def test_the_only_member_may_leave_and_those_who_asked_go_to_officials():
    lead = LeadFactory()
    asking = MembershipFactory(organisation=lead.organisation, state="waiting")
    actions.leave(organisation=lead.organisation, by=lead.user)
    asking.refresh_from_db()
    assert asking.state == "claimed"


def test_leads_cannot_remove_themselves():
    lead = LeadFactory()
    with pytest.raises(NotAllowed):
        actions.remove_member(membership=lead, by=lead.user)


def test_an_administrator_removes_an_impostor_who_leads():
    lead = LeadFactory()
    actions.remove_member(membership=lead, by=official("administrator"))
    lead.refresh_from_db()
    assert (lead.state, lead.ending) == ("ended", "removed")


def test_a_lead_says_what_the_organisation_is_but_not_its_registered_name(charity):
    lead = LeadFactory(organisation=charity).user
    body = actions.edit_organisation(
        organisation=charity, by=lead, description="We hope", nation="wales", website="hope.wales"
    )
    assert (body.description, body.nation, body.website) == ("We hope", "wales", "https://hope.wales")
    assert body.edited_fields == ["description", "nation", "website"]
    with pytest.raises(Invalid):
        actions.edit_organisation(organisation=charity, by=lead, name="Another name")
    with pytest.raises(NotAllowed):
        actions.edit_organisation(organisation=charity, by=UserFactory(), description="x")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a b", "ftp://x.org", "https://u:p@x.org", "nonsense"]
)
def test_only_web_addresses_are_taken(address):
    lead = LeadFactory()
    with pytest.raises(Invalid):
        actions.edit_organisation(organisation=lead.organisation, by=lead.user, website=address)


def test_a_group_that_somebody_vouches_for_becomes_public():
    group = GroupFactory()
    LeadFactory(organisation=group)
    assert group not in Organisation.objects.visible_to(None)
    actions.verify(organisation=group, level=4, by=official("officer", department_id=1))
    group.refresh_from_db()
    assert group in Organisation.objects.visible_to(None)
    assert group.may_speak_publicly
    assert told("organisation_verified")


def test_an_infrastructure_body_vouches_when_it_is_proven():
    group, infrastructure = GroupFactory(), OrganisationFactory(is_infrastructure=True)
    lead = LeadFactory(organisation=infrastructure).user
    with pytest.raises(NotAllowed):
        actions.verify(organisation=group, level=4, by=lead)
    Organisation.objects.filter(pk=infrastructure.pk).update(verification_level=3)
    assert actions.verify(organisation=group, level=4, by=lead).verification_level == 4
    with pytest.raises(NotAllowed):
        actions.verify(organisation=infrastructure, level=4, by=lead)


def test_only_administrators_lower_a_level(charity):
    with pytest.raises(NotAllowed):
        actions.verify(organisation=charity, level=0, by=official())
    assert actions.verify(organisation=charity, level=0, by=official("administrator")).verification_level == 0


def test_what_happens_is_recorded_without_names_or_addresses(charity):
    person = UserFactory(email="y@hope.org.uk", name="Yasmin")
    actions.claim_membership(organisation=charity, by=person)
    actions.edit_organisation(organisation=charity, by=person, description="Secret words")
    events = AuditEvent.objects.filter(target_ref=charity.ref)
    assert [event.verb for event in events.order_by("pk")] == ["membership.claimed", "organisation.edited"]
    said = " ".join(str(event.facts) for event in events)
    assert "@" not in said
    assert "Yasmin" not in said
    assert "Secret" not in said
