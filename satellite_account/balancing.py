"""What balancing moved in a run, read back from its step."""

from typing import Any

from satellite_account.models import Artifact, Run, RunTable

STEP, TABLE = "balanced", "T13"
NAMES = ("row", "industry", "before", "after", "change", "change_percent", "pinned", "reason")


def is_balanced(run: Run) -> bool:
    return bool(run.parameters.get("balance"))


def rests_on(table: RunTable) -> bool:
    return table.code == TABLE and is_balanced(table.run)


def moves(run: Run) -> list[dict[str, Any]]:
    """Cells in £ million, the largest change first; none before the step is done."""
    from satellite_account.engine.inputs import unpacked

    kept = Artifact.objects.filter(run=run, step=STEP).first()
    if kept is None:
        return []
    held = unpacked(bytes(kept.body))[list(NAMES)].astype(object)
    return held.where(held.notna(), None).to_dict("records")
