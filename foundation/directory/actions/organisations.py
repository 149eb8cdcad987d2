"""Adding, describing and vouching for organisations."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.accounts.models import User
from foundation.common.errors import Invalid, TooMany, WrongState
from foundation.common.references import next_reference
from foundation.directory import messages
from foundation.directory.enums import (
    ConfirmedBy,
    LegalForm,
    MembershipRole,
    MembershipState,
    Nation,
    Source,
    Verification,
)
from foundation.directory.models import Membership, Organisation, Place
from foundation.directory.register.clean import website as safe_address
from foundation.directory.rules import check
from foundation.directory.standing import forget

MOST_A_DAY = 5
OWN_WORDS = ("other_names", "website", "description", "icnp_section", "nation", "region", "user_led")
OF_GROUPS = ("name", "legal_form", "income")


@transaction.atomic
def add_unregistered_group(*, by: User, name: str, stated_number: str = "", **facts: Any) -> Organisation:
    """Add a group that no register in the directory holds. Whoever adds it leads it.

    A number that it states is kept as a statement: only a register's own extract gives an organisation a number.
    """
    check(by, "add_group")
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": [_("Enter the name of your organisation")]})
    _not_too_often(by)
    group = Organisation(
        ref=next_reference("OR"),
        name=name,
        stated_number=stated_number,
        source=Source.SELF,
        legal_form=facts.pop("legal_form", "") or LegalForm.GROUP,
        verification_level=Verification.NUMBER_WELL_FORMED if stated_number else Verification.SELF_DECLARED,
    )
    _describe(group, facts)
    group.save()
    now = timezone.now()
    Membership.objects.create(
        organisation=group,
        user=by,
        role=MembershipRole.LEAD,
        state=MembershipState.ACTIVE,
        confirmed_by=ConfirmedBy.FOUNDER,
        asked_at=now,
        joined_at=now,
    )
    forget(by)
    audit.record(
        by=by, verb="organisation.added", target=group, after=group.status, level=group.verification_level
    )
    return group


def _not_too_often(by: User) -> None:
    since = timezone.now() - timedelta(days=1)
    added = Membership.objects.filter(user=by, confirmed_by=ConfirmedBy.FOUNDER, asked_at__gt=since)
    if added.count() >= MOST_A_DAY:
        raise TooMany(_("You have added several organisations today. Try again tomorrow."), retry_after=3600)


@transaction.atomic
def edit_organisation(*, organisation: Organisation, by: User, **facts: Any) -> Organisation:
    """Say in its own words what the organisation is. A register's name and income stay the register's."""
    organisation = Organisation.objects.locked().get(pk=organisation.pk)
    check(by, "edit", organisation)
    permitted = OWN_WORDS if organisation.is_registered else (*OWN_WORDS, *OF_GROUPS)
    if refused := facts.keys() - set(permitted):
        raise Invalid({name: [_("The register decides this.")] for name in sorted(refused)})
    changed = [name for name, value in facts.items() if getattr(organisation, name) != value]
    if not changed:
        return organisation
    _describe(organisation, {name: facts[name] for name in changed})
    said = {*organisation.edited_fields, *changed}
    organisation.edited_fields = sorted(said | ({"nation"} if said & {"nation", "region"} else set()))
    organisation.updated_at = timezone.now()
    organisation.save()
    audit.record(by=by, verb="organisation.edited", target=organisation, fields=sorted(changed))
    return organisation


def _describe(organisation: Organisation, facts: dict[str, Any]) -> None:
    if unknown := facts.keys() - {*OWN_WORDS, *OF_GROUPS}:
        raise ValueError(f"not a fact about an organisation: {', '.join(sorted(unknown))}")
    if typed := facts.get("website"):
        facts["website"] = safe_address(typed)
        if not facts["website"]:
            raise Invalid({"website": [_("Enter a web address, like www.example.org.uk")]})
    for name, value in facts.items():
        setattr(organisation, name, value)
    if "icnp_section" in facts:
        organisation.icnp_group = ""
    if organisation.region_id and organisation.nation != Nation.ENGLAND:
        organisation.region = None
    if (
        organisation.region_id
        and not Place.objects.filter(code=organisation.region_id, kind="region").exists()
    ):
        raise Invalid({"region": [_("Select a region from the list")]})


@transaction.atomic
def verify(*, organisation: Organisation, level: int, by: User) -> Organisation:
    """Record how sure the portal is of an organisation. Officials raise the level; only administrators lower it."""
    organisation = Organisation.objects.locked().get(pk=organisation.pk)
    before, level = organisation.verification_level, Verification(level)
    check(by, "lower_verification" if level < before else "verify", organisation)
    if level == before:
        raise WrongState(_("The organisation already has this level."))
    organisation.verification_level, organisation.updated_at = level, timezone.now()
    organisation.save(update_fields=["verification_level", "updated_at"])
    audit.record(
        by=by, verb="organisation.verified", target=organisation, before=str(before), after=str(int(level))
    )
    if level > before:
        messages.verified(organisation)
    return organisation


@transaction.atomic
def mark_infrastructure(*, organisation: Organisation, value: bool, by: User) -> Organisation:
    """Say whether it is a body whose members are organisations; such a body may vouch for groups it knows."""
    organisation = Organisation.objects.locked().get(pk=organisation.pk)
    check(by, "mark_infrastructure", organisation)
    before = organisation.is_infrastructure
    organisation.is_infrastructure, organisation.updated_at = value, timezone.now()
    organisation.save(update_fields=["is_infrastructure", "updated_at"])
    audit.record(
        by=by,
        verb="organisation.infrastructure_marked",
        target=organisation,
        before=str(before),
        after=str(value),
    )
    return organisation
