"""Who may do what with a secondment: one table of named predicates; what is not named is denied."""

from collections.abc import Callable
from typing import Any

from foundation.common.errors import NotAllowed
from foundation.directory.standing import standing
from secondments import halves
from secondments.enums import CandidateState, Party
from secondments.models import Candidate, Nomination, Opportunity, Placement, Round
from secondments.querysets import offices

Predicate = Callable[[Any, Any], bool]


def is_person(by: Any, row: Any) -> bool:
    return bool(getattr(by, "pk", None)) and row.person_id == by.pk


def speaks_for(by: Any, row: Any, side: str) -> bool:
    """A lead of the organisation or a secondments officer of the department that is on that side."""
    department = getattr(row, f"{side}_department_id")
    if department is not None:
        return department in offices(by)
    return getattr(row, f"{side}_organisation_id") in standing(by).lead_organisation_ids


# Opportunities


def may_offer(by: Any, row: Any) -> bool:
    """Members of an organisation and officials of a department write for it."""
    who = standing(by)
    if row.host_department_id is not None:
        return row.host_department_id in who.department_ids
    return row.host_organisation_id in who.organisation_ids


def writes_it(by: Any, row: Opportunity) -> bool:
    mine = getattr(by, "pk", None) in (row.created_by_id, row.host_manager_id)
    return may_offer(by, row) and (mine or speaks_for(by, row, "host"))


def may_approve(by: Any, row: Opportunity) -> bool:
    """A second person: an officer of the host department; for an organisation's, any officer without a share in it."""
    if row.created_by_id == getattr(by, "pk", None):
        return False
    if row.host_department_id is not None:
        return speaks_for(by, row, "host")
    if (department := halves.department_of(row)) is not None:
        return department in offices(by)
    return bool(offices(by)) and row.host_organisation_id not in standing(by).writable_organisation_ids


def may_agree_swap(by: Any, row: Opportunity) -> bool:
    """Whoever speaks for the body to which a half was proposed; never who proposed it."""
    return (
        row.swap_id is not None
        and row.created_by_id != getattr(by, "pk", None)
        and speaks_for(by, row, "host")
    )


def may_untie(by: Any, row: Any) -> bool:
    """The secondments officer of the department that takes part in the swap; never a secondee of one of its halves."""
    if row.swap_id is None:
        return False
    department = (
        row.host_department_id or getattr(row, "home_department_id", None) or halves.department_of(row)
    )
    in_it = getattr(by, "pk", None) in {one.person_id for one in row.swap.placements.all()}
    return department in offices(by) and not in_it


def oversees(by: Any, row: Opportunity) -> bool:
    return row.overseer_id in offices(by)


def hosts(by: Any, row: Opportunity) -> bool:
    """Who chooses among those put forward: whoever speaks for the host, or manages the post."""
    named = row.host_manager_id is not None and row.host_manager_id == getattr(by, "pk", None)
    return (named and may_offer(by, row)) or speaks_for(by, row, "host")


# People


def may_release(by: Any, row: Candidate) -> bool:
    """The manager that the person named, or whoever speaks for the home body; never the person."""
    if is_person(by, row):
        return False
    named = row.manager_id is not None and row.manager_id == getattr(by, "pk", None)
    return (named and belongs_to_home(by, row)) or speaks_for(by, row, "home")


def belongs_to_home(by: Any, row: Any) -> bool:
    who = standing(by)
    return row.home_department_id in who.department_ids or row.home_organisation_id in who.organisation_ids


def may_start_profile(by: Any, row: Candidate) -> bool:
    return is_person(by, row) and belongs_to_home(by, row)


def may_nominate(by: Any, row: Candidate) -> bool:
    return is_person(by, row) and row.state == CandidateState.AGREED


def is_nominated(by: Any, row: Nomination) -> bool:
    return is_person(by, row.candidate)


def judges(by: Any, row: Nomination) -> bool:
    """The host's side. Nobody judges themselves, nor somebody from a body that they speak for themselves."""
    return (
        hosts(by, row.opportunity)
        and not is_person(by, row.candidate)
        and not speaks_for(by, row.candidate, "home")
    )


def coordinates(by: Any, row: Round) -> bool:
    return row.department_id in offices(by)


def may_overrule(by: Any, row: Nomination) -> bool:
    """A coordinator; never in a round in which they stand themselves."""
    if row.round is None or not coordinates(by, row.round):
        return False
    return not Nomination.objects.filter(
        round=row.round_id, candidate__person=getattr(by, "pk", None)
    ).exists()


# Placements


def at_home(by: Any, row: Placement) -> bool:
    named = row.home_manager_id is not None and row.home_manager_id == getattr(by, "pk", None)
    return not is_person(by, row) and ((named and belongs_to_home(by, row)) or speaks_for(by, row, "home"))


def at_host(by: Any, row: Placement) -> bool:
    named = row.host_manager_id is not None and row.host_manager_id == getattr(by, "pk", None)
    return not is_person(by, row) and ((named and may_offer(by, row)) or speaks_for(by, row, "host"))


def is_officer(by: Any, row: Placement) -> bool:
    """The secondments officer of the department that is a party; never on their own placement."""
    department = row.host_department_id or row.home_department_id
    return department in offices(by) and not is_person(by, row)


def side_of(by: Any, row: Placement) -> str:
    if getattr(by, "is_system", False):
        return "clock"
    if is_person(by, row):
        return Party.SECONDEE
    if at_host(by, row):
        return Party.HOST
    return Party.HOME if at_home(by, row) else ""


def is_party(by: Any, row: Placement) -> bool:
    return side_of(by, row) in Party.values


def may_sign(by: Any, row: Placement) -> bool:
    return is_person(by, row) or speaks_for(by, row, "home") or speaks_for(by, row, "host")


RULES: dict[str, Predicate] = {
    "offer": may_offer,
    "edit_opportunity": writes_it,
    "approve": may_approve,
    "advertise": lambda by, row: writes_it(by, row) or oversees(by, row),
    "withdraw_opportunity": lambda by, row: writes_it(by, row) or oversees(by, row),
    "agree_swap": may_agree_swap,
    "untie": may_untie,
    "home_terms": lambda by, row: speaks_for(by, row, "home"),
    "start_profile": may_start_profile,
    "edit_profile": is_person,
    "ask_consent": may_start_profile,
    "release": may_release,
    "withdraw_profile": is_person,
    "nominate": may_nominate,
    "withdraw_nomination": is_nominated,
    "reorder": is_nominated,
    "shortlist": judges,
    "coordinate": coordinates,
    "overrule": may_overrule,
    "declare": is_person,
    "sign_off": is_officer,
    "approve_placement": is_officer,
    "clear": is_officer,
    "draft_agreement": is_officer,
    "sign": may_sign,
    "start": is_officer,
    "pause": is_officer,
    "end": is_officer,
    "give_up": is_party,
    "ask_early_end": is_party,
    "end_at_once": is_officer,
    "onboard": is_party,
    "mentor": at_host,
    "plan_learning": is_person,
    "review": lambda by, row: is_person(by, row) or at_host(by, row),
    "absence": lambda by, row: is_person(by, row) or at_host(by, row),
    "raise_issue": is_party,
    "answer_issue": is_officer,
    "reintegrate": at_home,
    "evaluate": is_party,
    "join_alumni": is_person,
}


def allowed(by: Any, verb: str, row: Any) -> bool:
    """May `by` do `verb`, leaving aside whether the state permits it?"""
    return bool(getattr(by, "is_authenticated", False)) and RULES[verb](by, row)


def check(by: Any, verb: str, row: Any) -> None:
    if not allowed(by, verb, row):
        raise NotAllowed
