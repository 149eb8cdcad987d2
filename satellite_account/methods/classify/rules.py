"""Who belongs to civil society, and to which SNA sector: two questions with two answers, each with its trail.

A unit of S.15 may be out of scope and a unit of S.11 in it: sector and scope are stored apart. The rules are here and
nowhere else: what a register's facts say of each criterion (`criterion_answers`), what five answers come to
(`verdict`), and the sector (`sector_of`). Populations ask unit by unit; frames of units go through the same functions
(`scope.py`). No arrays here: pages ask too.
Source: UN handbook 2018 (five criteria); Stats NZ decision trees; SNA 2008 4.83-4.93; ESCoE DP 2022-24 (50 % of sales).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

RULES_VERSION = "2"
CRITERIA = {
    "organised": "Has institutional reality: a legal form, or regular meetings, officers and rules",
    "non_distributing": "Does not exist to make profit, and does not distribute what it makes",
    "private": "Is institutionally separate from government",
    "self_governing": "Controls its own activities",
    "voluntary": "Membership and contributions are not compulsory",
}
YES, NO, UNKNOWN = "yes", "no", "unknown"
SALES_SHARE = 0.5
CHARITIES = frozenset({"GB-CHC", "GB-SC", "GB-NIC"})
# Forms whose law locks assets or forbids to pay out surpluses to members.
LOCKED = frozenset({"cio", "scio", "charitable_company", "cic", "trust", "royal_charter"})
# Related institutions: co-operatives, mutuals and social enterprises, which may distribute within limits.
RELATED = frozenset({"cic", "registered_society"})
FORMAL = LOCKED | RELATED | {"association", "guarantee_company"}
Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a register says of a unit, as far as scope and sector need it; None where it says nothing."""

    unit_id: str
    legal_form: str | None = None
    sna_sector: str | None = None
    market: bool | None = None
    government_controlled: bool | None = None
    distributes_profit: bool | None = None

    @property
    def is_charity(self) -> bool:
        return self.unit_id.rpartition("-")[0] in CHARITIES

    @property
    def is_formal(self) -> bool:
        return self.is_charity or self.legal_form in FORMAL


def organised(facts: Facts) -> Said:
    if facts.is_formal:
        return YES, "it has a legal form or stands in a charity register"
    return UNKNOWN, "no legal form is known"


def non_distributing(facts: Facts) -> Said:
    if facts.distributes_profit and facts.legal_form in RELATED:
        return YES, "co-operatives, mutuals and social enterprises may distribute within limits"
    if facts.distributes_profit is not None:
        answer = NO if facts.distributes_profit else YES
        return answer, "the register says whether it distributes profit"
    if facts.is_charity or facts.legal_form in LOCKED:
        return YES, "charity law or its legal form locks its assets"
    return UNKNOWN, "nothing says whether it distributes profit"


def private(facts: Facts) -> Said:
    if facts.government_controlled is not None:
        answer = NO if facts.government_controlled else YES
        return answer, "the register says whether government controls it"
    if facts.sna_sector == "S.13":
        return NO, "it is classified to general government (S.13)"
    if facts.is_charity:
        return YES, "charity law asks for independence from government"
    return UNKNOWN, "nothing says whether government controls it"


def self_governing(facts: Facts) -> Said:
    if facts.is_formal:
        return YES, "its trustees or directors govern it by law"
    return UNKNOWN, "no governing body is known"


def voluntary(facts: Facts) -> Said:
    if facts.is_formal:
        return YES, "no law obliges anybody to belong to a body of this form"
    return UNKNOWN, "nothing says whether belonging is free"


QUESTIONS: dict[str, Callable[[Facts], Said]] = dict(
    zip(CRITERIA, (organised, non_distributing, private, self_governing, voluntary), strict=True)
)


def criterion_answers(facts: Facts, decided: Mapping[str, str] | None = None) -> dict[str, str]:
    """Yes, no or unknown for each criterion of CRITERIA, in its order; what a person decided goes before the rule.

    facts    what a register says of the unit;  decided  {criterion: yes, no or unknown} by people
    returns  {criterion: yes, no or unknown}. Raises nothing of its own
    """
    said = decided or {}
    return {name: said.get(name) or ask(facts)[0] for name, ask in QUESTIONS.items()}


@lru_cache(maxsize=4096)
def verdict(answers: tuple[str, ...], related: bool = False) -> tuple[str, str, int, int]:
    """What five answers in the order of CRITERIA come to.

    related  a co-operative, mutual or social enterprise: `non_distributing` does not exclude it
    returns  scope (yes, no, unknown), the criterion that decided (the first that says no, else the first that is not
             known, else "all"), how many said no, how many are unknown
    answers  five of yes, no, unknown. Raises ValueError when there are not five
    """
    held = dict(zip(CRITERIA, answers, strict=True))
    if related and held["non_distributing"] == NO:
        held["non_distributing"] = YES
    no = [name for name, answer in held.items() if answer == NO]
    unsure = [name for name, answer in held.items() if answer not in {YES, NO}]
    scope = NO if no else UNKNOWN if unsure else YES
    return scope, (no or unsure or ["all"])[0], len(no), len(unsure)


def sector_of(
    *,
    stated: str | None = None,
    government: bool | None = None,
    household: bool = False,
    financial: bool = False,
    market: bool | None = None,
    why: str = "stated to be a market producer or not",
) -> Said:
    """The SNA sector and the rule that gave it, asked in this order; an empty sector where nothing says it.

    1. stated in the register;  2. controlled by government: S.13;  3. no accounts of its own: S.14;
    4. financial intermediary: S.12;  5. market producer: S.11;  6. not one: S.15
    """
    rules: list[tuple[bool, str, str]] = [
        (bool(stated), stated or "", "stated in the register"),
        (bool(government), "S.13", "controlled by government"),
        (household, "S.14", "no accounts of its own"),
        (financial, "S.12", "financial intermediary"),
        (market is True, "S.11", why),
        (market is False, "S.15", why),
    ]
    return next(((sector, rule) for holds, sector, rule in rules if holds), ("", "nothing says it"))


def sector_by_register(facts: Facts) -> Said:
    """The sector by what a register says: where it does not say who sells, the legal form does.

    facts    what a register says of the unit;  returns  (sector or empty, rule). Raises nothing of its own
    """
    market, why = facts.market, "stated to be a market producer or not"
    if market is None and facts.legal_form in RELATED:
        market, why = True, "co-operatives, societies and community interest companies sell what they make"
    elif market is None and facts.is_charity:
        market, why = False, "a charity, and nothing says that it sells over half of its costs"
    return sector_of(stated=facts.sna_sector, government=facts.government_controlled, market=market, why=why)
