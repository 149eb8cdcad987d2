"""The verbs of the analysis."""

from engagement.consultations.analysis.actions.campaigns import compare_again, confirm, register, reject
from engagement.consultations.analysis.actions.coding import claim_next, code, release
from engagement.consultations.analysis.actions.drafts import accept, start_run, turn_down
from engagement.consultations.analysis.actions.marks import mark_quote, redact, unmark_quote, unredact
from engagement.consultations.analysis.actions.outcome import carry_to_outcome
from engagement.consultations.analysis.actions.themes import (
    add_theme,
    change_theme,
    merge_theme,
    move_theme,
    retire_theme,
    split_theme,
)

__all__ = [
    "accept",
    "add_theme",
    "carry_to_outcome",
    "change_theme",
    "claim_next",
    "code",
    "compare_again",
    "confirm",
    "mark_quote",
    "merge_theme",
    "move_theme",
    "redact",
    "register",
    "reject",
    "release",
    "retire_theme",
    "split_theme",
    "start_run",
    "turn_down",
    "unmark_quote",
    "unredact",
]
