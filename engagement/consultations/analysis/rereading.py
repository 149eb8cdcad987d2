"""What is new in an answer that was coded before its sender changed it."""

import re
from difflib import SequenceMatcher
from typing import Any

from engagement.consultations.analysis.models import Coding

# Longer texts are compared by sentence, so that no page waits for it.
WORD_BY_WORD = 6000
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def changes(coding: Coding) -> list[tuple[str, str]]:
    """The answer in pieces of (kept | taken | added, text), beside what was read of it; [] where that was not kept."""
    if coding.words is None:
        return []
    old, new = _pieces(coding.words, coding.answer.text)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("kept", " ".join(old[a:b])))
            continue
        found += [("taken", " ".join(old[a:b]))] * (b > a)
        found += [("added", " ".join(new[c:d]))] * (d > c)
    return found


def _pieces(old: str, new: str) -> tuple[list[str], list[str]]:
    if max(len(old), len(new)) <= WORD_BY_WORD:
        return old.split(), new.split()
    return SENTENCE.split(old), SENTENCE.split(new)


def before(coding: Coding) -> dict[str, Any]:
    """What was chosen for the earlier words, as the form begins."""
    chosen = [str(each.theme.public_id) for each in coding.coded.select_related("theme")]
    return {"chosen": chosen, "stance": coding.stance, "strength": coding.strength, "note": coding.note}
