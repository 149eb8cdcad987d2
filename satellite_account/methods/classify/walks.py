"""The crosswalks that a build of the tables goes through: loaded versions, or those that are built in."""

from dataclasses import dataclass, field

from satellite_account.methods.classify.built_in import BUILT_IN
from satellite_account.methods.classify.crosswalk import Crosswalk


def _built_in(name: str) -> Crosswalk:
    return Crosswalk.from_shares(BUILT_IN[name])


@dataclass(frozen=True)
class Walks:
    """Weighted, many to many, every source summing to one.

    activity  ICNPO to ICNP/TSO, for units whose register knows no ICNP/TSO code
    industry  ICNP/TSO sections or groups to industries of the input-output table
    Source: `built_in.py` for those that are built in.
    """

    activity: Crosswalk = field(default_factory=lambda: _built_in("activity"))
    industry: Crosswalk = field(default_factory=lambda: _built_in("industry"))
