"""What a register's facts say of the five criteria and of the sector. A person's decision goes before it.

Every answer has its evidence in words; where the register is silent the answer is "not known", which is out of scope.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from satellite_account.enums import Answer, Criterion, Sector

RULES_VERSION = "1"
CHARITIES = frozenset({"GB-CHC", "GB-SC", "GB-NIC"})
# Forms whose law locks assets or forbids to pay out surpluses to members.
LOCKED = frozenset({"cio", "scio", "charitable_company", "cic", "trust", "royal_charter"})
FORMAL = LOCKED | {"association", "guarantee_company", "registered_society"}

Said = tuple[Answer, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a register says of a unit, as far as scope and sector need it."""

    unit_id: str
    legal_form: str | None
    status: str
    sna_sector: str | None
    market: bool | None
    government_controlled: bool | None
    distributes_profit: bool | None
    activity: str | None

    @property
    def is_charity(self) -> bool:
        return self.unit_id.rpartition("-")[0] in CHARITIES


def organised(facts: Facts) -> Said:
    if facts.legal_form in FORMAL or facts.is_charity:
        return Answer.YES, "it has a legal form or stands in a charity register"
    return Answer.UNKNOWN, "no legal form is known"


def non_distributing(facts: Facts) -> Said:
    if facts.distributes_profit is not None:
        answer = Answer.NO if facts.distributes_profit else Answer.YES
        return answer, "the register says whether it distributes profit"
    if facts.is_charity or facts.legal_form in LOCKED:
        return Answer.YES, "charity law or its legal form locks its assets"
    return Answer.UNKNOWN, "nothing says whether it distributes profit"


def private(facts: Facts) -> Said:
    if facts.government_controlled is not None:
        answer = Answer.NO if facts.government_controlled else Answer.YES
        return answer, "the register says whether government controls it"
    if facts.sna_sector == Sector.S13:
        return Answer.NO, "it is classified to general government (S.13)"
    if facts.is_charity:
        return Answer.YES, "charity law asks for independence from government"
    return Answer.UNKNOWN, "nothing says whether government controls it"


def self_governing(facts: Facts) -> Said:
    if facts.is_charity or facts.legal_form in FORMAL:
        return Answer.YES, "its trustees or directors govern it by law"
    return Answer.UNKNOWN, "no governing body is known"


def voluntary(facts: Facts) -> Said:
    if facts.legal_form in FORMAL or facts.is_charity:
        return Answer.YES, "no law obliges anybody to belong to a body of this form"
    return Answer.UNKNOWN, "nothing says whether belonging is free"


QUESTIONS: dict[Criterion, Callable[[Facts], Said]] = {
    Criterion.ORGANISED: organised,
    Criterion.NON_DISTRIBUTING: non_distributing,
    Criterion.PRIVATE: private,
    Criterion.SELF_GOVERNING: self_governing,
    Criterion.VOLUNTARY: voluntary,
}


def answers(facts: Facts, decided: dict[str, str] | None = None) -> str:
    """One mark a criterion, in the order of `Criterion`; what a person decided goes first."""
    decided = decided or {}
    return "".join(decided.get(criterion) or ask(facts)[0] for criterion, ask in QUESTIONS.items())


def sector(facts: Facts) -> str:
    """The institutional sector, apart from scope: what the register states, else by market and control."""
    if facts.sna_sector:
        return facts.sna_sector
    if facts.government_controlled:
        return Sector.S13
    if facts.market is not None:
        return Sector.S11 if facts.market else Sector.S15
    return Sector.S11 if facts.legal_form in {"cic", "registered_society"} else _by_charity(facts)


def _by_charity(facts: Facts) -> str:
    return Sector.S15 if facts.is_charity else Sector.UNKNOWN


def facts_of(row: Any) -> Facts:
    return Facts(
        row.unit_id, row.legal_form, row.status, row.sna_sector, row.market, row.government_controlled,
        row.distributes_profit, row.activity,
    )  # fmt: skip
