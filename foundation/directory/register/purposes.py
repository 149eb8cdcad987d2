"""Charitable purposes as the Scottish and Northern Irish acts word them, and the section a single purpose means."""

import re

_QUOTED = re.compile(r"'((?:[^']|'(?=\w))+)'")

# Read from the first words: both registers print the acts' wording, with small differences.
SECTIONS = (
    ("the advancement of education", "B", ""),
    ("the advancement of health", "C", ""),
    ("the advancement of religion", "I", ""),
    ("the advancement of the arts", "A", "A10"),
    ("the advancement of public participation in sport", "A", "A20"),
    ("the advancement of amateur sport", "A", "A20"),
    ("the provision of recreational facilities", "A", "A20"),
    ("the advancement of animal welfare", "E", "E20"),
    ("the advancement of environmental protection", "E", "E10"),
    ("the advancement of citizenship or community development", "F", "F20"),
    ("the advancement of human rights", "G", "G10"),
    ("the promotion of religious or racial harmony", "G", "G10"),
    ("the promotion of equality and diversity", "G", "G10"),
    ("the prevention or relief of poverty", "D", ""),
    ("the relief of those in need", "D", ""),
)


def listed(text: str) -> list[str]:
    """The purposes of a cell: quoted and separated by commas, or separated by semicolons or lines."""
    found = _QUOTED.findall(text) or re.split(r"[;\n|]", text)
    return [" ".join(purpose.split())[:120] for purpose in found if purpose.strip()]


def section(purposes: list[str]) -> tuple[str, str]:
    """Section and group when every purpose agrees, otherwise nothing."""
    codes = {_code(purpose.lower()) for purpose in purposes}
    sections = {code[0] for code in codes}
    if len(sections) != 1:
        return "", ""
    groups = {code[1] for code in codes}
    return sections.pop(), groups.pop() if len(groups) == 1 else ""


def _code(purpose: str) -> tuple[str, str]:
    return next(
        ((section, group) for start, section, group in SECTIONS if purpose.startswith(start)), ("", "")
    )
