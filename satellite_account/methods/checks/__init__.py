"""The rules that an account must satisfy before it is published, each with a name."""

from satellite_account.methods.checks.base import Check, Frames, Result
from satellite_account.methods.checks.registry import CHECKS

__all__ = ["CHECKS", "Check", "Result", "run_checks"]


def run_checks(frames: Frames, *, tolerances: dict[str, float] | None = None) -> list[Result]:
    """Runs every check on the frames given; those whose frames are lacking say so.

    frames      {name: frame}; what each check reads is in its `needs` and `text`
    tolerances  {check id: tolerance} in place of the defaults
    returns     one Result a check, in order. Raises nothing of its own. Source: design note 8
    """
    other = tolerances or {}
    return [check.evaluate(frames, other.get(key)) for key, check in CHECKS.items()]
