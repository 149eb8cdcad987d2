"""The terms as values for clauses, and the conditions that parts of clauses ask about."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from datetime import date

from secondments.papers.inert import sentence
from secondments.papers.terms import Terms
from secondments.wording import Pence, Percent, Value

LISTS = ("outcomes", "recusals", "outside_activities", "learning")
MONEY = ("salary", "allowances")


def values(terms: Terms) -> Mapping[str, Value]:
    found: dict[str, Value] = {
        "employer_name": sentence(terms.employer.name),
        "host_name": sentence(terms.host.name),
        "notice": "one month" if terms.notice_months == 1 else f"{terms.notice_months} months",
        "reimbursed": Percent(terms.reimbursed),
    }
    for name in (field.name for field in fields_of(terms)):
        value = getattr(terms, name)
        if name in LISTS:
            found[name] = "; ".join(map(sentence, value))
        elif name in MONEY:
            found[name] = Pence(value)
        elif isinstance(value, str):
            found[name] = sentence(value)
        elif isinstance(value, date | int) and name not in found:
            found[name] = value
    return found


def conditions(terms: Terms) -> frozenset[str]:
    """The names of the conditions that hold."""
    # A swap has a paper for each person: the one who goes into government names the exception relied on.
    ground = bool(terms.exception.strip()) or terms.competition
    inward = terms.direction == "inward" or (terms.direction == "swap" and ground)
    held = {
        "into_government": inward,
        "from_government": not inward,
        "contract_end": terms.contract_end,
        "mission": terms.mission.strip(),
        "outcomes": terms.outcomes,
        "backfill": terms.backfill.strip(),
        "swap": terms.swap.strip(),
        "learning": terms.learning,
        "conflicts": terms.conflicts,
        "no_conflicts": not terms.conflicts,
        "recusals": terms.recusals,
        "activities": terms.outside_activities,
        "clearance_expires": terms.clearance_expires,
        "exception": terms.exception.strip(),
        "competition": terms.competition,
        "approval": terms.approval_reference.strip(),
        "extension": terms.extension_until,
        "no_extension": not terms.extension_until,
    }
    return frozenset(name for name, value in held.items() if value)
