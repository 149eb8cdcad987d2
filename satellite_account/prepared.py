"""What a run did to returns before it weighted them, read back from its steps."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from satellite_account import artifacts
from satellite_account.models import Artifact, Run, RunTable

STEP = "prepared-"
KEPT = 24 * 3600  # seconds
WORDS: dict[str, Any] = {
    "aligned": _("accounting periods brought to the year"),
    "grossed": _("a part of the year that is not in yet, grossed up by days"),
    "previous_x_growth": _("found from the return of the year before"),
    "donor": _("found from the nearest donor"),
    "ratio": _("found by the ratio to income of the class"),
    "class_mean": _("found as the mean of the class"),
    "sum_of_costs": _("output that follows from costs that were found"),
    "nowcast": _("late, carried forward from the year before"),
}
NAMES = ("unit_id", "variable", "value", "flag")


@dataclass(frozen=True, slots=True)
class Done:
    """In one year: how many values of how many organisations were found in one way."""

    year: str
    flag: str
    organisations: int
    values: int

    @property
    def words(self) -> Any:
        return WORDS.get(self.flag, self.flag)


def is_prepared(run: Run) -> bool:
    return any(run.parameters.get(name) for name in ("align", "impute", "late"))


def rests_on(table: RunTable) -> bool:
    """Whether the table's figures come from returns that were prepared."""
    return is_prepared(table.run) and "accounts" in table.roles


def done(run: Run, year: str = "") -> list[Done]:
    """By year and way, in the order of WORDS."""
    return [
        Done(kept.step.removeprefix(STEP), flag, *counts[flag])
        for kept in _kept(run, year).defer("body")
        for counts in [_counted(kept)]
        for flag in WORDS
        if flag in counts
    ]


def _counted(kept: Artifact) -> dict[str, tuple[int, int]]:
    """Organisations and values by flag. A step never changes, so its lines are read for one reader and remembered."""

    def count() -> dict[str, tuple[int, int]]:
        who: dict[str, set[str]] = defaultdict(set)
        values: Counter[str] = Counter()
        for line in artifacts.lines(kept):
            who[line["flag"]].add(line["unit_id"])
            values[line["flag"]] += 1
        return {flag: (len(who[flag]), values[flag]) for flag in values}

    found: dict[str, tuple[int, int]] = cache.get_or_set(f"satellite-prepared-{kept.sha256}", count, KEPT)
    return found


def rows(run: Run, year: str = "") -> Iterator[list[str | float]]:
    """Every value, for a file."""
    for kept in _kept(run, year).iterator(chunk_size=1):
        for line in artifacts.lines(kept):
            value = float(line["value"]) if line["value"] else ""
            yield [kept.step.removeprefix(STEP), line["unit_id"], line["variable"], value, line["flag"]]


def _kept(run: Run, year: str) -> QuerySet[Artifact]:
    wanted = {"step": f"{STEP}{year}"} if year else {"step__startswith": STEP}
    return Artifact.objects.filter(run=run, **wanted).order_by("step")
