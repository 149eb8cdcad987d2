"""A run is a recipe: reproducible to the byte, resumable after a crash, checked, and never changed afterwards."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from foundation.common.errors import Invalid, NotAllowed, WrongState
from satellite_account import actions, invented, running, waking, working
from satellite_account.engine import code, steps
from satellite_account.enums import RunState
from satellite_account.models import Artifact, CheckResult, Dataset, Figure, Frame, Run, RunTable, Version
from satellite_account.running import advance
from tests.factories.satellite import unit, units
from tests.satellite_account.finished import Finished

RUNS = "/satellite-account/workbench/runs/"


class Killed(BaseException):
    """What no run can catch: the process is gone."""


class TestRuns(Finished):
    def test_it_ends_with_all_tables_and_checks(self):
        run = self.run_row
        assert run.state == RunState.FINISHED and run.tables.count() == 19 and len(run.result) == 64
        assert (
            Figure.objects.filter(table__run=run).count()
            == sum(run.tables.values_list("figures", flat=True))
            > 3000
        )
        outcomes = dict(run.checks.values_list("code", "outcome"))
        assert len(outcomes) == 20
        must = ("1", "2", "3", "4", "5", "6", "8a", "8b", "8c", "10", "11", "12", "13", "15", "16", "17")
        assert {number: outcomes[number] for number in must} == dict.fromkeys(must, "passed")
        assert "not_run" not in outcomes.values()
        examined = dict(run.checks.values_list("code", "examined"))
        # Ten series of quarters over two years; the first vintage revises nothing.
        assert examined.pop("11") == 2 * 13 and examined.pop("12") == 0
        assert all(examined.values()), examined

    def test_figures_agree_with_the_methods_alone(self):
        """Through files, database and artifacts nothing is lost: the same numbers as on plain frames."""
        from satellite_account.methods import build_tables

        tables = build_tables(steps.Work(self.run_row).source)
        for name in ("T2", "T4", "T9"):
            found = dict(
                Figure.objects.filter(table__run=self.run_row, table__code=name).values_list(
                    "number", "value"
                )
            )
            values = tables[name]["OBS_VALUE"].tolist()
            assert len(found) == len(values)
            assert all(found[at] == pytest.approx(value, rel=1e-12) for at, value in enumerate(values))

    def test_the_same_recipe_gives_the_same_bytes_even_after_a_crash(self):
        again = actions.repeat_run(run=self.run_row, by=self.office.publisher, wake=False)

        def dies(run):
            if run.artifacts.count() == 2:
                raise Killed

        with pytest.raises(Killed):
            advance(again, after=dies)
        held = Run.objects.get(pk=again.pk)
        assert held.state == RunState.RUNNING and held.artifacts.count() == 2
        kept = dict(held.artifacts.values_list("step", "at"))
        done = advance(held)
        assert done.state == RunState.FINISHED and done.attempts == 0
        assert done.recipe == self.run_row.recipe and done.result == self.run_row.result
        assert kept.items() <= dict(done.artifacts.values_list("step", "at")).items()
        assert dict(done.tables.values_list("code", "sha256")) == dict(
            self.run_row.tables.values_list("code", "sha256")
        )
        self._fails_since_the_first(done)

    def _fails_since_the_first(self, later):
        for run in (self.run_row, later):
            row = run.checks.get(code="18")
            assert (row.outcome, row.failing_since) == ("failed", self.run_row)
        assert self.run_row.ref in self.page(f"{RUNS}{later.ref}/checks/18/")

    def test_other_parameters_are_another_recipe_and_another_result(self):
        other = self.office.run(self.sources, parameters={"wage_variant": "minimum"}, title="Cheaper hours")
        assert other.recipe != self.run_row.recipe and other.result != self.run_row.result
        changed = {
            name for name, digest in other.tables.values_list("code", "sha256")
            if not self.run_row.tables.filter(code=name, sha256=digest).exists()
        }  # fmt: skip
        assert "T9" in changed and "T2" not in changed
        self._compared_cell_by_cell(other)

    def _compared_cell_by_cell(self, other):
        html = self.page(f"{RUNS}{other.ref}/compare/{self.run_row.ref}/")
        assert "The results differ." in html and "Their recipes differ." in html
        assert "Value of volunteer work" in html and "NA+NMO+V" not in html
        figure = Figure.objects.get(table__run=other, table__code="T1", sto="V", time_period="2020")
        triangle = self.page(f"{RUNS}{other.ref}/tables/t1/{figure.number}/")
        assert self.run_row.ref in triangle and "Mean revision" in triangle

    def test_a_failure_that_is_mended_has_no_since(self):
        mended = self.office.run(self.sources, parameters={"lead_statistician": "A", "next_release": "B"})
        row = mended.checks.get(code="18")
        assert (row.outcome, row.failing_since) == ("passed", None)

    def test_a_later_vintage_needs_a_reason_for_what_it_revises(self):
        said = {"earlier": self.run_row.ref, "wage_variant": "minimum"}
        silent = self.office.run(self.sources, parameters=said)
        assert silent.checks.get(code="12").outcome == "failed" and silent.tables.get(code="T16").figures
        some = self.office.run(self.sources, parameters=said | {"reasons": ["T1: hours at another wage"]})
        rows = some.checks.get(code="12")
        assert 0 < rows.failures < silent.checks.get(code="12").failures
        assert all(place["where"].startswith("T4 ") for place in rows.places)
        self._opened_with_its_reason(said)

    def _opened_with_its_reason(self, said):
        lines = ["T4: sections follow", "T4 2020 A: culture was looked at"]
        run = self.office.run(self.sources, parameters=said | {"reason": "Another wage", "reasons": lines})
        assert run.checks.get(code="12").outcome == "passed"
        of = {"table__run": run, "basis": "NA+NMO+V", "sto": "B.1g", "time_period": "2020"}
        for table, activity, reason in (
            ("T4", "A", "culture was looked at"), ("T4", "B", "sections follow"), ("T1", "_T", "Another wage"),
        ):  # fmt: skip
            figure = Figure.objects.filter(**of, table__code=table, activity=activity).first()
            html = self.page(f"{RUNS}{run.ref}/tables/{table.lower()}/{figure.number}/")
            assert f"Reason for this revision: {reason}" in html.replace("<bdi>", ""), (table, activity)
        assert "culture was looked at" in self.page(f"{RUNS}new/?method=do_now&like={run.ref}")

    def test_a_finished_run_never_changes(self):
        run = self.run_row
        for change in (
            lambda: Run.objects.filter(pk=run.pk).update(title="x"),
            lambda: Figure.objects.filter(table__run=run).update(value=0),
            lambda: RunTable.objects.filter(run=run).update(title="x"),
            lambda: Artifact.objects.filter(run=run).update(seconds=0),
            lambda: CheckResult.objects.filter(run=run).update(outcome="passed"),
            lambda: run.delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        with pytest.raises(WrongState):
            actions.cancel_run(run=run, by=self.office.publisher)
        with pytest.raises(WrongState):
            actions.resume_run(run=run, by=self.office.publisher)

    def test_a_cancelled_run_stops_before_its_next_step_and_can_go_on(self):
        run = self.office.planned(self.sources)

        def stop(at):
            if at.artifacts.count() == 1:
                actions.cancel_run(run=at, by=self.office.publisher)

        advance(run, after=stop)
        assert Run.objects.get(pk=run.pk).state == RunState.CANCELLED and run.artifacts.count() == 1
        assert advance(Run.objects.get(pk=run.pk)).artifacts.count() == 1
        resumed = actions.resume_run(run=run, by=self.office.publisher, wake=False)
        assert advance(resumed).result == self.run_row.result

    def test_changed_code_is_refused_not_mixed(self):
        run = self.office.planned(self.sources)
        Run.objects.filter(pk=run.pk).update(code_version="0" * 64)
        run.refresh_from_db()
        assert advance(run).state == RunState.FAILED and "code has changed" in run.failure


def test_every_missing_input_is_named(office):
    with pytest.raises(Invalid) as refusal:
        actions.plan_run(title="x", method="do_now", inputs={}, by=office.statistician)
    assert set(refusal.value.errors) == {
        "population", "accounts", "volunteering", "wages", "deflators", "economy", "npish",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["auditor", "stranger", "officer_like"])
def test_others_start_no_run(office, role):
    with pytest.raises(NotAllowed):
        actions.plan_run(title="x", method="do_now", inputs={}, by=getattr(office, role))


def test_a_method_that_has_no_answer_fails_in_its_own_words(office):
    from tests.satellite_account.finished import files

    sources = office.economy(files() | {"deflators": "year,output,IC,wage,CFC\n1999,1,1,1,1\n"})
    run = office.run(sources)
    assert run.state == RunState.FAILED and run.failure and run.stage
    assert not run.tables.exists()


def test_after_five_deaths_a_run_gives_up(office, monkeypatch):
    run = Run.objects.create(
        ref="SA-2026-999999", title="x", method="do_now", method_version="1", code_version=code.version(),
        recipe="r", attempts=running.MOST_ATTEMPTS, state=RunState.RUNNING,
    )  # fmt: skip
    assert advance(run).state == RunState.FAILED and "stopped 5 times" in run.failure


def test_the_worker_does_what_waits_in_order(office):
    first, second = office.waiting(units(unit(1))), office.waiting(units(unit(income="x")))
    register = office.loaded(units(unit(2)))
    frame = actions.plan_frame(title="x", day=date(2025, 1, 1), versions=[register], by=office.statistician)
    assert working.work() == 3
    assert (
        Version.objects.get(pk=first.pk).state == "ready"
        and Version.objects.get(pk=second.pk).state == "refused"
    )
    assert Frame.objects.get(pk=frame.pk).facts["units"] == 1
    assert working.work() == 0


def test_the_task_is_known_to_the_queue_and_to_the_clock(office):
    """By its name Celery finds what a page wakes and what the clock asks every minute; called, it does what waits."""
    from django.conf import settings

    from portal.celery import app

    app.loader.import_default_modules()
    clock = settings.CELERY_BEAT_SCHEDULE["satellite-account"]
    assert clock["task"] == waking.WORK and clock["schedule"] == 60
    version = office.waiting(units(unit(1)))
    assert app.tasks[waking.WORK]() == 1 and Version.objects.get(pk=version.pk).state == "ready"


def test_the_demonstration_is_asked_for_at_once_and_made_by_a_worker(db, monkeypatch):
    invented.want()
    invented.want()
    assert Dataset.objects.filter(is_invented=True).count() == 15 and not Version.objects.exists()
    small = invented.fill
    monkeypatch.setattr(invented, "fill", lambda: small(units=4_000, years=2))
    working.work()
    first, second, matched = Run.objects.order_by("pk")
    assert matched.method == "intermediate" and "Invented" in matched.title
    assert matched.tables.get(code="T10").cells.filter(sto="UNITS_WITH_JOBS", value__gt=0).exists()
    for run in (first, second, matched):
        assert run.state == RunState.FINISHED and run.is_invented, run.failure
        assert not run.checks.filter(outcome="not_run").exists()
    assert not Version.objects.exclude(state="ready").exists()
    assert matched.tables.get(code="T10").cells.filter(sto="UNITS_WITH_OUTPUT", value__gt=0).exists()
    assert working.work() == 0 and Run.objects.count() == 3
    assert second.parameters["earlier"] == first.ref and not first.tables.get(code="T16").figures
    assert second.checks.get(code="12").outcome == "passed" and second.checks.get(code="12").examined > 100
    for table in second.tables.all():
        assert table.figures and table.cells.exclude(value=None).exists(), table.code
