"""The words that say what an answer is about: folded, cut to their stem, without those that say nothing."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from engagement.consultations.similarity.normal import listed
from foundation.common.text import fold

MOST = 20_000
_WORD = re.compile(r"[^\W\d_][\w'’]*", re.UNICODE)
_ENDINGS = ("ements", "ement", "ations", "ation", "ings", "ing", "ers", "er", "ed", "es", "ly", "s", "e")

STOP = frozenset(
    listed(
        """
a about above after again all also although always am an and any are as at be because been before
being below best better between both but by can cannot come could did do does doing done down during
each either else enough even ever every few first for from further get gets getting give given go
goes going good got great had has have having he her here hers him his how however i if in into is
it its itself just keep kept know last least less let like likely look lot lots made make makes
making many may maybe me might more most much must my myself need needs never new next no nor not
nothing now of off often on once one only or other others our ours out over own part people per
perhaps please point put quite rather real really right said same say see seem seems seen shall she
should since so some someone something still such sure take taken than that the their theirs them
themselves then there these they thing things think this those though through thus time to too under
until up upon us use used very want was way we well were what when where whether which while who
whole whom whose why will with within without would yes yet you your yours yourself don doesn didn
isn aren wasn won couldn shouldn wouldn ve ll re im ive dont doesnt didnt isnt arent cant wont
theyre thats absolutely simply actually already y yr a ac ar am at bod cael chi d dim dyna ei eich
ein er fel fod fy gan gyda gyfer hefyd hi hon hwn hyn i mae maen mewn na nac ni nid o oedd oes os
pan pob rhai roedd sydd sy wedi wrth yn yng yw yma eu nhw neu
"""
    )
)


def words(text: str) -> Iterator[tuple[str, str]]:
    """Each telling word of a text: its stem, and how it was written."""
    for said in _WORD.findall(fold(text[:MOST])):
        word = said.replace("’", "'").removesuffix("'s").replace("'", "")
        if len(word) > 2 and word not in STOP:
            yield stem(word), word


def stem(word: str) -> str:
    """Cuts common English endings; what is cut off is never more than it leaves."""
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "i"
    if word.endswith("uses"):
        return word[:-2]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= max(4, len(ending)):
            word = word[: -len(ending)]
            break
    return word[:-1] + "i" if word.endswith("y") and len(word) > 4 else word


def terms(text: str) -> list[str]:
    """Stems and pairs of neighbouring stems."""
    stems = [found for found, _said in words(text)]
    return stems + [f"{one} {two}" for one, two in pairwise(stems)]


def spoken(texts: Iterable[str]) -> dict[str, str]:
    """For each stem, the way in which it is most often written."""
    seen: dict[str, dict[str, int]] = {}
    for text in texts:
        for found, said in words(text):
            forms = seen.setdefault(found, {})
            forms[said] = forms.get(said, 0) + 1
    return {found: max(sorted(forms), key=lambda said: forms[said]) for found, forms in seen.items()}
