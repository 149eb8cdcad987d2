"""Reasons of a match as they are kept, and in the words of the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext

from foundation.common.words import day
from secondments.matching import ENGLISH, FOR_PERSON, Reason

OURS = {
    "taken_back": "The host took the opportunity back.",
    "swap_other_half": "This is one half of a swap, and the other half found nobody.",
}


def keep(reason: Reason) -> list[Any]:
    """As JSON: the code, and its values with days in ISO form."""
    return [reason.code, {k: v.isoformat() if isinstance(v, date) else v for k, v in reason.values}]


def in_words(kept: Iterable[Any], *, to_person: bool = False) -> list[str]:
    """Each reason as a sentence, to the person or about them. A code that is no longer known is left out."""
    words = {**ENGLISH, **OURS, **(FOR_PERSON if to_person else {})}
    return [_filled(gettext(words[code]), values) for code, values in kept if code in words]


def _filled(text: str, values: dict[str, Any]) -> str:
    """Values one after another: the solver's words hold plain percent signs, too."""
    for name, value in values.items():
        text = text.replace(f"%({name})s", str(_shown(value)))
    return text


def _shown(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return day(date.fromisoformat(value))
    return value
