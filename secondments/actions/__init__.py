"""The verbs of the programme. Each is keyword-only, says who acts, and is one transaction on a locked row."""

from secondments.actions import (
    agreements,
    candidates,
    clock,
    endings,
    life,
    nominations,
    opportunities,
    placements,
    rounds,
)

__all__ = [
    "agreements",
    "candidates",
    "clock",
    "endings",
    "life",
    "nominations",
    "opportunities",
    "placements",
    "rounds",
]
