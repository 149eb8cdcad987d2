"""From rows to the nouns of `secondments.matching`: what a round gives to the solver."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from secondments.enums import Decision, NationalityRule
from secondments.enums import NominationState as N
from secondments.matching import Body, Candidate, Market, Post, Settings
from secondments.matching.hard import broken
from secondments.matching.market import BodyKind, Clearance, Direction, Kind, Nationality, Remote
from secondments.matching.market import Decision as Ruling
from secondments.models import Nomination, Opportunity
from secondments.round_facts import Facts, avoided_by, key_of

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
OUT, BACK = frozenset({Direction.OUTWARD, Direction.SWAP}), frozenset({Direction.INWARD, Direction.SWAP})


def market_of(pairs: Sequence[Nomination], facts: Facts, settings: Settings) -> Market:
    people: dict[str, list[Nomination]] = {}
    posts: dict[str, list[Nomination]] = {}
    bodies: dict[str, Body] = {}
    for pair in pairs:
        people.setdefault(pair.candidate.ref, []).append(pair)
        posts.setdefault(pair.opportunity.ref, []).append(pair)
        for body in (pair.candidate.home, pair.opportunity.host):
            bodies[key_of(body)] = _body(body)
    live = _live(facts)
    market = Market(
        tuple(_person(rows, facts) for rows in people.values()),
        tuple(_post(rows, facts, live) for rows in posts.values()),
        tuple(bodies.values()),
        tuple(_rulings(pairs)),
    )
    return _limited(_standing(market, settings), facts)


def _body(body: Any) -> Body:
    if hasattr(body, "size_band"):
        return Body(key_of(body), BodyKind.CIVIL_SOCIETY, body.size_band)
    return Body(key_of(body), BodyKind.GOVERNMENT)


def _standing(market: Market, settings: Settings) -> Market:
    """Without those earlier decisions that a hard rule forbids by now: a contract that ends sooner, a new conflict."""
    people, posts = {one.key: one for one in market.candidates}, {one.key: one for one in market.posts}
    bodies = {body.key: body for body in market.bodies}
    ruled = tuple(
        one
        for one in market.decisions
        if one.kind != Kind.FIX or not broken(people[one.candidate], posts[one.post], bodies, settings)
    )
    return replace(market, decisions=ruled)


def _limited(market: Market, facts: Facts) -> Market:
    """With what each home body can spare. Where that came down later, what the coordinator decided before stands."""
    home = {candidate.key: candidate.home for candidate in market.candidates}
    fixed = Counter(home[one.candidate] for one in market.decisions if one.kind == Kind.FIX)
    rooms = {body.key: room_of(body.key, facts) for body in market.bodies}
    most = {key: None if room is None else max(room, fixed[key]) for key, room in rooms.items()}
    return replace(market, bodies=tuple(replace(body, most=most[body.key]) for body in market.bodies))


def room_of(key: str, facts: Facts) -> int | None:
    """How many people more the home body can spare; None when it set no limit."""
    terms = facts.terms.get(key)
    if terms is None or terms.most_away is None:
        return None
    return max(0, terms.most_away - facts.away[key])


def _live(facts: Facts) -> dict[str, dict[str, str]]:
    """By host: the bodies that have something live with it, and what that is."""
    found: dict[str, dict[str, str]] = {}
    for home, terms in facts.terms.items():
        for what, hosts in (("contract", terms.contracts), ("grant", terms.grants), ("bid", terms.bids)):
            for host in hosts:
                found.setdefault(host, {})[home] = what
    return found


def _person(rows: Sequence[Nomination], facts: Facts) -> Candidate:
    row = rows[0].candidate
    ranked = sorted((one for one in rows if one.state != N.DECLINED), key=lambda one: (one.wish, one.pk))
    avoided = avoided_by(row)
    return Candidate(
        key=row.ref,
        home=key_of(row.home),
        directions=OUT if row.home_department_id else BACK,
        available_from=row.available_from,
        available_to=row.available_to,
        contract_end=row.contract_ends_on,
        no_exception_before=facts.no_exception_before.get(row.person_id),
        fte=row.fte_percent,
        nationality=HELD[row.nationality],
        clearance=CLEARANCES[row.clearance],
        clearance_expires=row.clearance_expires_on,
        clearable_to=COULD[row.nationality],
        interests=avoided,
        avoid_hosts=avoided,
        skills=facts.skills.get(row.pk, frozenset()),
        goals=frozenset(row.goal_codes),
        places=frozenset([row.place.code]) if row.place else frozenset(),
        missions=frozenset(row.mission_codes),
        remote=REMOTES[row.remote],
        ranking=tuple(one.opportunity.ref for one in ranked),
        open_to_others=False,
    )


def _post(rows: Sequence[Nomination], facts: Facts, live: dict[str, dict[str, str]]) -> Post:
    row: Opportunity = rows[0].opportunity
    ranked = sorted((one for one in rows if one.host_rank), key=lambda one: (one.host_rank, one.pk))
    return Post(
        key=row.ref,
        host=key_of(row.host),
        direction=Direction(row.direction),
        start=row.starts_on,
        end=row.ends_on,
        places=max(0, row.places - facts.taken.get(row.pk, 0)),
        fte=row.fte_percent,
        nationality=ASKED[NationalityRule(row.nationality_rule)],
        clearance=CLEARANCES[row.clearance],
        conflicted=live.get(key_of(row.host), {}),
        needs=frozenset(row.skill_codes),
        wants=frozenset(row.wanted_codes),
        teaches=frozenset(row.teaches_codes),
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
