"""Reads a taxonomy from CSV: ESCO's skills file, or a government skills framework as a simple table.

Nothing is half loaded: a file with faults gives no skills and the list of all its faults by row and column.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from foundation.common.errors import Invalid
from secondments.skills.records import Fault, Skill, SkillType

LONGEST = 200  # letters of a name
MOST_FAULTS = 200
csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Layout:
    """Which column holds what. `must` are those without which the file is not of this kind."""

    name: str
    key: str
    label: str
    others: str
    type: str = ""
    description: str = ""
    group: str = ""

    @property
    def must(self) -> tuple[str, ...]:
        return self.key, self.label


ESCO = Layout("ESCO", "conceptUri", "preferredLabel", "altLabels", "skillType", "description")
FRAMEWORK = Layout("skills framework", "code", "name", "other_names", "type", "description", "profession")
LAYOUTS = (ESCO, FRAMEWORK)
TYPES = {
    "": SkillType.SKILL,
    "skill": SkillType.SKILL,
    "skill/competence": SkillType.SKILL,
    "knowledge": SkillType.KNOWLEDGE,
    "language": SkillType.LANGUAGE,
    "language skills and knowledge": SkillType.LANGUAGE,
    "attitude": SkillType.ATTITUDE,
    "attitudes and values": SkillType.ATTITUDE,
    "transversal": SkillType.OTHER,
    "other": SkillType.OTHER,
}


class Unreadable(Invalid):
    """The file has faults; `faults` lists them by row and column."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__({"file": [str(fault) for fault in faults[:MOST_FAULTS]]})


def load(path: Path) -> list[Skill]:
    """The skills of a file, sorted by name. Raises Unreadable with every fault."""
    return read(path.read_bytes())


def read(data: bytes) -> list[Skill]:
    """As `load`, from the bytes of an upload."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise Unreadable([Fault(row, "", "The file must be in UTF-8.")]) from error
    rows = list(_rows(text))
    layout = _layout(rows[0][1] if rows else [])
    skills, faults = _skills(rows, layout)
    if faults:
        raise Unreadable(faults)
    return sorted(skills, key=lambda skill: (skill.name.casefold(), skill.key))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number in the file, where a quoted text may hold several lines; empty ones left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if any(cell.strip() for cell in row):
                yield number, [cell.strip() for cell in row]
    except csv.Error as error:
        raise Unreadable([Fault(number + 1, "", f"The row cannot be read: {error}.")]) from error


def _layout(header: list[str]) -> Layout:
    for layout in LAYOUTS:
        if set(layout.must) <= set(header):
            doubled = sorted({name for name in header if name and header.count(name) > 1})
            if doubled:
                raise Unreadable([Fault(1, name, "The column is there twice.") for name in doubled])
            return layout
    wanted = " or ".join(f"{' and '.join(layout.must)} ({layout.name})" for layout in LAYOUTS)
    raise Unreadable([Fault(1, "", f"The first row must name the columns {wanted}.")])


def _skills(rows: list[tuple[int, list[str]]], layout: Layout) -> tuple[list[Skill], list[Fault]]:
    header, skills, faults = rows[0][1], [], list[Fault]()
    seen: dict[str, int] = {}
    for number, cells in rows[1:]:
        if len(cells) > len(header):
            faults.append(Fault(number, "", f"The row has {len(cells)} cells and the header {len(header)}."))
            continue
        row = dict(zip(header, cells, strict=False))
        found = list(_faults(number, row, layout, seen))
        faults += found
        seen.setdefault(row.get(layout.key, ""), number)
        if not found:
            skills.append(_skill(row, layout))
    if not rows[1:]:
        faults.append(Fault(2, "", "The file holds no skills."))
    return skills, faults


def _faults(number: int, row: dict[str, str], layout: Layout, seen: dict[str, int]) -> Iterator[Fault]:
    for column in layout.must:
        if not row.get(column):
            yield Fault(number, column, "This must not be empty.")
    key, label, kind = (row.get(column, "") for column in (layout.key, layout.label, layout.type))
    if key and key in seen:
        yield Fault(number, layout.key, f"“{key}” is in row {seen[key]} already.")
    if len(label) > LONGEST:
        yield Fault(number, layout.label, f"A name has at most {LONGEST} letters; this has {len(label)}.")
    if kind.casefold() not in TYPES:
        yield Fault(number, layout.type, f"“{kind}” is no type of skill.")


def _skill(row: dict[str, str], layout: Layout) -> Skill:
    name = " ".join(row[layout.label].split())
    return Skill(
        key=row[layout.key],
        name=name,
        others=tuple(_names(row.get(layout.others, ""), name)),
        type=TYPES[row.get(layout.type, "").casefold()],
        description=row.get(layout.description, ""),
        group=row.get(layout.group, ""),
    )


def _names(cell: str, name: str) -> Iterable[str]:
    """Other names, one a line in ESCO's file, or parted by bars or semicolons; each once and not the name itself."""
    for mark in ("|", ";"):
        cell = cell.replace(mark, "\n")
    found = (" ".join(line.split()) for line in cell.splitlines())
    return dict.fromkeys(line for line in found if line and line.casefold() != name.casefold())
