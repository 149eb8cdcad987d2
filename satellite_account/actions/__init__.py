from satellite_account.actions.classifications import (
    aggregate,
    codes_of,
    load_classification,
    load_crosswalk,
)
from satellite_account.actions.pins import pin_cell, unpin_cell
from satellite_account.actions.population import decide_scope, plan_frame
from satellite_account.actions.runs import cancel_run, note, plan_run, repeat_run, resume_run, waive
from satellite_account.actions.sources import add_dataset, take_in

__all__ = [
    "add_dataset",
    "aggregate",
    "cancel_run",
    "codes_of",
    "decide_scope",
    "load_classification",
    "load_crosswalk",
    "note",
    "pin_cell",
    "plan_frame",
    "plan_run",
    "repeat_run",
    "resume_run",
    "take_in",
    "unpin_cell",
    "waive",
]
