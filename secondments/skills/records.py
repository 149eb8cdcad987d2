"""A skill of a published taxonomy."""

from dataclasses import dataclass
from enum import StrEnum


class SkillType(StrEnum):
    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    LANGUAGE = "language"
    ATTITUDE = "attitude"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Skill:
    """`key` is the publisher's own address or code; `others` are names under which people may look for it."""

    key: str
    name: str
    others: tuple[str, ...] = ()
    type: SkillType = SkillType.SKILL
    description: str = ""
    group: str = ""  # the profession or family that a framework puts it under


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: row 1 is the header, an empty column means the whole row or file."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}" + (f", {self.column}" if self.column else "") + f": {self.sentence}"
