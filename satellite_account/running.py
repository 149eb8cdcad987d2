"""Bringing a run to its end, step by step, in whatever process: one worker at a time, and on after a crash."""

import logging
import time
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.common.alone import alone
from satellite_account.engine import code
from satellite_account.enums import RunState
from satellite_account.methods.errors import MethodError
from satellite_account.models import Run

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
LOCK = 0x7361_7400


def advance(run: Run, *, until: float | None = None, after: Callable[[Run], None] = lambda run: None) -> Run:
    """Do the steps that are not done yet, as long as there is time. `until` is a moment of the monotonic clock."""
    with alone(LOCK, run.pk) as free:
        if not free or not _take(run):
            return run
        try:
            _steps(run, until, after)
        except MethodError as error:
            _fail(run, str(error))
        except Exception as error:
            logger.exception("a run failed", extra={"run": run.ref})
            _fail(run, f"{type(error).__name__} at: {run.stage}")
    return run


@transaction.atomic
def _take(run: Run) -> bool:
    held = Run.objects.locked().get(pk=run.pk)
    if held.state == RunState.WAITING:
        held.move_to(RunState.RUNNING)
    if held.state != RunState.RUNNING:
        return False
    held.attempts += 1
    held.touched_at = timezone.now()
    held.save(update_fields=["state", "attempts", "touched_at"])
    run.refresh_from_db()
    return True


def _steps(run: Run, until: float | None, after: Callable[[Run], None]) -> None:
    from satellite_account.engine.steps import Work, perform

    if run.code_version != code.version():
        raise MethodError("The code has changed since this run was planned. Plan it anew.")
    if run.attempts > MOST_ATTEMPTS:
        raise MethodError(f"The worker stopped {MOST_ATTEMPTS} times in one step: {run.stage}")
    work = Work(run)
    steps = work.steps()
    done = set(run.artifacts.values_list("step", flat=True))
    for number, step in enumerate(steps):
        if step.name in done:
            continue
        if until is not None and time.monotonic() > until:
            return
        if not _enter(run, step.title, number, len(steps)):
            return
        perform(work, step)
        _got_on(run)
        after(run)
    _finish(run, len(steps))


def _got_on(run: Run) -> None:
    """A step is done: stops before it say nothing of the steps to come, and a long run takes many tasks."""
    Run.objects.filter(pk=run.pk).update(attempts=0)
    run.attempts = 0


def _enter(run: Run, title: str, step: int, steps: int) -> bool:
    """Say where it is; no, when somebody cancelled it meanwhile."""
    changed = Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
        stage=title, step=step, steps=steps, touched_at=timezone.now()
    )
    run.stage, run.step, run.steps = title, step, steps
    return bool(changed)


@transaction.atomic
def _finish(run: Run, steps: int) -> None:
    held = Run.objects.locked().get(pk=run.pk)
    held.move_to(RunState.FINISHED)
    held.result = bytes(held.artifacts.get(step="tables").body).decode()
    held.stage, held.step, held.steps, held.finished_at = "", steps, steps, timezone.now()
    held.seconds = round(sum(held.artifacts.values_list("seconds", flat=True)), 2)
    held.touched_at = held.finished_at
    held.save()
    audit.record(by=SYSTEM, verb="satellite.run_finished", target=held, after=held.state, result=held.result)
    run.refresh_from_db()


@transaction.atomic
def _fail(run: Run, sentence: str) -> None:
    held = Run.objects.locked().get(pk=run.pk)
    if held.state != RunState.RUNNING:
        return
    held.move_to(RunState.FAILED)
    held.failure, held.touched_at = sentence[:1000], timezone.now()
    held.save(update_fields=["state", "failure", "touched_at"])
    audit.record(by=SYSTEM, verb="satellite.run_failed", target=held, after=held.state)
    run.refresh_from_db()
