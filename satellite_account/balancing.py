"""What balancing moved in a run, read back from its step."""

from collections.abc import Callable
from typing import Any

from satellite_account import artifacts
from satellite_account.models import Artifact, Run, RunTable

STEP, TABLE = "balanced", "T13"
NUMBERS = ("before", "after", "change", "change_percent")
READ: dict[str, Callable[[str], Any]] = {
    "row": str,
    "industry": str,
    **dict.fromkeys(NUMBERS, lambda text: float(text) if text else None),
    "pinned": lambda text: text == "True",
    "reason": str,
}
NAMES = tuple(READ)


def is_balanced(run: Run) -> bool:
    return bool(run.parameters.get("balance"))


def rests_on(table: RunTable) -> bool:
    return table.code == TABLE and is_balanced(table.run)


def moves(run: Run) -> list[dict[str, Any]]:
    """Cells in £ million, the largest change first; none before the step is done."""
    kept = Artifact.objects.filter(run=run, step=STEP).first()
    return (
        [{name: READ[name](line[name]) for name in NAMES} for line in artifacts.lines(kept)] if kept else []
    )
