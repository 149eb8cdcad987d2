"""Scope and sector of a register's rows, in the marks that populations keep. The rules are the methods' own
(`methods.classify.rules`): here is only how a row becomes facts, and an answer a mark.

Every answer has its evidence in words; where the register is silent the answer is "not known", which is out of scope.
"""

from typing import Any

from satellite_account.enums import Answer, Criterion
from satellite_account.methods.classify import rules as ruled
from satellite_account.methods.classify.rules import RULES_VERSION, Facts

__all__ = ["RULES_VERSION", "Facts", "answers", "ask", "facts_of", "is_in", "sector"]

MARKS = {ruled.YES: Answer.YES, ruled.NO: Answer.NO, ruled.UNKNOWN: Answer.UNKNOWN}
WORDS = {str(mark.value): word for word, mark in MARKS.items()}


def ask(criterion: Criterion | str, facts: Facts) -> tuple[Answer, str]:
    """What the rule answers to one criterion, and on what evidence."""
    said, evidence = ruled.QUESTIONS[str(criterion)](facts)
    return MARKS[said], evidence


def answers(facts: Facts, decided: dict[str, str] | None = None) -> str:
    """One mark a criterion, in the order of `Criterion`; what a person decided goes first."""
    said = {name: WORDS[mark] for name, mark in (decided or {}).items()}
    held = ruled.criterion_answers(facts, said)
    return "".join(MARKS[held[criterion]].value for criterion in Criterion)


def is_in(marks: str) -> bool:
    """Whether a unit with these marks is in scope."""
    said = dict(zip((str(criterion) for criterion in Criterion), marks, strict=True))
    return ruled.verdict(tuple(WORDS[said[name]] for name in ruled.CRITERIA))[0] == ruled.YES


def sector(facts: Facts) -> str:
    """The institutional sector, apart from scope: what the register states, else by market and control."""
    return ruled.sector_by_register(facts)[0]


def facts_of(row: Any) -> Facts:
    return Facts(
        row.unit_id, row.legal_form, row.sna_sector, row.market, row.government_controlled, row.distributes_profit,
    )  # fmt: skip
