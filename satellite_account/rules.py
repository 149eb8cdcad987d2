"""Who may do what in the workbench: one table; what is not named is denied."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import NotAllowed
from foundation.directory.standing import Standing, standing
from satellite_account.models import CheckResult
from satellite_account.querysets import READS

Predicate = Callable[[Standing, Any], bool]


def is_one_of(*roles: str) -> Predicate:
    return lambda who, target: who.has(*roles)


def may_waive(who: Standing, check: CheckResult) -> bool:
    """Each check says who may accept its failure: the statistician (and the publisher), the publisher, or nobody."""
    if check.waived_by == "statistician":
        return who.has("statistician", "publisher")
    return check.waived_by == "publisher" and who.has("publisher")


RULES: dict[str, Predicate] = {
    "read": is_one_of(*READS),
    "load": is_one_of("statistician"),
    "pin": is_one_of("statistician"),
    "classify": is_one_of("statistician"),
    "decide_scope": is_one_of("statistician"),
    "build": is_one_of("statistician"),
    "run": is_one_of("statistician", "publisher"),
    "note": is_one_of("statistician", "publisher"),
    "waive": may_waive,
}


def allowed(by: Any, verb: str, target: Any = None) -> bool:
    """May `by` do `verb`, leaving aside whether the state permits it? The portal itself may do everything."""
    who = standing(by)
    return who.has("system") or RULES[verb](who, target)


def check(by: Any, verb: str, target: Any = None) -> None:
    if not allowed(by, verb, target):
        raise NotAllowed(_("You cannot do this with the role you have."))
