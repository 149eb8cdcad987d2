"""The whole text of a consultation as one value: kept with every edition, and compared line by line."""

from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from engagement.consultations.models import Consultation, Question
from engagement.consultations.models.consultation import Asked, Principles
from engagement.consultations.structure import read

FIELDS = [field.name for field in (*Asked._meta.get_fields(), *Principles._meta.get_fields())]
SECTION = ("title", "title_cy", "guidance", "guidance_cy")
QUESTION = [
    field.name
    for field in Question._meta.concrete_fields
    if field.name not in {"id", "consultation", "section", "position"}
]


def snapshot(consultation: Consultation) -> dict[str, Any]:
    """Everything that a reader of the consultation can see, and what its authors said of the principles."""
    pages = read(consultation).pages
    return {
        "consultation": {name: _plain(getattr(consultation, name)) for name in FIELDS},
        "sections": [
            {name: getattr(page.section, name) for name in SECTION}
            | {"questions": [{name: getattr(each, name) for name in QUESTION} for each in page.questions]}
            for page in pages
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


@dataclass(frozen=True, slots=True)
class Change:
    """One place where two editions differ: words in pieces of (kept | taken | added, text)."""

    where: str
    pieces: list[tuple[str, str]]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    before, after = _lines(old), _lines(new)
    places = list(dict.fromkeys([*before, *after]))
    return [
        Change(place, _pieces(before.get(place, ""), after.get(place, "")))
        for place in places
        if before.get(place, "") != after.get(place, "")
    ]


def _lines(content: dict[str, Any]) -> dict[str, str]:
    """Every text of an edition under the name of its place; a question keeps its place when it moves."""
    found = {_name(name): _text(value) for name, value in content["consultation"].items()}
    for number, section in enumerate(content["sections"], 1):
        for name in SECTION:
            found[f"Section {number}: {_name(name)}"] = _text(section[name])
        for place, question in enumerate(section["questions"], 1):
            found[f"Question {question['key']}: place"] = f"section {number}, {place}"
            for name in QUESTION:
                found[f"Question {question['key']}: {_name(name)}"] = _text(question[name])
    return {place: text for place, text in found.items() if text}


def _name(field: str) -> str:
    return field.replace("_cy", " (Welsh)").replace("_easy", " (easy read)").replace("_", " ")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(each)}" for name, each in value.items() if each not in ("", None))
    return "" if value is None else str(value)


def _pieces(old: str, new: str) -> list[tuple[str, str]]:
    before, after = old.split(" "), new.split(" ")
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("kept", " ".join(before[a:b])))
            continue
        if b > a:
            found.append(("taken", " ".join(before[a:b])))
        if d > c:
            found.append(("added", " ".join(after[c:d])))
    return found
