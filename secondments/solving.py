"""From rows to the solver and back: what a round gives to `secondments.matching`, and what it makes of the answer.

The solver loads numpy and scipy: `solve` belongs to the worker. `broken` asks the hard rules of one pair alone and
loads neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from secondments import clocks, halves
from secondments.enums import IN_PLAY, Decision, ExceptionBasis, NationalityRule
from secondments.enums import NominationState as N
from secondments.explaining import in_words, keep
from secondments.matching import Body, Candidate, Market, Method, Post, Settings
from secondments.matching.fairness import SMALL, UNKNOWN, calls_for_a_look, ratio, share
from secondments.matching.hard import broken as broken_rules
from secondments.matching.market import BodyKind, Clearance, Direction, Kind, Nationality, Remote
from secondments.matching.market import Decision as Ruling
from secondments.models import Nomination, Opportunity, Placement, Round

CLEARANCES = {"": Clearance.NONE} | {level.name.lower(): level for level in Clearance}
REMOTES = {"none": Remote.ON_SITE, "hybrid": Remote.HYBRID, "full": Remote.REMOTE}
HELD = {"uk": Nationality.RESERVED, "eligible": Nationality.CIVIL_SERVICE, "other": Nationality.RIGHT_TO_WORK}
ASKED = {
    NationalityRule.NONE: Nationality.RIGHT_TO_WORK,
    NationalityRule.CIVIL_SERVICE: Nationality.CIVIL_SERVICE,
    NationalityRule.UK: Nationality.RESERVED,
}
# What somebody could be granted: years of residence are asked of those who are not UK nationals.
COULD = {"uk": Clearance.DV, "eligible": Clearance.SC, "other": Clearance.CTC}


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
    """Every pair with its decision and its reasons, and how the round treated small and large bodies."""
    market = market_of(pairs)
    market, result, left_out = _whole_swaps(market, pairs, settings_of(round, today))
    matched = {(one.candidate, one.post): one for one in result.matches}
    found = Found()
    for pair in pairs:
        key = (pair.candidate.ref, pair.opportunity.ref)
        one = matched.get(key)
        fit = (one.person_points + one.host_points) // 20 if one else None
        why = [keep(reason) for reason in result.why(*key)]
        if pair.opportunity.ref in left_out:
            why = [["swap_other_half", {}]]
        found.pairs[pair.pk] = Pair(one is not None, fit, why)
    small, larger = result.fairness.small, result.fairness.larger
    found.summary = {
        "people": len(market.candidates),
        "posts": len(market.posts),
        "matched": len(matched),
        "considered": result.considered,
        "seed": result.settings.seed,
        "small": [small.people, small.matched],
        "larger": [larger.people, larger.matched],
        "calls_for_a_look": result.fairness.calls_for_a_look,
    }
    return found


def recounted(round: Round) -> dict[str, Any]:
    """The summary as it is once somebody decided otherwise than the method: who is matched now, by the same groups."""
    now = Nomination.objects.filter(round=round, decision=Decision.MATCH, state__in=IN_PLAY)
    bands = list(now.values_list("candidate__home_organisation__size_band", flat=True))
    small = [round.summary["small"][0], sum(band in SMALL for band in bands)]
    larger = [round.summary["larger"][0], sum(band not in SMALL | {UNKNOWN, None} for band in bands)]
    found = ratio(share(*small), share(*larger))
    figures = {"matched": len(bands), "small": small, "larger": larger}
    return round.summary | figures | {"calls_for_a_look": calls_for_a_look(found)}


def _whole_swaps(
    market: Market, pairs: Sequence[Nomination], settings: Settings
) -> tuple[Market, Any, set[str]]:
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
            return market, result, left_out
        left_out |= swaps[uneven[0]]
        posts = tuple(replace(post, places=0) if post.key in left_out else post for post in market.posts)
        ruled = tuple(one for one in market.decisions if one.post not in left_out or one.kind != Kind.FIX)
        market = replace(market, posts=posts, decisions=ruled)


def settings_of(round: Round, today: date) -> Settings:
    return Settings(today=today, seed=round.ref, method=Method(round.method))


def market_of(pairs: Sequence[Nomination]) -> Market:
    people: dict[str, list[Nomination]] = {}
    posts: dict[str, list[Nomination]] = {}
    bodies: dict[str, Body] = {}
    for pair in pairs:
        people.setdefault(pair.candidate.ref, []).append(pair)
        posts.setdefault(pair.opportunity.ref, []).append(pair)
        for body in (pair.candidate.home, pair.opportunity.host):
            bodies[_key(body)] = _body(body)
    return Market(
        tuple(_person(rows) for rows in people.values()),
        tuple(_post(rows) for rows in posts.values()),
        tuple(bodies.values()),
        tuple(_rulings(pairs)),
    )


def _key(body: Any) -> str:
    return getattr(body, "ref", None) or body.code


def _body(body: Any) -> Body:
    if hasattr(body, "size_band"):
        return Body(_key(body), BodyKind.CIVIL_SOCIETY, body.size_band)
    return Body(_key(body), BodyKind.GOVERNMENT)


def _person(rows: Sequence[Nomination]) -> Candidate:
    row = rows[0].candidate
    ranked = sorted((one for one in rows if one.state != N.DECLINED), key=lambda one: (one.wish, one.pk))
    return Candidate(
        key=row.ref,
        home=_key(row.home),
        available_from=row.available_from,
        available_to=row.available_to,
        contract_end=row.contract_ends_on,
        no_exception_before=_no_exception_before(row.person_id),
        fte=row.fte_percent,
        nationality=HELD[row.nationality],
        clearance=CLEARANCES[row.clearance],
        clearance_expires=row.clearance_expires_on,
        clearable_to=COULD[row.nationality],
        skills=frozenset(row.skills.values_list("code", flat=True)),
        places=frozenset([row.place.code]) if row.place else frozenset(),
        remote=REMOTES[row.remote],
        ranking=tuple(one.opportunity.ref for one in ranked),
        open_to_others=False,
    )


def _no_exception_before(person_id: int) -> date | None:
    """Twelve months after the end of the person's last exception; None when there was none."""
    earlier = Placement.objects.started().filter(
        person=person_id, direction="inward", exception=ExceptionBasis.THREE
    )
    ends = [row.ended_on or row.ends_on for row in earlier]
    return clocks.months_after(max(ends), 12) if ends else None


def _post(rows: Sequence[Nomination]) -> Post:
    row: Opportunity = rows[0].opportunity
    ranked = sorted((one for one in rows if one.host_rank), key=lambda one: (one.host_rank, one.pk))
    taken = row.nominations.filter(state=N.MATCHED).count()
    return Post(
        key=row.ref,
        host=_key(row.host),
        direction=Direction(row.direction),
        start=row.starts_on,
        end=row.ends_on,
        places=max(0, row.places - taken),
        fte=row.fte_percent,
        nationality=ASKED[NationalityRule(row.nationality_rule)],
        clearance=CLEARANCES[row.clearance],
        needs=frozenset(row.skill_codes),
        locations=frozenset([row.place.code]) if row.place else frozenset(),
        mission=row.priority.code if row.priority else "",
        remote=REMOTES[row.remote],
        ranking=tuple(one.candidate.ref for one in ranked),
        refuses={one.candidate.ref: one.host_note for one in rows if one.state == N.DECLINED},
    )


def _rulings(pairs: Sequence[Nomination]) -> list[Ruling]:
    """What the coordinator decided before stands when the round is worked out again."""
    return [
        Ruling(
            pair.candidate.ref,
            pair.opportunity.ref,
            Kind.FIX if pair.decision == Decision.MATCH else Kind.BAR,
            pair.overrule_reason,
        )
        for pair in pairs
        if pair.overruled_by_id and pair.state != N.DECLINED
    ]


def broken(pair: Nomination, today: date) -> list[str]:
    """Every hard rule that stands between this person and this post, in the reader's words."""
    market = market_of([pair])
    settings = Settings(today=today, seed="")
    bodies = {body.key: body for body in market.bodies}
    found = broken_rules(market.candidates[0], market.posts[0], bodies, settings)
    return in_words(keep(one) for one in found)
