"""Markets for tests: single nouns that fit together, and hypothesis strategies of small, contentious markets."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from secondments.matching import Body, Candidate, Decision, Market, Method, Post, Settings
from secondments.matching.market import BodyKind, Clearance, Direction, Kind, Nationality, Remote
from secondments.matching.settings import Soft

TODAY = date(2026, 9, 1)
CHARITY = Body("charity", BodyKind.CIVIL_SOCIETY, "small")
BIG_CHARITY = Body("big-charity", BodyKind.CIVIL_SOCIETY, "major")
DEPARTMENT = Body("department", BodyKind.GOVERNMENT)
BODIES = (CHARITY, BIG_CHARITY, DEPARTMENT)


def candidate(key: str = "ann", **changes: Any) -> Candidate:
    """Somebody at a charity whom no hard rule keeps from `post()`."""
    given = {
        "home": "charity",
        "nationality": Nationality.RESERVED,
        "clearance": Clearance.SC,
        "clearable_to": Clearance.SC,
    }
    return Candidate(key, **(given | changes))


def post(key: str = "p1", **changes: Any) -> Post:
    given = {
        "host": "department",
        "direction": Direction.INWARD,
        "start": date(2027, 1, 4),
        "end": date(2027, 7, 2),
    }
    return Post(key, **(given | changes))


def market(
    candidates: list[Candidate], posts: list[Post], bodies: tuple[Body, ...] = BODIES, decisions: Any = ()
) -> Market:
    return Market(tuple(candidates), tuple(posts), bodies, tuple(decisions))


def settings(**changes: Any) -> Settings:
    return Settings(**({"today": TODAY, "seed": "lottery"} | changes))


def fix(person: str, post: str, reason: str = "Agreed with the host") -> Decision:
    return Decision(person, post, Kind.FIX, reason)


def bar(person: str, post: str, reason: str = "Too close to a past dispute") -> Decision:
    return Decision(person, post, Kind.BAR, reason)


def some(words: list[str], most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(words), max_size=most)


SKILLS, PLACES, MISSIONS = ["s1", "s2", "s3", "s4"], ["north", "south"], ["growth", "health"]
HOMES = ["charity", "big-charity", "department"]


def days(start: int, end: int) -> st.SearchStrategy[date]:
    return st.integers(start, end).map(lambda n: date(2026, 11, 1) + timedelta(days=n))


@st.composite
def candidates(draw: st.DrawFn, key: str, posts: list[str], hard: bool) -> Candidate:
    maybe = lambda strategy: draw(st.none() | strategy) if hard else None  # noqa: E731
    return Candidate(
        key=key,
        home=draw(st.sampled_from(HOMES if hard else HOMES[:2])),
        directions=draw(st.frozensets(st.sampled_from(list(Direction)))) if hard else frozenset(Direction),
        available_from=maybe(days(0, 200)),
        available_to=maybe(days(100, 900)),
        contract_end=maybe(days(100, 900)),
        no_exception_before=maybe(days(0, 200)),
        fte=draw(st.sampled_from([40, 80, 100])) if hard else 100,
        placements=draw(st.integers(0, 2)),
        nationality=draw(st.sampled_from(list(Nationality))) if hard else Nationality.RESERVED,
        clearance=draw(st.sampled_from(list(Clearance))) if hard else Clearance.DV,
        clearance_expires=maybe(days(50, 600)),
        clearable_to=draw(st.sampled_from(list(Clearance))) if hard else Clearance.DV,
        interests=draw(some(["elsewhere", "big-charity"])) if hard else frozenset(),
        avoid_hosts=draw(some(["department", "charity"], 1)) if hard else frozenset(),
        skills=draw(some(SKILLS)),
        goals=draw(some(SKILLS)),
        places=draw(some(PLACES)),
        missions=draw(some(MISSIONS)),
        remote=draw(st.none() | st.sampled_from(list(Remote))),
        ranking=tuple(draw(st.lists(st.sampled_from([*posts, "gone"]), unique=True, max_size=4))),
        refuses=draw(some(posts, 1)) if posts else frozenset(),
        open_to_others=draw(st.booleans()),
    )


@st.composite
def posts(draw: st.DrawFn, key: str, people: list[str], hard: bool) -> Post:
    start = draw(days(0, 120)) if hard else date(2027, 1, 4)
    refused = draw(some(people, 1)) if people else frozenset()
    return Post(
        key=key,
        host=draw(st.sampled_from(["department", "department", "charity"])) if hard else "department",
        direction=draw(st.sampled_from(list(Direction))) if hard else Direction.INWARD,
        start=start,
        end=start + timedelta(days=draw(st.sampled_from([80, 300, 729, 730, 800])) if hard else 90),
        latest_start=start + timedelta(days=draw(st.sampled_from([0, 90]))),
        places=draw(st.integers(0, 3)),
        fte=draw(st.sampled_from([20, 50, 100])) if hard else 50,
        nationality=draw(st.sampled_from(list(Nationality))) if hard else Nationality.UNKNOWN,
        clearance=draw(st.sampled_from(list(Clearance))) if hard else Clearance.NONE,
        conflicted=dict.fromkeys(draw(some(["charity", "elsewhere"])), "bid") if hard else {},
        long_approved=draw(st.booleans()),
        repeat_approved=draw(st.booleans()),
        needs=draw(some(SKILLS)),
        wants=draw(some(SKILLS)),
        teaches=draw(some(SKILLS)),
        locations=draw(some(PLACES)),
        mission=draw(st.sampled_from([*MISSIONS, ""])),
        remote=draw(st.sampled_from(list(Remote))),
        ranking=tuple(draw(st.lists(st.sampled_from([*people, "gone"]), unique=True, max_size=4))),
        refuses=dict.fromkeys(refused, "No interview"),
    )


@st.composite
def markets(draw: st.DrawFn, hard: bool = False, most_people: int = 6, most_posts: int = 4) -> Market:
    """Small markets; with `hard`, hard rules forbid many pairs, without it preferences and quotas alone decide."""
    people = [f"person-{n}" for n in range(draw(st.integers(0, most_people)))]
    wanted = [f"post-{n}" for n in range(draw(st.integers(0, most_posts)))]
    limit = st.none() | st.integers(0, 3)
    bodies = tuple(Body(b.key, b.kind, b.size, draw(limit)) for b in BODIES)
    return Market(
        tuple(draw(candidates(key, wanted, hard)) for key in people),
        tuple(draw(posts(key, people, hard)) for key in wanted),
        bodies,
    )


def all_settings() -> st.SearchStrategy[Settings]:
    return st.builds(
        Settings,
        today=st.just(TODAY),
        seed=st.sampled_from(["one", "two", "three"]),
        method=st.sampled_from(list(Method)),
        floors=st.sampled_from([{}, {Soft.SKILLS: 400}]),
        longest_list=st.sampled_from([0, 1, 2, 40]),
    )
