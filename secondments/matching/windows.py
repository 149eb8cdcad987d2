"""When a placement could run: shifted within its window until the person is free and can be cleared."""

from dataclasses import dataclass
from datetime import date, timedelta

from secondments.days import last_day
from secondments.matching.market import Candidate, Clearance, Post
from secondments.matching.settings import Settings

LIMIT_MONTHS = 24

__all__ = ["LIMIT_MONTHS", "Window", "cleared_by", "holds", "last_day", "latest_start", "window"]


@dataclass(frozen=True, slots=True)
class Window:
    start: date
    end: date
    needs_clearing: bool


def latest_start(post: Post) -> date:
    return max(post.start, post.latest_start or post.start)


def cleared_by(post: Post, settings: Settings) -> date:
    """When a clearance that is asked for on the day of the run would be granted."""
    return settings.today + timedelta(weeks=settings.clearance_weeks.get(post.clearance, 0))


def window(candidate: Candidate, post: Post, settings: Settings, into_government: bool) -> Window:
    """The earliest days on which this person could hold this post; the latest start where none is early enough."""
    length, latest = post.end - post.start, latest_start(post)
    start = max(post.start, candidate.available_from or post.start)
    if into_government and not post.repeat_approved:
        start = max(start, candidate.no_exception_before or start)
    start = min(start, latest)
    needs = not holds(candidate, post.clearance, start + length)
    if needs:
        start = min(max(start, cleared_by(post, settings)), latest)
    return Window(start, start + length, needs)


def holds(candidate: Candidate, level: Clearance, until: date) -> bool:
    if level == Clearance.NONE:
        return True
    return candidate.clearance >= level and (candidate.clearance_expires or until) >= until
