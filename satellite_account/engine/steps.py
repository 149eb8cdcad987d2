"""The steps of a run, in order. Each leaves what it made, so that a run that was cut off goes on after the last."""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.db import transaction

from satellite_account.engine import checking, writing
from satellite_account.engine.inputs import Stored, packed, settings_of, unpacked
from satellite_account.enums import Outcome
from satellite_account.methods.checks import CHECKS, run_checks
from satellite_account.methods.errors import MethodError
from satellite_account.methods.tables import from_years, year_book
from satellite_account.methods.tables.build import context_of
from satellite_account.methods.tables.links import balanced_purchases
from satellite_account.models import Artifact, CheckResult, Run

MOST_PLACES = 200
OUTCOMES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED, "not run": Outcome.NOT_RUN}


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    title: str
    do: Callable[["Work"], bytes]


class Work:
    """One run being worked on: its sources are read once, its finished steps are remembered."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.source = Stored(run)
        self.settings = settings_of(run)
        self.books: dict[int, pd.DataFrame] = {}
        self.tables: dict[str, pd.DataFrame] = {}

    def steps(self) -> list[Step]:
        return [
            Step("inputs", "Checking the inputs", verify),
            *(step for year in self.source.years for step in self._of_year(year)),
            *([Step("balanced", "Balancing purchases", balanced)] if self.settings.balance else []),
            Step("tables", "Building the tables", build),
            Step("checks", "Running the checks", check),
        ]

    def _of_year(self, year: int) -> list[Step]:
        estimate = Step(f"year-{year}", f"Estimating {year}", _estimate(year))
        if not self.source.how:
            return [estimate]
        return [Step(f"prepared-{year}", f"Preparing the returns of {year}", _prepare(year)), estimate]

    def book(self, year: int) -> pd.DataFrame:
        if year not in self.books:
            kept = Artifact.objects.get(run=self.run, step=f"year-{year}")
            self.books[year] = unpacked(bytes(kept.body))
        return self.books[year]

    def all_books(self) -> list[pd.DataFrame]:
        return [self.book(year) for year in self.source.years]

    def built(self) -> dict[str, pd.DataFrame]:
        """All tables, from the books that were kept: whether or not this process made them."""
        if not self.tables:
            self.tables = from_years(self.source, self.all_books(), self.settings)
        return self.tables


def verify(work: Work) -> bytes:
    work.source.verify()
    return b"verified"


def _prepare(year: int) -> Callable[[Work], bytes]:
    """Keeps what was aligned, filled and carried forward, value by value."""

    def do(work: Work) -> bytes:
        work.source.returns(year)
        return packed(work.source.prepared.flags(year))

    return do


def _estimate(year: int) -> Callable[[Work], bytes]:
    def do(work: Work) -> bytes:
        source = work.source
        held = year_book(source.returns(year), year, work.settings.bounds, source.walks, source.found(year))
        return packed(held)

    return do


def balanced(work: Work) -> bytes:
    """Keeps what balancing moved, cell by cell."""
    made = balanced_purchases(context_of(work.source, work.all_books(), work.settings))
    if made is None:
        raise MethodError("Purchases can be balanced only with an input-output table.")
    return packed(made.log)


def build(work: Work) -> bytes:
    return writing.write(work.run, work.built()).encode()


def check(work: Work) -> bytes:
    """Every rule on this run, and since which run each failure lasts."""
    before = _before(work.run)
    found = run_checks(checking.frames(work.built(), work.source), tolerances=checking.TOLERANCES)
    rows = []
    for place, result in enumerate(found):
        rule, outcome = CHECKS[result.id], OUTCOMES[result.state]
        failures = result.failures
        since = before.get(result.id) or work.run.pk if outcome == Outcome.FAILED else None
        rows.append(
            CheckResult(
                run=work.run,
                code=result.id,
                place=place,
                title=rule.name,
                text=rule.text,
                severity=rule.severity,
                outcome=outcome,
                tolerance=checking.TOLERANCES.get(result.id, rule.tolerance),
                waived_by=rule.waived_by,
                examined=result.examined,
                lacking=list(result.lacking),
                failures=len(failures),
                failing_since_id=since,
                worst=_finite(failures["difference"].abs().max()) if len(failures) else None,
                places=_places(failures),
            )
        )
    CheckResult.objects.bulk_create(rows)
    return f"{len(rows)} checks".encode()


def _places(failures: pd.DataFrame) -> list[dict[str, Any]]:
    head = failures.head(MOST_PLACES)
    names = ("found", "expected", "difference")
    return [
        {"where": str(row.where)} | {name: _finite(getattr(row, name)) for name in names}
        for row in head.itertuples(index=False)
    ]


def _finite(value: Any) -> float | None:
    found = float(value)
    return found if math.isfinite(found) else None


def _before(run: Run) -> dict[str, int]:
    """The run since which each check failed, as the last finished run of the method found it."""
    previous = checking.previous(run)
    if previous is None:
        return {}
    return dict(
        CheckResult.objects.filter(run=previous, outcome=Outcome.FAILED).values_list(
            "code", "failing_since_id"
        )
    )


@transaction.atomic
def perform(work: Work, step: Step) -> Artifact:
    """Do one step and keep what it made, both or neither."""
    begun = time.monotonic()
    body = step.do(work)
    return Artifact.objects.create(
        run=work.run, step=step.name, body=body, sha256=hashlib.sha256(body).hexdigest(),
        seconds=round(time.monotonic() - begun, 3),
    )  # fmt: skip
