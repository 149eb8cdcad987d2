"""From rows to the solver and back: what a round gives to `secondments.matching`, and what it makes of the answer.

The solver loads numpy and scipy: `solve` belongs to the worker. `broken` asks the hard rules of one pair alone and
loads neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from secondments import halves
from secondments.enums import IN_PLAY, Decision
from secondments.explaining import in_words, keep
from secondments.markets import market_of
from secondments.matching import Market, Method, Settings
from secondments.matching.fairness import SMALL, UNKNOWN, calls_for_a_look, ratio, share
from secondments.matching.hard import broken as broken_rules
from secondments.matching.market import Kind
from secondments.models import Nomination, Round
from secondments.round_facts import facts_of


@dataclass
class Pair:
    matched: bool
    fit_percent: int | None
    reasons: list[Any]


@dataclass
class Found:
    pairs: dict[int, Pair] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)


def solve(round: Round, pairs: Sequence[Nomination], today: date) -> Found:
    """Every pair with its decision and its reasons, and how the round treated small and large bodies.

    Whoever another round holds for a post, and is not told yet, takes no part in this one.
    """
    facts = facts_of(pairs, round.pk)
    settings = settings_of(round, today)
    taking_part = [pair for pair in pairs if pair.candidate_id not in facts.held]
    market = market_of(taking_part, facts, settings)
    result, left_out = _whole_swaps(market, taking_part, settings)
    matched = {(one.candidate, one.post): one for one in result.matches}
    found = Found()
    for pair in pairs:
        key = (pair.candidate.ref, pair.opportunity.ref)
        one = matched.get(key)
        fit = (one.person_points + one.host_points) // 20 if one else None
        if pair.candidate_id in facts.held:
            why = [["not_this_round", {}]]
        elif pair.opportunity.ref in left_out:
            why = [["swap_other_half", {}]]
        else:
            why = [keep(reason) for reason in result.why(*key)]
        found.pairs[pair.pk] = Pair(one is not None, fit, why)
    found.summary = _summary(pairs, result)
    return found


def _summary(pairs: Sequence[Nomination], result: Any) -> dict[str, Any]:
    small, larger = result.fairness.small, result.fairness.larger
    return {
        "people": len({pair.candidate_id for pair in pairs}),
        "posts": len({pair.opportunity_id for pair in pairs}),
        "matched": len(result.matches),
        "considered": result.considered,
        "seed": result.settings.seed,
        "small": [small.people, small.matched],
        "larger": [larger.people, larger.matched],
        "calls_for_a_look": result.fairness.calls_for_a_look,
    }


def recounted(round: Round) -> dict[str, Any]:
    """The summary as it is once somebody decided otherwise than the method: who is matched now, by the same groups."""
    now = Nomination.objects.filter(round=round, decision=Decision.MATCH, state__in=IN_PLAY)
    bands = list(now.values_list("candidate__home_organisation__size_band", flat=True))
    small = [round.summary["small"][0], sum(band in SMALL for band in bands)]
    larger = [round.summary["larger"][0], sum(band not in SMALL | {UNKNOWN, None} for band in bands)]
    found = ratio(share(*small), share(*larger))
    figures = {"matched": len(bands), "small": small, "larger": larger}
    return round.summary | figures | {"calls_for_a_look": calls_for_a_look(found)}


def _whole_swaps(market: Market, pairs: Sequence[Nomination], settings: Settings) -> tuple[Any, set[str]]:
    """Match until every swap is matched in both halves or in none.

    While a swap has one half matched, the first such swap by reference is closed and the rest is matched again, so
    that whoever would have gone there is free for another post. Each turn closes one: it ends.
    """
    from secondments.matching.run import match

    swaps: dict[str, set[str]] = {}
    for pair in pairs:
        if halves.is_tied(pair.opportunity):
            swaps.setdefault(pair.opportunity.swap.ref, set()).add(pair.opportunity.ref)
    left_out: set[str] = set()
    while True:
        result = match(market, settings)
        filled = {one.post for one in result.matches}
        uneven = sorted(ref for ref, posts in swaps.items() if len(posts & filled) == 1)
        if not uneven:
            return result, left_out
        left_out |= swaps[uneven[0]]
        posts = tuple(replace(post, places=0) if post.key in left_out else post for post in market.posts)
        ruled = tuple(one for one in market.decisions if one.post not in left_out or one.kind != Kind.FIX)
        market = replace(market, posts=posts, decisions=ruled)


def settings_of(round: Round, today: date) -> Settings:
    return Settings(today=today, seed=round.ref, method=Method(round.method))


def broken(pair: Nomination, today: date) -> list[str]:
    """Every hard rule that stands between this person and this post, in the reader's words."""
    settings = Settings(today=today, seed="")
    market = market_of([pair], facts_of([pair], pair.round_id), settings)
    bodies = {body.key: body for body in market.bodies}
    found = broken_rules(market.candidates[0], market.posts[0], bodies, settings)
    return in_words(keep(one) for one in found)
