"""Organisations and the people in them, made directly; how people really come in is tested by the actions."""

from datetime import date

import factory
from django.utils import timezone

from foundation.common.references import next_reference
from foundation.directory.enums import ConfirmedBy, MembershipRole, MembershipState, Source, Verification
from foundation.directory.models import (
    Appointment,
    Department,
    Identifier,
    Membership,
    Organisation,
    RegisterRecord,
)
from tests.factories.accounts import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A charity that a register holds."""

    class Meta:
        model = Organisation

    ref = factory.LazyFunction(lambda: next_reference("OR"))
    name = factory.Sequence(lambda n: f"Charity {n}")
    source = Source.CCEW
    verification_level = Verification.IN_REGISTER


class GroupFactory(OrganisationFactory):
    """A group that no register holds."""

    source = Source.SELF
    verification_level = Verification.SELF_DECLARED


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    state = MembershipState.ACTIVE
    role = MembershipRole.MEMBER
    confirmed_by = factory.LazyAttribute(
        lambda row: ConfirmedBy.LEAD if row.state == MembershipState.ACTIVE else ""
    )
    joined_at = factory.LazyAttribute(
        lambda row: timezone.now() if row.state == MembershipState.ACTIVE else None
    )


class LeadFactory(MembershipFactory):
    role = MembershipRole.LEAD


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    role = "triage"
    valid_from = date(2024, 1, 1)


def department(code: str = "DCMS") -> Department:
    """One of those that every database has."""
    return Department.objects.get(code=code)


def registered(number: str, scheme: str = "GB-CHC", *, organisation: Organisation | None = None, **record):
    """An organisation with a number and what the register says about it."""
    organisation = organisation or OrganisationFactory()
    is_primary = not organisation.identifiers.exists()
    identifier = Identifier.objects.create(
        organisation=organisation, scheme=scheme, number=number, is_primary=is_primary
    )
    RegisterRecord.objects.create(
        identifier=identifier, source=Source.CCEW, name=organisation.name, fingerprint="", **record
    )
    return organisation
