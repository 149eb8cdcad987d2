"""A worker that is killed in the middle of a step loses that step alone: the next one goes on, to the same bytes."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from satellite_account import actions, comparing, working
from satellite_account.enums import RunState
from satellite_account.models import CheckResult, Figure, Run, RunTable
from satellite_account.running import MOST_ATTEMPTS, advance
from tests.factories.satellite import Office
from tests.house.code import ROOT
from tests.satellite_account.finished import files, finished

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORKER = "import django; django.setup(); from satellite_account.working import work; work()"
PATIENCE = 240.0


def worker() -> subprocess.Popen:
    """A process of its own on the tests' database that does what waits."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_PROVIDER": "tests.notifications.faults.MortalSMTP",
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def killed_at(run: Run, stage: str) -> int:
    """Start a worker, wait until it is in the stage, kill it there; the answer is how many steps were done."""
    process = worker()
    until = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until and process.poll() is None:
            held = Run.objects.get(pk=run.pk)
            if held.stage.startswith(stage) and held.state == RunState.RUNNING:
                break
            time.sleep(0.02)
        else:
            pytest.fail(f"The worker never came to “{stage}”: {process.stdout and process.stdout.read()!r}")
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    return run.artifacts.count()


def test_killed_in_two_steps_and_finished_by_a_third_process():
    office, _sources, whole = finished()  # never disturbed
    again = actions.repeat_run(run=whole, by=office.publisher, wake=False)

    assert killed_at(again, "Estimating 2019") == 1
    kept = dict(again.artifacts.values_list("step", "at"))
    assert killed_at(again, "Building the tables") == 3
    held = Run.objects.get(pk=again.pk)
    assert held.state == RunState.RUNNING and held.attempts == 0, "each got on"
    # Of the step that was cut off nothing is there: not one figure.
    assert not RunTable.objects.filter(run=held).exists()
    assert not Figure.objects.filter(table__run=held).exists() and not held.result
    assert kept.items() <= dict(held.artifacts.values_list("step", "at")).items()

    _let_go(held)
    assert working.work() >= 1
    done = Run.objects.get(pk=again.pk)
    assert (done.state, done.attempts) == (RunState.FINISHED, 0), done.failure
    _the_same_to_the_byte(done, whole)


def _let_go(run: Run) -> None:
    """The database frees the lock of a dead worker as soon as it sees the connection gone."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("A dead worker still holds the run.")


def _the_same_to_the_byte(done: Run, whole: Run) -> None:
    assert done.recipe == whole.recipe and done.result == whole.result
    hashes = [dict(run.tables.values_list("code", "sha256")) for run in (done, whole)]
    assert hashes[0] == hashes[1] and len(hashes[0]) == 19
    bodies = [dict(run.artifacts.values_list("step", "sha256")) for run in (done, whole)]
    assert bodies[0] == bodies[1]
    counted = comparing.counts(done, whole)
    assert [each.code for each in counted] == [table.code for table in whole.tables.exclude(figures=0)]
    assert all((each.changed, each.added, each.gone) == (0, 0, 0) for each in counted)
    assert sum(each.same for each in counted) == Figure.objects.filter(table__run=whole).count()
    assert comparing.largest(done, whole) == []
    outcomes = [
        list(CheckResult.objects.filter(run=run).values_list("code", "outcome", "examined", "failures"))
        for run in (done, whole)
    ]
    changes = [(one, other) for one, other in zip(*outcomes, strict=True) if one != other]
    assert {one[0] for one, _other in changes} <= {
        "12"
    }  # the later run has an earlier one to be compared with


class Stopped(BaseException):
    """A worker that stops after each step."""


def test_a_long_run_may_take_more_tasks_than_a_step_may_take_attempts():
    office = Office()
    run, stops = office.planned(office.economy(files())), 0

    def stop(_run):
        raise Stopped

    while run.state != RunState.FINISHED and stops < 20:
        try:
            run = advance(run, after=stop)
        except Stopped:
            stops += 1
            run = Run.objects.get(pk=run.pk)
    assert (run.state, stops) == (RunState.FINISHED, run.artifacts.count()), run.failure
    assert stops >= MOST_ATTEMPTS


def test_a_run_whose_worker_dies_each_time_is_given_up():
    office = Office()
    run = office.planned(office.economy(files()))
    Run.objects.filter(pk=run.pk).update(attempts=MOST_ATTEMPTS)
    assert advance(Run.objects.get(pk=run.pk)).state == RunState.FAILED
