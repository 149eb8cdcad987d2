"""`make test`: what the tests need, then all of them."""

import os
import shlex
import signal

from ops import bootstrap, frontend
from ops.crew import Crew
from ops.paths import VENV
from ops.say import line

MOST = 4
# One that falls is not started again: its test has failed, and would take the next with it.
WORKERS = ("--dist=loadfile", "--no-loadscope-reorder", "--max-worker-restart=0")


def test() -> int:
    """The tests bring up their own database and queue: ops.pytest_services."""
    with Crew("test") as crew:
        bootstrap.prepare(crew)
        frontend.build(crew)
        line()
        words = at_once() + shlex.split(os.environ.get("ARGS", ""))
        return crew.run("pytest", [VENV / "bin" / "pytest", *words], visible=True, politely=signal.SIGINT)


def at_once() -> list[str]:
    """A worker for each core, each with whole files, which share what they start; `ARGS="-n 0"` is one by one."""
    cores = min(os.cpu_count() or 1, MOST)
    return [*WORKERS, "-n", str(cores)] if cores > 1 else []
