"""Who may do what in the directory: one table of named predicates; what is not named is denied.

How a person comes to belong:

1. Whoever adds a group that no register knows leads it at once.
2. An organisation without members: the first to claim it leads it when their e-mail address has the domain that the
   register knows (level 3). Otherwise the claim stays open: the person may draft and send requests for it and sees
   only their own, until an official confirms them. Several people may hold such claims; none sees another's.
3. An organisation with members always has a lead. Joining needs a lead's yes, or an invitation to one's own address.
4. Leads confirm, invite, remove and make leads. The last lead cannot go while other members stay.

Sending a request never needs a verification level. Speaking publicly in an organisation's name needs level 2
(a register holds it), or level 4 (somebody vouched) for a group that no register holds.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import NotAllowed
from foundation.directory.enums import GovernmentRole, OrganisationStatus, Verification
from foundation.directory.models import Appointment, Membership, Organisation
from foundation.directory.standing import standing

Predicate = Callable[[Any, Any], bool]

CONFIRMS = ("triage", "civil_society_lead", "administrator")
VOUCHES = ("triage", "officer", "civil_society_lead", "administrator")


def is_person(by: Any, _row: Any = None) -> bool:
    return standing(by).has("respondent")


def is_member(by: Any, organisation: Organisation) -> bool:
    return organisation.pk in standing(by).organisation_ids


def is_lead(by: Any, organisation: Organisation) -> bool:
    return organisation.pk in standing(by).lead_organisation_ids


def is_nobodys_interest(by: Any, organisation: Organisation) -> bool:
    """Officials do not decide about organisations that they belong to or claim to."""
    own = standing(by)
    return organisation.pk not in own.writable_organisation_ids | own.waiting_organisation_ids


def may_claim(by: Any, organisation: Organisation) -> bool:
    return is_person(by) and organisation.status == OrganisationStatus.ACTIVE


def may_see_people(by: Any, organisation: Organisation) -> bool:
    own = standing(by)
    return is_member(by, organisation) or own.has("administrator", "auditor", *CONFIRMS)


def may_decide(by: Any, membership: Membership) -> bool:
    """A lead of the organisation, or an official without an interest in it. Nobody decides about themselves."""
    if membership.user_id == getattr(by, "pk", None):
        return False
    official = standing(by).has(*CONFIRMS) and is_nobodys_interest(by, membership.organisation)
    return is_lead(by, membership.organisation) or official


def may_remove(by: Any, membership: Membership) -> bool:
    """A lead; an administrator when the wrong person leads. Nobody removes themselves: that is leaving."""
    if membership.user_id == getattr(by, "pk", None):
        return False
    disinterested = is_administrator(by) and is_nobodys_interest(by, membership.organisation)
    return is_lead(by, membership.organisation) or disinterested


def may_vouch(by: Any, organisation: Organisation) -> bool:
    official = standing(by).has(*VOUCHES) or _leads_infrastructure(by)
    return official and is_nobodys_interest(by, organisation)


def _leads_infrastructure(by: Any) -> bool:
    led = standing(by).lead_organisation_ids
    proven = {"is_infrastructure": True, "verification_level__gte": Verification.DOMAIN_MATCHED}
    return bool(led) and Organisation.objects.filter(pk__in=led, **proven).exists()


def is_administrator(by: Any, _row: Any = None) -> bool:
    return standing(by).has("administrator", "system")


def may_read_administration(by: Any, _row: Any = None) -> bool:
    return standing(by).has("administrator", "auditor")


def may_manage_account(by: Any, user: Any) -> bool:
    """Administrators, of everybody's account but their own: that has its own pages and proofs."""
    return is_administrator(by) and user.pk != getattr(by, "pk", None)


def may_appoint(by: Any, appointment: Appointment) -> bool:
    """Administrators; a civil society lead for officers of the same department. Nobody appoints themselves."""
    if appointment.user_id == getattr(by, "pk", None):
        return False
    own_officer = appointment.role == GovernmentRole.OFFICER and standing(by).holds(
        GovernmentRole.CIVIL_SOCIETY_LEAD, appointment.department_id
    )
    return is_administrator(by) or own_officer


def may_end(by: Any, appointment: Appointment) -> bool:
    """As for appointing; and everybody may lay down a role of their own."""
    return appointment.user_id == getattr(by, "pk", None) or may_appoint(by, appointment)


RULES: dict[str, Predicate] = {
    "add_group": is_person,
    "claim": may_claim,
    "see_people": may_see_people,
    "edit": is_lead,
    "invite": is_lead,
    "decide": may_decide,
    "remove": may_remove,
    "make_lead": lambda by, membership: is_lead(by, membership.organisation) or may_decide(by, membership),
    "step_down": lambda by, membership: membership.user_id == getattr(by, "pk", None),
    "leave": is_person,
    "verify": may_vouch,
    "lower_verification": lambda by, organisation: (
        is_administrator(by) and is_nobodys_interest(by, organisation)
    ),
    "mark_infrastructure": lambda by, org: standing(by).has(*CONFIRMS) and is_nobodys_interest(by, org),
    "appoint": may_appoint,
    "end_appointment": may_end,
    "connect_client": is_administrator,
    "administer": is_administrator,
    "read_administration": may_read_administration,
    "manage_account": may_manage_account,
}


def allowed(by: Any, verb: str, row: Any = None) -> bool:
    return bool(getattr(by, "is_authenticated", False)) and RULES[verb](by, row)


def check(by: Any, verb: str, row: Any = None) -> None:
    if not allowed(by, verb, row):
        raise NotAllowed(_("You cannot do this with the role you have."))
