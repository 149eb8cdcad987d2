"""The hard rules, one pair at a time: every ground on which a person cannot have a post."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_noop as _

from secondments.matching import windows
from secondments.matching.market import Body, BodyKind, Candidate, Direction, Nationality, Post
from secondments.matching.reasons import Reason, reason
from secondments.matching.settings import Settings

SIDES = {
    (Direction.INWARD, BodyKind.CIVIL_SOCIETY, BodyKind.GOVERNMENT),
    (Direction.OUTWARD, BodyKind.GOVERNMENT, BodyKind.CIVIL_SOCIETY),
    (Direction.SWAP, BodyKind.CIVIL_SOCIETY, BodyKind.GOVERNMENT),
    (Direction.SWAP, BodyKind.GOVERNMENT, BodyKind.CIVIL_SOCIETY),
}


def broken(
    candidate: Candidate, post: Post, bodies: Mapping[str, Body], settings: Settings
) -> tuple[Reason, ...]:
    """Every hard rule that stands between this person and this post; empty when none does."""
    home, host = bodies[candidate.home], bodies[post.host]
    return (
        *_way(candidate, post, home, host),
        *_days(candidate, post, settings, host.kind == BodyKind.GOVERNMENT),
        *_standing(candidate, post),
        *_conflicts(candidate, post),
    )


def _way(candidate: Candidate, post: Post, home: Body, host: Body) -> Iterator[Reason]:
    if post.direction not in candidate.directions:
        yield reason("direction", wanted=post.direction.value)
    if (post.direction, home.kind, host.kind) not in SIDES:
        yield reason("sides", wanted=post.direction.value, home=words(home.kind), host=words(host.kind))
    if home.key == host.key:
        yield reason("same_body")


def _days(candidate: Candidate, post: Post, settings: Settings, into_government: bool) -> Iterator[Reason]:
    latest = windows.latest_start(post)
    found = windows.window(candidate, post, settings, into_government)
    if candidate.available_from and candidate.available_from > latest:
        yield reason("available_from", free=candidate.available_from, latest=latest)
    if candidate.available_to and candidate.available_to < found.end:
        yield reason("available_to", free=candidate.available_to, ends=found.end)
    if candidate.contract_end and candidate.contract_end < found.end:
        yield reason("contract_end", contract=candidate.contract_end, ends=found.end)
    if into_government:
        yield from _exception(candidate, post)
    if found.needs_clearing:
        yield from _clearing(candidate, post, settings)


def _exception(candidate: Candidate, post: Post) -> Iterator[Reason]:
    limit = windows.last_day(post.start, windows.LIMIT_MONTHS)
    if post.end > limit and not post.long_approved:
        yield reason("too_long", limit=limit)
    until = candidate.no_exception_before
    if until and until > windows.latest_start(post) and not post.repeat_approved:
        yield reason("second_exception", until=until)


def _clearing(candidate: Candidate, post: Post, settings: Settings) -> Iterator[Reason]:
    needed, latest = post.clearance, windows.latest_start(post)
    if candidate.clearable_to < needed:
        yield reason("clearance_level", needed=needed.name)
    elif windows.cleared_by(post, settings) > latest:
        weeks = settings.clearance_weeks.get(needed, 0)
        yield reason("clearance_time", needed=needed.name, weeks=weeks, latest=latest)


def _standing(candidate: Candidate, post: Post) -> Iterator[Reason]:
    given = candidate.fte // max(candidate.placements, 1)
    if post.fte > given:
        yield reason("fte", needed=post.fte, given=given)
    if candidate.nationality < post.nationality:
        yield reason("nationality", needed=words(post.nationality), held=words(candidate.nationality))


def _conflicts(candidate: Candidate, post: Post) -> Iterator[Reason]:
    if candidate.home in post.conflicted:
        yield reason("conflict_home", interest=post.conflicted[candidate.home])
    others = sorted({post.conflicted[body] for body in candidate.interests if body in post.conflicted})
    if others:
        yield reason("conflict_interest", interest=", ".join(others))
    if post.host in candidate.avoid_hosts:
        yield reason("conflict_host")
    if post.key in candidate.refuses:
        yield reason("person_refuses")


WORDS = {
    "civil_society": _("civil society"),
    "government": _("government"),
    "UNKNOWN": _("not known"),
    "RIGHT_TO_WORK": _("the right to work"),
    "CIVIL_SERVICE": _("a nationality that the Civil Service Nationality Rules admit"),
    "RESERVED": _("United Kingdom nationality (a reserved post)"),
}


def words(level: BodyKind | Nationality) -> str:
    return WORDS[level.name if isinstance(level, Nationality) else level.value]
