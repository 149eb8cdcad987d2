"""The nouns of a matching run: people, posts, the bodies they come from, and what the coordinator decided before."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum


class Direction(StrEnum):
    INWARD = "inward"  # civil society to government
    OUTWARD = "outward"  # government to civil society
    SWAP = "swap"  # each side sends somebody


class BodyKind(StrEnum):
    CIVIL_SOCIETY = "civil_society"
    GOVERNMENT = "government"


class Nationality(IntEnum):
    """What a person's standing opens to them; each level includes those below."""

    UNKNOWN = 0
    RIGHT_TO_WORK = 1
    CIVIL_SERVICE = 2  # meets the Civil Service Nationality Rules
    RESERVED = 3  # may hold posts reserved for UK nationals


class Clearance(IntEnum):
    NONE = 0
    BPSS = 1
    CTC = 2
    SC = 3
    DV = 4


class Remote(IntEnum):
    ON_SITE = 0
    HYBRID = 1
    REMOTE = 2


@dataclass(frozen=True, slots=True)
class Body:
    """A home or host body. `most` limits how many of its people may be placed in this run; None sets no limit."""

    key: str
    kind: BodyKind
    size: str = "unknown"  # a size band of foundation.directory
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A nominated person. `ranking` holds post keys, best first; `open_to_others` admits posts not ranked."""

    key: str
    home: str
    directions: frozenset[Direction] = frozenset(Direction)
    available_from: date | None = None
    available_to: date | None = None
    contract_end: date | None = None
    no_exception_before: date | None = None  # 12 months after an earlier recruitment exception
    fte: int = 100  # hundredths of full time that may be given in all
    placements: int = 1  # how many posts at once; each may ask for an equal part of `fte`
    nationality: Nationality = Nationality.UNKNOWN
    clearance: Clearance = Clearance.NONE
    clearance_expires: date | None = None
    clearable_to: Clearance = Clearance.BPSS  # what they could be granted, by residence for instance
    interests: frozenset[str] = frozenset()  # bodies besides the home body whose bids or grants touch them
    avoid_hosts: frozenset[str] = frozenset()  # hosts with which they declared a conflict
    skills: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()  # skills they want to learn
    places: frozenset[str] = frozenset()
    missions: frozenset[str] = frozenset()
    remote: Remote | None = None
    ranking: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()
    open_to_others: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """An advertised opportunity. `ranking` is the panel's order of candidate keys, best first."""

    key: str
    host: str
    direction: Direction
    start: date
    end: date
    latest_start: date | None = None  # the placement may begin later, with the same length
    places: int = 1
    fte: int = 100
    nationality: Nationality = Nationality.RIGHT_TO_WORK
    clearance: Clearance = Clearance.BPSS
    conflicted: dict[str, str] = field(
        default_factory=dict
    )  # body key → what is live: bid, grant, contract …
    long_approved: bool = False  # the Commission approved more than 24 months
    repeat_approved: bool = False  # the Commission approved a second exception within 12 months
    needs: frozenset[str] = frozenset()  # essential skills
    wants: frozenset[str] = frozenset()  # desirable skills
    teaches: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()
    mission: str = ""
    remote: Remote = Remote.ON_SITE
    ranking: tuple[str, ...] = ()
    refuses: dict[str, str] = field(default_factory=dict)  # candidate key → the panel's reason


class Kind(StrEnum):
    FIX = "fix"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Decision:
    """The coordinator places this person in this post, or bars the pair, and says why."""

    candidate: str
    post: str
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Market:
    """All that a run reads. The order of the tuples changes nothing."""

    candidates: tuple[Candidate, ...]
    posts: tuple[Post, ...]
    bodies: tuple[Body, ...]
    decisions: tuple[Decision, ...] = ()
