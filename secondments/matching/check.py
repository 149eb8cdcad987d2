"""Is the market well said? Everything that is wrong with it is told at once."""

from collections import Counter
from collections.abc import Iterator

from foundation.common.errors import Invalid
from secondments.matching import hard
from secondments.matching.market import Kind, Market
from secondments.matching.reasons import say
from secondments.matching.settings import Settings


def check(market: Market, settings: Settings) -> None:
    """Raises Invalid with a sentence for each thing that is wrong."""
    found = [*_keys(market), *_numbers(market)] or [*_references(market)]
    found = found or [*_decisions(market, settings), *_quotas(market)]
    if found:
        raise Invalid({"": found})


def _keys(market: Market) -> Iterator[str]:
    for what, rows in (("person", market.candidates), ("post", market.posts), ("body", market.bodies)):
        counts = Counter(row.key for row in rows)  # type: ignore[attr-defined]
        yield from (f"The {what} {key} is there {n} times." for key, n in sorted(counts.items()) if n > 1)


def _numbers(market: Market) -> Iterator[str]:
    for post in market.posts:
        if post.places < 0 or not 0 < post.fte <= 100:
            yield f"The post {post.key} must have places from 0 and a working time from 1 to 100%."
        if post.end < post.start:
            yield f"The post {post.key} ends before it starts."
    for candidate in market.candidates:
        if candidate.placements < 0 or not 0 <= candidate.fte <= 100:
            yield f"The person {candidate.key} must have placements from 0 and a working time from 0 to 100%."
    yield from (
        f"The limit of body {b.key} is below 0." for b in market.bodies if b.most is not None and b.most < 0
    )


def _references(market: Market) -> Iterator[str]:
    bodies = {body.key for body in market.bodies}
    people, posts = {c.key for c in market.candidates}, {p.key for p in market.posts}
    for candidate in market.candidates:
        if candidate.home not in bodies:
            yield f"The home body {candidate.home} of person {candidate.key} is missing."
    for post in market.posts:
        if post.host not in bodies:
            yield f"The host {post.host} of post {post.key} is missing."
    for decision in market.decisions:
        if decision.candidate not in people or decision.post not in posts:
            yield f"The coordinator's decision on {decision.candidate} and {decision.post} names somebody missing."


def _decisions(market: Market, settings: Settings) -> Iterator[str]:
    people, posts = {c.key: c for c in market.candidates}, {p.key: p for p in market.posts}
    bodies = {body.key: body for body in market.bodies}
    counts = Counter((d.candidate, d.post) for d in market.decisions)
    for (person, post), count in sorted(counts.items()):
        if count > 1:
            yield f"The coordinator decided {count} times on {person} and {post}."
    for decision in market.decisions:
        pair = f"{decision.candidate} and {decision.post}"
        if not decision.reason.strip():
            yield f"The coordinator's decision on {pair} needs a reason."
        if decision.kind == Kind.FIX:
            grounds = hard.broken(people[decision.candidate], posts[decision.post], bodies, settings)
            yield from (f"{pair} cannot be placed together: {say(ground)}" for ground in grounds)


def _quotas(market: Market) -> Iterator[str]:
    fixed = [decision for decision in market.decisions if decision.kind == Kind.FIX]
    home = {candidate.key: candidate.home for candidate in market.candidates}
    by_post, by_person = Counter(d.post for d in fixed), Counter(d.candidate for d in fixed)
    by_body = Counter(home[d.candidate] for d in fixed)
    for post in market.posts:
        if by_post[post.key] > post.places:
            yield f"The coordinator placed {by_post[post.key]} people in {post.key}, which has {post.places} places."
    for candidate in market.candidates:
        if by_person[candidate.key] > candidate.placements:
            yield f"The coordinator placed {candidate.key} {by_person[candidate.key]} times."
    for body in market.bodies:
        if body.most is not None and by_body[body.key] > body.most:
            yield f"The coordinator placed {by_body[body.key]} people of {body.key}, whose limit is {body.most}."
