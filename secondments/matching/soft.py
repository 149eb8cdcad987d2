"""The soft rules, one pair at a time: points of 1,000 for each thing that is weighed, and the weighing."""

from collections.abc import Iterator, Mapping

from secondments.matching.market import Candidate, Post, Remote
from secondments.matching.reasons import Reason, reason
from secondments.matching.settings import Settings, Soft

FULL, NO_WISH = 1000, 500
ESSENTIAL = 3  # an essential skill counts as much as three desirable ones


def points(candidate: Candidate, post: Post) -> dict[Soft, int]:
    """Points for each thing; the middle where no wish was expressed, so that silence neither helps nor harms."""
    return {
        Soft.SKILLS: _skills(candidate, post),
        Soft.PLACE: _place(candidate, post),
        Soft.REMOTE: NO_WISH
        if candidate.remote is None
        else FULL - 500 * abs(candidate.remote - post.remote),
        Soft.MISSION: FULL * (post.mission in candidate.missions) if candidate.missions else NO_WISH,
        Soft.LEARNING: FULL * len(candidate.goals & post.teaches) // len(candidate.goals)
        if candidate.goals
        else NO_WISH,
    }


def _skills(candidate: Candidate, post: Post) -> int:
    most = ESSENTIAL * len(post.needs) + len(post.wants)
    met = ESSENTIAL * len(post.needs & candidate.skills) + len(post.wants & candidate.skills)
    return FULL * met // most if most else NO_WISH


def _place(candidate: Candidate, post: Post) -> int:
    if post.remote == Remote.REMOTE:
        return FULL
    if not candidate.places or not post.locations:
        return NO_WISH
    return FULL if candidate.places & post.locations else 0


def weigh(found: Mapping[Soft, int], weights: Mapping[Soft, int]) -> int:
    total = sum(weights.values())
    return sum(weight * found[what] for what, weight in weights.items()) // total if total else NO_WISH


def ranked(base: int, place: int | None, settings: Settings) -> int:
    """Points after a ranking: the first place is worth all 1,000; a ranking never lowers what was there."""
    return base if place is None else max(base, FULL - settings.rank_step * place)


def details(candidate: Candidate, post: Post) -> Iterator[Reason]:
    """The points of each soft rule, with what they were counted from."""
    found = points(candidate, post)
    yield reason(
        "soft_skills",
        points=found[Soft.SKILLS],
        needs_met=len(post.needs & candidate.skills),
        needs=len(post.needs),
        wants_met=len(post.wants & candidate.skills),
        wants=len(post.wants),
    )
    for what in (Soft.PLACE, Soft.REMOTE, Soft.MISSION):
        yield reason(f"soft_{what.value}", points=found[what])
    met, goals = len(candidate.goals & post.teaches), len(candidate.goals)
    yield reason("soft_learning", points=found[Soft.LEARNING], met=met, goals=goals)
