"""What the three parties agree on. Every field appears in the agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    exception: str = ""  # the recruitment exception relied on; inward placements need one
    approval_reference: str = ""  # the Civil Service Commission's
    learning: tuple[str, ...] = ()

    swap: str = ""  # the reference of the swap of which the placement is one half

    notice_months: int = 1
    extension_until: date | None = None  # the latest end that an extension may set
    return_post: str
    dispute_contacts: str
    law: str = "England and Wales"


REQUIRED = (
    "reference", "secondee", "home_post", "post", "team", "location", "line_manager", "home_contact", "supervision",
    "hours", "leave", "sickness_contact", "vat", "pension", "expenses", "insurance", "clearance",
    "intellectual_property", "data_protection_contact", "health_and_safety_contact", "return_post",
    "dispute_contacts", "law",
)  # fmt: skip
PARTY = ("name", "address", "signatory", "signatory_role")


def problems(terms: Terms) -> dict[str, list[str]]:
    """What keeps these terms from becoming an agreement, by field; empty when nothing does."""
    found: dict[str, list[str]] = {}
    for field, sentence in (*_missing(terms), *_wrong(terms)):
        found.setdefault(field, []).append(sentence)
    return found


def _missing(terms: Terms) -> Iterator[tuple[str, str]]:
    for field in REQUIRED:
        if not getattr(terms, field).strip():
            yield field, f"The agreement needs the {field.replace('_', ' ')}."
    for party in ("employer", "host"):
        for field in PARTY:
            if not getattr(getattr(terms, party), field).strip():
                yield party, f"The agreement needs the {party}'s {field.replace('_', ' ')}."


def _wrong(terms: Terms) -> Iterator[tuple[str, str]]:
    if terms.end < terms.start:
        yield "end", "The placement ends before it starts."
    if terms.contract_end and terms.end > terms.contract_end:
        yield "end", "The placement cannot last longer than the secondee's own contract."
    if terms.extension_until and terms.extension_until < terms.end:
        yield "extension_until", "An extension cannot end before the placement does."
    if terms.notice_months < 1:
        yield "notice_months", "Notice of an early end is at least one month."
    if terms.direction not in ("inward", "outward", "swap"):
        yield "direction", "A placement is inward, outward or a swap."
    if terms.direction == "inward" and not terms.exception.strip():
        yield "exception", "An inward placement names the recruitment exception that it relies on."
    if (
        terms.direction == "inward"
        and terms.end > last_day(terms.start, LIMIT_MONTHS)
        and not terms.approval_reference
    ):
        yield "approval_reference", "A placement of more than 24 months names the Commission's approval."
    if not 0 <= terms.reimbursed <= 10_000:
        yield "reimbursed", "The share that the host pays is from 0% to 100%."
