"""What the coordinator chooses for a run; recorded with it, so that anybody can repeat it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from secondments.matching.market import Clearance


class Method(StrEnum):
    STABLE = "stable"  # nobody and no post would both rather have each other (Gale and Shapley)
    OPTIMAL = "optimal"  # the greatest total of points


class Soft(StrEnum):
    """What is weighed and never rules anybody out, unless a floor is set."""

    SKILLS = "skills"
    PLACE = "place"
    REMOTE = "remote"
    MISSION = "mission"
    LEARNING = "learning"


def _host_weights() -> dict[Soft, int]:
    return {Soft.SKILLS: 80, Soft.MISSION: 10, Soft.PLACE: 5, Soft.REMOTE: 5}


def _person_weights() -> dict[Soft, int]:
    return {Soft.LEARNING: 35, Soft.MISSION: 25, Soft.PLACE: 20, Soft.REMOTE: 10, Soft.SKILLS: 10}


def _weeks() -> dict[Clearance, int]:
    return {Clearance.BPSS: 3, Clearance.CTC: 8, Clearance.SC: 10, Clearance.DV: 26}


@dataclass(frozen=True, slots=True)
class Settings:
    """`today` is the day of the run and `seed` the lottery's; both are published with the result."""

    today: date
    seed: str
    method: Method = Method.STABLE
    host_weights: dict[Soft, int] = field(default_factory=_host_weights)
    person_weights: dict[Soft, int] = field(default_factory=_person_weights)
    floors: dict[Soft, int] = field(
        default_factory=dict
    )  # points of 1,000 below which a pair is not considered
    clearance_weeks: dict[Clearance, int] = field(default_factory=_weeks)
    longest_list: int = 40  # posts a person is considered for beyond those that they or a panel ranked
    rank_step: int = 25  # points that each place down a ranking costs
