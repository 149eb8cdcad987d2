"""The swaps of a matching round: both halves together, and what is decided about them in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments import halves
from secondments.enums import IN_PLAY, Decision
from secondments.models import Nomination, Opportunity

TOGETHER = _("Both halves are matched: the two people change places.")
NEITHER = _("Neither half is matched: where one finds nobody, the other cannot go ahead.")
ONE = _("Only one half is matched. Decide both alike, or untie the halves, before you announce.")
WAITING = _("Nothing is decided yet. The halves will be matched together or not at all.")


@dataclass(frozen=True, slots=True)
class Swapped:
    """A swap in a round. `people` are those who are matched, beside the halves in their order."""

    ref: str
    posts: list[Opportunity]
    people: list[str]
    words: Any
    colour: str


def swaps_of(posts: Iterable[Opportunity], pairs: Iterable[tuple[Nomination, Any]]) -> list[Swapped]:
    """Each swap of which a half is in the round. `pairs` come with what the reader may see of them."""
    found: dict[str, list[Opportunity]] = {}
    for post in posts:
        if halves.is_tied(post):
            found.setdefault(post.swap.ref, []).append(post)
    pairs = list(pairs)
    return [_swap(ref, both, pairs) for ref, both in sorted(found.items())]


def _swap(ref: str, posts: list[Opportunity], pairs: list[tuple[Nomination, Any]]) -> Swapped:
    ours = [(pair, seen) for pair, seen in pairs if pair.opportunity_id in {post.pk for post in posts}]
    matched = {pair.opportunity_id: seen.name or pair.ref for pair, seen in ours if is_matched(pair)}
    decided = any(pair.decision or pair.announced_at for pair, _seen in ours)
    words, colour = _words(decided, len(posts), len(matched))
    return Swapped(ref, posts, [matched.get(post.pk, "") for post in posts], words, colour)


def is_matched(pair: Nomination) -> bool:
    return pair.state == "matched" or (pair.decision == Decision.MATCH and pair.state in IN_PLAY)


def _words(decided: bool, posts: int, matched: int) -> tuple[Any, str]:
    if matched and matched < posts:
        return ONE, "orange"
    if matched:
        return TOGETHER, "green"
    return (NEITHER, "grey") if decided else (WAITING, "yellow")
