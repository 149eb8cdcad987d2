"""Reasons of a match as they are kept, and in the words of the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from foundation.common.words import day
from secondments.matching import ENGLISH, FOR_PERSON, GROUNDS, PERSON_GROUNDS, Reason
from secondments.matching.hard import WORDS
from secondments.wording import fill

OURS = {
    "taken_back": _("The host took the opportunity back."),
    "not_this_round": _("This person does not take part in this round."),
    "swap_other_half": _("This is one half of a swap, and the other half found nobody."),
}
OURS_FOR_PERSON = {
    "not_this_round": _("You were not considered in this round. You can ask the secondments officer why.")
}
# Values that are words themselves; they are kept in English and said in the reader's language.
SAID = frozenset(
    {
        *WORDS.values(),
        *(_("inward"), _("outward"), _("swap"), _("bid"), _("grant"), _("contract")),
        *(_("skills"), _("place"), _("remote"), _("mission"), _("learning")),
    }
)


def keep(reason: Reason) -> list[Any]:
    """As JSON: the code, and its values with days in ISO form."""
    return [reason.code, {k: v.isoformat() if isinstance(v, date) else v for k, v in reason.values}]


def in_words(kept: Iterable[Any], *, to_person: bool = False) -> list[str]:
    """Each reason as a sentence, to the person or about them.

    What was kept as a sentence stays as it was written. A code that is no longer known is left out.
    """
    words = {**ENGLISH, **OURS, **(FOR_PERSON | OURS_FOR_PERSON if to_person else {})}
    grounds = PERSON_GROUNDS if to_person else GROUNDS
    return [sentence for one in kept if (sentence := _sentence(one, words, grounds))]


def _sentence(one: Any, words: Mapping[str, str], grounds: Mapping[str, str]) -> str:
    if isinstance(one, str):
        return one
    code, values = one
    if code not in words:
        return ""
    shown = {name: _shown(name, value, grounds) for name, value in values.items()}
    return fill(gettext(words[code]), shown)


def _shown(name: str, value: Any, grounds: Mapping[str, str]) -> Any:
    if name == "ground":
        return gettext(grounds[value]) if value in grounds else value
    if isinstance(value, str) and value in SAID:
        return gettext(value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return day(date.fromisoformat(value))
    return value
