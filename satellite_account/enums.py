"""States, closed lists of the statistics, and the legal moves of a run."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a dataset holds."""

    REGISTER = "register", _("Register of organisations")
    RELATIONS = "relations", _("Links between registrations")
    ACCOUNTS = "accounts", _("Sample of accounts")
    SUPPLY_USE = "supply_use", _("Supply, use or input-output table")
    NATIONAL = "national", _("National accounts series")
    LABOUR = "labour", _("Labour force")
    VOLUNTEERING = "volunteering", _("Volunteering hours")
    WAGES = "wages", _("Wages")
    DEFLATORS = "deflators", _("Deflators and prices")


class Loading(TextChoices):
    WAITING = "waiting", _("Waiting")
    LOADING = "loading", _("Being read")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


class Building(TextChoices):
    WAITING = "waiting", _("Waiting")
    BUILDING = "building", _("Being built")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class RunState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


MOVES: dict[str, frozenset[str]] = {
    RunState.WAITING: frozenset({RunState.RUNNING, RunState.CANCELLED, RunState.FAILED}),
    RunState.RUNNING: frozenset({RunState.FINISHED, RunState.FAILED, RunState.CANCELLED}),
    RunState.FAILED: frozenset({RunState.WAITING}),
    RunState.CANCELLED: frozenset({RunState.WAITING}),
    RunState.FINISHED: frozenset(),
}
GOING = frozenset({RunState.WAITING, RunState.RUNNING})


class Criterion(TextChoices):
    """The structural-operational test: all five must be met for a unit to be in scope."""

    ORGANISED = "organised", _("Organised")
    NON_DISTRIBUTING = "non_distributing", _("Does not distribute profit")
    PRIVATE = "private", _("Separate from government")
    SELF_GOVERNING = "self_governing", _("Governs itself")
    VOLUNTARY = "voluntary", _("Non-compulsory")


class Answer(TextChoices):
    YES = "y", _("Met")
    NO = "n", _("Not met")
    UNKNOWN = "u", _("Not known")


class Sector(TextChoices):
    """Institutional sectors of the national accounts; kept apart from scope."""

    S11 = "S.11", _("Non-financial corporations")
    S12 = "S.12", _("Financial corporations")
    S13 = "S.13", _("General government")
    S14 = "S.14", _("Households")
    S15 = "S.15", _("Non-profit institutions serving households")
    UNKNOWN = "", _("Not known")


class Link(TextChoices):
    """Why two registrations are counted once."""

    DUAL = "dual", _("Registered twice")
    MERGER = "merger", _("Merged")
    GROUP = "group", _("Member of a group")


class Severity(TextChoices):
    ERROR = "error", _("Must hold")
    WARNING = "warning", _("Should hold")


class Outcome(TextChoices):
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")
    NOT_RUN = "not_run", _("Not applicable")


class Coverage(IntegerChoices):
    MISSING = 0, _("Missing")
    PARTIAL = 1, _("Missing, can be left out")
    COVERED = 2, _("Covered")
    IN_PART = 3, _("In part")
