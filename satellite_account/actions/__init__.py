from satellite_account.actions.population import decide_scope, plan_frame
from satellite_account.actions.runs import cancel_run, note, plan_run, repeat_run, resume_run, waive
from satellite_account.actions.sources import add_dataset, take_in

__all__ = [
    "add_dataset",
    "cancel_run",
    "decide_scope",
    "note",
    "plan_frame",
    "plan_run",
    "repeat_run",
    "resume_run",
    "take_in",
    "waive",
]
