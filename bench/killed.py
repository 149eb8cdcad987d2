"""67: a worker is killed in the middle of a run over a million responses, and another goes on where it stopped.

The workers are processes of their own; the first gets SIGKILL once a third is placed. Then its lease is ended by hand,
for nobody waits five minutes here. `BENCH_KILLED` sets how many responses there are.
"""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.consultations import consultation, grow
from bench.server import ROOT

MANY, PATIENCE, LOOK = int(os.environ.get("BENCH_KILLED", "1000000")), 3600.0, 0.05
WORK = "import django; django.setup(); from engagement.consultations.analysis.working import work; work()"
SAID = (
    "The last bus to the village leaves before the shift ends and nobody asked the people who ride it",
    "Small grants take longer to apply for than to spend, and the form asks the same question twice",
    "Our volunteers drive patients to hospital and pay for the parking themselves every single week",
    "The library closed and the homework club has met in a cold church hall since the autumn began",
)
VARIED = (
    "UPDATE consultations_answer SET text = (%s::text[])[1 + abs(hashint8(id)) %% 4] || '. Number ' || id"
    " WHERE question_id = %s"
)


def measure() -> dict[str, Any]:
    """How far the first worker came, where the second began, and whether each answer was placed once."""
    from engagement.consultations.analysis import actions
    from engagement.consultations.analysis.models import Suggestion, ThemeRun

    row = consultation(f"A run that is killed {timezone.now():%H:%M:%S}")
    grow(row, MANY, f"RS-{row.pk % 900 + 2100}-")
    question = row.questions.earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(VARIED, [list(SAID), question.pk])
        cursor.execute("VACUUM ANALYZE consultations_answer")
    run = actions.start_run(question=question, by=row.owner)
    started = time.perf_counter()
    first = _worker()
    _until(first, lambda: _done(run) >= MANY // 3)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    run.refresh_from_db()
    killed_at, before = run.done, Suggestion.objects.filter(proposal__run=run).count()
    ThemeRun.objects.filter(pk=run.pk).update(lease_until=timezone.now())
    second = _worker()
    _until(second, lambda: _state(run) != "placing" or second.poll() is not None)
    second.wait(60)
    seconds = time.perf_counter() - started
    run.refresh_from_db()
    placed = Suggestion.objects.filter(proposal__run=run)
    return {
        "name": "killed_run_1m",
        "seconds": round(seconds, 2),
        "items": run.done,
        "items_per_second": round(run.done / seconds, 1),
        "peak_mb": None,
        "rows": MANY,
        "killed_at": killed_at,
        "suggestions_before": before,
        "suggestions": placed.count(),
        "ended_as": run.state,
        "not_placed": MANY - run.done,
        "twice": placed.count() - placed.values("answer", "proposal").distinct().count(),
    }


def _worker() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT)


def _done(run: Any) -> int:
    run.refresh_from_db(fields=["done"])
    return int(run.done)


def _state(run: Any) -> str:
    run.refresh_from_db(fields=["state"])
    return str(run.state)


def _until(worker: subprocess.Popen, reached: Any) -> None:
    """Raises RuntimeError where a worker ends, or takes an hour, before it got there."""
    end = time.perf_counter() + PATIENCE
    while not reached():
        if worker.poll() is not None or time.perf_counter() > end:
            raise RuntimeError("The worker of draft themes ended before it could be killed.")
        time.sleep(LOOK)
