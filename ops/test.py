"""`make test`: what the tests need, then all of them."""

import os
import shlex
import signal

from ops import bootstrap, frontend
from ops.crew import Crew
from ops.paths import VENV
from ops.say import line


def test() -> int:
    """The tests bring up their own database and queue: ops.pytest_services."""
    with Crew("test") as crew:
        bootstrap.prepare(crew)
        frontend.build(crew)
        line()
        words = shlex.split(os.environ.get("ARGS", ""))
        return crew.run("pytest", [VENV / "bin" / "pytest", *words], visible=True, politely=signal.SIGINT)
