"""What the three parties agree on. Every field appears in the agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments.costs.terms import Instalment
from secondments.days import last_day

LIMIT_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A party that is a body, and who signs for it."""

    name: str
    address: str
    number: str = ""  # charity or company number
    signatory: str
    signatory_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    interest: str
    mitigation: str  # recuse, ring-fence or decline, in words
    reviewed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A line of what the placement costs, or, with a party, of what that party bears of it."""

    who: str = ""
    what: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Texts are plain; whatever they hold is printed as it is. Money is in pence."""

    reference: str
    version: int = 1
    made_on: date
    direction: str  # inward, outward or swap
    welsh: bool = False  # Welsh headings beside the English ones

    employer: Body
    host: Body
    secondee: str
    home_post: str
    contract_end: date | None = None

    post: str
    team: str
    mission: str = ""
    outcomes: tuple[str, ...] = ()
    location: str
    start: date
    end: date

    line_manager: str
    manager_notice_days: int = 14  # notice of a change of line manager
    home_contact: str
    supervision: str

    hours: str
    leave: str
    sickness_contact: str
    salary: int
    allowances: int = 0
    reimbursed: int = 10_000  # hundredths of a percent
    instalments: tuple[Instalment, ...] = ()
    costs: tuple[Cost, ...] = ()
    cost_notes: tuple[str, ...] = ()
    vat: str
    pension: str
    expenses: str
    backfill: str = ""
    insurance: str

    clearance: str
    clearance_expires: date | None = None
    conflicts: tuple[Conflict, ...] = ()
    recusals: tuple[str, ...] = ()
    outside_activities: tuple[str, ...] = ()
    intellectual_property: str
    data_protection_contact: str
    health_and_safety_contact: str
    exception: str = ""  # the recruitment exception relied on; inward placements need one, or a competition
    competition: bool = False  # chosen by fair and open competition: no exception is relied on
    approval_reference: str = ""  # the Civil Service Commission's
    learning: tuple[str, ...] = ()

    swap: str = ""  # the reference of the swap of which the placement is one half

    notice_months: int = 1
    extension_until: date | None = None  # the latest end that an extension may set
    return_post: str
    dispute_contacts: str
    law: str = "England and Wales"


# What has to be filled in, as the person who fills it in calls it.
REQUIRED: dict[str, Any] = {
    "reference": _("Reference"),
    "secondee": _("The secondee’s name"),
    "home_post": _("Post at home"),
    "post": _("Post at the host"),
    "team": _("Team"),
    "location": _("Place of work"),
    "line_manager": _("Line manager at the host"),
    "home_contact": _("Contact at home"),
    "supervision": _("Supervision"),
    "hours": _("Hours"),
    "leave": _("Leave"),
    "sickness_contact": _("Who is told of sickness at home?"),
    "vat": _("VAT, in words"),
    "pension": _("Pension, in words"),
    "expenses": _("Expenses"),
    "insurance": _("Insurance"),
    "clearance": _("Clearance"),
    "intellectual_property": _("Intellectual property"),
    "data_protection_contact": _("Contact for data protection"),
    "health_and_safety_contact": _("Contact for health and safety"),
    "return_post": _("Role on return"),
    "dispute_contacts": _("Who settles a disagreement?"),
    "law": _("Law of"),
}
PARTY: dict[str, dict[str, Any]] = {
    "employer": {
        "name": _("Name of the home body"),
        "address": _("Address of the home body"),
        "signatory": _("Who signs for the home body?"),
        "signatory_role": _("Role of the person who signs for the home body"),
    },
    "host": {
        "name": _("Name of the host"),
        "address": _("Address of the host"),
        "signatory": _("Who signs for the host?"),
        "signatory_role": _("Role of the person who signs for the host"),
    },
}


def problems(terms: Terms) -> dict[str, list[Any]]:
    """What keeps these terms from becoming an agreement, by field; empty when nothing does."""
    found: dict[str, list[Any]] = {}
    for field, sentence in (*_missing(terms), *_wrong(terms)):
        found.setdefault(field, []).append(sentence)
    return found


def _missing(terms: Terms) -> Iterator[tuple[str, Any]]:
    for field, label in REQUIRED.items():
        if not getattr(terms, field).strip():
            yield field, _("The agreement still lacks this: %(what)s") % {"what": label}
    for party, labels in PARTY.items():
        for field, label in labels.items():
            if not getattr(getattr(terms, party), field).strip():
                yield party, _("The agreement still lacks this: %(what)s") % {"what": label}


def _wrong(terms: Terms) -> Iterator[tuple[str, Any]]:
    if terms.end < terms.start:
        yield "end", _("The placement ends before it starts.")
    if terms.contract_end and terms.end > terms.contract_end:
        yield "end", _("The placement cannot last longer than the secondee’s own contract.")
    if terms.extension_until and terms.extension_until < terms.end:
        yield "extension_until", _("An extension cannot end before the placement does.")
    if terms.notice_months < 1:
        yield "notice_months", _("Notice of an early end is at least one month.")
    if terms.direction not in ("inward", "outward", "swap"):
        yield "direction", _("A placement is inward, outward or a swap.")
    if terms.direction == "inward" and not terms.exception.strip() and not terms.competition:
        yield "exception", _("An inward placement names the recruitment exception that it relies on.")
    if terms.exception.strip() and terms.competition:
        yield "exception", _("Whoever won a fair and open competition needs no exception to it.")
    if (
        terms.direction == "inward"
        and terms.end > last_day(terms.start, LIMIT_MONTHS)
        and not terms.approval_reference
    ):
        yield "approval_reference", _("A placement of more than 24 months names the Commission’s approval.")
    if not 0 <= terms.reimbursed <= 10_000:
        yield "reimbursed", _("The share that the host pays is from 0% to 100%.")
