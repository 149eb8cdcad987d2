"""What changed between two versions of a paper's terms and clauses, field by field and word by word."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from secondments.papers.inert import inert
from secondments.papers.paper import Heading, Paper, Paragraph
from secondments.papers.terms import Terms
from secondments.wording import Pence, Percent, shown

# The first two differ between any two versions; costs follow from the rest and have a schedule of their own.
PASSED_OVER = frozenset({"version", "made_on", "costs", "cost_notes"})


class Kept(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    kept: Kept
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """`field` is a field of the terms such as "employer.name"; empty texts mean that there was, or is, nothing."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return self.field.replace("_", " ").replace(".", ", ").capitalize()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(words(self.before, self.after))


def compare(old: Terms, new: Terms) -> tuple[Change, ...]:
    """Every field of the terms that differs, in the order of the terms."""
    before, after = dict(_flat(old)), dict(_flat(new))
    names = dict.fromkeys([*before, *after])
    changes = (Change(name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(change for change in changes if change.before != change.after)


def compare_papers(old: Paper, new: Paper) -> tuple[Change, ...]:
    """Every clause whose words differ, came or went, by its heading."""
    before, after = dict(_clauses(old)), dict(_clauses(new))
    names = dict.fromkeys([*before, *after])
    changes = (Change(name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(change for change in changes if change.before != change.after)


def words(before: str, after: str) -> Iterator[Piece]:
    """Joined with spaces, what stayed and went is `before`, what stayed and came is `after`."""
    old, new = before.split(), after.split()
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(Kept.SAME, " ".join(old[a:b]))
            continue
        if a < b:
            yield Piece(Kept.REMOVED, " ".join(old[a:b]))
        if c < d:
            yield Piece(Kept.ADDED, " ".join(new[c:d]))


def _clauses(paper: Paper) -> Iterator[tuple[str, str]]:
    heading, found = "", list[str]()
    for block in paper.blocks:
        if isinstance(block, Heading):
            if found:
                yield heading, "\n".join(found)
            heading, found = block.text, []
        elif isinstance(block, Paragraph):
            found.append(block.text)
    if found:
        yield heading, "\n".join(found)


def _flat(terms: Terms) -> Iterator[tuple[str, str]]:
    for field in fields(terms):
        if field.name in PASSED_OVER:
            continue
        value = getattr(terms, field.name)
        if is_dataclass(value):
            for inner in fields(value):
                yield f"{field.name}.{inner.name}", said(inner.name, getattr(value, inner.name))
        else:
            yield field.name, said(field.name, value)


def said(name: str, value: object) -> str:
    """A value of the terms as a line of text."""
    if isinstance(value, tuple):
        return "; ".join(said(name, item) for item in value)
    if is_dataclass(value):
        return ", ".join(said(field.name, getattr(value, field.name)) for field in fields(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _number(name, value)
    return shown(value) if isinstance(value, date) else inert(str(value))


def _number(name: str, value: int) -> str:
    if name in ("salary", "allowances", "net", "vat"):
        return shown(Pence(value))
    return shown(Percent(value)) if name == "reimbursed" else str(value)
